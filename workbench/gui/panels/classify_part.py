"""The part of the panel of models that classifiers need: the threshold, what was heard, and what becomes of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui import icons, typography
from workbench.gui.lanes.score_words import readable
from workbench.gui.panels.ranking import MOST, Ranking
from workbench.gui.panels.threshold import ThresholdControl
from workbench.gui.scores import ScoreTrack
from workbench.gui.theme import GRID_PX


class ClassifyPart(QWidget):
    """Shows scores; it runs nothing itself.

    Signals
    -------
    threshold_changed(float) : 0…1
    propose_requested() : make labels of what reaches the threshold
    network_input_toggled(bool) : show what the network sees
    """

    threshold_changed = Signal(float)
    propose_requested = Signal()
    network_input_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._track: ScoreTrack | None = None
        self.threshold = ThresholdControl()
        self.propose_button = QPushButton("Propose labels")
        self.network_input = QCheckBox("Show what the network sees")
        self.ranking = Ranking()
        self._heard = QLabel("Heard")
        self._hint = QLabel("Run a model to see here what it hears.")
        self._lay_out()
        self.threshold.changed.connect(self._take_threshold)
        self.propose_button.clicked.connect(self.propose_requested)
        self.network_input.toggled.connect(self.network_input_toggled)
        self._show_ranking()

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

    def _lay_out(self) -> None:
        self.network_input.setToolTip("A lane with the very picture that the network is given, on the same time axis")
        self.propose_button.setIcon(icons.icon("tags"))
        self._heard.setFont(typography.bold())
        self._hint.setWordWrap(True)
        self._hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID_PX)
        for widget in (
            QLabel("Threshold"), self.threshold, self.propose_button, self.network_input,
            self._heard, self.ranking, self._hint,
        ):  # fmt: skip
            column.addWidget(widget)

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
