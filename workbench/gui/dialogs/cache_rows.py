"""The cache in the preferences: where it lies, what it holds, how much it may hold, and the way to empty it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPalette, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QFormLayout, QHBoxLayout, QLabel, QLayout, QPushButton, QWidget

from workbench.audio.cache import Cache
from workbench.errors import printable
from workbench.gui import typography
from workbench.gui.settings import Settings
from workbench.gui.settings_file import SettingsFile
from workbench.gui.time_text import size_text
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

LOOK_EVERY_MS = 2000
_WIDEST_PATH_PX = 240
_LIMIT = next(each.metadata for each in fields(Settings) if each.name == "cache_limit_gb")
_LOSES_NOTHING = "Nothing is lost for good; results of models must be run again."
_NOTE_LINES = 2


@dataclass(frozen=True)
class CacheState:
    """What the cache holds; `freed_bytes` is None unless something was removed for this."""

    size_bytes: int
    contents: str
    folder_there: bool
    freed_bytes: int | None = None
    emptied: bool = False


def look_steps(remove_to_bytes: int | None = None) -> Iterator[CacheState | None]:
    """Bring the cache under a limit if asked, entry by entry, then say what is in it."""
    cache, freed = Cache(), None
    if remove_to_bytes is not None:
        freed = 0
        for entry_bytes in cache.trim_steps(remove_to_bytes):
            freed += entry_bytes
            yield None
    usage = cache.usage()
    yield CacheState(usage.size_bytes, usage.contents, cache.folder.is_dir(), freed, remove_to_bytes == 0)


class LimitBox(QDoubleSpinBox):
    """Gigabytes, typed with a comma or a point. What is too little or too much becomes the nearest limit.

    Signals
    -------
    clamped(str) : that it did, in words
    """

    clamped = Signal(str)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        typed = self._number_in(text)
        good = typed.replace(".", "", 1).isdigit()
        half = typed in ("", ".") or set(typed) <= set("0.") or not good
        if typed and not good and typed != ".":
            return QValidator.State.Invalid, text, at
        return (QValidator.State.Intermediate if half else QValidator.State.Acceptable), text, at

    def valueFromText(self, text: str) -> float:
        wanted = float(self._number_in(text) or 0)
        value = min(max(wanted, self.minimum()), self.maximum())
        if value != wanted:
            edge = "smallest" if value > wanted else "largest"
            self.clamped.emit(f"The {edge} limit is {value:g}{self.suffix()}.")
        return value

    def fixup(self, text: str) -> str:
        typed = self._number_in(text)
        return f"{self.minimum():g}{self.suffix()}" if set(typed) & set("0") else self.textFromValue(self.value())

    def keyPressEvent(self, event) -> None:
        """Enter takes the number; it does not close the dialog, which may have something to say to it."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def _number_in(self, text: str) -> str:
        return text.removesuffix(self.suffix()).removesuffix(self.suffix().strip()).strip().replace(",", ".")


class CacheRows(QObject):
    """Adds rows to a form of preferences, and keeps them up to date while `parent` is there."""

    def __init__(self, settings: SettingsFile, worker: Worker, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings, self._worker = settings, worker
        self._job: Job | None = None
        self._outcome = ""
        self.size, self.note = QLabel("…"), QLabel()
        self.empty, self.open_folder = QPushButton("Empty"), QPushButton("Open folder")
        self.limit = LimitBox()
        self._set_up_limit()
        form.addRow("Folder", self._folder_row())
        form.addRow("Holds", self._size_row())
        form.addRow("", self.note)
        form.addRow("Limit", self.limit)
        timer = QTimer(self)
        timer.timeout.connect(self._look)
        timer.start(LOOK_EVERY_MS)
        self._look()

    def _set_up_limit(self) -> None:
        self.limit.setRange(_LIMIT["min"], _LIMIT["max"])
        self.limit.setDecimals(1)
        self.limit.setSuffix(_LIMIT["unit"])
        self.limit.setToolTip(_LIMIT["help"])
        self.limit.setAccessibleName("Limit of the cache")
        self.limit.setKeyboardTracking(False)
        self.limit.setFont(typography.body())
        self.limit.setValue(self._settings.settings.cache_limit_gb)
        self.limit.valueChanged.connect(self._set_limit)
        self.limit.clamped.connect(self._say)

    def _folder_row(self) -> QLayout:
        folder = str(Cache().folder)
        place = QLabel()
        place.setText(place.fontMetrics().elidedText(printable(folder), Qt.TextElideMode.ElideMiddle, _WIDEST_PATH_PX))
        place.setToolTip(printable(folder))
        self.open_folder.setAutoDefault(False)
        self.open_folder.setEnabled(False)
        self.open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)))
        return _row(place, self.open_folder)

    def _size_row(self) -> QLayout:
        self.size.setFont(typography.body())
        self.note.setFont(typography.body())
        self.note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.note.setMinimumHeight(_NOTE_LINES * self.note.fontMetrics().lineSpacing())
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setToolTip("Removes all that no open window uses; recordings and labels lie elsewhere")
        self.empty.setAutoDefault(False)
        self.empty.setEnabled(False)
        self.empty.clicked.connect(self._empty)
        return _row(self.size, self.empty)

    def _empty(self) -> None:
        self.empty.setEnabled(False)
        self.size.setText("Emptying…")
        self._look(0)

    def _say(self, words: str) -> None:
        self._outcome = words
        self.note.setText(words)

    def _set_limit(self, limit_gb: float) -> None:
        self._settings.change(cache_limit_gb=limit_gb)
        if self.limit.minimum() < limit_gb < self.limit.maximum():
            self._outcome = ""
        self._look(round(limit_gb * 1e9))

    def _look(self, remove_to_bytes: int | None = None) -> None:
        """Ask the worker; only what removes something overtakes an earlier look."""
        if self._job is not None and remove_to_bytes is None:
            return
        earlier, self._job = self._job, None
        if earlier is not None:
            earlier.cancel()
        self._job = job = self._worker.run(partial(look_steps, remove_to_bytes), Priority.PREFETCH)
        job.result.connect(self._show)
        job.ended.connect(partial(self._ended, job))

    def _show(self, state: CacheState) -> None:
        self.size.setText(f"{size_text(state.size_bytes)} of {self._settings.settings.cache_limit_gb:g} GB")
        if state.freed_bytes is not None:
            self._outcome = _outcome(state)
        lines = [state.contents] if state.size_bytes else []
        self.note.setText("\n".join([*lines, self._outcome or _LOSES_NOTHING]))
        self.empty.setEnabled(state.size_bytes > 0)
        self.open_folder.setEnabled(state.folder_there)

    def _ended(self, job: Job, end: JobEnd) -> None:
        if job is not self._job:
            return
        self._job = None
        if end.error is not None:
            self.size.setText("cannot be read")
            self.size.setToolTip(str(end.error))


def _outcome(state: CacheState) -> str:
    """What came of removing."""
    if state.emptied and state.size_bytes and not state.freed_bytes:
        return "All of it is in use by open windows."
    if not state.freed_bytes:
        return ""
    return f"{size_text(state.freed_bytes)} freed" + (
        "; the rest is in use." if state.emptied and state.size_bytes else "."
    )


def _row(words: QLabel, button: QPushButton) -> QLayout:
    row = QHBoxLayout()
    row.addWidget(words, 1)
    row.addWidget(button)
    return row
