"""Stored scores of one classification, growing while it runs; segments re-form from them at any threshold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from workbench.gui.theme import CLASS_COLORS
from workbench.models.classify.segments import Segment, segments_of

if TYPE_CHECKING:
    from workbench.models.contract import Card, Scores


class ScoreTrack(QObject):
    """Scores over time of one run of one model.

    `starts_s`, `ends_s`, shape (cells,), and `values`, shape (cells, classes), 0…1, are sorted by time and may
    have gaps while the run goes on (the part in view comes first).

    Signals
    -------
    grew() : more cells are here
    threshold_changed() : `segments()` differ
    """

    grew = Signal()
    threshold_changed = Signal()

    def __init__(self, card: Card, threshold: float = 0.5, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.card = card
        self.threshold = threshold
        self.complete = False
        self._new: list[Scores] = []
        self.colors: dict[int, str] = {}
        """Of the classes that were asked for so far, by index."""
        self.known_color: Callable[[str], str | None] = lambda _name: None
        """The colour that a class of this name has elsewhere, which goes before."""
        self.starts_s: NDArray[np.float64] = np.empty(0)
        self.ends_s: NDArray[np.float64] = np.empty(0)
        self.values: NDArray[np.float32] = np.empty((0, len(card.classes)), np.float32)

    def add(self, result: Scores) -> None:
        """Take in one result; call `settle()` after a batch of them."""
        self._new.append(result)

    def settle(self) -> None:
        """Sort what was added into the track."""
        if not self._new:
            return
        starts = np.concatenate([self.starts_s, [r.start_s for r in self._new]])
        ends = np.concatenate([self.ends_s, [r.end_s for r in self._new]])
        values = np.concatenate([self.values, np.stack([r.values for r in self._new])])
        order = np.argsort(starts, kind="stable")
        self.starts_s, self.ends_s, self.values = starts[order], ends[order], values[order]
        self._new.clear()
        self.grew.emit()

    def set_threshold(self, threshold: float) -> None:
        threshold = min(max(threshold, 0.0), 1.0)
        if threshold != self.threshold:
            self.threshold = threshold
            self.threshold_changed.emit()

    def segments(self) -> list[Segment]:
        """Spans in which a class stays at or above the threshold, in order of time."""
        return segments_of(self.starts_s, self.ends_s, self.values, self.card.classes, self.threshold)

    def color(self, index: int) -> str:
        """The colour of a class, the same in every view: that which the class has elsewhere; else, for the whole run,
        the one that fewest of the surest classes have, then fewest of all."""
        known = self.known_color(self.card.classes[index])
        if known is not None:
            return known
        if index not in self.colors:
            near = [self.colors.get(other) for other in self.ranking(len(CLASS_COLORS))]
            taken = list(self.colors.values())
            self.colors[index] = min(CLASS_COLORS, key=lambda color: (near.count(color), taken.count(color)))
        return self.colors[index]

    def ranking(self, count: int) -> list[int]:
        """Indices of the `count` classes with the highest score anywhere so far, best first."""
        if not len(self.values):
            return []
        best = self.values.max(axis=0)
        return [int(i) for i in np.argsort(-best, kind="stable")[:count]]
