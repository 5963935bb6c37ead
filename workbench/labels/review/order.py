"""In which order clips come up."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

from workbench.labels.review.lists import Wanted

Order = Literal["file", "random", "uncertain", "class", "score"]
ORDERS: tuple[Order, ...] = get_args(Order)

_KEYS: dict[str, Callable[[Wanted], Any]] = {
    "uncertain": lambda clip: math.inf if clip.score is None else abs(clip.score - 0.5),
    "class": lambda clip: clip.text,
    "score": lambda clip: math.inf if clip.score is None else -clip.score,
}


def ordered(clips: Sequence[Wanted], order: Order, seed: int = 0) -> list[Wanted]:
    """The same clips, given in order of files; those that an order does not tell apart stay in that one.

    Parameters
    ----------
    order : "file" as given; "random" by `seed`, the same each time; "uncertain" with scores next to 0.5 first; "class"
        by name; "score" with the highest first. Clips without a score come last in these
    """
    if order == "file":
        return list(clips)
    if order == "random":
        shuffled = list(clips)
        random.Random(seed).shuffle(shuffled)
        return shuffled
    return sorted(clips, key=_KEYS[order])
