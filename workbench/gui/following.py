"""A project that another window has open: shows what that one changes, and takes over when it is closed there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.label_selection import LabelSelection
from workbench.gui.project_host import ProjectHost
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker
from workbench.labels.opening import Follower, OpenFile

FOLLOW_EVERY_MS = 2000


class Following(QObject):
    """Has the worker look every two seconds, as long as there is something to follow.

    Signals
    -------
    freed() : the project can be changed now
    """

    freed = Signal()

    def __init__(self, host: ProjectHost, worker: Worker, selection: LabelSelection) -> None:
        super().__init__(host)
        self.host, self.worker, self.selection = host, worker, selection
        self._job: Job | None = None
        self._timer = QTimer(self, interval=FOLLOW_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        follower = self.host.follower
        if follower is None or self._job is not None:
            return
        self._job = job = self.worker.run(partial(_look_steps, follower), Priority.VIEW)
        job.result.connect(partial(self._take, follower))
        job.ended.connect(self._ended)

    def _ended(self) -> None:
        self._job = None  # what could not be read now may be readable the next time

    def _take(self, follower: Follower, file: OpenFile) -> None:
        if follower is not self.host.follower:
            return
        selected = self.selection.ids
        self.host.renew(file)
        self.selection.set(each for each in selected if each in file.project.labels)
        if not file.read_only:
            self.host.look_again()
            self.freed.emit()


def _look_steps(follower: Follower) -> Iterator[OpenFile]:
    found = follower.look()
    if found is not None:
        yield found
