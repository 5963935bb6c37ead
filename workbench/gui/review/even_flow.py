"""Where tiles of one size stand in lines: worked out for each when asked, so that ten thousand cost as much as ten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

from workbench.gui.theme import GRID_PX


def columns_in(room: int, width: int) -> int:
    """How many tiles that are at least so wide stand beside each other in `room` pixels; at least one."""
    return max((room - GRID_PX) // (width + GRID_PX), 1)


def width_of(columns: int, room: int) -> int:
    """Of each of so many tiles that fill the room."""
    return max((room - GRID_PX) // columns - GRID_PX, 1)


class EvenRects(Sequence[QRect]):
    """Places of `count` tiles, `width` × `height` pixels each, so many `columns` beside each other."""

    def __init__(self, count: int, columns: int, width: int, height: int) -> None:
        self._count, self.columns, self._width, self._height = count, columns, width, height

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> QRect:
        line, column = divmod(row, self.columns)
        x, y = GRID_PX + column * (self._width + GRID_PX), GRID_PX + line * (self._height + GRID_PX)
        return QRect(x, y, self._width, self._height)

    @property
    def total_height(self) -> int:
        lines = -(-self._count // self.columns)
        return GRID_PX + lines * (self._height + GRID_PX) if lines else 0

    def lines_in(self, top: int, bottom: int) -> range:
        """Rows whose lines touch these heights."""
        pitch = self._height + GRID_PX
        first = max((top - GRID_PX) // pitch, 0) * self.columns
        return range(min(first, self._count), min((bottom // pitch + 1) * self.columns, self._count))


class EvenTops(Sequence[int]):
    """Their upper edges."""

    def __init__(self, rects: EvenRects) -> None:
        self._rects = rects

    def __len__(self) -> int:
        return len(self._rects)

    def __getitem__(self, row: int) -> int:
        return self._rects[row].top()
