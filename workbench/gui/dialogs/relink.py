"""Shifting the labels of a recording: by how much, and what that does to them, said before it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QDoubleSpinBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from workbench.errors import printable
from workbench.gui import preview
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.theme import GRID_PX
from workbench.labels.project import Project
from workbench.labels.relink import Found, duration_s, name_of, shifted


class ShiftDialog(QDialog):
    """Asks for the seconds, and tells what becomes of the labels while they are chosen.

    Signals
    -------
    chosen(float) : so many seconds later (or, below 0, earlier) the labels shall be
    """

    chosen = Signal(float)

    def __init__(self, project: Project, found: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.project, self.found = project, found
        self.setWindowTitle(f"Shift the labels of {printable(name_of(found.now))}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.by = QDoubleSpinBox(decimals=3, singleStep=0.1, suffix=" s")
        longest_s = max(duration_s(found.known), duration_s(found.now))
        self.by.setRange(-longest_s, longest_s)
        self.by.setAccessibleName("Seconds by which labels become later; below zero, earlier")
        self.by.valueChanged.connect(self._tell)
        self.outcome = QLabel()
        self.outcome.setWordWrap(True)
        self.buttons = answer_buttons("Shift")
        self.buttons.accepted.connect(self._choose)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self._tell()

    def _lay_out(self) -> None:
        words = QLabel("Above zero labels become later, below zero earlier. All labels of this recording move alike.")
        words.setWordWrap(True)
        form = QFormLayout()
        form.addRow("Later by", self.by)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(3 * GRID_PX)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self.outcome)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.resize(420, 220)

    def _tell(self) -> None:
        places = shifted(self.project, self.found.known.id, self.by.value(), duration_s(self.found.now))
        self.outcome.setText(outcome_words(len(places.within), len(places.cut), len(places.outside)))
        every = len(places.within) + len(places.cut) + len(places.outside)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(every > len(places.outside))

    def _choose(self) -> None:
        self.chosen.emit(self.by.value())
        self.accept()


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
    from workbench.labels.label import KnownRecording, Label, Tier, new_id
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
    dialog = ShiftDialog(project, Found(What.REPLACED, known, now))
    dialog.by.setValue(-51.25)
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 420, 220)
