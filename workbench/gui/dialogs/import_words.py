"""What is said of labels before they are imported: whose they are, what of it is new, what is wrong, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from workbench.errors import LabelFileError, LabelFormatUnknown, printable
from workbench.labels.formats.format import BadRow
from workbench.labels.incoming import Arrival
from workbench.labels.sheet_import import Import

_MOST_NAMES = 3
"""Of recordings with another name than the file says, so many are told by name."""


def whose_words(arrival: Arrival, here: int | None) -> str:
    """Whose labels they are; `here` is the recording that is open."""
    found = {
        whose if isinstance(whose, int) else whose.path: each.names[path]
        for each in arrival.files
        for path, whose in each.where.items()
        if whose is not None
    }
    if len(found) == 1:
        ((whose, name),) = found.items()
        return printable(name) if whose == here or here is None else f"{printable(name)}, not the one that is open"
    if found:
        return f"{len(found):,} recordings"
    return "None was found" if any(each.reading.sheet.labels for each in arrival.files) else "–"


def what_words(arrival: Arrival) -> str:
    """How many of what kind, in which tiers."""
    plan = arrival.plan
    if plan is None or not plan.count:
        return "None that are not here already" if plan is not None and plan.known else "None"
    kinds = ((arrival.intervals, "interval"), (arrival.points, "point"), (arrival.boxes, "box"))
    words = ", ".join(f"{count:,} {_plural(word, count)}" for count, word in kinds if count)
    words += f" in {_tiers(arrival.tiers, {each.name for each in plan.new_tiers})}"
    if plan.new_classes:
        words += f", {len(plan.new_classes):,} new {_plural('class', len(plan.new_classes))}"
    return words


def _tiers(names: Sequence[str], made: Set[str]) -> str:
    fresh = len(made.intersection(names))
    new = "new " if fresh == len(names) else ""
    if len(names) == 1:
        return f"the {new}tier “{printable(names[0])}”"
    words = f"{len(names):,} {new}tiers"
    return f"{words}, {fresh:,} of them new" if fresh and not new else words


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}es" if word[-1] in "xs" else f"{word}s"


def is_partial(arrival: Arrival) -> bool:
    """Whether not all that the files say would come in, because something is wrong with the rest."""
    if any(each.error or each.reading.bad for each in arrival.files):
        return True
    return arrival.plan is not None and bool(arrival.plan.outside or arrival.plan.unmatched)


def wrong_lines(arrival: Arrival, *, one_folder: bool) -> Iterator[str]:
    """What a person should know before, file by file; `one_folder` for a project that is of one folder."""
    if one_folder and arrival.plan is not None:
        yield from _in_other_folders(arrival.plan)
    several = len(arrival.files) > 1
    for each in arrival.files:
        name = f"{printable(each.path.name)}: " if several else ""
        if each.error is not None:
            yield _unread(each.error)
            continue
        yield from (f"{name}{words}" for words in _renamed(each.renamed))
        if not each.reading.sheet.labels and not each.reading.bad:
            yield f"{name}There are no labels in it."
        yield from (f"{name}{words}" for words in each.reading.notes)
        yield from (f"{name}{_row(row)}" for row in each.reading.bad)
        if each.plan is not None:
            yield from (f"{name}{words}" for words in _about(each.plan, alone=not several))


def _unread(error: LabelFileError) -> str:
    if isinstance(error, LabelFormatUnknown):
        return f"{printable(error.path.name)}: its format was not recognised. Choose the format above, or another file."
    return str(error)


def _renamed(names: Mapping[str, str]) -> Iterator[str]:
    """That a file names other recordings than its labels go to."""
    if len(names) > _MOST_NAMES:
        there, here = next(iter(names.items()))
        such = f"such as “{printable(there)}”, which is “{printable(here)}”"
        yield f"{len(names):,} recordings that the file names have other names here, {such}."
        return
    for there, here in names.items():
        yield f"The file names “{printable(there)}”, whose labels go to “{printable(here)}”."


def _in_other_folders(plan: Import) -> Iterator[str]:
    """That labels would not be where their recordings are opened."""
    names = [each.path.rpartition("/")[2] for each in plan.new_recordings if "/" in each.path]
    if len(names) == 1:
        yield (
            f"{printable(names[0])} lies in another folder, which has a project of its own: these labels will not be "
            "shown there. Open that recording first, and import then."
        )
    elif names:
        yield (
            f"{len(names):,} recordings, such as {printable(names[0])}, lie in other folders, which have projects of "
            "their own: these labels will not be shown there. Open one of them first, and import then."
        )


def _row(row: BadRow) -> str:
    reason = f"{row.reason}." if not row.reason.endswith(".") else row.reason
    return f"Line {row.line:,}: {reason}" if row.line else reason


def _about(plan: Import, *, alone: bool) -> Iterator[str]:
    yield from map(_row, plan.outside)
    for path, count in plan.unmatched.items():
        labels = "1 label" if count == 1 else f"{count:,} labels"
        if path:
            yield f"{labels} of {printable(path)}, which was not found. Open it once, or put it beside the file."
        else:
            remedy = "Open it once" if alone else "Import the file alone, with its recording open"
            yield f"{labels}: no recording has the name of the file. {remedy}."
    if plan.known:
        yield f"{plan.known:,} {'is' if plan.known == 1 else 'are'} here already, and will not come twice."
    if plan.changed:
        yield f"{plan.changed:,} {'is' if plan.changed == 1 else 'are'} here with other values, and stay as they are."
    yield from plan.notes
