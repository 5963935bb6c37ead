"""Shifting the labels of a recording: by how much, which can be measured, and what that does to them, said before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.audio.open import Recording, open_recording
from workbench.errors import LabelRefused, printable
from workbench.features.alignment import LEAST_CORRELATION, Alignment, align_steps
from workbench.gui import preview
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.theme import GRID_PX
from workbench.jobs.job import JobEnd, Progress
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker
from workbench.labels.label import KnownRecording
from workbench.labels.library import real_folder, real_path
from workbench.labels.project import Project
from workbench.labels.relink import Found, duration_s, name_of, shifted
from workbench.labels.search import search_folder


class ShiftDialog(QDialog):
    """Asks for the seconds, and tells what becomes of the labels while they are chosen.

    Signals
    -------
    chosen(float) : so many seconds later (or, below 0, earlier) the labels shall be
    """

    chosen = Signal(float)

    def __init__(self, project: Project, found: Found, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.project, self.found, self.worker = project, found, worker
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Shift the labels of {printable(name_of(found.now))}")
        self._job: Job | None = None
        self._estimate_s = 0.0
        self.by = QDoubleSpinBox(decimals=4, singleStep=0.1, suffix=" s")
        longest_s = max(duration_s(found.known), duration_s(found.now))
        self.by.setRange(-longest_s, longest_s)
        self.by.setAccessibleName("Seconds by which labels become later; below zero, earlier")
        self.by.valueChanged.connect(self._tell)
        self.estimate, self.progress = QPushButton("Estimate"), QProgressBar(maximum=1000, textVisible=False)
        self.estimate.setToolTip("Compare it with the recording that the labels were made on, if that can be found")
        self.estimate.setAutoDefault(False)
        self.estimate.clicked.connect(self._measure)
        self.progress.hide()
        self.measured, self.outcome = QLabel(), QLabel()
        self.buttons = answer_buttons("Shift")
        self.buttons.accepted.connect(self._choose)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self._tell()

    def _lay_out(self) -> None:
        words = QLabel("Above zero labels become later, below zero earlier. All labels of this recording move alike.")
        for label in (words, self.measured, self.outcome):
            label.setWordWrap(True)
        name = QLabel("Later by")
        name.setBuddy(self.by)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID_PX)
        row.addWidget(name)
        row.addWidget(self.by, 1)
        row.addWidget(self.estimate)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(3 * GRID_PX)
        column.addWidget(words)
        column.addLayout(row)
        for widget in (self.progress, self.measured, self.outcome):
            column.addWidget(widget)
        self.measured.hide()
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.resize(440, 260)

    @property
    def by_s(self) -> float:
        """What is chosen; an estimate as exactly as it was found."""
        shown = self.by.value()
        return self._estimate_s if round(self._estimate_s, self.by.decimals()) == shown else shown

    def _tell(self) -> None:
        places = shifted(self.project, self.found.known.id, self.by_s, duration_s(self.found.now))
        self.outcome.setText(outcome_words(len(places.within), len(places.cut), len(places.outside)))
        every = len(places.within) + len(places.cut) + len(places.outside)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(every > len(places.outside))

    def _choose(self) -> None:
        self.chosen.emit(self.by_s)
        self.accept()

    # Measuring

    def _measure(self) -> None:
        folder = self.project.about.get("folder", "")
        path = real_path(self.found.now.path, folder)
        steps = partial(_estimate_steps, self.found.known, path, real_folder(folder))
        self.estimate.setEnabled(False)
        self.progress.setValue(0)
        self.progress.show()
        self.measured.hide()
        self._job = job = self.worker.run(steps, Priority.REFINE)
        job.progress.connect(lambda done, _left: self.progress.setValue(round(1000 * done)))
        job.result.connect(self._take)
        job.ended.connect(self._ended)

    def _take(self, found: Alignment) -> None:
        if found.correlation < LEAST_CORRELATION:
            self._say("The original was found, but this recording does not sound like it anywhere.")
            return
        self._estimate_s = found.later_s
        self.by.setValue(found.later_s)
        self._tell()
        self._say(f"Found by comparing it with the original; {100 * found.correlation:.0f} % alike where they overlap.")

    def _ended(self, end: JobEnd) -> None:
        self._job = None
        self.estimate.setEnabled(True)
        self.progress.hide()
        if end.state == "failed":
            self._say(str(end.error))

    def _say(self, words: str) -> None:
        self.measured.setText(words)
        self.measured.show()

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.cancel()
        super().done(result)


def _estimate_steps(original: KnownRecording, path: Path, folder: Path) -> Iterator[Progress | Alignment | None]:
    """Find the original below a folder, and compare a file with it. Raises `LabelRefused`, `AudioReadError`."""
    found: Path | None = None
    for searched in search_folder(folder, [original], {path}):
        found = searched.found.get(original.id)
        yield None
    if found is None:
        raise LabelRefused(
            f"The recording that the labels were made on is not in {printable(str(folder))} or below. Put it there, or "
            "choose the seconds by hand."
        )
    recordings: list[Recording] = []
    try:
        for each in (found, path):
            recordings.append(open_recording(each))
            for _done in () if recordings[-1].complete else recordings[-1].decode_steps():
                yield None
        for step in align_steps(*recordings):
            yield step if isinstance(step, Alignment) else Progress(step)
    finally:
        for recording in recordings:
            recording.close()


def outcome_words(within: int, cut: int, outside: int) -> str:
    """What becomes of labels that are shifted."""
    count = within + cut + outside
    if not cut and not outside:
        return "The label stays within the recording." if count == 1 else f"All {count:,} labels stay in the recording."
    if outside == count:
        return "No label would be left in the recording. Choose less."
    parts = []
    if cut:
        parts.append(f"{cut:,} {'reaches' if cut == 1 else 'reach'} out of the recording and will be cut")
    if outside:
        parts.append(f"{outside:,} will lie outside and be removed")
    return f"Of {count:,} labels {', '.join(parts)}. Undo brings them back."


def make_preview() -> QWidget:
    from workbench.labels.edit import added
    from workbench.labels.label import Label, Tier, new_id
    from workbench.labels.project import rows_of
    from workbench.labels.relink import What

    project = Project()
    known = KnownRecording(1, "b.wav", 1, "", 48_000, 48_000 * 600, 1)
    project.apply(
        [added("recordings", rows_of("recordings", [known])), added("tiers", rows_of("tiers", [Tier(1, "a")]))]
    )
    labels = [Label(new_id(), 1, 1, 50.0 * k, 50.0 * k + 2.5) for k in range(12)]
    project.apply([added("labels", rows_of("labels", labels))])
    now = KnownRecording(2, "b.wav", 1, "", 48_000, 48_000 * 598, 1)
    worker = Worker()
    dialog = ShiftDialog(project, Found(What.REPLACED, known, now), worker)
    worker.setParent(dialog)
    dialog.by.setValue(-51.25)
    dialog._say("Found by comparing it with the original; 98 % alike where they overlap.")
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 440, 260)
