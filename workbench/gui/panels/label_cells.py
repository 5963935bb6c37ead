"""Editing in the cells of the label table: a line, a time, or one of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate, QWidget

from workbench.gui import typography
from workbench.gui.panels.label_model import COLUMNS, STATUS_WORDS, LabelModel

_RETURN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LabelCells(QStyledItemDelegate):
    """Makes the editors; what was typed goes to `take`, with the ids of the labels that the editor was opened for.

    Parameters
    ----------
    take : (ids, column, value) -> whether the value was good; an editor whose value was not stays open
    """

    def __init__(self, model: LabelModel, take: Callable[[Sequence[int], str, object], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._take = model, take
        self._for: tuple[int, ...] = ()

    def edit_for(self, ids: Sequence[int]) -> None:
        """What is typed into the next editor is for all of these labels."""
        self._for = tuple(ids)

    def createEditor(self, parent: QWidget, option, index: QModelIndex) -> QWidget:
        column = COLUMNS[index.column()]
        editor = self._box(parent, column.id) if column.id in ("tier", "status") else self._line(parent, column.id)
        editor.ids = self._for or (int(self._model.ids[index.row()]),)
        self._for = ()
        editor.column = column.id
        editor.setAccessibleName(column.title)
        editor.setAutoFillBackground(True)
        return editor

    def _line(self, parent: QWidget, column: str) -> QLineEdit:
        line = QLineEdit(parent)
        line.setFont(typography.body())
        line.setProperty("own_keys", True)
        if column != "class":
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            return line
        project = self._model.project
        completer = QCompleter([] if project is None else [each.name for each in project.class_list], line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(completer)
        return line

    def _box(self, parent: QWidget, column: str) -> QComboBox:
        box = QComboBox(parent)
        project = self._model.project
        if column == "status":
            for status, words in STATUS_WORDS.items():
                box.addItem(words, status)
        elif project is not None:
            for tier in project.tier_list:
                box.addItem(tier.name, tier.id)
        box.activated.connect(lambda _: self._finish(box))
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        words = index.data() or ""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findText(words))
            editor.showPopup()
        else:
            editor.setText(words)
            editor.selectAll()
            editor.setModified(False)

    def setModelData(self, editor: QWidget, model, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox):
            self._take(editor.ids, editor.column, editor.currentData())
        elif editor.isModified():
            self._take(editor.ids, editor.column, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter with a value that is not good changes nothing, and the editor stays."""
        if event.type() == QEvent.Type.KeyPress and isinstance(editor, QLineEdit) and event.key() in _RETURN_KEYS:
            if not editor.isModified() or self._take(editor.ids, editor.column, editor.text()):
                editor.setModified(False)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            else:
                editor.selectAll()
            return True
        return super().eventFilter(editor, event)

    def updateEditorGeometry(self, editor: QWidget, option, index: QModelIndex) -> None:
        editor.setGeometry(option.rect)

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)
