"""What a review came to: counts, precision by class, time spent, what could not be read; and its export."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.errors import printable
from workbench.gui import icons, typography
from workbench.gui.review.reviewing import Reviewing
from workbench.gui.review.side import interval, percent
from workbench.gui.theme import GRID_PX
from workbench.labels.label import ReviewClip
from workbench.labels.relink import name_of
from workbench.labels.review.progress import Precision, precisions, progress

_COLUMNS = ("Class", "Right", "Judged", "Precision", "95 % interval")


class SummaryPage(QWidget):
    """Signals
    -------
    open_wanted() : go on with clips that have no answer
    clip_wanted(int) : go to the clip at this position
    leave_wanted() : back to the lanes
    export_wanted() : the list as a file
    """

    open_wanted = Signal()
    clip_wanted = Signal(int)
    leave_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, reviewing: Reviewing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reviewing = reviewing
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Summary of the review")
        self.counts, self.spent = QLabel(), QLabel()
        for label in (self.counts, self.spent):
            label.setWordWrap(True)
            label.setFont(typography.body())
        self.classes = _table(_COLUMNS, "Precision by class")
        self.unread_title = _heading("Could not be read")
        self.unread = _table(("File", "Reason"), "Clips that could not be read")
        self.unread.itemActivated.connect(self._go_to)
        self.back = QPushButton(icons.icon("arrow-left"), "Last clip")
        self.export = QPushButton(icons.icon("download"), "Export the list…")
        self.leave = QPushButton("Close the review")
        self.back.clicked.connect(lambda: self.clip_wanted.emit(self.reviewing.count - 1))
        self.export.clicked.connect(self.export_wanted)
        self.leave.clicked.connect(self.leave_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID_PX)
        for button in (self.back, self.export, self.leave):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 2 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addWidget(self.counts)
        column.addWidget(self.spent)
        column.addLayout(buttons)
        column.addSpacing(2 * GRID_PX)
        column.addWidget(_heading("Precision by class"))
        column.addWidget(self.classes, 2)
        column.addWidget(self.unread_title)
        column.addWidget(self.unread, 1)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave_wanted.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Comma):
            self.clip_wanted.emit(self.reviewing.count - 1)
        else:
            super().keyPressEvent(event)

    def refresh(self) -> None:
        """Count all answers."""
        clips = self.reviewing.clips()
        now = progress(clips)
        self.counts.setText(", ".join(f"{count:,} {_WORDS[answer]}" for answer, count in now.by_answer.items()))
        self.spent.setText(f"{_spent(sum(clip.took_s for clip in clips))} spent on {now.done:,} clips")
        self._show_classes([each for each in precisions(clips) if each.judged])
        self._show_unread([clip for clip in clips if clip.answer == "unreadable"])

    def _show_classes(self, found: list[Precision]) -> None:
        self.classes.setRowCount(len(found))
        for row, each in enumerate(found):
            texts = (each.text, f"{each.yes:,}", f"{each.judged:,}", percent(each.estimate), interval(each))
            for column, text in enumerate(texts):
                self.classes.setItem(row, column, _item(text, number=column > 0))

    def _show_unread(self, clips: list[ReviewClip]) -> None:
        project = self.reviewing.project
        self.unread.setRowCount(len(clips))
        for row, clip in enumerate(clips):
            recording = None if project is None else project.recordings.get(clip.recording)
            name = _item("" if recording is None else printable(name_of(recording)))
            name.setData(Qt.ItemDataRole.UserRole, clip.position)
            self.unread.setItem(row, 0, name)
            self.unread.setItem(row, 1, _item(clip.given))
        for widget in (self.unread_title, self.unread):
            widget.setVisible(bool(clips))

    def _go_to(self, item: QTableWidgetItem) -> None:
        self.clip_wanted.emit(self.unread.item(item.row(), 0).data(Qt.ItemDataRole.UserRole))


_WORDS = {
    "yes": "right", "no": "wrong", "class": "named", "unsure": "unsure", "skip": "skipped",
    "unreadable": "that could not be read",
}  # fmt: skip


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
    table.setColumnWidth(0, 50 * GRID_PX)
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
