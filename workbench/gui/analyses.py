"""The lanes of analyses as a whole: their jobs in the job bar, one message when they fail, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.errors import ModelProcessDied
from workbench.gui.lane_kinds import ANALYSES
from workbench.gui.lane_set import LaneSet
from workbench.gui.messages import Message, MessageBar
from workbench.gui.panels.job_bar import JobBar

if TYPE_CHECKING:
    from workbench.gui.lanes.analysis import AnalysisLane


class Analyses(QObject):
    """Follows each lane of an analysis from when it is made.

    Signals
    -------
    failed(object) : the error of one of them
    """

    failed = Signal(object)

    def __init__(self, lanes: LaneSet, jobs: JobBar, messages: MessageBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds, self._jobs, self._messages = lanes.kinds, jobs, messages
        self._lanes: list[AnalysisLane] = []
        self._told: list[Message] = []
        self._form = "clock"
        lanes.made.connect(self._follow)

    def set_form(self, form: str) -> None:
        """How times are written, see `time_text`."""
        self._form = form
        for lane in self._lanes:
            lane.form = form

    def try_again(self) -> None:
        """Go on with all that failed."""
        for lane in self._failed():
            lane.analysing.go_on()

    def go_on(self) -> None:
        """Go on with all in view that were stopped, by whatever."""
        for lane in self._lanes:
            if not lane.isHidden():
                lane.analysing.go_on()

    def _failed(self) -> list[AnalysisLane]:
        return [lane for lane in self._lanes if lane.analysing.state == "failed"]

    def _follow(self, kind: str, lane: AnalysisLane) -> None:
        if self._kinds[kind].group == ANALYSES:
            lane.form = self._form
            self._lanes.append(lane)
            lane.analysing.began.connect(lambda words, done, job: self._jobs.follow(job, words, done, tells=False))
            lane.analysing.state_changed.connect(self._put_away)
            lane.analysing.failed.connect(lambda error: self._tell(lane, error))

    def _tell(self, lane: AnalysisLane, error: Exception) -> None:
        words = f"{lane.title}: {error}"
        if isinstance(error, ModelProcessDied):  # and all with it: said once
            words = "Analyses stopped because the model process ended. What they found is kept; the log says more."
        recording = lane.document.recording
        subject = "" if recording is None else str(recording.path)
        message = self._messages.show_message(words, "error", "Try again", self.try_again, subject=subject)
        message.done.connect(self._forget)
        self._told.append(message)
        self.failed.emit(error)

    def _forget(self, message: Message) -> None:
        self._told = [each for each in self._told if each is not message]

    def _put_away(self) -> None:
        """Nothing to try again, nothing to say."""
        if not self._failed():
            for message in [each for each in self._told if each in self._messages.messages]:
                message.done.emit(message)
            self._told = []
