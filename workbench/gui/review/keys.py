"""The keys of a review: one answers and moves on. While clips are up they come before those of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractSlider, QApplication, QCheckBox, QMenu, QPushButton, QWidget

from workbench.gui.class_keys import TYPING, key_of

_K = Qt.Key
COMMANDS: Mapping[str, tuple[Qt.Key, ...]] = {
    "yes": (_K.Key_Return, _K.Key_Enter),
    "no": (_K.Key_Backspace,),
    "unsure": (_K.Key_Question, _K.Key_Slash),
    "skip": (_K.Key_Right, _K.Key_Period),
    "back": (_K.Key_Left, _K.Key_Comma),
    "again": (_K.Key_Space,),
    "compare": (_K.Key_Tab,),
    "summary": (_K.Key_End,),
    "leave": (_K.Key_Escape,),
}
"""What each key does, whatever the classes' keys are."""
LETTERS: Mapping[str, str] = {"n": "name", "l": "loop", "g": "grid", "h": "listening"}
"""Letters that do this as long as they are no key of a class."""
_OF_SUMMARY = ("yes", "back", "leave")
_REPEATED = ("skip", "back")
"""What may go on while its key is held; an answer may not: nobody has heard the clips that rush by."""
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Reviewer(Protocol):
    """Who does what the keys say."""

    def takes_class_key(self, key: str) -> bool: ...
    def press_class_key(self, key: str) -> None: ...
    def do(self, command: str) -> None: ...
    def end_compare(self) -> None: ...


class ReviewKeys(QObject):
    """Installed on the application while a review is on, after the key guard, and so asked before it.

    Fields in which something is typed keep their keys; so do lists and menus those that move through them.
    `what` says what is shown now, and has the keys: "clip", "summary", or "" for what has keys of its own.
    """

    def __init__(self, window: QWidget, reviewer: Reviewer, what: Callable[[], str]) -> None:
        super().__init__(window)
        self.window, self.reviewer, self.what = window, reviewer, what
        self._comparing = False

    def install(self) -> None:
        QApplication.instance().installEventFilter(self)

    def remove(self) -> None:
        self._end_compare()
        QApplication.instance().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate and watched is self.window:
            self._end_compare()  # its release goes to another window
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._release(event)
        command = self._command(watched, event)
        if command is None:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            self._press(command, event)
        return True

    def _command(self, watched: QWidget, event: QKeyEvent) -> str | None:
        """What this key does now: a command, or "class:" and the key of one."""
        what = self.what()
        if not what or watched.window() is not self.window or isinstance(watched, (*TYPING, QMenu)):
            return None
        if event.modifiers() & _MODIFIERS:
            return None
        key = key_of(event)
        if key is not None and what == "clip":
            return f"class:{key}" if self.reviewer.takes_class_key(key) else LETTERS.get(key)
        command = next((name for name, keys in COMMANDS.items() if event.key() in keys), None)
        if _has_itself(watched, command):
            return None
        return command if what == "clip" or command in _OF_SUMMARY else None

    def _press(self, command: str, event: QKeyEvent) -> None:
        if event.isAutoRepeat() and command not in _REPEATED:
            return
        _kind, _, key = command.partition(":")
        if key:
            self.reviewer.press_class_key(key)
            return
        self._comparing = command == "compare"
        self.reviewer.do(command)

    def _release(self, event: QKeyEvent) -> bool:
        if not self._comparing or event.key() != _K.Key_Tab or event.isAutoRepeat():
            return False
        self._end_compare()
        return True

    def _end_compare(self) -> None:
        if self._comparing:
            self._comparing = False
            self.reviewer.end_compare()


def _has_itself(watched: QWidget, command: str | None) -> bool:
    """Whether a widget that has the keys needs this one: Enter presses a button, Tab and Space are a box's."""
    if isinstance(watched, QPushButton):
        return command == "yes"
    if isinstance(watched, QCheckBox):
        return command in ("compare", "again")
    return isinstance(watched, QAbstractItemView | QAbstractSlider) and command != "leave"
