"""Brings the clip that is up to eye and ear, and has those that follow prepared."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor

from workbench.gui.review.clip import ClipRequest, PreparedClip
from workbench.gui.review.clip_player import ClipPlayer
from workbench.gui.review.clip_source import ClipSource
from workbench.gui.review.clip_view import ClipLabel, ClipView
from workbench.gui.review.examples import examples_of
from workbench.gui.review.reviewing import Reviewing
from workbench.gui.soon import Soon
from workbench.gui.theme import colors
from workbench.labels.label import ReviewClip
from workbench.labels.library import real_path
from workbench.labels.project import Project

AHEAD, BEHIND = 8, 2
"""So many clips are prepared ahead of the one that is up, and so many are kept behind it."""
SKIPPED_AT_ONCE = 3
"""After so many unreadable clips in a row it waits for a key: then it is not a file that is broken but, say, a disk
that is away."""
PREPARE_MS = 10
"""So long after a clip came up the next ones are asked for."""
_NOTHING_MORE = "Every clip has an answer"


class Showing(QObject):
    """Between the state of the review and the widgets that show a clip.

    Signals
    -------
    shown(ReviewClip) : it is drawn with the next paint, and ordered to play if clips play by themselves
    skipped(ReviewClip, str) : it could not be read, and why; it was passed over
    comparing(str) : an example of this class is shown instead; "" when it is not any more
    """

    shown = Signal(object)
    skipped = Signal(object, str)
    comparing = Signal(str)

    def __init__(
        self, reviewing: Reviewing, source: ClipSource, view: ClipView, player: ClipPlayer, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.reviewing, self.source, self.view, self.player = reviewing, source, view, player
        self.is_seen = True
        """Whether single clips are shown; else nothing plays, and unreadable ones are not passed over."""
        self._up: ClipRequest | None = None
        self._shown: ClipRequest | None = None
        self._example: ClipRequest | None = None
        self._next_example = 0
        self._skipped_in_a_row = 0
        self._prepare_soon = Soon(self._prepare, PREPARE_MS, self)
        reviewing.went.connect(self._show_up)
        reviewing.changed.connect(self._show_label)
        reviewing.listening_changed.connect(self._listen)
        source.ready.connect(self._take)
        source.failed.connect(self._take_problem)
        source.progressed.connect(self._show_progress)
        view.look_changed.connect(source.set_look)
        view.play_wanted.connect(self.play_from)
        player.moved.connect(view.set_playhead)
        player.ended.connect(lambda _clip: view.set_playhead(None))

    @property
    def shown_clip(self) -> int | None:
        """The id of the clip that is drawn; None where none is, or an example is."""
        return None if self._shown is None or self._example is not None else self._shown.key

    # Playing

    def play(self) -> None:
        """The clip that is up once more, from its start; one that could not be read is tried again."""
        clip = None if self._up is None else self.source.clip(self._up)
        if self.problem is not None:
            self.retry()
        elif clip is not None:
            self.player.play(clip)

    def play_from(self, at_s: float) -> None:
        request = self._example or self._up
        clip = None if request is None else self.source.clip(request)
        if clip is not None:
            self.player.play(clip, at_s)

    def stop(self) -> None:
        self.player.stop()
        self.source.clear()
        self._up = self._shown = self._example = None

    # The clip that is up

    def show_again(self) -> None:
        """It is seen again: after the grid, say."""
        self.is_seen = True
        self._shown = None
        self._show_up()

    def _show_up(self) -> None:
        self._example, clip = None, self.reviewing.clip
        self._up = None if clip is None else self.request(clip)
        self._next_example = 0
        if not self.is_seen:
            return
        if self._up is None:
            self.player.stop()
            self.view.show_empty(_NOTHING_MORE)
            self._shown = None
            return
        prepared, problem = self.source.clip(self._up), self.source.problem(self._up)
        if prepared is not None:
            self._show(prepared)
            self._prepare_soon.ask()  # when it is painted
            return
        self._prepare()
        if problem is not None:
            self._meet_problem(self._up, problem)
        else:
            self.player.stop()
            self._shown = None
            self.view.show_waiting()

    def _show(self, prepared: PreparedClip) -> None:
        clip = self.reviewing.clip
        if clip is None:
            return
        self._skipped_in_a_row = 0
        is_new = prepared.request != self._shown
        self._shown = prepared.request
        self.view.show_clip(prepared, self._label_of(clip))
        if not is_new:
            return
        if self.reviewing.listening.autoplay:
            self._apply_manner()
            self.player.play(prepared)
        self.shown.emit(clip)

    def _take(self, prepared: PreparedClip) -> None:
        if not self.is_seen:
            return
        if prepared.request == self._example:
            self._show_example(prepared)
        elif prepared.request == self._up and self._example is None:
            self._show(prepared)

    def _show_progress(self, request: ClipRequest, done: float) -> None:
        if request == self._up and self._shown is None and self._example is None:
            self.view.show_waiting("Decoding the recording…", done)

    def _label_of(self, clip: ReviewClip) -> ClipLabel | None:
        project = self.reviewing.project
        if project is None or clip.label is None or clip.label not in project.labels:
            return None
        label = project.labels.label(clip.label)
        known = project.class_of(label.text)
        color = QColor(known.color) if known is not None and known.color else colors().text_soft
        return ClipLabel(color, label.status, label.low_hz, label.high_hz)

    def _show_label(self) -> None:
        clip = self.reviewing.clip
        if clip is not None and self._shown is not None and self._shown == self._up and self._example is None:
            self.view.show_label(self._label_of(clip))

    # What cannot be read

    def _take_problem(self, request: ClipRequest, words: str) -> None:
        if request == self._up and self.is_seen and self._example is None:
            self._meet_problem(request, words)

    def _meet_problem(self, request: ClipRequest, words: str) -> None:
        """Shown in its place; then passed over, unless the person came back to it."""
        self.player.stop()
        self._shown = None
        self.view.show_problem(words)
        clip = self.reviewing.clip
        if clip is None or clip.answer:
            return
        self._skipped_in_a_row += 1
        if self._skipped_in_a_row <= SKIPPED_AT_ONCE:
            # In a turn of its own: this may be the very turn in which the clip before it is answered.
            QTimer.singleShot(0, self, lambda: self._pass_over(request, words))

    def _pass_over(self, request: ClipRequest, words: str) -> None:
        clip = self.reviewing.clip
        if request == self._up and clip is not None and not clip.answer and self.reviewing.skip_unreadable(words):
            self.skipped.emit(clip, words)

    @property
    def problem(self) -> str | None:
        """Why the clip that is up cannot be read, if that is so."""
        return None if self._up is None else self.source.problem(self._up)

    def retry(self) -> None:
        """Try to read the clip that is up once more: its disk may be there again."""
        if self._up is not None:
            self.source.retry(self._up)
            self._skipped_in_a_row = 0
            self._show_up()

    # What is prepared

    def request(self, clip: ReviewClip) -> ClipRequest:
        return self._request(clip.id, clip.recording, clip.start_s, clip.end_s)

    def _request(self, key: object, recording: int, start_s: float, end_s: float) -> ClipRequest:
        project, listening = self.reviewing.project, self.reviewing.listening
        assert project is not None
        path = real_path(project.recordings[recording].path, project.about.get("folder", ""))
        return ClipRequest(
            key, path, start_s, end_s, listening.before_s, listening.after_s, listening.low_hz, listening.high_hz
        )

    def _prepare(self) -> None:
        """First the clip that is up, then those that follow, then an example, then those before."""
        review, project = self.reviewing.review, self.reviewing.project
        if review is None or project is None or not self.is_seen:
            return
        here = review.position
        ahead = [self.reviewing.clip_at(here + by) for by in range(AHEAD + 1)]
        behind = [self.reviewing.clip_at(here - by) for by in range(1, BEHIND + 1)]
        examples = self._examples(project)[self._next_example :][:1]
        wanted = [self.request(clip) for clip in ahead if clip is not None]
        wanted[2:2] = [self._request_example(project, label_id) for label_id in examples]
        wanted += [self.request(clip) for clip in behind if clip is not None]
        if self._example is not None:
            wanted.insert(0, self._example)
        self.source.prepare(wanted)

    def _listen(self) -> None:
        """Context, band, loop or speed are others."""
        self._apply_manner()
        clip = self.reviewing.clip
        former, self._up = self._up, None if clip is None else self.request(clip)
        if self._up != former and self.is_seen:
            self._prepare()
            prepared = None if self._up is None else self.source.clip(self._up)
            if prepared is not None:
                self._show(prepared)

    def _apply_manner(self) -> None:
        listening = self.reviewing.listening
        if self.player.loop != listening.loop:
            self.player.set_loop(listening.loop)
        if self.player.speed != listening.speed:
            self.player.set_speed(listening.speed)

    # Comparing

    def compare(self) -> None:
        """Show and play an accepted example of the class that is asked about, each time another one."""
        project, clip = self.reviewing.project, self.reviewing.clip
        if project is None or clip is None:
            return
        examples = self._examples(project)
        if not examples:
            text = self.reviewing.asked(clip)
            words = f"There is no accepted “{text}” to compare with yet" if text else "No class is asked about here"
            self.reviewing.told.emit(words)
            return
        self._example = self._request_example(project, examples[self._next_example % len(examples)])
        self._next_example = (self._next_example + 1) % len(examples)
        self.comparing.emit(self.reviewing.asked(clip))
        self._prepare()
        prepared = self.source.clip(self._example)
        if prepared is not None:
            self._show_example(prepared)
        else:
            self.view.show_waiting()

    def end_compare(self) -> None:
        """Back to the clip that is up."""
        if self._example is None:
            return
        self._example = None
        self.player.stop()
        self.comparing.emit("")
        prepared = None if self._up is None else self.source.clip(self._up)
        if prepared is not None:
            self._show(prepared)
            if self.reviewing.listening.autoplay:
                self.player.play(prepared)

    def _show_example(self, prepared: PreparedClip) -> None:
        self.view.show_clip(prepared)
        self._apply_manner()
        self.player.play(prepared)

    def _examples(self, project: Project) -> list[int]:
        """Ids of labels."""
        clip = self.reviewing.clip
        text = "" if clip is None else self.reviewing.asked(clip)
        return examples_of(project, text, None if clip is None else clip.label)

    def _request_example(self, project: Project, label_id: int) -> ClipRequest:
        label = project.labels.label(label_id)
        return self._request(("example", label_id), label.recording, label.start_s, label.end_s)
