"""A stretch of the recording as a setting: taken from the selection, not typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from workbench.gui.panels.buttons import tool_button
from workbench.gui.result_words import span_text
from workbench.gui.theme import GRID_PX
from workbench.models.contract import Span

TAKE, CLEAR = "Take the selection", "Clear"
NO_SELECTION = "Select a span first: drag in a lane"
EMPTY = "not chosen"


class SpanField(QWidget):
    """Signals
    -------
    changed() : the person took a selection, or cleared the field
    """

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span: Span | None = None
        self._name = name
        self._selection: Span | None = None
        self._words = QLabel()
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.take, self.clear = tool_button("scan", TAKE), tool_button("x", CLEAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID_PX)
        row.addWidget(self._words, 1)
        for button in (self.clear, self.take):
            button.setFixedSize(24, 24)
            row.addWidget(button)
        self.take.clicked.connect(lambda: self._choose(self._selection))
        self.clear.clicked.connect(lambda: self._choose(None))
        self._show()

    def show_span(self, span: Span | None) -> None:
        """Show a stretch without saying that it changed."""
        self.span = span
        self._show()

    def set_selection(self, selection: Span | None) -> None:
        """What `take` would take now."""
        self._selection = selection
        self._show()

    def _choose(self, span: Span | None) -> None:
        if span != self.span:
            self.show_span(span)
            self.changed.emit()

    def _show(self) -> None:
        self._words.setText(EMPTY if self.span is None else span_text(self.span.start_s, self.span.end_s))
        self._words.setEnabled(self.span is not None)
        self.setAccessibleName(f"{self._name}: {self._words.text()}")
        self.clear.setVisible(self.span is not None)
        self.take.setEnabled(self._selection is not None)
        self.take.setToolTip(TAKE if self._selection is not None else NO_SELECTION)
