"""What a classifier found becomes labels: proposed for a person to judge, or judged at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from workbench.gui.labelling import Labelling
from workbench.gui.lanes.score_words import readable
from workbench.gui.scores import ScoreTrack
from workbench.gui.theme import CLASS_COLORS
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels.edit import Step
from workbench.labels.label import Status
from workbench.labels.project import Project
from workbench.labels.proposals import Found, Origin, Verdict, judge_found, propose
from workbench.models.classify.segments import Segment, segment_columns
from workbench.models.contract import Card

_TIER_WORDS = {"classify": "Classes"}
_VERSION_DIGITS = 12


class Proposing(QObject):
    """Segments of the scores are formed by the worker; then each command is one step that can be undone.

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
        self._find(index, lambda track, threshold, found: self._propose(track, threshold, index, found))

    def judge_class(self, index: int, status: Status) -> None:
        """Accept or reject all segments of a class at the present threshold; what was judged before stays as it is."""
        self._find(index, lambda track, _threshold, found: self._judge(track, found, status, again=False))

    def judge_segment(self, segment: Segment, status: Status) -> None:
        """Accept or reject one segment, whatever was said of it before."""
        track = self.document.scores
        if track is not None and segment.label in track.card.classes:
            edges = (np.array([segment.start_s]), np.array([segment.end_s]))
            at = np.array([track.card.classes.index(segment.label)])
            found = _on_frames(Found(*edges, at, np.array([segment.score]), _names(track.card)), *self._end())
            self._judge(track, found, status, again=True)

    # On the way

    def _find(self, index: int | None, then: Callable[[ScoreTrack, float, Found], None]) -> None:
        track, recording_id = self.document.scores, self.host.recording_id
        if track is None:
            return
        self._asked += 1
        threshold = track.threshold
        cells = (track.starts_s, track.ends_s, track.values)
        steps = partial(_find_steps, cells, threshold, index, _names(track.card), self._end())
        job = self.worker.run(steps, Priority.VIEW)
        job.result.connect(partial(self._take, (self._asked, track, recording_id), partial(then, track, threshold)))

    def _take(self, asked: tuple[Any, ...], then: Callable[[Found], None], found: Found) -> None:
        """What was asked before the last question, or of another recording, is of no use any more."""
        if asked == (self._asked, self.document.scores, self.host.recording_id):
            then(found)

    def _end(self) -> tuple[int, float]:
        recording = self.document.recording
        return (1 if recording is None else recording.sample_rate), self.document.total_s

    # As labels

    def _propose(self, track: ScoreTrack, threshold: float, index: int | None, found: Found) -> None:
        only = None if index is None else found.names[index]
        step = self._do(track, lambda project, origin: propose(project, origin, found, only))
        if step is None:
            return
        if step.edits and len(found):
            words = f"{step.name.replace('Propose', 'Proposed', 1)} at {threshold:.2f} by {model_words(track.card)}"
        elif step.edits:
            words = f"Nothing reaches {threshold:.2f} now: what was proposed before is taken back"
        elif len(found):
            words = f"What reaches {threshold:.2f} is proposed already, or was judged"
        else:
            words = f"Nothing reaches {threshold:.2f}. Lower the threshold to propose labels."
        self.told.emit(words)

    def _judge(self, track: ScoreTrack, found: Found, status: Status, *, again: bool) -> None:
        judge = self.labelling.me()
        if judge is not None:
            verdict = Verdict(status, judge)
            self._do(track, lambda project, origin: judge_found(project, origin, found, verdict, again=again))

    def _do(self, track: ScoreTrack, make_step: Callable[[Project, Origin], Step]) -> Step | None:
        """The step that was made, or would have been if there were something to do; None where it was refused."""
        made: list[Step] = []

        def step(project: Project) -> Step:
            author, author_edits = project.author("model", track.card.name, version_of(track.card))
            self.host.note(author_edits)
            origin = Origin(self.host.recording_id or 0, author.id, tier_name(track.card), CLASS_COLORS)
            made.append(make_step(project, origin))
            return made[0]

        done = self.labelling.perform(step)
        if done:
            self.made.emit()
        return made[0] if made and (done or not made[0].edits) else None


def tier_name(card: Card) -> str:
    """The tier of what this model proposes, such as "Classes (compact-cnn)"."""
    return f"{_TIER_WORDS.get(card.task, card.task.capitalize())} ({short_name(card)})"


def short_name(card: Card) -> str:
    return card.name.rpartition("/")[2]


def version_of(card: Card) -> str:
    """What tells these weights from others of that name: the first digits of their SHA-256."""
    return card.weights_sha256[:_VERSION_DIGITS]


def model_words(card: Card) -> str:
    return f"{short_name(card)} {version_of(card)}".rstrip()


def _names(card: Card) -> tuple[str, ...]:
    return tuple(readable(each) for each in card.classes)


def _find_steps(
    cells: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]], threshold: float, index: int | None,
    names: tuple[str, ...], end: tuple[int, float],
) -> Iterator[Found]:  # fmt: skip
    """All segments, or those of the class `index`."""
    starts_s, ends_s, values = cells
    chosen = values if index is None else values[:, index : index + 1]
    columns = segment_columns(starts_s, ends_s, chosen, threshold)
    at = columns.class_index + (index or 0)
    yield _on_frames(Found(columns.start_s, columns.end_s, at, columns.score.astype(np.float64), names), *end)


def _on_frames(found: Found, sample_rate: int, total_s: float) -> Found:
    """Edges on whole frames, as all that the window makes; and none beyond the end, where a last cell may reach."""
    start_s = np.round(found.start_s * sample_rate) / sample_rate
    end_s = np.round(np.minimum(found.end_s, total_s) * sample_rate) / sample_rate
    return Found(start_s, end_s, found.name, found.score, found.names).where(end_s > start_s)
