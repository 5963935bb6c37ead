"""Which whole numbers are there - columns, frames - when they come in any order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right


class Coverage:
    """A set of whole numbers, kept as spans: few, since what comes lies mostly beside what is there."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._stops: list[int] = []

    def __bool__(self) -> bool:
        return bool(self._starts)

    def spans(self) -> list[tuple[int, int]]:
        """What is there, in order: `start` … `stop` - 1 of each."""
        return list(zip(self._starts, self._stops, strict=True))

    def add(self, start: int, stop: int) -> None:
        """Add `start` … `stop` - 1."""
        if stop <= start:
            return
        first, last = bisect_left(self._stops, start), bisect_right(self._starts, stop)
        if first < last:
            start, stop = min(start, self._starts[first]), max(stop, self._stops[last - 1])
        self._starts[first:last] = [start]
        self._stops[first:last] = [stop]

    def within(self, start: int, stop: int) -> list[tuple[int, int]]:
        """What is there of `start` … `stop` - 1, in order."""
        found = []
        for index in range(bisect_right(self._stops, start), len(self._starts)):
            if self._starts[index] >= stop:
                break
            found.append((max(start, self._starts[index]), min(stop, self._stops[index])))
        return found

    def covers(self, start: int, stop: int) -> bool:
        """Whether all of `start` … `stop` - 1 is there."""
        return not self.missing(start, stop)

    @property
    def count(self) -> int:
        """How many numbers are there."""
        return sum(self._stops) - sum(self._starts)

    def missing(self, start: int, stop: int) -> list[tuple[int, int]]:
        """The spans of `start` … `stop` - 1 that are not there, in order."""
        gaps = []
        for index in range(bisect_right(self._stops, start), len(self._starts)):
            if self._starts[index] >= stop:
                break
            if self._starts[index] > start:
                gaps.append((start, self._starts[index]))
            start = self._stops[index]
        if start < stop:
            gaps.append((start, stop))
        return gaps
