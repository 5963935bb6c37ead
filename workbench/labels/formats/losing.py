"""A sheet on its way into a format: what of it was changed or taken away, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench.labels.formats.sheet import Sheet, SheetLabel


class Losing:
    """A sheet on its way, and what it lost."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.words = sheet, list[str]()

    def each(self, wanted: Callable[[SheetLabel], bool], change: Callable[[SheetLabel], SheetLabel | None]) -> int:
        """Change the labels that are wanted, or take them out; returns how many those are."""
        labels: list[SheetLabel | None] = []
        count = 0
        for label in self.sheet.labels:
            if wanted(label):
                count += 1
                labels.append(change(label))
            else:
                labels.append(label)
        self.sheet = replace(self.sheet, labels=tuple(label for label in labels if label is not None))
        return count

    def say(self, count: int, one: str, many: str) -> None:
        """`many` begins with {} for the number; names in it may have braces."""
        if count:
            self.words.append(one if count == 1 else many.replace("{}", f"{count:,}", 1))
