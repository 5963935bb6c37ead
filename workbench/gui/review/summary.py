"""What a review came to: counts, precision by class, time spent, what could not be read; and its export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.errors import printable
from workbench.gui import icons, typography
from workbench.gui.review.answer_words import ANSWER_WORDS, counted
from workbench.gui.review.key_button import WrappingRow
from workbench.gui.review.reviewing import Reviewing
from workbench.gui.review.side import interval, percent
from workbench.gui.theme import GRID_PX
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels.label import Status
from workbench.labels.project import Excerpt
from workbench.labels.review.answers import next_open
from workbench.labels.review.progress import Precision
from workbench.labels.review.summary import Summary, Unreadable, summary

_ANSWERS = {answer: words for answer, words in ANSWER_WORDS.items() if answer != "unreadable"}
"""Those that have a column; what could not be read is listed below."""
_STATUSES = {Status.ACCEPTED: "Accepted", Status.REJECTED: "Rejected", Status.PROPOSED: "Proposed"}
COLUMNS = ("Asked about", "Clips", "Precision", "95 % interval", *_ANSWERS.values(), *_STATUSES.values())
ASK_AGAIN = ("unsure", "skip")


class SummaryPage(QWidget):
    """Signals
    -------
    again_wanted() : ask again what was unsure or skipped
    clip_wanted(int) : go to the clip at this position
    shown() : the figures are there
    leave_wanted() : back to the lanes
    export_wanted() : the list as a file
    """

    again_wanted = Signal()
    shown = Signal()
    clip_wanted = Signal(int)
    leave_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, reviewing: Reviewing, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reviewing, self.worker = reviewing, worker
        self._job = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Summary of the review")
        self.counts, self.spent = QLabel(), QLabel()
        for label in (self.counts, self.spent):
            label.setWordWrap(True)
            label.setFont(typography.body())
        self.classes = _table(COLUMNS, "Answers by class")
        self.unread_title = _heading("Could not be read")
        self.unread = _table(("File", "Reason"), "Clips that could not be read")
        self.back = QPushButton(icons.icon("arrow-left"), "Last clip")
        self.again = QPushButton(icons.icon("refresh-cw"), "Ask the unsure again")
        self.again.setToolTip("Clips that you were unsure of or skipped come up once more")
        self.export = QPushButton(icons.icon("download"), "Export the list…")
        self.leave = QPushButton("Close the review")
        for button in (self.back, self.again, self.export, self.leave):
            button.setAutoDefault(True)  # Enter presses the one that has the keys
        self.back.clicked.connect(self._go_on)
        self.again.clicked.connect(self.again_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.leave.clicked.connect(self.leave_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QWidget()
        buttons = WrappingRow(row)
        buttons.setSpacing(2 * GRID_PX)
        for button in (self.back, self.again, self.export, self.leave):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 2 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addWidget(self.counts)
        column.addWidget(self.spent)
        column.addWidget(row)
        column.addSpacing(2 * GRID_PX)
        column.addWidget(_heading("By class"))
        column.addWidget(self.classes, 2)
        column.addWidget(self.unread_title)
        column.addWidget(self.unread, 1)

    def go_to_open(self) -> bool:
        """To the first clip without an answer; whether there is one."""
        review, project = self.reviewing.review, self.reviewing.project
        first = None if review is None or project is None else next_open(project, review.id, -1)
        if first is not None:
            self.clip_wanted.emit(first)
        return first is not None

    def _go_on(self) -> None:
        if not self.go_to_open():
            self.clip_wanted.emit(self.reviewing.count - 1)

    def refresh(self) -> None:
        """Have it counted; what is there stays until then."""
        review, project = self.reviewing.review, self.reviewing.project
        if review is None or project is None:
            return
        self._job = job = self.worker.run(partial(_summary_steps, project.excerpt(), review.id), Priority.VIEW)
        job.result.connect(partial(self._take, job))

    def _take(self, job, found: Summary) -> None:
        if job is not self._job or not self.reviewing.is_on:
            return
        now = found.progress
        self.back.setText("Last clip" if now.done == now.total else "Go on")
        answers = counted(now.by_answer)
        self.counts.setText(f"{now.done:,} of {now.total:,} clips" + (f": {answers}." if answers else "."))
        given = ", ".join(f"{count:,} “{text}”" for text, count in found.given.items() if text)
        self.spent.setText(f"{_spent(found.time_s)} spent." + (f" Found: {given}." if given else ""))
        self.again.setEnabled(any(answer in now.by_answer for answer in ASK_AGAIN))
        self._show_classes(found)
        self._show_unread(found.unreadable)
        self.shown.emit()

    def _show_classes(self, found: Summary) -> None:
        known = {each.text: each for each in found.precisions if each.judged}
        self.classes.setRowCount(len(found.classes))
        for row, each in enumerate(found.classes):
            counts = [each.answers.get(answer, 0) for answer in _ANSWERS]
            counts += [each.statuses.get(status, 0) for status in _STATUSES]
            precision = known.get(each.text)
            shares = ("", "") if precision is None else (percent(precision.estimate), _interval(precision))
            asked = (each.text or "Which class it is", f"{each.clips:,}")
            texts = (*asked, *shares, *(f"{count:,}" if count else "" for count in counts))
            for column, text in enumerate(texts):
                self.classes.setItem(row, column, _item(text, number=column > 0))
        for column in range(len(COLUMNS)):
            texts = (self.classes.item(row, column).text() for row in range(self.classes.rowCount()))
            self.classes.setColumnHidden(column, not any(texts))

    def _show_unread(self, files: Sequence[Unreadable]) -> None:
        self.unread.setRowCount(len(files))
        for row, each in enumerate(files):
            name = printable(each.path.name)
            item = _item(name)
            item.setToolTip(printable(str(each.path)))
            self.unread.setItem(row, 0, item)
            self.unread.setItem(row, 1, _item(each.reason.removeprefix(f"{name}: ")))
        for widget in (self.unread_title, self.unread):
            widget.setVisible(bool(files))


def _interval(precision: Precision) -> str:
    return interval(precision) if precision.is_fair else f"{interval(precision)}, no fair sample"


def _spent(seconds: float) -> str:
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02} hours" if hours else f"{minutes}:{whole:02} minutes"


def _table(columns: tuple[str, ...], name: str) -> QTableWidget:
    table = QTableWidget(0, len(columns))
    table.setHorizontalHeaderLabels(columns)
    table.setAccessibleName(name)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(6 * GRID_PX)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setMinimumSectionSize(16 * GRID_PX)
    return table


def _item(text: str, *, number: bool = False) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setFont(typography.body())
    if number:
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return item


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setFont(typography.bold())
    return label


def _summary_steps(excerpt: Excerpt, review_id: int) -> Iterator[Summary | None]:
    project = excerpt.project()
    yield None
    yield summary(project, review_id)
