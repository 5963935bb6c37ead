"""How good a classifier is, with the doubt that a small test set leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Quality:
    """What was measured on `clips` clips: shares from 0 to 1, `interval` the 95 % interval of `accuracy`.

    `per_class` holds the accuracy for each class that occurred, `mean_average_precision` their mean average precision.
    """

    accuracy: float
    interval: tuple[float, float]
    per_class: dict[str, float]
    mean_average_precision: float
    clips: int

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"accuracy {self.accuracy:.1%} ({low:.1%} to {high:.1%}), "
            f"mean average precision {self.mean_average_precision:.3f}, {self.clips} clips"
        )


def measure(scores: NDArray[np.float32], truth: NDArray[np.intp], classes: tuple[str, ...]) -> Quality:
    """Quality of `scores`, shape (clips, classes), against the true class of each clip, shape (clips,)."""
    right = scores.argmax(axis=1) == truth
    occurring = np.unique(truth)
    precision = [_average_precision(scores[:, index], truth == index) for index in occurring]
    return Quality(
        accuracy=float(right.mean()),
        interval=wilson_interval(int(right.sum()), len(right)),
        per_class={classes[index]: float(right[truth == index].mean()) for index in occurring},
        mean_average_precision=float(np.mean(precision)),
        clips=len(right),
    )


def wilson_interval(right: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share `right` / `count`; z = 1.96 makes it 95 %."""
    share = right / count
    middle = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return (middle - half) / scale, (middle + half) / scale


def _average_precision(scores: NDArray[np.float32], relevant: NDArray[np.bool_]) -> float:
    """Mean of the precision at each relevant clip, best score first."""
    hits = relevant[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())
