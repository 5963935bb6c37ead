"""The page that takes the place of the lanes while clips are reviewed: one clip, large, and one key to answer it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from workbench.audio.player import Player
from workbench.errors import printable
from workbench.gui.document import Document
from workbench.gui.key_guard import leave_keys
from workbench.gui.lanes.label_editor import LabelEditor
from workbench.gui.review.answer_bar import AnswerBar
from workbench.gui.review.clip_player import ClipPlayer
from workbench.gui.review.clip_source import ClipSource
from workbench.gui.review.clip_view import ClipView
from workbench.gui.review.keys import ReviewKeys
from workbench.gui.review.question_bar import QuestionBar
from workbench.gui.review.reviewing import Reviewing
from workbench.gui.review.showing import Showing
from workbench.gui.review.side import ReviewSide
from workbench.gui.review.summary import ASK_AGAIN, SummaryPage
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.worker import Worker
from workbench.labels.label import ReviewClip
from workbench.labels.relink import name_of

if TYPE_CHECKING:
    from workbench.gui.review.grid_joining import GridJoining

LEAST_PX = 110 * GRID_PX
"""As the lanes: a review makes no window wider."""
SIDE_FROM_PX = 170 * GRID_PX
"""A narrower page has room for the clip only."""
GRID_KEYS = "The chosen ones: Enter yes · Backspace no · / unsure · . skip · keys of classes · Space plays"
_NAME_AT = QPoint(30 * GRID_PX, 30 * GRID_PX)
"""Where in the clip the name of a class is typed."""


class ReviewPage(QWidget):
    """Shows what `Reviewing` says, and tells it what the person answers. Shown and hidden by the window."""

    def __init__(
        self, reviewing: Reviewing, document: Document, worker: Worker, player: Player, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.reviewing, self.document, self.worker = reviewing, document, worker
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Review")
        self.setMinimumWidth(LEAST_PX)
        self.question, self.answers = QuestionBar(), AnswerBar()
        self.view = ClipView()
        self.source = ClipSource(worker, self.view.look, self)
        self.player = ClipPlayer(player, self)
        self.showing = Showing(reviewing, self.source, self.view, self.player, self)
        self.side, self.summary = ReviewSide(reviewing, worker), SummaryPage(reviewing, worker)
        self.notice = QLabel()
        self.body = QStackedWidget()
        self.keys = ReviewKeys(parent or self, self, self._what)
        self._lay_out()
        self._connect()
        leave_keys(self)

    def _lay_out(self) -> None:
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setContentsMargins(4 * GRID_PX, 0, 4 * GRID_PX, GRID_PX)
        self.notice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.notice.setFixedHeight(self.notice.fontMetrics().height() + 2 * GRID_PX)  # clips keep their size
        self.one = QWidget()
        one = QVBoxLayout(self.one)
        one.setContentsMargins(0, 0, 0, 0)
        one.setSpacing(0)
        one.addWidget(self.view, 1)
        one.addWidget(self.answers)
        self.body.addWidget(self.one)
        self.body.addWidget(self.summary)
        line = QFrame(frameShape=QFrame.Shape.VLine, frameShadow=QFrame.Shadow.Plain)
        line.setForegroundRole(QPalette.ColorRole.Mid)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.body, 1)
        row.addWidget(line)
        row.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.question)
        column.addWidget(self.notice)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        reviewing, showing = self.reviewing, self.showing
        reviewing.went.connect(self._show_clip)
        reviewing.changed.connect(self._show_words)
        reviewing.told.connect(self.tell)
        showing.skipped.connect(self._tell_skipped)
        showing.comparing.connect(self._show_comparing)
        self.question.leave_pressed.connect(reviewing.leave)
        self.question.grid_pressed.connect(self.toggle_grid)
        self.question.retry_pressed.connect(showing.retry)
        self.answers.command_pressed.connect(self.do)
        self.answers.class_pressed.connect(lambda name: reviewing.answer("class", name))
        self.answers.compare_pressed.connect(showing.compare)
        self.answers.compare_released.connect(showing.end_compare)
        self.summary.again_wanted.connect(lambda: reviewing.ask_again(ASK_AGAIN))
        self.summary.clip_wanted.connect(reviewing.go)
        self.summary.leave_wanted.connect(reviewing.leave)
        self.source.failed.connect(lambda *_: self._show_words())
        self.document.spectrogram_changed.connect(lambda: self.view.set_spectrogram(self.document.spectrogram))
        self.view.set_spectrogram(self.document.spectrogram)

    # Coming and going

    def enter(self) -> None:
        """The review that is on takes the room; keys are its own now."""
        self.keys.install()
        self.side.begin()
        self.show()
        self.setFocus()

    @cached_property
    def many(self) -> GridJoining:
        """The grid; made when it is first wanted."""
        from workbench.gui.review.grid_joining import GridJoining

        made = GridJoining(self.reviewing, self.showing, self.document, self.worker, self.toggle_grid)
        self.body.addWidget(made.grid)
        return made

    @property
    def in_grid(self) -> bool:
        return "many" in self.__dict__ and self.body.currentWidget() is self.many.grid

    def toggle_grid(self) -> None:
        """Many clips at once, or one again."""
        if self.in_grid:
            self.many.exit()
            self.body.setCurrentWidget(self.one)
            self.setFocus()
            self.showing.show_again()
            self._show_clip()
        else:
            self.many.enter()
            self.body.setCurrentWidget(self.many.grid)
            self.many.grid.setFocus()
            self._show_words()

    def keyPressEvent(self, event) -> None:
        """What the grid has no use for."""
        if event.key() == Qt.Key.Key_Escape and self.in_grid:
            self.toggle_grid()
        else:
            super().keyPressEvent(event)

    def exit(self) -> None:
        if self.in_grid:
            self.toggle_grid()
        self.keys.remove()
        self.showing.stop()
        self.hide()
        self.tell("")

    def set_time_format(self, form: str) -> None:
        """One of `time_text.TIME_FORMATS`."""
        self.question.form = form
        self.view.set_time_format(form)
        self._show_words()

    def _what(self) -> str:
        """What is shown, for the keys."""
        shown = self.body.currentWidget() if self.isVisible() else None
        return "clip" if shown is self.one else "summary" if shown is self.summary else ""

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= SIDE_FROM_PX)

    # What keys and buttons do

    def takes_class_key(self, key: str) -> bool:
        return self.reviewing.class_of_key(key) is not None

    def press_class_key(self, key: str) -> None:
        self.tell("")
        self.reviewing.answer_key(key)

    def do(self, command: str) -> None:
        """One of the commands of `keys.COMMANDS` and `keys.LETTERS`."""
        self.tell("")
        reviewing = self.reviewing
        commands: dict[str, Callable[[], object]] = {
            "yes": lambda: self._answer("yes"), "no": lambda: self._answer("no"),
            "unsure": lambda: self._answer("unsure"), "skip": self._forward, "back": reviewing.back,
            "again": self.showing.play, "compare": self.showing.compare, "leave": reviewing.leave,
            "loop": lambda: reviewing.change_listening(loop=not reviewing.listening.loop),
            "summary": lambda: reviewing.go(reviewing.count), "grid": self.toggle_grid, "name": self._ask_name,
            "listening": self.side.form.before.setFocus,
        }  # fmt: skip
        commands[command]()

    def end_compare(self) -> None:
        self.showing.end_compare()

    def _answer(self, answer: str) -> None:
        if self.reviewing.clip is not None:
            self.reviewing.answer(answer)
        elif answer == "yes":
            self.summary.go_to_open()

    def _ask_name(self) -> None:
        """A field over the clip for a class that has no key, or that is new."""
        project = self.reviewing.project
        if project is None or self.reviewing.clip is None:
            return
        editor = LabelEditor(self, self, "", project.class_list, self.reviewing.labelling.recent)
        editor.committed.connect(lambda text, _go: text and self.reviewing.answer("class", text))
        place = QRect(self.view.mapTo(self, QPoint(0, 0)), self.view.size())
        editor.stand_over(QRect(place.topLeft() + _NAME_AT, QSize()), place)
        editor.show()
        editor.setFocus()

    def _forward(self) -> None:
        """Past this clip; one that cannot be read is noted as such."""
        clip, problem = self.reviewing.clip, self.showing.problem
        if clip is not None and not clip.answer and problem is not None:
            self.reviewing.skip_unreadable(problem)
        else:
            self.reviewing.forward()

    # What is shown

    def tell(self, words: str, *, warning: bool = False) -> None:
        """One line below the question, until the next key; "" takes it away."""
        self.notice.setText(words)
        self.notice.setToolTip(words)
        self.notice.setStyleSheet(f"color: {(colors().warning if warning else colors().text_soft).name()}")

    def _tell_skipped(self, clip: ReviewClip, words: str) -> None:
        recording = self._recording(clip)
        name = "" if recording is None else f"{printable(name_of(recording))}: "
        self.tell(f"Skipped, listed at the end. {name}{words}", warning=True)

    def _recording(self, clip: ReviewClip):
        project = self.reviewing.project
        return None if project is None else project.recordings.get(clip.recording)

    def _show_clip(self) -> None:
        is_over = self.reviewing.clip is None
        if self.in_grid:
            self._show_words()
            return
        if is_over:
            self.summary.refresh()
        if is_over or self.body.currentWidget() is self.summary:
            self.body.setCurrentWidget(self.summary if is_over else self.one)
            (self.summary if is_over else self).setFocus()
        self._show_words()

    def _show_words(self) -> None:
        """The question, the answers, and the classes there are."""
        reviewing, project, clip = self.reviewing, self.reviewing.project, self.reviewing.clip
        review = reviewing.review
        if project is None or review is None:
            return
        self.question.grid.setText("One clip" if self.in_grid else "Grid")
        self.answers.show_classes(project.class_list)
        if self.in_grid:
            self.question.show_words(review.name, GRID_KEYS)
            return
        self.question.retry.setVisible(clip is not None and self.showing.problem is not None)
        if clip is None:
            left = sum(not each.answer for each in reviewing.clips())
            words = f"{left:,} clips have no answer yet" if left > 1 else "1 clip has no answer yet"
            self.question.show_words(words if left else "Every clip has an answer", review.name)
            return
        asked = reviewing.asked(clip)
        self.answers.show_answer(clip, is_asked=bool(asked))
        self.question.show_clip(clip, asked, reviewing.count, self._recording(clip))

    def _show_comparing(self, text: str) -> None:
        if text:
            self.question.show_words(f"An accepted “{text}”", "Let go of Tab to hear the clip again")
        else:
            self._show_words()
