"""The keys of the palette: with a label or a span selected they make and name labels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QMenuBar, QPlainTextEdit, QTextEdit, QWidget

from workbench.gui.judging import Judging
from workbench.gui.labelling import Labelling

TYPING = (QLineEdit, QAbstractSpinBox, QComboBox, QTextEdit, QPlainTextEdit, QMenuBar)
"""What keeps letters and figures to itself."""
_M = Qt.KeyboardModifier


class ClassKeys:
    """Asked by the key guard before any shortcut of a single key: they keep those where nothing is selected.

    A widget with a property `own_class_keys` does with them what it wants.
    """

    def __init__(self, window: QWidget, labelling: Labelling, judging: Judging) -> None:
        self.window, self.labelling, self.judging = window, labelling, judging

    def wants(self, focused: QWidget, event: QKeyEvent) -> bool:
        """Whether this key, pressed in that widget, names something."""
        if focused.window() is not self.window or isinstance(focused, TYPING) or focused.property("own_class_keys"):
            return False
        key = key_of(event)
        return key is not None and self.labelling.takes_key(key)

    def press(self, focused: QWidget, event: QKeyEvent) -> bool:
        """Name or make labels; whether the key was one of ours. Held down, it does so once."""
        if not self.wants(focused, event):
            return False
        return event.isAutoRepeat() or self.judging.press_key(key_of(event))


def key_of(event: QKeyEvent) -> str | None:
    """The key as the palette has it, "0"…"9" and "a"…"z", or None. Some keyboards have their figures on Shift."""
    if event.modifiers() & (_M.ControlModifier | _M.AltModifier | _M.MetaModifier):
        return None
    key = event.text().lower()
    if len(key) != 1 or not key.isascii() or not key.isalnum():
        return None
    return None if key.isalpha() and event.modifiers() & _M.ShiftModifier else key
