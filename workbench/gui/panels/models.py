"""The panel of models: choose one, set it up, run it, read its card, and see what it heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import icons, preview, typography
from workbench.gui.lanes.score_words import readable
from workbench.gui.layout import Upright
from workbench.gui.panels.card_text import card_html
from workbench.gui.panels.ranking import MOST, Ranking
from workbench.gui.panels.settings_form import SettingsForm
from workbench.gui.panels.threshold import ThresholdControl
from workbench.gui.scores import ScoreTrack
from workbench.gui.theme import GRID_PX
from workbench.models.contract import Card

DEVICES = (
    ("auto", "Best there is"),
    ("cpu", "Processor (CPU)"),
    ("cuda", "NVIDIA GPU (CUDA)"),
    ("mps", "Apple GPU (MPS)"),
)


class ModelsPanel(QWidget):
    """Asks for runs and shows scores; it runs nothing itself.

    Signals
    -------
    run_requested(str, object, str) : name of the model, its settings by field, device
    cancel_requested()
    model_chosen(str) : name of the model that is shown
    settings_changed(object, str) : settings by field, device
    threshold_changed(float) : 0…1
    propose_requested() : make labels of what reaches the threshold
    network_input_toggled(bool) : show what the network sees
    """

    run_requested = Signal(str, object, str)
    cancel_requested = Signal()
    model_chosen = Signal(str)
    settings_changed = Signal(object, str)
    threshold_changed = Signal(float)
    propose_requested = Signal()
    network_input_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[Card, ...] = ()
        self._settings_of: Callable[[Card], type[Any] | None] = lambda card: None
        self._track: ScoreTrack | None = None
        self._running = False
        self._ready = False
        self.choice, self.device = QComboBox(), QComboBox()
        self.form = SettingsForm()
        self.run_button = QPushButton()
        self.threshold = ThresholdControl()
        self.propose_button = QPushButton("Propose labels")
        self.network_input = QCheckBox("Show what the network sees")
        self.ranking = Ranking()
        self._heard = QLabel("Heard")
        self._hint = QLabel("Run a model to see here what it hears.")
        self._card = QLabel()
        self._fold = QToolButton()
        self._lay_out()
        self._connect()
        self.set_running(False)

    # What others set

    def set_cards(self, cards: Sequence[Card], settings_of: Callable[[Card], type[Any] | None]) -> None:
        """The models there are, the default first, and the settings dataclass of each (None: nothing to set)."""
        self._cards, self._settings_of = tuple(cards), settings_of
        blocked = self.choice.blockSignals(True)
        self.choice.clear()
        for card in self._cards:
            self.choice.addItem(card.name.rpartition("/")[2], card.name)
            self.choice.setItemData(self.choice.count() - 1, card.summary, Qt.ItemDataRole.ToolTipRole)
        self.choice.setCurrentIndex(0 if self._cards else -1)
        # With words for an empty box, Qt chooses nothing by itself.
        self.choice.setCurrentIndex(0 if self._cards else -1)
        self.choice.blockSignals(blocked)
        self._show_card()

    def choose(self, name: str) -> None:
        """Show the model of that name; unknown names change nothing."""
        index = self.choice.findData(name)
        if index >= 0:
            self.choice.setCurrentIndex(index)

    def set_ready(self, ready: bool) -> None:
        """Whether there is a recording to run on."""
        self._ready = ready
        self._show_run()

    def set_running(self, running: bool) -> None:
        self._running = running
        self._show_run()

    def set_threshold(self, threshold: float) -> None:
        self.threshold.set_threshold(threshold)
        self._show_ranking()

    def set_network_input_shown(self, shown: bool) -> None:
        blocked = self.network_input.blockSignals(True)
        self.network_input.setChecked(shown)
        self.network_input.blockSignals(blocked)

    def show_scores(self, track: ScoreTrack | None) -> None:
        """Rank the classes of this track, now and as it grows; None for nothing."""
        if self._track is not track:
            if self._track is not None:
                self._track.grew.disconnect(self._show_ranking)
                self._track.threshold_changed.disconnect(self._follow_threshold)
            self._track = track
            if track is not None:
                track.grew.connect(self._show_ranking)
                track.threshold_changed.connect(self._follow_threshold)
                self.threshold.set_threshold(track.threshold)
        self._show_ranking()

    @property
    def card(self) -> Card | None:
        index = self.choice.currentIndex()
        return self._cards[index] if 0 <= index < len(self._cards) else None

    # Making

    def _lay_out(self) -> None:
        self.choice.setAccessibleName("Model")
        self.choice.setPlaceholderText("None is installed")
        self.device.setAccessibleName("Computes on")
        self.device.setToolTip("Where the network computes")
        for name, words in DEVICES:
            self.device.addItem(words, name)
        self.run_button.setMinimumHeight(8 * GRID_PX)
        self.run_button.setIconSize(QSize(icons.ICON_PX, icons.ICON_PX))
        self.network_input.setToolTip("A lane with the very picture that the network is given, on the same time axis")
        self.propose_button.setIcon(icons.icon("tags"))
        self._heard.setFont(typography.bold())
        self._hint.setWordWrap(True)
        self._hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._card.setWordWrap(True)
        self._card.setTextFormat(Qt.TextFormat.RichText)
        self._card.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._card.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._fold.setText("About this model")
        self._fold.setCheckable(True)
        self._fold.setAutoRaise(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        lines = QFormLayout()
        lines.setHorizontalSpacing(2 * GRID_PX)
        lines.setVerticalSpacing(GRID_PX)
        lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, widget in (("Model", self.choice), ("Computes on", self.device)):
            lines.addRow(words, widget)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addLayout(lines)
        for widget in (self.form, self.run_button, QLabel("Threshold"), self.threshold, self.propose_button):
            column.addWidget(widget)
        column.addWidget(self.network_input)
        for widget in (self._heard, self.ranking, self._hint, self._fold, self._card):
            column.addWidget(widget)
        column.addStretch(1)
        area = Upright(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _connect(self) -> None:
        self.choice.currentIndexChanged.connect(self._show_card)
        self.device.currentIndexChanged.connect(self._say_settings)
        self.form.changed.connect(self._say_settings)
        self.run_button.clicked.connect(self._run_or_cancel)
        self.threshold.changed.connect(self._take_threshold)
        self.propose_button.clicked.connect(self.propose_requested)
        self.network_input.toggled.connect(self.network_input_toggled)
        self._fold.toggled.connect(self._show_folded)
        self._show_folded(False)
        self._show_card()

    def _show_folded(self, shown: bool) -> None:
        self._card.setVisible(shown)
        self._fold.setIcon(icons.icon("chevron-down" if shown else "chevron-right"))

    def _show_card(self) -> None:
        card = self.card
        self._card.setText(card_html(card) if card else "")
        self.form.show_settings(self._settings_of(card) if card else None)
        self.form.setVisible(bool(self.form.values()))
        self._show_run()
        self._show_ranking()
        if card is not None:
            self.model_chosen.emit(card.name)

    def _show_run(self) -> None:
        self.run_button.setText("Cancel" if self._running else "Run")
        self.run_button.setIcon(icons.icon("x" if self._running else "play"))
        self.run_button.setEnabled(self._running or (self._ready and self.card is not None))
        if self.card is None:
            self.run_button.setToolTip("No model is installed")
        elif not self._ready:
            self.run_button.setToolTip("Open a recording first")
        else:
            self.run_button.setToolTip("Stop, and keep what was found" if self._running else "Run over the recording")

    def _run_or_cancel(self) -> None:
        if self._running:
            self.cancel_requested.emit()
        elif self.card is not None:
            self.run_requested.emit(self.card.name, self.form.values(), self.device.currentData())

    def _say_settings(self) -> None:
        self.settings_changed.emit(self.form.values(), self.device.currentData())

    def _take_threshold(self, threshold: float) -> None:
        if self._track is not None:
            self._track.set_threshold(threshold)
        self.threshold_changed.emit(threshold)

    def _follow_threshold(self) -> None:
        self.set_threshold(self._track.threshold)

    def _show_ranking(self) -> None:
        rows: tuple[tuple[str, float, str], ...] = ()
        if self._track is not None and len(self._track.values):
            best = self._track.values.max(axis=0)
            names = self._track.card.classes
            rows = tuple((readable(names[i]), float(best[i]), self._track.color(i)) for i in self._track.ranking(MOST))
        self.ranking.show_rows(rows, self.threshold.threshold)
        self.ranking.setVisible(bool(rows))
        self._hint.setVisible(not rows)
        self.propose_button.setEnabled(bool(rows))


def make_preview() -> QWidget:
    import numpy as np

    from workbench.gui.preview import SampleSettings, sample_card
    from workbench.models.contract import Scores

    panel = ModelsPanel()
    card = sample_card()
    panel.set_cards([card], lambda _: SampleSettings)
    panel.set_ready(True)
    track = ScoreTrack(card, parent=panel)
    track.add(Scores(0.0, 1.0, np.array([0.91, 0.62, 0.34, 0.12, 0.04], np.float32)))
    track.settle()
    panel.show_scores(track)
    panel._fold.setChecked(True)
    return panel


if __name__ == "__main__":
    preview.run(make_preview, 300, 760)
