"""The panel of agreement: two annotators' labels compared, in figures and as a list of disagreements to go through."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import preview, typography
from workbench.gui.agreement import NO_SIDES, Agreeing
from workbench.gui.agreement_steps import Compared, Wish, compare_steps, sides_of
from workbench.gui.document import Document
from workbench.gui.label_selection import LabelSelection
from workbench.gui.labelling import Labelling
from workbench.gui.panels.agreement_bar import AgreementBar
from workbench.gui.panels.agreement_model import NOTHING, ClassFigures, DisagreementModel, figure
from workbench.gui.panels.agreement_rows import AgreementRows
from workbench.gui.project_host import ProjectHost
from workbench.gui.theme import GRID_PX
from workbench.jobs.worker import Worker
from workbench.labels.edit import added
from workbench.labels.events import Side
from workbench.labels.label import Author, KnownRecording, Label, LabelClass, Tier
from workbench.labels.project import Project, rows_of

AGREED_WORDS = "Both agree on every label."
CHOOSE = "Choose above which two are compared, or import another’s project."
_FIGURES_PX = 110 * GRID_PX
_KAPPA_TIP = (
    "Cohen’s kappa: agreement beyond chance, 1 for full agreement. Over time: of cells of 10 ms, each with the classes "
    "that are in it, or nothing. Of classes: of labels at the same time."
)


class AgreementPanel(QWidget):
    """While it is hidden nothing is compared."""

    def __init__(self, agreeing: Agreeing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agreeing = agreeing
        self.bar = AgreementBar()
        self.model, self.figures = DisagreementModel(self), ClassFigures(self)
        self.rows, self.classes = (
            AgreementRows(self.model, "Disagreements"),
            AgreementRows(self.figures, "Agreement by class"),
        )
        self.words, self._empty = QLabel(), QLabel()
        self._pages = QStackedWidget()
        self._shown: Compared | None = None
        self._lay_out()
        self.bar.sides_chosen.connect(agreeing.set_sides)
        self.bar.rule_chosen.connect(agreeing.set_rule)
        self.bar.scope_chosen.connect(agreeing.set_everywhere)
        self.rows.moved.connect(agreeing.go_to)
        agreeing.changed.connect(self._show)

    def _lay_out(self) -> None:
        self.words.setContentsMargins(2 * GRID_PX, 0, 2 * GRID_PX, GRID_PX)
        self.words.setFont(typography.body())
        self.words.setToolTip(_KAPPA_TIP)
        self.words.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._pages.addWidget(self.rows)
        self._pages.addWidget(self._empty)
        self._pages.setMinimumHeight(20 * GRID_PX)
        self.classes.setMaximumWidth(_FIGURES_PX)
        lower = QHBoxLayout()
        lower.setSpacing(2 * GRID_PX)
        lower.addWidget(self._pages, 3)
        lower.addWidget(self.classes, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        column.addLayout(lower, 1)

    def set_form(self, form: str) -> None:
        """How times are written, one of `time_text.TIME_FORMATS`."""
        self.model.form = form
        self.rows.viewport().update()

    # What is shown

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.agreeing.set_active(True)
        self._show()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self.agreeing.set_active(False)

    def _show(self) -> None:
        agreeing, project = self.agreeing, self.agreeing.host.project
        compared, wish = agreeing.compared, agreeing.wish
        sides = [] if project is None else sides_of(project)
        self.bar.show_sides(sides, wish.one, wish.other)
        self.bar.show_scope(agreeing.everywhere)
        if compared is not self._shown or compared is None:
            self._shown = compared
            names = {side: name for name, side in sides}
            both = tuple(names.get(side, "") for side in (wish.one, wish.other))
            self.model.show(project, compared, both)
            self.figures.show(project, compared, both)
            self.words.setText("" if compared is None else figure_words(compared))
            self._show_page(compared)
        self.rows.show_row(agreeing.place)

    def _show_page(self, compared: Compared | None) -> None:
        project = self.agreeing.host.project
        alone = project is None or len(sides_of(project)) < 2
        is_chosen = self.agreeing.wish.one is not None and self.agreeing.wish.other is not None
        if compared is None:
            self._empty.setText(self.agreeing.error or (NO_SIDES if alone else "" if is_chosen else CHOOSE))
        elif not compared.recordings:
            self._empty.setText("Both have labels in no recording. Choose others to compare.")
        else:
            self._empty.setText(AGREED_WORDS)
        self._pages.setCurrentIndex(0 if compared is not None and compared.rows else 1)
        self.words.setVisible(compared is not None)
        self.classes.setVisible(compared is not None and bool(compared.recordings))


def figure_words(compared: Compared) -> str:
    """All figures in a line."""
    found, score = compared.found, compared.found.events
    same = NOTHING if found.same_time is None else f"{found.same_time:.0%}"
    parts = [
        f"F1 {figure(score.f1)}",
        f"precision {figure(score.precision)}, recall {figure(score.recall)}",
        f"kappa over time {figure(found.kappa)} ({same} of the time alike)",
        f"kappa of classes {figure(found.kappa_events)}",
        f"{len(compared.rows):,} to settle" if compared.rows else "nothing to settle",
    ]
    if compared.settled:
        parts.append(f"{compared.settled:,} kept as they are")
    if compared.left_out:
        which = "1 recording" if compared.left_out == 1 else f"{compared.left_out:,} recordings"
        parts.append(f"{which} of one side only left out")
    return "   ·   ".join(parts)


def make_preview() -> QWidget:
    document, worker = Document(), Worker()
    host = ProjectHost(document, worker)
    labelling = Labelling(document, host, LabelSelection(document, host))
    panel = AgreementPanel(Agreeing(labelling, worker))
    for each in (document, worker, host):
        each.setParent(panel)
    host.project, host.recording = Project(), KnownRecording(1, "dawn.wav", 0, "", 48_000, 48_000 * 60, 1)
    labels = [
        Label(1, 1, 1, 1.25, 3.5, text="owl", author=1), Label(2, 1, 2, 1.25, 3.4, text="owl", author=2),
        Label(3, 1, 1, 6.0, 7.0, text="owl", author=1), Label(4, 1, 2, 6.0, 7.0, text="fox", author=2),
        Label(5, 1, 2, 9.0, 9.5, text="fox", author=2),
    ]  # fmt: skip
    tables = {
        "recordings": [host.recording],
        "tiers": [Tier(1, "calls"), Tier(2, "calls (Ana)", 1.0)],
        "classes": [LabelClass(1, "owl", color="#E69F00"), LabelClass(2, "fox", 1.0, color="#56B4E9")],
        "authors": [Author(1, "person", "Ben"), Author(2, "person", "Ana")],
        "labels": labels,
    }
    host.project.apply(added(table, rows_of(table, values)) for table, values in tables.items())
    agreeing = panel.agreeing
    wish = Wish(Side(tier=1), Side(tier=2))
    agreeing.wish, agreeing.active = wish, True
    agreeing.compared = next(compare_steps(host.project.excerpt(), wish, frozenset()))
    return panel


if __name__ == "__main__":
    preview.run(make_preview, 1000, 240)
