"""Notices when the recording in the window changes on disk, goes away, or comes back."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.audio.open import Recording
from workbench.errors import printable
from workbench.gui.document import Document
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

LOOK_EVERY_MS = 2000


class Watching(QObject):
    """Has the worker look now and then: a network drive may take its time, and tells nobody of changes.

    Signals
    -------
    changed(str, str) : path of the recording, and what happened to it in a sentence; once until it is opened anew
    """

    changed = Signal(str, str)

    def __init__(self, document: Document, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.worker = document, worker
        self._said: Recording | None = None
        self._job: Job | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Compare the file with what was opened."""
        recording = self.document.recording
        if recording is None or recording is self._said or self._job is not None:
            return
        self._job = job = self.worker.run(lambda: _look(recording), Priority.VIEW)
        job.result.connect(lambda what: self._say(recording, what))
        job.ended.connect(lambda _end: self._let_go())

    def _let_go(self) -> None:
        self._job = None

    def _say(self, recording: Recording, what: str) -> None:
        if what and recording is self.document.recording:
            self._said = recording
            self.changed.emit(str(recording.path), what)


def _look(recording: Recording) -> Iterator[str]:
    name = printable(recording.path.name)
    if not recording.path.exists():
        yield f"{name} is no longer where it was. What is shown stays, but cannot be read on."
    elif recording.changed_on_disk():
        yield f"{name} changed on disk since it was opened. What is shown is how it was."
    else:
        yield ""
