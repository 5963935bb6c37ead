"""The rows of the folder tree: what is unfolded, as one flat list, so that 100,000 rows cost no more than ten."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from workbench.errors import printable
from workbench.gui.panels.folder_listing import Found, Listing, list_folder
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

ENTRY_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the tree. `depth` counts from the root, whose own entries have 0.

    `is_loop` : a link to a folder in which it lies itself; it is not unfolded
    """

    path: str
    name: str
    depth: int
    is_folder: bool = False
    is_loop: bool = False


class FolderModel(QAbstractTableModel):
    """Folders and recordings below a root. A folder is listed, by the worker, when it is first unfolded.

    A tree view would ask each of 100,000 rows whether it has children; a table asks for those it paints.

    `note` : what to say where there are no rows, or more are being looked for; empty when there is nothing to say

    Signals
    -------
    note_changed() : `note` is another
    listed(str) : that folder's rows are here
    """

    note_changed = Signal()
    listed = Signal(str)

    def __init__(self, worker: Worker, parent=None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._listings: dict[str, Listing] = {}
        self._notes: dict[str, str] = {}
        self._open: set[str] = set()
        self._jobs: dict[str, Job] = {}
        self._rows: list[str] = []
        self._folders: set[str] = set()
        self._loops: set[str] = set()
        self._filter = ""
        self.root = ""
        self.current = ""
        self.failures: dict[str, str] = {}
        self.label_counts: dict[str, int] = {}

    @property
    def note(self) -> str:
        if not self.root:
            return ""
        said = self._notes.get(self.root, "")
        if said or self._rows:
            return said
        return "Nothing here has this in its name" if self._filter else "No recordings in this folder"

    def set_root(self, path: str) -> None:
        """Browse another folder. What was unfolded below it stays unfolded."""
        self._cancel_all()
        self.beginResetModel()
        self.root = os.path.normpath(path)
        self._rows = []
        self._listings.clear()
        self._notes.clear()
        self.endResetModel()
        self._list(self.root)

    def rescan(self) -> None:
        """Look at the root and all unfolded folders again; rows stay until the new ones are here."""
        for path in [self.root, *(path for path in self._open if path in self._listings)]:
            if path:
                self._list(path)

    def set_filter(self, text: str) -> None:
        """Show only recordings whose name contains `text`; folders stay."""
        self._filter = text.strip().casefold()
        self._rebuild()

    def is_open(self, entry: Entry) -> bool:
        return entry.path in self._open

    def unfold(self, row: int) -> None:
        entry = self.entry(row)
        if entry is None or not entry.is_folder or entry.is_loop or entry.path in self._open:
            return
        self._open.add(entry.path)
        self._insert(row + 1, self._below(entry.path))
        self._touch(row)

    def unfold_to(self, path: str) -> bool:
        """Unfold all that is needed to see what lies in the folder `path`; False when that cannot be seen here."""
        root, folder = Path(self.root), Path(os.path.normpath(path))
        if not folder.is_relative_to(root):
            return False
        parts = folder.relative_to(root).parts
        if any(part.startswith(".") for part in parts):
            return False
        shut = {str(root.joinpath(*parts[: depth + 1])) for depth in range(len(parts))} - self._open
        if shut:
            self._open |= shut
            self._rebuild()
        return True

    def fold(self, row: int) -> None:
        path = self._rows[row]
        if path not in self._open:
            return
        count = len(self._below(path))
        self._open.discard(path)
        if count:
            self.beginRemoveRows(QModelIndex(), row + 1, row + count)
            del self._rows[row + 1 : row + 1 + count]
            self.endRemoveRows()
        self._touch(row)

    def entry(self, row: int) -> Entry | None:
        """What stands in a row; None when there is no such row."""
        if not 0 <= row < len(self._rows):
            return None
        path = self._rows[row]
        depth = path.count(os.sep) - self.root.rstrip(os.sep).count(os.sep) - 1
        return Entry(path, printable(Path(path).name), depth, path in self._folders, path in self._loops)

    def row_of(self, path: str) -> int:
        """Row of a path, −1 if it is not shown."""
        try:
            return self._rows.index(path)
        except ValueError:
            return -1

    def folder_note(self, entry: Entry) -> str:
        """What to say behind a folder's name."""
        if entry.is_loop:
            return "leads back up"
        return self._notes.get(entry.path, "")

    def set_current(self, path: str) -> None:
        """Mark the recording that is open; "" for none."""
        old, self.current = self.current, path
        self._touch_paths({old, path})

    def set_failure(self, path: str, reason: str) -> None:
        """Mark a file that could not be opened; an empty reason takes the mark away."""
        if reason:
            self.failures[path] = reason
        else:
            self.failures.pop(path, None)
        self._touch_paths({path})

    def set_label_counts(self, counts: dict[str, int]) -> None:
        """Mark the recordings that have labels; `counts` by path, of those that have some."""
        if counts != self.label_counts:
            self.label_counts = counts
            if self._rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def rowCount(self, parent=QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent=QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        entry = self.entry(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.failures.get(entry.path) or printable(entry.path) + self._labels_words(entry.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            kind = ("folder, open" if self.is_open(entry) else "folder") if entry.is_folder else "recording"
            return f"{entry.name}, {kind}, level {entry.depth + 1}{self._labels_words(entry.path)}"
        return None

    def _labels_words(self, path: str) -> str:
        count = self.label_counts.get(path, 0)
        return f", {count:,} label{'s' if count > 1 else ''}" if count else ""

    def _list(self, path: str) -> None:
        if path in self._jobs:
            return
        self._say(path, "Listing…")
        self._jobs[path] = job = self._worker.run(partial(list_folder, path), Priority.VIEW)
        job.result.connect(partial(self._take, path))
        job.ended.connect(partial(self._end, path))

    def _take(self, path: str, result: Found | Listing) -> None:
        if isinstance(result, Found):
            self._say(path, f"Listing… {result.count:,}")
            return
        known = path in self._listings
        self._listings[path] = result
        self._folders.update(result.folders)
        self._loops.update(result.loops)
        self._say(path, result.problem)
        if known or path == self.root:
            self._rebuild()
        elif path in self._open:
            row = self.row_of(path)
            if row >= 0:
                self._insert(row + 1, self._below(path))
        self.listed.emit(path)
        self.note_changed.emit()

    def _end(self, path: str, end: JobEnd) -> None:
        self._jobs.pop(path, None)
        if end.error is not None:
            self._say(path, str(end.error))

    def _below(self, path: str) -> list[str]:
        """The rows below an unfolded folder; asks for those of folders that are unfolded but not listed yet."""
        listing = self._listings.get(path)
        if listing is None:
            self._list(path)
            return []
        rows: list[str] = []
        for folder in listing.folders:
            rows.append(folder)
            if folder in self._open:
                rows += self._below(folder)
        if not self._filter:
            rows += listing.files
        else:
            rows += [file for file, name in zip(listing.files, listing.folded, strict=True) if self._filter in name]
        return rows

    def _insert(self, at: int, entries: list[str]) -> None:
        if entries:
            self.beginInsertRows(QModelIndex(), at, at + len(entries) - 1)
            self._rows[at:at] = entries
            self.endInsertRows()

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._rows = self._below(self.root) if self.root else []
        self.endResetModel()
        self.note_changed.emit()

    def _say(self, path: str, note: str) -> None:
        self._notes[path] = note
        if path == self.root:
            self.note_changed.emit()
        else:
            self._touch_paths({path})

    def _touch_paths(self, paths: set[str]) -> None:
        for path in paths - {""}:
            row = self.row_of(path)
            if row >= 0:
                self._touch(row)

    def _touch(self, row: int) -> None:
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)

    def _cancel_all(self) -> None:
        jobs, self._jobs = self._jobs, {}
        for job in jobs.values():
            job.cancel()
