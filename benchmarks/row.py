"""What a benchmark says, and what it may be told."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass


class Skipped(Exception):
    """A benchmark cannot run here; the message says what is missing."""


@dataclass(frozen=True)
class Options:
    """`quick`: fewer and shorter runs, to see that all works; `minutes`: how long the memory benchmark scrolls."""

    quick: bool = False
    minutes: float = 10.0

    def runs(self, wanted: int) -> int:
        return min(2, wanted) if self.quick else wanted


@dataclass(frozen=True)
class Row:
    """One figure.

    `value` : a median where there were several runs; None when it was not reached
    `goal` : at most so much, in the same unit; None where there is no goal
    `spread` : the least and the most of the runs
    `beside` : the floor or the circumstances, in words
    """

    name: str
    what: str
    value: float | None
    unit: str
    goal: float | None = None
    spread: tuple[float, float] | None = None
    runs: int = 1
    beside: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        return None if self.goal is None else self.value is not None and self.value <= self.goal

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "met": self.met}


def median_row(name: str, what: str, values: Sequence[float | None], unit: str, **rest: object) -> Row:
    """The median of several runs; if any of them reached nothing, there is none."""
    reached = [value for value in values if value is not None]
    if len(reached) < len(values) or not reached:
        return Row(name, what, None, unit, runs=len(values), **rest)
    spread = (min(reached), max(reached))
    return Row(name, what, statistics.median(reached), unit, spread=spread, runs=len(values), **rest)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(max(-int(-share * len(ordered) // 1) - 1, 0), len(ordered) - 1)]
