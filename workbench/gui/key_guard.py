"""Whose a key is: the focused widget's, where it needs it, else the window's; and how a field gives the keys back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QWidget,
)

from workbench.gui.class_keys import ClassKeys

_RETURN_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_MOVING_KEYS = _RETURN_KEYS | {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip


class KeyGuard(QObject):
    """Keeps keys with the widget that needs them: arrows move through a list and not the play head.

    Enter takes what was typed into a field, Escape takes it back; both hand the keys to `lanes` again. A field with
    a property `keeps_enter` does with Enter what it wants, one with `own_keys` with both. Dialogs have keys of their
    own. A list with a property `gives_enter` leaves Enter to the window. A key of the palette names labels, where some
    or a span are selected, before it is a command.

    Installed on the application. Qt asks the focused widget (ShortcutOverride) before it runs a shortcut.
    """

    def __init__(self, window: QMainWindow, lanes: QWidget, class_keys: ClassKeys) -> None:
        super().__init__(window)
        self.window, self.lanes, self.class_keys = window, lanes, class_keys
        self._before = ""

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget) and self._in_field(watched):
            self._before = line_of(watched).text()
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            return self.class_keys.press(watched, event) or self._gives_back(watched, event.key())
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(watched, QWidget):
            return False
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not plain or _in_open_list(watched):
            return False
        moving = event.key() in _MOVING_KEYS and not (event.key() in _RETURN_KEYS and watched.property("gives_enter"))
        mine = self.class_keys.wants(watched, event)
        mine = (
            mine
            or (isinstance(watched, QAbstractItemView | QAbstractSlider | QComboBox) and moving)
            or (isinstance(watched, QLineEdit | QAbstractSpinBox) and (moving or bool(event.text())))
        )
        if event.key() == Qt.Key.Key_Escape:
            mine = self._in_field(watched) or self._in_list(watched)
        if mine:
            event.accept()
            return True
        return False

    def _gives_back(self, watched: QWidget, key: int) -> bool:
        if key == Qt.Key.Key_Escape and self._in_list(watched):
            self.lanes.setFocus()
            return True
        if not self._in_field(watched) or watched.property("own_keys"):
            return False
        field = line_of(watched)
        if key == Qt.Key.Key_Escape:
            field.setText(self._before)
        elif key not in _RETURN_KEYS or watched.property("keeps_enter"):
            return False
        if watched.window() is not self.window:
            watched.window().hide()  # the popup of a bar
        self.lanes.setFocus()  # a field that loses the focus takes what was typed
        return True

    def _in_field(self, widget: QWidget) -> bool:
        return line_of(widget) is not None and self._is_ours(widget)

    def _in_list(self, widget: QWidget) -> bool:
        """A list to choose one of, closed: Escape has nothing else to do there."""
        return isinstance(widget, QComboBox) and not widget.isEditable() and self._is_ours(widget)

    def _is_ours(self, widget: QWidget) -> bool:
        """In the window or a popup of its bars, not in a dialog."""
        top = widget.window()
        if top.windowType() == Qt.WindowType.Popup and top.parentWidget() is not None:
            top = top.parentWidget().window()
        return top is self.window


def leave_keys(window: QWidget) -> None:
    """What is pressed, dragged or chosen by mouse in `window` does not take the keys; Tab still comes to it."""
    for kind in (QAbstractButton, QAbstractSlider, QComboBox):
        for widget in window.findChildren(kind):
            if widget.focusPolicy() & Qt.FocusPolicy.ClickFocus and line_of(widget) is None:
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def _in_open_list(widget: QWidget) -> bool:
    """In the list that a combo box drops down: Qt itself takes Enter there, on ShortcutOverride."""
    return isinstance(widget.window().parentWidget(), QComboBox)


def line_of(widget: QWidget) -> QLineEdit | None:
    """Where text is typed in this widget, if anywhere."""
    if isinstance(widget, QLineEdit):
        return widget
    return widget.lineEdit() if isinstance(widget, QComboBox | QAbstractSpinBox) else None
