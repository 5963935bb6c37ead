"""A project in memory: labels, tiers, classes, recordings, authors, reviews; and the names of what can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from numpy.typing import NDArray

from workbench.labels.edit import COLUMNS, Edit, Rows, added
from workbench.labels.label import Author, KnownRecording, LabelClass, Review, ReviewClip, Tier, new_id
from workbench.labels.store import Contents
from workbench.labels.table import LabelTable

KINDS: dict[str, Any] = {
    "tiers": Tier, "classes": LabelClass, "recordings": KnownRecording, "authors": Author,
    "reviews": Review, "review_clips": ReviewClip,
}  # fmt: skip
_FLAGS = ("hidden", "locked", "exclusive")
_ROWS_AT_ONCE = 2000
"""More are taken in piece by piece, so that the interpreter is not held for long."""


class Project:
    """What `Contents` holds, to be read and drawn from; changed by `apply` only. For one thread.

    Attributes
    ----------
    labels : all of them
    tiers, classes, recordings, authors, reviews, review_clips : by id
    about : what the project says about itself; "folder" is the one that its recordings' paths start from
    """

    def __init__(self, contents: Contents | None = None) -> None:
        self.labels = LabelTable()
        self.tiers: dict[int, Tier] = {}
        self.classes: dict[int, LabelClass] = {}
        self.recordings: dict[int, KnownRecording] = {}
        self.authors: dict[int, Author] = {}
        self.reviews: dict[int, Review] = {}
        self.review_clips: dict[int, ReviewClip] = {}
        self.about: dict[str, str] = {}
        self._class_names: dict[str, LabelClass] = {}
        self._class_list: list[LabelClass] = []
        self._clip_ids: dict[int, list[int]] = {}
        if contents is not None:
            self.about.update(contents.about)
            for table, rows in contents.tables.items():
                for first in range(0, len(rows["id"]), _ROWS_AT_ONCE):
                    piece = {name: values[first : first + _ROWS_AT_ONCE] for name, values in rows.items()}
                    self.apply([added(table, piece)])

    def apply(self, edits: Iterable[Edit]) -> None:
        """Bring edits about: all of them, or none. Raises `KeyError` where the project is not as an edit says."""
        applied: list[Edit] = []
        try:
            for edit in edits:
                self._apply(edit)
                applied.append(edit)
        except KeyError:
            for edit in reversed(applied):
                self._apply(edit.inverted())
            raise

    def _apply(self, edit: Edit) -> None:
        if edit.table == "labels":
            self._apply_to_labels(edit)
        else:
            self._apply_to_others(edit)

    def _apply_to_labels(self, edit: Edit) -> None:
        if edit.after is None:
            assert edit.before is not None
            self.labels.remove(edit.before["id"])
        elif edit.before is None:
            self.labels.insert(edit.after)
        else:
            self.labels.update(edit.after)

    def _apply_to_others(self, edit: Edit) -> None:
        kept: dict[int, Any] = getattr(self, edit.table)
        kind = KINDS[edit.table]
        if edit.table == "classes":
            self._class_names, self._class_list = {}, []
        if edit.table == "review_clips" and (edit.before is None or edit.after is None or "position" in edit.after):
            self._clip_ids = {}
        if edit.after is None:
            assert edit.before is not None
            if not kept.keys() >= set(edit.before["id"]):
                raise KeyError(edit.table)
            for row_id in edit.before["id"]:
                del kept[row_id]
            return
        if edit.before is None:
            columns = (_as_held(name, edit.after[name]) for name in COLUMNS[edit.table])
            kept.update(zip(edit.after["id"], map(kind, *columns), strict=True))
            return
        if not kept.keys() >= set(edit.before["id"]):
            raise KeyError(edit.table)
        changed = {name: _as_held(name, values) for name, values in edit.after.items()}
        for row in _each(changed):
            kept[row["id"]] = _with(kept[row["id"]], row)

    def excerpt(self, recording: int | None = None) -> Excerpt:
        """What there is of one recording now, or of all, to be read in another thread."""
        view = self.labels.view(recording)
        columns = {name: view.column(name) for name in COLUMNS["labels"]}
        others = {table: dict(getattr(self, table)) for table in KINDS}
        return Excerpt(self.labels.version, columns, tuple(self.labels.texts), others, dict(self.about))

    def contents(self) -> Contents:
        """All of it as rows, for a copy."""
        return Contents({table: self.rows(table) for table in COLUMNS}, dict(self.about))

    def rows(self, table: str, ids: Iterable[int] | None = None) -> Rows:
        """Rows of a table, all columns; of those ids, or all."""
        if table == "labels":
            wanted = self.labels.view().column("id").tolist() if ids is None else list(ids)
            return self.labels.rows(wanted)
        kept: dict[int, Any] = getattr(self, table)
        found = [kept[row_id] for row_id in (kept if ids is None else ids)]
        return rows_of(table, found)

    # In the order in which a person has put them

    @property
    def tier_list(self) -> list[Tier]:
        """From top to bottom."""
        return sorted(self.tiers.values(), key=lambda tier: (tier.position, tier.name))

    @property
    def class_list(self) -> list[LabelClass]:
        """As the palette shows them."""
        if not self._class_list:
            self._class_list = sorted(self.classes.values(), key=lambda each: (each.position, each.name))
        return list(self._class_list)

    def class_of(self, text: str) -> LabelClass | None:
        """The class whose name is `text`."""
        if not self._class_names:
            self._class_names = {each.name: each for each in self.classes.values()}
        return self._class_names.get(text)

    def clip_ids(self, review_id: int) -> Sequence[int]:
        """The clips of a review, in its order; none for one that is not there."""
        if not self._clip_ids:
            for clip in sorted(self.review_clips.values(), key=attrgetter("position", "id")):
                self._clip_ids.setdefault(clip.review, []).append(clip.id)
        return self._clip_ids.get(review_id, ())

    def author(self, kind: str, name: str, version: str = "") -> tuple[Author, tuple[Edit, ...]]:
        """The author of that name, with the edit that makes it known if it is new."""
        for author in self.authors.values():
            if (author.kind, author.name, author.version) == (kind, name, version):
                return author, ()
        author = Author(new_id(), kind, name, version)
        return author, (added("authors", rows_of("authors", [author])),)


@dataclass(frozen=True)
class Excerpt:
    """The labels of one recording or all, and all of the rest, as they were at a moment."""

    version: int
    labels: dict[str, NDArray[Any]]
    texts: tuple[str, ...]
    others: dict[str, dict[int, Any]]
    about: dict[str, str]

    def project(self) -> Project:
        """As a project that is only read."""
        made = Project()
        made.labels = LabelTable.of_columns(self.labels, self.texts)
        for table, kept in self.others.items():
            getattr(made, table).update(kept)
        made.about.update(self.about)
        return made

    def is_still(self, project: Project) -> bool:
        """Whether all of it that is not about reviews is still true."""
        kept_same = ("tiers", "classes", "recordings", "authors")
        same = all(getattr(project, table) == self.others[table] for table in kept_same)
        return same and project.labels.version == self.version


def rows_of(table: str, values: Iterable[Any]) -> Rows:
    """Tiers, classes, recordings, authors, labels, reviews or their clips as rows."""
    listed = list(values)
    return {name: [_plain(getattr(value, name)) for value in listed] for name in COLUMNS[table]}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, int) else value  # a flag, a status: fit for JSON


def _with(value: Any, row: dict[str, Any]) -> Any:
    return value._replace(**row) if isinstance(value, ReviewClip) else replace(value, **row)


def _as_held(name: str, values: list[Any]) -> list[Any]:
    return list(map(bool, values)) if name in _FLAGS else values


def _each(rows: Rows) -> Iterable[dict[str, Any]]:
    names = list(rows)
    return (dict(zip(names, values, strict=True)) for values in zip(*rows.values(), strict=True))
