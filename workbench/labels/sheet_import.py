"""Labels of a sheet into a project: first what that would bring, which changes nothing; then the step that does it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import LabelRefused, printable
from workbench.labels import changes
from workbench.labels.edit import COLUMNS, Edit, Rows, Step, added
from workbench.labels.formats.format import BadRow
from workbench.labels.formats.sheet import Sheet, SheetAuthor, SheetLabel
from workbench.labels.label import Author, KnownRecording, Label, LabelClass, Status, Tier, new_id
from workbench.labels.project import Project, rows_of
from workbench.labels.same_labels import Marks, Mask, known_among, same
from workbench.labels.sheet_columns import Columns, Recordings, columns_of, rates, within
from workbench.labels.sheet_matching import match_recordings
from workbench.labels.tier_placing import TierPlacing, plain_name

__all__ = ["UNTIERED", "Import", "import_step", "match_recordings", "plan_import"]

UNTIERED = "Tier 1"
"""The tier of labels whose file has no tiers, where nobody says another."""


@dataclass(frozen=True)
class Import:
    """What a sheet brings to a project; nothing is changed by it.

    Attributes
    ----------
    rows : the labels to add, ready for the project
    new_tiers, new_classes, new_recordings, new_authors : what they need, or the sheet has besides, that is not there
    known : how many labels are there already
    changed : how many are there by their ids with other values, and stay as they are
    edits : what makes those that are to be replaced as the sheet says
    outside : labels that lie beyond the end of their recording, and are left out; line 0 where there are no lines
    unmatched : paths of recordings that were not found, and how many labels are left out for that
    notes : what a person should know, a sentence each
    """

    rows: Rows
    new_tiers: tuple[Tier, ...] = ()
    new_classes: tuple[LabelClass, ...] = ()
    new_recordings: tuple[KnownRecording, ...] = ()
    new_authors: tuple[Author, ...] = ()
    known: int = 0
    changed: int = 0
    edits: tuple[Edit, ...] = ()
    outside: tuple[BadRow, ...] = ()
    unmatched: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many labels are added; quicker than the length of `labels`."""
        return len(self.rows["id"])

    @property
    def replaced(self) -> int:
        """How many labels get other values."""
        return sum(len(edit) for edit in self.edits)

    @property
    def is_empty(self) -> bool:
        """Whether the project stays as it is."""
        fresh = (self.new_tiers, self.new_classes, self.new_recordings)
        return not self.count and not self.edits and not any(fresh)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Those to add. For a hundred thousand of them `rows` is quicker."""
        statuses = {int(status): status for status in Status}
        rows = {**self.rows, "status": [statuses[each] for each in self.rows["status"]]}
        return tuple(map(Label, *rows.values()))


def plan_import(
    project: Project, sheet: Sheet, where: Mapping[str, int | KnownRecording | None], *,
    tier: int | None = None, untiered: str = "", author: SheetAuthor | None = None, replace: bool = False,
    colors: Sequence[str] = (),
) -> Import:  # fmt: skip
    """What a sheet brings to a project.

    A label is there already if one of the same recording, tier, text, times (to half a frame) and frequencies is, or
    the one with its id. Tiers, classes and authors are found by their names; those that are there stay as they are,
    others get what the sheet says of them. What would go into a locked tier, or overlap others in one that forbids
    that, goes into a further tier "NAME (imported)".

    Parameters
    ----------
    project : may be an excerpt of all labels, read in another thread
    sheet : of labels that `reason_against` has nothing against
    where : to each path of the sheet the id of a recording, or one that the project should know, or None
    tier : the id of a tier that all labels go into; None: each into its own
    untiered : the name of the tier for labels that have none; "": `UNTIERED`
    author : who made the labels that have no author
    replace : whether labels that are there by their ids get the values of the sheet
    colors : as "#rrggbb", for texts that become classes; none of them does if there are none

    Raises `LabelRefused` for a tier that is there no more.
    """
    if tier is not None and tier not in project.tiers:
        raise LabelRefused("That tier is there no more. Choose another one.")
    planning = _Planning(project, sheet, where, tier, untiered or UNTIERED)
    planning.author = author
    return planning.plan(replace, colors)


def import_step(project: Project, plan: Import, name: str) -> Step:
    """The step that brings it about. Raises `LabelRefused` where there is nothing to bring, or where the project has
    changed since so that it does not fit any more."""
    if plan.is_empty:
        known = plan.known or plan.changed
        raise LabelRefused("These labels are here already." if known else "There are no labels in it for this project.")
    tiers, recordings = (
        set(there) | {each.id for each in fresh}
        for there, fresh in ((project.tiers, plan.new_tiers), (project.recordings, plan.new_recordings))
    )
    fits = tiers.issuperset(plan.rows["tier"]) and recordings.issuperset(plan.rows["recording"])
    names = {each.name for each in project.tiers.values()}
    fits = fits and names.isdisjoint(each.name for each in plan.new_tiers)
    if not fits or any(map(project.labels.__contains__, plan.rows["id"])):
        raise LabelRefused("The labels here have changed in the meantime. Import the file again.")
    made = {
        "recordings": plan.new_recordings, "authors": plan.new_authors, "tiers": plan.new_tiers,
        "classes": plan.new_classes,
    }  # fmt: skip
    edits = [added(table, rows_of(table, fresh)) for table, fresh in made.items() if fresh]
    labels = [added("labels", plan.rows)] if plan.count else []
    return Step(name, (*edits, *plan.edits, *labels))


class _Planning:
    """A sheet on its way into a project."""

    def __init__(
        self, project: Project, sheet: Sheet, where: Mapping[str, int | KnownRecording | None],
        tier: int | None, untiered: str,
    ) -> None:  # fmt: skip
        self.project, self.sheet, self.tier = project, sheet, tier
        self.author: SheetAuthor | None = None
        self.authors: dict[SheetAuthor, Author] = {}
        self.notes: list[str] = []
        self.ids, self.new_recordings = _recordings(project, where)
        self.recordings: Recordings = project.recordings | {each.id: each for each in self.new_recordings}
        one = None if tier is None else project.tiers[tier].name
        self.tier_names = {each.name: one or each.name or untiered for each in sheet.tiers}
        self.places = list(dict.fromkeys(self.tier_names.values()))
        self.placing = TierPlacing(project, {each.name: each for each in sheet.tiers})

    def plan(self, replace: bool, colors: Sequence[str]) -> Import:
        numbers = {name: number for number, name in enumerate(self.places)}
        tiers = {name: numbers[place] for name, place in self.tier_names.items()}
        every, unmatched = columns_of(self.project, self.sheet, self.ids, tiers)
        columns, outside, notes = within(every, self.recordings)
        self.notes += [*notes, *self._other_content()]
        fresh, unchanged, changed = self._by_id(columns)
        edits = self._replaced(changed) if replace else ()
        new, tier_ids, known = self._placed(fresh, edits)
        rows = self._rows(new, tier_ids)
        return Import(
            rows, self.placing.made, self._classes(rows["text"], colors), self.new_recordings,
            tuple(each for each in self.authors.values() if each.id not in self.project.authors),
            unchanged + known, len(changed) - sum(len(edit) for edit in edits), edits, outside, unmatched,
            (*self.notes, *self.placing.notes),
        )  # fmt: skip

    def _other_content(self) -> list[str]:
        """A note of recordings that are not what the labels were made on."""
        names = []
        for each in self.sheet.recordings:
            found = self.recordings.get(self.ids.get(each.path) or 0)
            if found and each.fingerprint and (found.size, found.fingerprint) != (each.size, each.fingerprint):
                names.append(printable(found.path.rpartition("/")[2]))
        if not names:
            return []
        which = names[0] if len(names) == 1 else f"{len(names):,} recordings"
        return [f"The labels of {which} were made on another content than it has here. See whether they fit."]

    # Those that are there by their ids

    def _by_id(self, columns: Columns) -> tuple[Columns, int, Columns]:
        """Labels whose ids are not there; how many are there as they are here; those that are there otherwise."""
        seen: set[int] = set()
        mask = np.zeros(len(columns), bool)
        for index, label in enumerate(columns.labels):
            if label.id is not None and label.id in self.project.labels and label.id not in seen:
                seen.add(label.id)
                mask[index] = True
        here = self._there([label.id for label in columns.where(mask).labels])
        mask[mask] = here["recording"] == columns.recording[mask]  # a copy in another recording is another label
        twins = columns.where(mask)
        same_values = self._unchanged(twins)
        return columns.where(~mask), int(same_values.sum()), twins.where(~same_values)

    def _there(self, ids: Sequence[int | None]) -> dict[str, NDArray[Any]]:
        names = (
            "id",
            "recording",
            "text",
            "start_s",
            "end_s",
            "low_hz",
            "high_hz",
            "channel",
            "tier",
            "score",
            "status",
        )
        return self.project.labels.columns([each for each in ids if each is not None], names)

    def _unchanged(self, twins: Columns) -> Mask:
        """What a file does not say, such as a channel, is no difference."""
        here = self._there([label.id for label in twins.labels])
        found = same(twins.marks(self.recordings), _marks(here, self.recordings))
        found &= twins.status == here["status"]
        found &= np.isnan(twins.score) | (np.abs(twins.score - np.nan_to_num(here["score"], nan=-1.0)) < 1e-6)
        found &= (twins.channel < 0) | (twins.channel == here["channel"])
        names = {each.id: plain_name(each.name) for each in self.project.tiers.values()}
        for index, (label, tier_id) in enumerate(zip(twins.labels, here["tier"].tolist(), strict=True)):
            if label.tier or self.tier is not None:
                found[index] &= names[tier_id] == plain_name(self.tier_names[label.tier])
        return found

    def _replaced(self, changed: Columns) -> tuple[Edit, ...]:
        """What makes labels as the sheet says, except those in locked tiers."""
        here = self._there([label.id for label in changed.labels])
        targets = [
            tier_id if not label.tier and self.tier is None else self.placing.named(self.tier_names[label.tier])
            for label, tier_id in zip(changed.labels, here["tier"].tolist(), strict=True)
        ]
        locked = {each.id for each in self.project.tiers.values() if each.locked}
        pairs = zip(here["tier"].tolist(), targets, strict=True)
        is_open = np.array([not {one, other} & locked for one, other in pairs], bool)
        if not is_open.all():
            count, one = int((~is_open).sum()), "1 label in a locked tier stays as it is."
            self.notes.append(one if count == 1 else f"{count:,} labels in locked tiers stay as they are.")
        wanted = changed.where(is_open)
        if not len(wanted):
            return ()
        ids = here["id"][is_open].tolist()
        tiers = [target for target, may in zip(targets, is_open.tolist(), strict=True) if may]
        try:
            return changes.change_labels(self.project, ids, self._values(wanted, ids, tiers), "").edits
        except LabelRefused as refused:
            self.notes.append(f"Labels that are here with other values stay as they are: {refused}")
            return ()

    def _values(self, wanted: Columns, ids: list[int], tiers: list[int]) -> Rows:
        """What a file does not say stays as it is."""
        here = self.project.labels.rows(ids, ("channel", "score", "judged_by"))
        told = self._places(wanted, tiers) | {
            "text": [label.text for label in wanted.labels],
            "channel": [label.channel for label in wanted.labels],
            "score": [label.score for label in wanted.labels],
            "judged_by": [self._author(label.judged_by) for label in wanted.labels],
        }
        del told["recording"]
        kept = {
            name: [was if value is None else value for value, was in zip(told[name], here[name], strict=True)]
            for name in ("channel", "score", "judged_by")
        }
        return told | kept

    # Those that are new

    def _placed(self, fresh: Columns, edits: Sequence[Edit]) -> tuple[Columns, NDArray[np.int64], int]:
        """Labels that are not there, the tiers that they go into, and how many others are there already."""
        tier_ids = np.zeros(len(fresh), np.int64)
        empty = {self.tier_names[each.name] for each in self.sheet.tiers if each.name} - {
            self.tier_names[label.tier] for label in self.sheet.labels
        }
        marks = fresh.marks(self.recordings)
        for number, name in enumerate(self.places):
            mine = np.flatnonzero(fresh.tier == number)
            if len(mine):
                mine = mine[~self._known(name, marks.at(mine))]
            elif self.tier is None and name in empty:
                self.placing.named(name)
            if len(mine):
                places = self._places(fresh.at(mine), [0] * len(mine))
                tier_ids[mine] = self.placing.choose(name, places, edits)
        is_new = tier_ids > 0
        return fresh.where(is_new), tier_ids[is_new], int((~is_new).sum())

    def _known(self, name: str, marks: Marks) -> Mask:
        """Which labels are in the tier of that name already, or in one beside it."""
        known = np.zeros(len(marks), bool)
        for tier in self.placing.further(name):
            known |= known_among(marks, self._marks_of(tier.id))
        return known

    def _marks_of(self, tier_id: int) -> Marks:
        view = self.project.labels.view()
        ours = np.flatnonzero(view.column("tier") == tier_id)
        names = ("recording", "text", "start_s", "end_s", "low_hz", "high_hz", "channel")
        return _marks({name: view.column(name)[ours] for name in names}, self.recordings)

    # As rows

    def _rows(self, columns: Columns, tier_ids: NDArray[np.int64]) -> Rows:
        now, labels = time.time(), columns.labels
        rows: Rows = self._places(columns, tier_ids.tolist()) | {
            "id": self._label_ids(labels),
            "channel": [None if channel < 0 else channel for channel in columns.channel.tolist()],
            "text": [label.text for label in labels],
            "author": [self._author(label.author or self.author) or 0 for label in labels],
            "score": [label.score for label in labels],
            "judged_by": [self._author(label.judged_by) for label in labels],
            "created_s": [now if label.created_s is None else label.created_s for label in labels],
            "changed_s": [now if label.changed_s is None else label.changed_s for label in labels],
        }
        return {name: rows[name] for name in COLUMNS["labels"]}

    def _places(self, columns: Columns, tier_ids: list[int]) -> Rows:
        """The columns of `PLACE`."""
        return {
            "recording": columns.recording.tolist(), "tier": tier_ids,
            "start_s": columns.start_s.tolist(), "end_s": columns.end_s.tolist(),
            "low_hz": [label.low_hz for label in columns.labels],
            "high_hz": [label.high_hz for label in columns.labels],
            "status": columns.status.tolist(),
        }  # fmt: skip

    def _label_ids(self, labels: Sequence[SheetLabel]) -> list[int]:
        """Those of the sheet, unless another label has them."""
        seen: set[int] = set()
        random = np.random.default_rng().integers(1, 2**62, len(labels), endpoint=True).tolist()
        ids = []
        for label, fresh in zip(labels, random, strict=True):
            taken = label.id is None or label.id in seen or label.id in self.project.labels
            ids.append(fresh if taken or label.id is None else label.id)
            seen.add(ids[-1])
        return ids

    def _author(self, wanted: SheetAuthor | None) -> int | None:
        if wanted is None:
            return None
        if wanted not in self.authors:
            self.authors[wanted] = self.project.author(wanted.kind, wanted.name, wanted.version)[0]
        return self.authors[wanted].id

    def _classes(self, texts: Sequence[str], colors: Sequence[str]) -> tuple[LabelClass, ...]:
        """The palette of the sheet, and texts if wanted, those that are not there; without keys that are taken."""
        here = self.project.classes.values()
        names, keys = {each.name for each in here}, {each.key for each in here}
        place = max((each.position for each in here), default=-1.0) + 1.0
        made: dict[str, LabelClass] = {}
        for each in self.sheet.classes:
            if each.name not in names and each.name not in made:
                key = "" if each.key in keys else each.key
                keys.add(key)
                made[each.name] = LabelClass(new_id(), each.name, place + len(made), each.color, key)
        for text in dict.fromkeys(texts if colors else ()):
            if text.strip() and text not in names and text not in made:
                color = colors[(len(names) + len(made)) % len(colors)]
                made[text] = LabelClass(new_id(), text, place + len(made), color)
        return tuple(made.values())


def _recordings(
    project: Project, where: Mapping[str, int | KnownRecording | None]
) -> tuple[dict[str, int | None], tuple[KnownRecording, ...]]:
    """The id of each path, and the recordings that are not there yet, each once."""
    here = {each.path: each for each in project.recordings.values()}
    ids: dict[str, int | None] = {}
    for path, found in where.items():
        if isinstance(found, KnownRecording):
            ids[path] = here.setdefault(found.path, found).id
        else:
            ids[path] = found if found in project.recordings else None
    return ids, tuple(each for each in here.values() if each.id not in project.recordings)


def _marks(columns: Mapping[str, NDArray[Any]], recordings: Recordings) -> Marks:
    """Of labels as the project's table holds them."""
    rate = rates(columns["recording"], recordings)
    edges = (columns["start_s"] * rate, columns["end_s"] * rate)
    channel = columns["channel"].astype(np.int64)
    text = columns["text"].astype(np.int64)
    return Marks(columns["recording"], text, *edges, columns["low_hz"], columns["high_hz"], channel)
