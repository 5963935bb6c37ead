"""The line over the label table: words, class, tier, status and scores to filter by, and how many labels are left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.gui import icons, typography
from workbench.gui.panels.folding_row import FoldingRow
from workbench.gui.panels.label_filter import LabelFilter
from workbench.gui.panels.label_model import STATUS_WORDS
from workbench.gui.theme import GRID_PX

Choices = list[tuple[str, object]]
_FIELD_PX = 50 * GRID_PX
_BOX_PX = 30 * GRID_PX
_HEIGHT_PX = 6 * GRID_PX
_MOST_WORDS = 500


class LabelFilterBar(FoldingRow):
    """Says what is wanted at each change.

    Parameters
    ----------
    classes, tiers : what there is to choose from, asked for when a list is opened

    Signals
    -------
    changed() : `wanted` is another
    scope_changed(bool) : whether the labels of all recordings are wanted
    """

    changed = Signal()
    scope_changed = Signal(bool)

    def __init__(self, classes: Callable[[], Choices], tiers: Callable[[], Choices], parent=None) -> None:
        super().__init__(parent)
        self.words = QLineEdit()
        self.scope = _Box("Recordings", "")
        self.classes = _Box("Class", "Any class", classes)
        self.tiers = _Box("Tier", "Any tier", tiers)
        self.status = _Box("Status", "Any status")
        self.least, self.most = _score_box("Least score", 0.0), _score_box("Greatest score", 1.0)
        self.clear_button = QPushButton("Clear")
        self.count, self.selected = _figure("000,000 of 000,000 labels"), _figure("000,000 selected")
        self._silent = False
        self._lay_out()
        self.words.textChanged.connect(self._say)
        for box in (self.classes, self.tiers, self.status):
            box.currentIndexChanged.connect(self._say)
        for box in (self.least, self.most):
            box.valueChanged.connect(self._say)
        self.scope.currentIndexChanged.connect(lambda place: self.scope_changed.emit(place == 1))
        self.clear_button.clicked.connect(self.clear)
        self._say()

    def _lay_out(self) -> None:
        self.words.setPlaceholderText("Class, tier or author")
        self.words.setAccessibleName("Filter the labels by words")
        self.words.setToolTip("Only labels whose class, tier or author has each of these words")
        self.words.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.setClearButtonEnabled(True)
        self.words.setMaxLength(_MOST_WORDS)
        self.words.setFixedSize(_FIELD_PX, _HEIGHT_PX)
        self.scope.addItem("This recording", False)
        self.scope.addItem("All recordings", True)
        self.scope.setToolTip("Whose labels are listed")
        for status, words in STATUS_WORDS.items():
            self.status.addItem(words, status)
        self.clear_button.setToolTip("Clear the filter")
        self.clear_button.setFixedHeight(_HEIGHT_PX)
        scores = QWidget()
        scores.setAccessibleName("Score")
        row = QHBoxLayout(scores)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID_PX)
        for each in (QLabel("Score"), self.least, QLabel("–"), self.most):
            row.addWidget(each)
        self.add(self.words)
        self.add(self.classes, 1)
        self.add(self.status, 2)
        self.add(self.tiers, 3)
        self.add(scores, 5)
        self.add(self.clear_button, 0)
        self.add_stretch()
        self.add(self.selected, 6, "Selected")
        self.add(self.count, 0, "Labels")
        self.add(self.scope, 4)

    @property
    def wanted(self) -> LabelFilter:
        return LabelFilter(
            self.words.text(), self.classes.currentData(), self.tiers.currentData(), self.status.currentData(),
            self.least.value(), self.most.value(),
        )  # fmt: skip

    def set_scope(self, every: bool) -> None:
        """Say whose labels are listed."""
        self._silent = True
        self.scope.setCurrentIndex(int(every))
        self._silent = False

    def clear(self) -> None:
        """Want all labels."""
        self._silent = True
        self.words.clear()
        for box in (self.classes, self.tiers, self.status):
            box.setCurrentIndex(0)
        self.least.setValue(0.0)
        self.most.setValue(1.0)
        self._silent = False
        self._say()

    def show_count(self, shown: int, there: int, selected: int) -> None:
        words = f"{there:,} labels" if shown == there else f"{shown:,} of {there:,} labels"
        self.count.setText("1 label" if words == "1 labels" else words)
        self.selected.setText(f"{selected:,} selected" if selected > 1 else "")

    def _say(self) -> None:
        self.clear_button.setEnabled(not self.wanted.is_empty)
        if not self._silent:
            self.changed.emit()


class _Box(QComboBox):
    """A list of what there is, filled anew when the person turns to it; the first entry means any."""

    def __init__(self, name: str, any_words: str, fill: Callable[[], Choices] | None = None) -> None:
        super().__init__()
        self._any, self._fill = any_words, fill
        self.setAccessibleName(name)
        self.setFixedSize(_BOX_PX, _HEIGHT_PX)
        self.setMaxVisibleItems(20)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        if any_words:
            self.addItem(any_words, None)

    def showPopup(self) -> None:
        self.refill()
        super().showPopup()

    def focusInEvent(self, event) -> None:
        self.refill()
        super().focusInEvent(event)

    def refill(self) -> None:
        """Offer what there is now; what is chosen stays chosen."""
        if self._fill is None:
            return
        chosen, words = self.currentData(), self.currentText()
        choices = self._fill()
        if chosen is not None and all(data != chosen for _words, data in choices):
            choices.append((words, chosen))
        self.blockSignals(True)
        self.clear()
        self.addItem(self._any, None)
        for each, data in choices:
            self.addItem(each, data)
        self.setCurrentIndex(max((place for place in range(self.count()) if self.itemData(place) == chosen), default=0))
        self.blockSignals(False)
        self.view().setMinimumWidth(min(self.view().sizeHintForColumn(0) + 8 * GRID_PX, 3 * _BOX_PX))


def _figure(widest: str) -> QLabel:
    """Soft words at the right, that move nothing when they change."""
    label = QLabel()
    label.setFont(typography.body())
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setFixedWidth(label.fontMetrics().horizontalAdvance(widest))
    return label


def _score_box(name: str, value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setFont(typography.body())
    box.setRange(0.0, 1.0)
    box.setDecimals(2)
    box.setSingleStep(0.05)
    box.setValue(value)
    box.setAccessibleName(name)
    box.setToolTip("Another range than 0 to 1 leaves out labels without a score")
    box.setFixedSize(15 * GRID_PX, _HEIGHT_PX)
    return box
