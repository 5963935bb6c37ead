"""All running jobs, each with how far it is and the way to stop it: opens above the job bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from workbench.gui import icons, typography
from workbench.gui.theme import GRID_PX
from workbench.jobs.worker import Job


class JobList(QFrame):
    """A popup with a row for each job; it closes with the last one.

    Signals
    -------
    cancel_requested(Job)
    """

    cancel_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("Running jobs")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * GRID_PX, GRID_PX, GRID_PX, GRID_PX)
        self._column.setSpacing(0)
        self.rows: dict[Job, JobRow] = {}

    def show_jobs(self, jobs: Mapping[Job, tuple[str, str]]) -> None:
        """Name and progress in words of each job that runs now."""
        changed = jobs.keys() != self.rows.keys()
        for job in [job for job in self.rows if job not in jobs]:
            row = self.rows.pop(job)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for job, (name, progress) in jobs.items():
            if job not in self.rows:
                self.rows[job] = row = JobRow(name, self)
                row.cancel.clicked.connect(lambda _=False, job=job: self.cancel_requested.emit(job))
                self._column.addWidget(row)
            self.rows[job].progress.setText(progress)
        if not jobs:
            self.hide()
        elif changed and self.isVisible():
            self._stand(self.geometry().bottomLeft() + QPoint(0, 1))

    def open_above(self, widget: QWidget) -> None:
        self._stand(widget.mapToGlobal(QPoint(0, 0)))
        self.show()

    def _stand(self, bottom_left: QPoint) -> None:
        self._column.activate()
        self.adjustSize()
        self.move(bottom_left - QPoint(0, self.height()))


class JobRow(QWidget):
    """One job of the list."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.progress, self.cancel = QLabel(name), QLabel(), QToolButton()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.progress.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.cancel.setIcon(icons.icon("x"))
        self.cancel.setIconSize(QSize(16, 16))
        self.cancel.setAutoRaise(True)
        self.cancel.setToolTip("Cancel this job")
        self.cancel.setAccessibleName(f"Cancel: {name}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID_PX)
        for widget, stretch in ((self.name, 1), (self.progress, 0), (self.cancel, 0)):
            widget.setFont(typography.body())
            row.addWidget(widget, stretch)
        self.progress.setMinimumWidth(self.progress.fontMetrics().horizontalAdvance("100 %"))
