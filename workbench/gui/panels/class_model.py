"""The classes of the project for the palette: those that fit the filter, with how many labels each has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, Qt, Signal

from workbench.gui.class_rows import NOTE_ROLE, ClassList
from workbench.gui.project_host import ProjectHost
from workbench.labels.label import LabelClass, Status
from workbench.labels.table import LabelView

_F = Qt.ItemFlag


class PaletteModel(ClassList):
    """Follows the project. Labels are counted when a row is painted, once for each change.

    Signals
    -------
    renamed(int, str) : the person wants another name for the class of this id
    moved(int, int) : … another place, counted without the class itself
    """

    renamed = Signal(object, str)
    moved = Signal(object, int)

    def __init__(self, host: ProjectHost, parent=None) -> None:
        super().__init__(parent)
        self.host = host
        self._filter = ""
        self._counted: dict[int | None, tuple[object, NDArray[np.intp]]] = {}

    def refresh(self) -> None:
        """The classes are others, or the filter."""
        self._counted.clear()
        project = self.host.project
        classes = [] if project is None else project.class_list
        if self._filter:
            classes = [each for each in classes if self._filter in each.name.casefold()]
        self.show(classes)

    def set_filter(self, words: str) -> None:
        words = words.strip().casefold()
        if words != self._filter:
            self._filter = words
            self.refresh()

    @property
    def filtered(self) -> bool:
        return bool(self._filter)

    def row_of(self, class_id: int | None) -> int:
        """−1 where it is not shown."""
        return next((row for row, each in enumerate(self.classes) if each.id == class_id), -1)

    def count(self, each: LabelClass, recording_id: int | None) -> int:
        """How many labels of a recording, or of the project (None), have its name; rejected ones left out."""
        project = self.host.project
        if project is None:
            return 0
        now = (project, project.labels.version)
        if self._counted.get(recording_id, (None,))[0] != now:
            self._counted[recording_id] = (now, _by_text(project.labels.view(recording_id)))
        found, code = self._counted[recording_id][1], project.labels.code(each.name)
        return int(found[code]) if code < len(found) else 0

    def _count_here(self, each: LabelClass) -> int:
        here = self.host.recording_id
        return 0 if here is None else self.count(each, here)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if role == NOTE_ROLE and index.isValid():
            here = self._count_here(self.classes[index.row()])
            return f"{here:,}" if here else ""
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid():
            return self._tip(self.classes[index.row()])
        return super().data(index, role)

    def setData(self, index: QModelIndex, value, role: int = Qt.ItemDataRole.EditRole) -> bool:
        each, name = self.classes[index.row()], str(value).strip()
        if role == Qt.ItemDataRole.EditRole and name != each.name:
            self.renamed.emit(each.id, name)
        return False  # the project says what has changed

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return _F.ItemIsDropEnabled  # between the rows
        flags = _F.ItemIsEnabled | _F.ItemIsSelectable | _F.ItemIsEditable | _F.ItemNeverHasChildren
        return flags if self._filter else flags | _F.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def moveRows(self, source, row: int, count: int, target, before: int) -> bool:
        """What the view asks for when a row is dropped between others."""
        if count != 1 or self._filter or not 0 <= row < len(self.classes):
            return False
        self.moved.emit(self.classes[row].id, before - (before > row))
        return True

    def _tip(self, each: LabelClass) -> str:
        here, everywhere = self._count_here(each), self.count(each, None)
        lines = [each.name, f"{here:,} labels in this recording, {everywhere:,} in the project"]
        if each.key:
            lines.append(f"Key {each.key.upper()}, with a label or a span selected")
        return "\n".join(lines)


def _by_text(view: LabelView) -> NDArray[np.intp]:
    return np.bincount(view.column("text")[view.column("status") != Status.REJECTED])
