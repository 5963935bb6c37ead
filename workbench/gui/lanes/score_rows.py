"""Which classes have a row in the confidence lane, while scores arrive."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CLEARLY_BETTER = 0.05
"""A class takes the row of another only when it is that much surer of itself, so that rows do not flicker."""


class ScoreRows:
    """Rows by the highest score of each class so far; a row once taken stays in its place while results stream.

    Attributes
    ----------
    classes : indices of the classes shown, from the top
    """

    def __init__(self) -> None:
        self.classes: list[int] = []

    def forget(self) -> None:
        """Another run begins."""
        self.classes = []

    def update(self, best: NDArray[np.float32], count: int, threshold: float, *, complete: bool) -> None:
        """Choose rows from the highest score of each class; when all results are here, sort them once.

        Parameters
        ----------
        best : shape (classes,), 0…1
        count : rows there is room for
        """
        ranking = [int(i) for i in np.argsort(-best, kind="stable")[:count]]
        if complete:
            self.classes = ranking
        else:
            self.classes = self.classes[:count]
            for index in ranking:
                if index not in self.classes:
                    self._admit(index, best, count, threshold)

    def _admit(self, index: int, best: NDArray[np.float32], count: int, threshold: float) -> None:
        if len(self.classes) < count:
            self.classes.append(index)
            return
        row = min(range(count), key=lambda i: best[self.classes[i]])
        weakest = best[self.classes[row]]
        if best[index] > weakest + _CLEARLY_BETTER or weakest < threshold <= best[index]:
            self.classes[row] = index
