"""What can be done to the palette as a whole: a class added, another order, a list loaded; each as a step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from workbench.errors import LabelRefused
from workbench.labels.changes import add_classes
from workbench.labels.edit import Edit, Rows, Step, added, removed
from workbench.labels.label import LabelClass, new_id
from workbench.labels.project import Project, rows_of
from workbench.labels.vocabulary import Entry

DIGITS = "1234567890"


def add_class(project: Project, name: str, colors: Sequence[str]) -> Step:
    """A class below the others, with the next colour and a free digit. Raises `LabelRefused`."""
    if not name.strip():
        raise LabelRefused("A class needs a name.")
    if project.class_of(name) is not None:
        raise LabelRefused(f"There is a class “{name}” already. Choose another name.")
    return Step(f"Add class {name}", add_classes(project, [name], colors))


def move_class(project: Project, class_id: int, index: int) -> Step:
    """To another place in the palette, counted without the class itself."""
    moved = project.classes[class_id]
    others = [each for each in project.class_list if each.id != class_id]
    index = min(max(index, 0), len(others))
    order = [*others[:index], moved, *others[index:]]
    changed = [(each, float(place)) for place, each in enumerate(order) if each.position != place]
    before: Rows = {"id": [each.id for each, _ in changed], "position": [each.position for each, _ in changed]}
    after: Rows = {"id": before["id"], "position": [place for _, place in changed]}
    return Step(f"Move class {moved.name}", (Edit("classes", before, after),) if changed else ())


def key_edits(project: Project, names: Sequence[str]) -> tuple[Edit, ...]:
    """Classes without a key get the digits that are free, as listed; where they are too few, those of `names` first."""
    taken = {each.key for each in project.classes.values()}
    free = [digit for digit in DIGITS if digit not in taken]
    order = {name: place for place, name in enumerate(names)}
    keyless = [each for each in project.class_list if not each.key]
    chosen = {each.id for each in sorted(keyless, key=lambda each: order.get(each.name, len(order)))[: len(free)]}
    if not chosen:
        return ()
    ids = [each.id for each in keyless if each.id in chosen]
    return (Edit("classes", {"id": ids, "key": [""] * len(ids)}, {"id": ids, "key": free[: len(ids)]}),)


def load_classes(project: Project, entries: Sequence[Entry], colors: Sequence[str], *, instead: bool) -> Step:
    """The classes of a list: below those there are, or `instead` of them. Labels keep their words.

    What is known by name stays the same class, and is changed only when the list comes instead of the others. Where the
    list has no keys, the free digits go to its first classes. Raises `LabelRefused` when there is nothing new in it.
    """
    known = {each.name: each for each in project.classes.values()}
    wanted = [entry for entry in entries if instead or entry.name not in known]
    taken = set() if instead else {each.key for each in known.values()}
    keys = _keys(wanted, taken)
    first = 0.0 if instead else max((each.position for each in known.values()), default=-1.0) + 1.0
    offset = 0 if instead else len(known)
    made, old, new = [], [], []
    for place, (entry, key) in enumerate(zip(wanted, keys, strict=True)):
        before = known.get(entry.name)
        color = entry.color or (before.color if before is not None else colors[(offset + place) % len(colors)])
        if before is None:
            made.append(LabelClass(new_id(), entry.name, first + place, color, key))
        else:
            old.append(before)
            new.append(replace(before, position=first + place, color=color, key=key))
    listed = {entry.name for entry in entries}
    gone = [each for each in known.values() if instead and each.name not in listed]
    edits = []
    if gone:
        edits.append(removed("classes", rows_of("classes", gone)))
    if old != new:
        edits.append(Edit("classes", rows_of("classes", old), rows_of("classes", new)))
    if made:
        edits.append(added("classes", rows_of("classes", made)))
    if not edits:
        raise LabelRefused("All classes of this list are in the palette already.")
    count = f"{len(wanted):,} {'class' if len(wanted) == 1 else 'classes'}"
    return Step(f"Replace the classes by {count}" if instead else f"Load {count}", tuple(edits))


def _keys(entries: Sequence[Entry], taken: Collection[str]) -> list[str]:
    if any(entry.key for entry in entries):
        return ["" if entry.key in taken else entry.key for entry in entries]
    free = [digit for digit in DIGITS if digit not in taken]
    return [free[place] if place < len(free) else "" for place in range(len(entries))]
