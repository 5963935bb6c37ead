"""The running job in the status bar: what it does, how far it is, when it ends, and the way to stop it."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from workbench.gui import icons, preview, typography
from workbench.gui.panels.job_list import JobList
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import left_text
from workbench.jobs.job import JobEnd
from workbench.jobs.worker import Job

BAR_PX = 160
STEPS = 100


@dataclass
class _Entry:
    """A job as shown. `name` says what it does, `done_words` what was done; `tells` whether its failure is told."""

    job: Job
    name: str
    done_words: str
    tells: bool
    started_s: float
    done: float | None = None
    left_s: float | None = None

    @property
    def percent(self) -> str:
        """With a decimal as long as there is nothing before it: one percent of ten hours may take minutes."""
        if self.done is None:
            return ""
        return f"{self.done * 100:.{int(0 < self.done < 0.01)}f} %"


class JobBar(QWidget):
    """Shows the job that was given first of those that still run, and how many there are besides it.

    Signals
    -------
    failed(object) : the error of a job that failed, for the message bar
    running_changed() : a job began or ended
    """

    failed = Signal(object)
    running_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: deque[_Entry] = deque()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._others = QToolButton()
        self._others.setAutoRaise(True)
        self._others.setToolTip("Show all running jobs")
        self._others.clicked.connect(self.show_all)
        self.list = JobList(self)
        self.list.cancel_requested.connect(lambda job: job.cancel())
        self._bar = QProgressBar()
        self._bar.setFixedSize(BAR_PX, 3 * GRID_PX)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the job")
        self._percent, self._left = QLabel(), QLabel()
        self._cancel = QToolButton()
        self._cancel.setIcon(icons.icon("x"))
        self._cancel.setIconSize(QSize(16, 16))
        self._cancel.setAutoRaise(True)
        self._cancel.setToolTip("Cancel this job")
        self._cancel.setAccessibleName("Cancel job")
        self._cancel.clicked.connect(self.cancel_shown)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID_PX, 0, GRID_PX, 0)
        row.setSpacing(2 * GRID_PX)
        for widget in (self._words, self._others, self._bar, self._percent, self._left, self._cancel):
            widget.setFont(typography.body())
            row.addWidget(widget)
        row.addStretch()
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("100 %"))
        # The cross keeps its place, whatever the figures.
        self._left.setMinimumWidth(self._left.fontMetrics().horizontalAdvance("00:00:00 left"))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._show_running(False)

    @property
    def text(self) -> str:
        return " ".join(filter(None, [self._words.text(), self._others.text()]))

    @property
    def running(self) -> int:
        """How many jobs have not ended."""
        return len(self._entries)

    def follow(self, job: Job, name: str, done_words: str = "", *, tells: bool = True) -> None:
        """Show a job until it ends, for instance `follow(job, "Classify b.wav", "Classified b.wav")`.

        With `tells` False somebody else tells of its failure.
        """
        entry = _Entry(job, name, done_words or f"{name}: done", tells, time.monotonic())
        self._entries.append(entry)
        job.progress.connect(lambda done, left: self._take_progress(entry, done, left))
        job.ended.connect(lambda end: self._take_end(entry, end))
        self._show()
        self.running_changed.emit()

    def rename(self, job: Job, name: str) -> None:
        """Say otherwise what a job does that is shown."""
        for entry in self._entries:
            if entry.job is job:
                entry.name = name
                self._show()

    def cancel_shown(self) -> None:
        """Cancel the job that is shown."""
        if self._entries:
            self._entries[0].job.cancel()

    def show_all(self) -> None:
        """Open the list of all that run."""
        if self._entries:
            self.list.open_above(self)

    def _take_progress(self, entry: _Entry, done: float, left_s: float | None) -> None:
        entry.done, entry.left_s = done, left_s
        if self._entries[0] is entry:
            self._show()
        else:
            self._fill_list()

    def _take_end(self, entry: _Entry, end: JobEnd) -> None:
        self._entries.remove(entry)
        took_s = time.monotonic() - entry.started_s
        if end.state == "done":
            words = f"{entry.done_words} in {took_s:.1f} s"
        elif end.state == "cancelled":
            words = f"{entry.name}: cancelled"
        else:
            words = f"{entry.name} failed"
        self._say(words)
        if self._entries:
            self._show()
        else:
            self._fill_list()
        self.running_changed.emit()
        if end.error is not None:
            self._words.setToolTip(str(end.error))
            if entry.tells:
                self.failed.emit(end.error)

    def _show(self) -> None:
        entry = self._entries[0]
        others = len(self._entries) - 1
        self._say(entry.name)
        self._show_running(True)
        self._others.setText(f"and {others} more" if others else "")
        self._others.setVisible(bool(others))
        self._fill_bar(entry.done)
        self._percent.setText(entry.percent)
        self._left.setText(left_text(entry.left_s))
        self._fill_list()

    def _fill_bar(self, done: float | None) -> None:
        # Qt would paint a new value at once, and with it all of the window that waits to be painted.
        self._bar.setUpdatesEnabled(False)
        self._bar.setRange(0, 0 if done is None else STEPS)
        if done is not None:
            self._bar.setValue(round(done * STEPS))
        self._bar.setUpdatesEnabled(True)

    def _fill_list(self) -> None:
        self.list.show_jobs({entry.job: (entry.name, entry.percent) for entry in self._entries})

    def _say(self, words: str) -> None:
        first = words.splitlines()[0]
        self._words.setText(first if len(first) <= 90 else first[:89] + "…")
        self._words.setToolTip(words)
        if not self._entries:
            self._show_running(False)

    def _show_running(self, running: bool) -> None:
        for widget in (self._bar, self._percent, self._left, self._cancel):
            widget.setVisible(running)
        if not running:
            self._others.setText("")
            self._others.hide()


class _SampleJob(Job):
    """Ends when asked to; no worker behind it."""

    def __init__(self) -> None:
        super().__init__(0, None)

    def cancel(self) -> None:
        from workbench.jobs.job import CANCELLED

        self.take_end(CANCELLED)


def make_preview() -> QWidget:
    bar = JobBar()
    for name in ("Classify b.wav", "Decode c.mp3"):
        job = _SampleJob()
        bar.follow(job, name)
        job.setParent(bar)
        job.progress.emit(0.62, 4.2)
    bar.setAutoFillBackground(True)
    return bar


if __name__ == "__main__":
    preview.run(make_preview, 900, 28)
