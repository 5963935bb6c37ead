"""How far a review is, how fast it goes, and what its answers say of each class; beside the clip."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from workbench.gui import typography
from workbench.gui.review.answer_words import counted
from workbench.gui.review.listening_form import ListeningForm
from workbench.gui.review.reviewing import Reviewing
from workbench.gui.soon import Soon
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.time_text import left_text
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker
from workbench.labels.label import ReviewClip
from workbench.labels.review.progress import (
    HALF_WIDTH,
    Precision,
    Progress,
    is_random,
    precisions,
    progress,
    stop_reason,
)

WIDTH_PX = 72 * GRID_PX
COUNT_MS = 100
"""So late the figures may follow an answer: they look at all clips."""
MOST_CLASSES = 50
ENOUGH, UNFAIR = "Enough", "No fair sample: in this order the clips that follow may differ. A random order is one."
_RULE = f"“Enough”: the interval of 95 % (Wilson) reaches {100 * HALF_WIDTH:g} points or less to either side"


class ReviewSide(QWidget):
    """Follows the review by itself; the form says what is wanted."""

    def __init__(self, reviewing: Reviewing, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reviewing, self.worker = reviewing, worker
        self._job: Job | None = None
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("Progress of the review")
        self.bar.setFixedHeight(2 * GRID_PX)
        self.done, self.pace, self.answers, self.rule = (_words() for _ in range(4))
        self.form = ListeningForm()
        self.form.chosen.connect(reviewing.set_listening)
        self._rows = QGridLayout()
        self._shown: list[_PrecisionRow] = []
        self._lay_out()
        self._soon = Soon(self.refresh, COUNT_MS, self)
        reviewing.changed.connect(self._soon.ask)
        reviewing.listening_changed.connect(lambda: self.form.show_listening(reviewing.listening))

    def begin(self) -> None:
        """Another review is on."""
        self.form.show_listening(self.reviewing.listening)
        self.refresh()

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH_PX)
        self._rows.setHorizontalSpacing(2 * GRID_PX)
        self._rows.setVerticalSpacing(GRID_PX)
        self._rows.setColumnStretch(0, 1)
        self.precision_title = _heading("Precision")
        self.rule.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX)
        column.setSpacing(GRID_PX)
        for widget in (_heading("Progress"), self.bar, self.done, self.pace, self.answers):
            column.addWidget(widget)
        column.addSpacing(3 * GRID_PX)
        column.addWidget(self.precision_title)
        column.addLayout(self._rows)
        column.addWidget(self.rule)
        column.addSpacing(3 * GRID_PX)
        column.addWidget(_heading("Listening (H)"))
        column.addWidget(self.form)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def refresh(self) -> None:
        """Have all answers counted."""
        project, review = self.reviewing.project, self.reviewing.review
        if project is None or review is None:
            return
        steps = partial(_count_steps, tuple(project.clip_ids(review.id)), dict(project.review_clips), is_random(review))
        self._job = job = self.worker.run(steps, Priority.REFINE)
        job.result.connect(partial(self._take, job))

    def _take(self, job: Job, counted: tuple[Progress, list[Precision]]) -> None:
        if job is self._job and self.reviewing.is_on:
            self._show_progress(counted[0])
            self._show_precisions([each for each in counted[1] if each.judged][:MOST_CLASSES])

    def _show_progress(self, now: Progress) -> None:
        self.bar.setRange(0, max(now.total, 1))
        self.bar.setValue(now.done)
        self.done.setText(f"{now.done:,} of {now.total:,} clips answered")
        pace = "" if now.rate_per_min is None else f"{now.rate_per_min:.0f} a minute"
        self.pace.setText(", ".join(filter(None, (pace, left_text(now.left_s) if now.left_s else ""))))
        self.answers.setText(counted(now.by_answer))
        for label in (self.pace, self.answers):
            label.setVisible(bool(label.text()))

    def _show_precisions(self, found: list[Precision]) -> None:
        while len(self._shown) < len(found):
            self._shown.append(_PrecisionRow(self._rows, len(self._shown)))
        for place, row in enumerate(self._shown):
            row.show(found[place] if place < len(found) else None)
        self.rule.setText(_RULE if all(each.is_fair for each in found) else UNFAIR)
        for widget in (self.precision_title, self.rule):
            widget.setVisible(bool(found))


def _count_steps(
    clip_ids: tuple[int, ...], clips: dict[int, ReviewClip], in_random_order: bool
) -> Iterator[tuple[Progress, list[Precision]] | None]:
    ours = [clips[clip_id] for clip_id in clip_ids]
    yield None
    now = progress(ours)
    yield None
    yield now, precisions(ours, is_random=in_random_order)


def percent(share: float) -> str:
    return "" if math.isnan(share) else f"{100 * share:.0f} %"


def interval(each: Precision) -> str:
    """Such as "79–92 %"."""
    return f"{100 * each.low:.0f}–{100 * each.high:.0f} %"


class _PrecisionRow:
    """What is known of one class; the widgets stay, for to make those of fifty takes longer than a frame."""

    def __init__(self, grid: QGridLayout, row: int) -> None:
        self.name, self.share, self.between, self.enough = labels = tuple(_words() for _ in range(4))
        self.share.setFont(typography.bold())
        self.between.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for place, label in enumerate(labels):
            grid.addWidget(label, row, place)
        for label in labels[1:]:
            label.setWordWrap(False)
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._said: tuple[Precision | None, str] | None = None

    def show(self, each: Precision | None) -> None:
        """None: there is none of it any more."""
        if self._said == (each, colors().name):
            return
        self._said = (each, colors().name)
        for label in (self.name, self.share, self.between, self.enough):
            label.setVisible(each is not None)
        if each is None:
            return
        reason = stop_reason(each)
        self.name.setText(each.text)
        self.name.setToolTip(f"{each.yes:,} of {each.judged:,} that were judged are “{each.text}”")
        self.share.setText(percent(each.estimate))
        self.between.setText(interval(each))
        self.enough.setText(ENOUGH if reason else f"n = {each.judged:,}")
        self.enough.setToolTip(reason if each.is_fair else UNFAIR)
        self.enough.setStyleSheet(f"color: {(colors().good if reason else colors().text_soft).name()}")


def _words() -> QLabel:
    label = QLabel()
    label.setFont(typography.body())
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setFont(typography.bold())
    return label
