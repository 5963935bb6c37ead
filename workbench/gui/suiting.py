"""Before a model meant for speech runs on what does not sound like speech, the person is asked; nothing waits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.audio.open import Recording
from workbench.gui.document import Document
from workbench.gui.making import Making, Wish
from workbench.jobs.job import JobEnd
from workbench.jobs.sound_work import JudgeSpeech
from workbench.jobs.worker import Job, Worker

if TYPE_CHECKING:
    from workbench.features.speech_likeness import SpeechLikeness


class Suiting(QObject):
    """Judges the sound of a wish, and lets it begin unless something speaks against it.

    Signals
    -------
    began(Job) : it listens
    doubted(Wish, str) : why not; `insist` runs it all the same, and is remembered for this recording
    """

    began = Signal(object)
    doubted = Signal(object, str)

    def __init__(self, document: Document, making: Making, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.making, self.worker = document, making, worker
        self._insisted: set[str] = set()
        self._job: Job | None = None
        making.admit = self._admit
        document.opened.connect(self._forget)

    def insist(self, wish: Wish) -> None:
        self._insisted.add(wish.card.name)
        self.making.run(wish)

    def _forget(self) -> None:
        self._insisted.clear()
        if self._job is not None:
            self._job.cancel()

    def _admit(self, wish: Wish) -> bool:
        """Whether it may begin at once; else it is judged first."""
        from workbench.models.suitability import is_for_speech  # the window is there sooner without it

        recording = self.document.recording
        if recording is None or not is_for_speech(wish.card) or wish.card.name in self._insisted:
            return True
        if self._job is None:
            self._job = job = self._judge(recording, wish)
            job.result.connect(partial(self._take, wish))
            job.ended.connect(partial(self._note_end, wish))
            self.began.emit(job)
        return False

    def _judge(self, recording: Recording, wish: Wish) -> Job:
        rate = recording.sample_rate
        first, last = (0, recording.frames)
        if wish.span is not None:
            first, last = round(wish.span.start_s * rate), round(wish.span.end_s * rate)
        return self.worker.work_on(recording, JudgeSpeech(first, last))

    def _take(self, wish: Wish, likeness: SpeechLikeness) -> None:
        from workbench.models.suitability import warning

        words = warning(wish.card, likeness)
        if words is None:
            self.making.begin(wish)
        else:
            self.doubted.emit(wish, words)

    def _note_end(self, wish: Wish, end: JobEnd) -> None:
        self._job = None
        if end.error is not None:  # that it cannot be read is the run's to say
            self.making.begin(wish)
