"""Which review is on and which clip is up; answers go into the project, each as one step that can be undone."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace

from PySide6.QtCore import QObject, Signal

from workbench.gui.labelling import Labelling
from workbench.gui.review.listening import Listening, from_json
from workbench.gui.theme import CLASS_COLORS
from workbench.labels.label import Review, ReviewClip
from workbench.labels.project import Project
from workbench.labels.review.answers import answer_step, answers_step, go_edits, reopen_step, unreadable_step
from workbench.labels.review.lists import settings_edits
from workbench.labels.review.progress import clips_of


class Reviewing(QObject):
    """All that is known of a review is in the project; this looks at it, and asks for changes.

    Signals
    -------
    begun() : a review is on
    left() : none is on any more
    went() : another clip is up, or none; with each answer, undo and redo, and by going
    changed() : answers, classes or what was asked may be others
    listening_changed() : clips are to be heard in another way
    told(str) : what became of a command, where nothing else shows it
    """

    begun = Signal()
    left = Signal()
    went = Signal()
    changed = Signal()
    listening_changed = Signal()
    told = Signal(str)

    def __init__(self, labelling: Labelling, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(labelling)
        self.labelling, self.host = labelling, labelling.host
        self._clock = clock
        self._review_id: int | None = None
        self._shown: int | None = None
        self._up_since_s = 0.0
        self.host.changed.connect(self._take_change)
        self.host.opened.connect(self._take_project)

    # What there is

    @property
    def project(self) -> Project | None:
        return self.host.project

    @property
    def review(self) -> Review | None:
        project = self.host.project
        return None if project is None or self._review_id is None else project.reviews.get(self._review_id)

    @property
    def is_on(self) -> bool:
        return self.review is not None

    @property
    def listening(self) -> Listening:
        review = self.review
        return Listening() if review is None else from_json(review.settings)

    @property
    def clip(self) -> ReviewClip | None:
        """The clip that is up; None behind the last one."""
        review = self.review
        return None if review is None else self.clip_at(review.position)

    @property
    def count(self) -> int:
        """How many clips the review has."""
        return len(self._clip_ids())

    def clip_at(self, position: int) -> ReviewClip | None:
        project, clip_ids = self.host.project, self._clip_ids()
        if project is None or not 0 <= position < len(clip_ids):
            return None
        return project.review_clips[clip_ids[position]]

    def clips(self) -> list[ReviewClip]:
        """All of the review, in its order."""
        project = self.host.project
        return [] if project is None or not self.is_on else clips_of(project, self._review_id)

    def _clip_ids(self) -> list[int]:
        project = self.host.project
        return [] if project is None or not self.is_on else project.clip_ids(self._review_id)

    # Beginning and leaving

    def begin(self, review_id: int) -> None:
        """Go on with a review where it was left; without effect if the project has none of that id."""
        project = self.host.project
        if project is None or review_id not in project.reviews:
            return
        self._review_id, self._shown = review_id, None
        self.begun.emit()
        self._go_on()
        self.changed.emit()

    def leave(self) -> None:
        """Its clips, answers and place stay in the project."""
        if self._review_id is None:
            return
        self._review_id = None
        self.left.emit()

    # Answering

    def answer(self, answer: str, given: str = "") -> bool:
        """Answer the clip that is up, and go to the next one without an answer; whether that was done."""
        clip = self.clip
        if clip is None:
            return False
        if answer == "yes" and not self.asked(clip):
            self.told.emit("Which class is it? Press the key of a class, / if you are unsure, or Right to skip it.")
            return False
        judge, took_s = self.labelling.me(), self._clock() - self._up_since_s
        return self.labelling.perform(
            lambda project: answer_step(
                project, clip.id, answer, given, judge=judge, took_s=took_s, now_s=time.time(), colors=CLASS_COLORS
            )
        )

    def answer_many(self, clip_ids: Sequence[int], answer: str, given: str = "") -> bool:
        """Answer several clips, all the same, in one step; whether that was done."""
        judge, took_s = self.labelling.me(), self._clock() - self._up_since_s
        self._up_since_s = self._clock()
        return self.is_on and self.labelling.perform(
            lambda project: answers_step(
                project, clip_ids, answer, given, judge=judge, took_s=took_s, now_s=time.time(), colors=CLASS_COLORS
            )
        )

    def answer_key(self, key: str) -> None:
        """Answer with the class that has this key in the palette."""
        given = self.class_of_key(key)
        if given is not None:
            self.answer("class", given)

    def class_of_key(self, key: str) -> str | None:
        project = self.host.project
        classes = [] if project is None else project.classes.values()
        return next((each.name for each in classes if each.key == key), None)

    def asked(self, clip: ReviewClip) -> str:
        """The class that is asked about: the clip's own, else that of its label; "" where none is known."""
        project = self.host.project
        if clip.text or project is None or clip.label is None or clip.label not in project.labels:
            return clip.text
        return project.labels.label(clip.label).text

    def skip_unreadable(self, reason: str) -> bool:
        """The clip that is up cannot be read: note that, and go on; whether that was done.

        No step of its own: it would be made again as soon as it is undone, and no answer before it could be.
        """
        clip, project = self.clip, self.host.project
        if clip is None or project is None or not self.host.can_change():
            return False
        self.host.note(unreadable_step(project, clip.id, reason).edits)
        return True

    # Going

    def go(self, position: int) -> None:
        """To the clip at this place, answered or not; one behind the last one ends the review."""
        review, project = self.review, self.host.project
        if review is None or project is None:
            return
        position = min(max(position, 0), self.count)
        if position != review.position:
            self.host.note(go_edits(project, review.id, position))

    def back(self) -> None:
        review = self.review
        if review is not None:
            self.go(review.position - 1)

    def forward(self) -> None:
        """Past a clip that was answered, without a change; one that was not is skipped."""
        clip, review = self.clip, self.review
        if clip is None or review is None:
            return
        if clip.answer:
            self.go(review.position + 1)
        else:
            self.answer("skip")

    def ask_again(self, answers: Collection[str]) -> bool:
        """Clips with these answers come up once more."""
        review = self.review
        return review is not None and self.labelling.perform(lambda project: reopen_step(project, review.id, answers))

    def set_listening(self, listening: Listening) -> None:
        review = self.review
        if review is None or listening == self.listening:
            return
        self.host.note(settings_edits(self.host.project, review.id, asdict(listening)))
        self.listening_changed.emit()

    def change_listening(self, **values: object) -> None:
        self.set_listening(replace(self.listening, **values))

    # What the project says

    def _take_project(self) -> None:
        """Another one, or the same as another window has changed it."""
        if self._review_id is not None:
            self._take_change(frozenset({"reviews", "review_clips"}))

    def _take_change(self, tables: frozenset[str]) -> None:
        project, review = self.host.project, self.review
        if self._review_id is None:
            return
        if project is None or review is None:
            self.leave()
            return
        if tables & {"reviews", "review_clips"}:
            self._go_on()
        self.changed.emit()

    def _go_on(self) -> None:
        clip = self.clip
        shown = None if clip is None else clip.id
        if shown != self._shown or clip is None:
            self._shown, self._up_since_s = shown, self._clock()
            self.went.emit()
