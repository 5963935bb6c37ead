"""The part of the bench that makes sounds from sounds: like this one, between two, like a recording."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from workbench.gui import icons
from workbench.gui.panels.buttons import tool_button
from workbench.gui.panels.fraction import FractionControl
from workbench.gui.theme import GRID_PX

USUAL_DISTANCE = 0.3
SLIDER_PX = 26 * GRID_PX
MOST_PX = 4096
LEAST_PX = 50 * GRID_PX
ICON_BUTTON_PX = 7 * GRID_PX
WORD_MARGIN_PX = 6 * GRID_PX
_ICONS = {"bench-more-like": "sparkles", "bench-between": "blend", "bench-like": "ear"}


class BenchVary(QWidget):
    """A row of buttons by the action they do, and how different variations are to be.

    Where there is little room the slider goes, then the buttons' words make way for icons.

    Signals
    -------
    distance_changed(float) : 0…1
    like_wanted(str) : like the recording, as this label
    """

    distance_changed = Signal(float)
    like_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = "How different variations are: 0 % the same sound, 100 % any of its kind. Double click: 30 %"
        self.distance = FractionControl("How different", tip, USUAL_DISTANCE, percent=True)
        self.buttons = {name: QPushButton() for name in _ICONS}
        self._words = {"bench-more-like": "More like this", "bench-between": "Between two"}
        self.labels = tool_button("chevron-down", "Say what it is to be taken for")
        self._label = QLabel("Variation")
        self._label.setToolTip(tip)
        self._menu = QMenu(self)
        self.labels.clicked.connect(self._open_menu)
        self.distance.changed.connect(self.distance_changed)
        self._lay_out()
        self.set_selected(True)

    def set_labels(self, labels: Sequence[str]) -> None:
        """As which a recording can be taken."""
        self._menu.clear()
        self._menu.addAction("As what suits best", lambda: self.like_wanted.emit(""))
        self._menu.addSeparator()
        for label in labels:
            self._menu.addAction(f"As {label.replace('_', ' ')}", lambda label=label: self.like_wanted.emit(label))

    def set_selected(self, selected: bool) -> None:
        """Whether what would be listened to is a selection, else all of a recording."""
        words = "Like selection" if selected else "Like recording"
        if words == self._words.get("bench-like"):
            return
        self._words["bench-like"] = words
        for name, button in self.buttons.items():
            button.setAccessibleName(self._words[name])
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        stages = ((True, True), (True, False), (False, False))
        fitting = (stage for stage in stages if self._needed_px(*stage) <= self.width())
        worded, roomy = next(fitting, stages[-1])
        self._label.setVisible(roomy)
        self.distance.set_slim(not roomy)
        for name, button in self.buttons.items():
            button.setText(self._words[name] if worded else "")
            button.setMinimumWidth(0 if worded else ICON_BUTTON_PX)
            button.setMaximumWidth(MOST_PX if worded else ICON_BUTTON_PX)
            button.setIcon(QIcon() if worded else icons.icon(_ICONS[name]))

    def _needed_px(self, worded: bool, roomy: bool) -> int:
        """Reckoned, not tried: what is shown and hidden in a trial would have all be laid out again."""
        measure = self.fontMetrics().horizontalAdvance
        buttons = [measure(words) + WORD_MARGIN_PX if worded else ICON_BUTTON_PX for words in self._words.values()]
        others = [self.labels.width(), self.distance.figure.sizeHint().width()]
        if roomy:
            others += [self._label.sizeHint().width(), SLIDER_PX + GRID_PX]
        return sum(buttons) + sum(others) + (len(buttons) + len(others) + 2) * GRID_PX

    def _open_menu(self) -> None:
        self._menu.popup(self.labels.mapToGlobal(self.labels.rect().bottomLeft()))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID_PX, GRID_PX, GRID_PX, 0)
        row.setSpacing(GRID_PX)
        for button in self.buttons.values():
            button.setIconSize(QSize(icons.ICON_PX, icons.ICON_PX))
            row.addWidget(button)
        height = self.buttons["bench-like"].sizeHint().height()
        self.labels.setFixedSize(height, height)
        row.addWidget(self.labels)
        row.addStretch(1)
        self.distance.slider.setFixedWidth(SLIDER_PX)
        row.addWidget(self._label)
        row.addWidget(self.distance)
