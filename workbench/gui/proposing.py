"""What a classifier found becomes labels: proposed for a person to judge, or judged at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from workbench.errors import LabelRefused
from workbench.gui.found_segments import Cells, found_segments, on_frames
from workbench.gui.labelling import Labelling
from workbench.gui.lanes.score_words import readable
from workbench.gui.scores import ScoreTrack
from workbench.gui.theme import CLASS_COLORS
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels.edit import Step
from workbench.labels.label import Status
from workbench.labels.project import Excerpt, Project
from workbench.labels.proposals import Found, Origin, Verdict, judge_found, propose
from workbench.models.classify.segments import Segment
from workbench.models.contract import Card

_VERSION_DIGITS = 12


@dataclass(frozen=True)
class _Question:
    """What the worker is to make a step of: all that it needs, as it was when the command was given.

    `index` : the class that it is about; None: all
    `make` : called with the project, the origin and what was found
    """

    cells: Cells
    threshold: float
    index: int | None
    names: tuple[str, ...]
    sample_rate: int
    total_s: float
    origin: Origin
    excerpt: Excerpt
    make: Callable[[Project, Origin, Found], Step]

    def answer(self) -> Iterator[_Answer]:
        found = found_segments(self.cells, self.names, self.threshold, self.sample_rate, self.total_s, index=self.index)
        yield _Answer(len(found), self.make(self.excerpt.project(), self.origin, found))


@dataclass(frozen=True)
class _Answer:
    found: int
    step: Step


class Proposing(QObject):
    """The worker forms the segments and the step, which are long lists; each command is one step that can be undone.

    Signals
    -------
    told(str) : what became of a command
    made() : there are labels that were not there before
    """

    told = Signal(str)
    made = Signal()

    def __init__(self, worker: Worker, labelling: Labelling) -> None:
        super().__init__(labelling)
        self.worker, self.labelling = worker, labelling
        self.document, self.host = labelling.document, labelling.host
        self._asked = 0

    def propose(self, index: int | None = None) -> None:
        """Propose all segments at the present threshold, or those of one class."""
        track = self.document.scores
        if track is not None:
            only = None if index is None else readable(track.card.classes[index])
            self._ask(track, index, partial(propose, only=only), self._tell)

    def judge_class(self, index: int, status: Status) -> None:
        """Accept or reject all segments of a class at the present threshold; what was judged before stays as it is."""
        track, judge = self.document.scores, self.labelling.me()
        if track is not None:
            self._ask(track, index, partial(judge_found, verdict=Verdict(status, judge)))

    def judge_segment(self, segment: Segment, status: Status) -> None:
        """Accept or reject one segment, whatever was said of it before."""
        track, judge = self.document.scores, self.labelling.me()
        if track is None or segment.label not in track.card.classes:
            return
        at = np.array([track.card.classes.index(segment.label)])
        columns = [np.array([value]) for value in (segment.start_s, segment.end_s, at[0], segment.score)]
        found = on_frames(Found(*columns, _names(track.card)), self._rate(), self.document.total_s)
        verdict, origin = Verdict(status, judge), self._origin(track)
        if origin is not None and self.labelling.perform(
            lambda project: judge_found(project, origin, found, verdict, again=True)
        ):
            self.made.emit()

    # By way of the worker

    def _ask(
        self, track: ScoreTrack, index: int | None, make: Callable[[Project, Origin, Found], Step],
        tell: Callable[[_Question, _Answer, Card], None] | None = None,
    ) -> None:  # fmt: skip
        origin, project = self._origin(track), self.host.project
        if origin is None or project is None:
            return
        self._asked += 1
        question = _Question(
            (track.starts_s, track.ends_s, track.values), track.threshold, index, _names(track.card), self._rate(),
            self.document.total_s, origin, project.excerpt(origin.recording), make,
        )  # fmt: skip
        job = self.worker.run(question.answer, Priority.VIEW)
        job.result.connect(partial(self._take, self._asked, track, question, tell))
        job.ended.connect(lambda end: end.error is None or self.host.refuse(end.error))

    def _take(self, asked: int, track: ScoreTrack, question: _Question, tell, answer: _Answer) -> None:
        recording, project = question.origin.recording, self.host.project
        if asked != self._asked or track is not self.document.scores or recording != self.host.recording_id:
            return  # another command was given since, or another recording opened
        if project is None or not question.excerpt.is_still(project):
            self._ask(track, question.index, question.make, tell)
            return
        if answer.step.edits and not self.host.do(answer.step):
            return
        if answer.step.edits:
            self.made.emit()
        if tell is not None:
            tell(question, answer, track.card)

    def _tell(self, question: _Question, answer: _Answer, card: Card) -> None:
        at, name = f"{question.threshold:.2f}", answer.step.name
        if answer.step.edits and answer.found:
            words = f"{name.replace('Propose', 'Proposed', 1)} at {at} by {model_words(card)}. "
            words += "Alt+PgDown goes to the next, Enter accepts it, Backspace rejects it."
        elif answer.step.edits:
            words = f"Nothing reaches {at} now: what was proposed before is taken back"
        elif answer.found:
            words = f"What reaches {at} is proposed already, or was judged"
        else:
            words = f"Nothing reaches {at}. Lower the threshold to propose labels."
        self.told.emit(words)

    def _origin(self, track: ScoreTrack) -> Origin | None:
        """The model is made known to the project; None, said to the person, where nothing can be changed."""
        project, recording_id = self.host.project, self.host.recording_id
        if project is None or recording_id is None:
            self.host.refuse(LabelRefused("Wait a moment: the labels of this recording are still being read."))
            return None
        author, edits = project.author("model", track.card.name, version_of(track.card))
        self.host.note(edits)
        if edits and author.id not in project.authors:  # refused
            return None
        return Origin(recording_id, author.id, short_name(track.card), CLASS_COLORS, _shown_colors(track))

    def _rate(self) -> int:
        return 1 if self.document.recording is None else self.document.recording.sample_rate


def short_name(card: Card) -> str:
    """Such as "compact-cnn"; also the name of the tier of what this model proposes."""
    return card.name.rpartition("/")[2]


def version_of(card: Card) -> str:
    """What tells these weights from others of that name: the first digits of their SHA-256."""
    return card.weights_sha256[:_VERSION_DIGITS]


def model_words(card: Card) -> str:
    return f"{short_name(card)} {version_of(card)}".rstrip()


def _names(card: Card) -> tuple[str, ...]:
    return tuple(readable(each) for each in card.classes)


def _shown_colors(track: ScoreTrack) -> dict[str, str]:
    return {readable(track.card.classes[index]): color for index, color in track.colors.items()}
