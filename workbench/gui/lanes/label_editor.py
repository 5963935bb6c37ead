"""The field over a label in which its words are typed, with the classes that fit below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.gui import typography
from workbench.gui.lanes.class_popup import ClassPopup
from workbench.gui.theme import GRID_PX
from workbench.labels.label import LabelClass
from workbench.labels.vocabulary import NAME_MAX

LEAST_WIDTH_PX = 45 * GRID_PX
_HEIGHT_PX = 7 * GRID_PX
_KEEP_OPEN = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
"""A menu, another program: the person comes back."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class LabelEditor(QLineEdit):
    """Enter takes the row that is chosen in the list, or what was typed; Tab and Shift+Tab take it and go on.

    Leaving it by mouse takes what was typed. It ends once, and hands the keys to `back`.

    Signals
    -------
    committed(str, int) : the words, and where to go on: 1 the next label, −1 the previous one, 0 nowhere
    cancelled() : Escape
    """

    committed = Signal(str, int)
    cancelled = Signal()

    def __init__(self, lane: QWidget, back: QWidget, text: str, classes: list[LabelClass], recent: list[str]) -> None:
        super().__init__(text, lane)
        self._back = back
        self._ended = False
        self.setMaxLength(NAME_MAX)
        self.setFont(typography.body())
        self.setAccessibleName("Name of the label")
        self.setPlaceholderText("Type a name")
        self.setProperty("own_keys", True)
        self.popup = ClassPopup(lane.window())
        self.popup.offer(classes, recent)
        self.popup.narrow("", choose=False)
        self.popup.picked.connect(lambda name: self._commit(name, 0))
        self.textEdited.connect(self._narrow)
        self.selectAll()

    def stand_over(self, label: QRect, body: QRect) -> None:
        """Over the label as far as that is within the lane's body; rectangles of the lane."""
        width = min(max(label.width(), LEAST_WIDTH_PX), body.width())
        left = min(max(label.left(), body.left()), body.right() + 1 - width)
        top = min(max(label.center().y() - _HEIGHT_PX // 2, 0), max(self.parentWidget().height() - _HEIGHT_PX, 0))
        self.setGeometry(left, top, width, _HEIGHT_PX)
        self._place_popup()

    def finish(self, *, keep: bool) -> None:
        """End from outside: take what was typed, or leave the label as it is."""
        if keep:
            self._commit(self.text(), 0)
        else:
            self._close()

    def _narrow(self, typed: str) -> None:
        self.popup.narrow(typed)
        self._place_popup()

    def _place_popup(self) -> None:
        window = self.popup.parentWidget()
        self.popup.stand_at(
            self.mapTo(window, QPoint(0, self.height() + 2)), self.mapTo(window, QPoint(0, -2)),
        )  # fmt: skip

    def _commit(self, text: str, go_on: int) -> None:
        if not self._ended:
            self._close()
            self.committed.emit(text.strip(), go_on)

    def _close(self) -> None:
        self._ended = True
        if self.hasFocus():
            self._back.setFocus()
        self.popup.hide()
        self.hide()
        self.popup.deleteLater()
        self.deleteLater()

    def _take(self, go_on: int) -> None:
        chosen = self.popup.chosen
        self._commit(self.text() if chosen is None else chosen, go_on)

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._take(1 if event.key() == Qt.Key.Key_Tab else -1)
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(0)
        elif key == Qt.Key.Key_Escape:
            if not self._ended:
                self._close()
                self.cancelled.emit()
        elif key in _STEPS:
            self.popup.step(_STEPS[key])
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _KEEP_OPEN:
            self._commit(self.text(), 0)
