"""Where the tiers and rows of the labels lane are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

HEADER_PX = 22
"""Room for the lane's name above the tiers."""
_TIER_PX = (28, 44, 57)
"""Usual height of a tier with one, two and three rows."""
_LEAST, _MOST = 0.65, 2.0
"""A lower or higher lane has lower or higher tiers, within this."""
_GAP_PX = 2


@dataclass(frozen=True)
class RowPlaces:
    """From which pixel to which (exclusive) each tier and each row goes, from the top of the body."""

    tiers: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, int], ...]

    def tier_at(self, y: float) -> int | None:
        """The index of the tier at a height."""
        return next((index for index, (top, bottom) in enumerate(self.tiers) if top <= y < bottom), None)

    def row_at(self, y: float) -> int | None:
        """The row nearest to a height within a tier."""
        tier = self.tier_at(y)
        if tier is None:
            return None
        top, bottom = self.tiers[tier]
        ours = [index for index, place in enumerate(self.rows) if top <= place[0] < bottom]
        return min(ours, key=lambda row: abs((self.rows[row][0] + self.rows[row][1]) / 2 - y))


def lane_heights(depths: Sequence[int]) -> tuple[int, int]:
    """The usual and the least height of a lane with such tiers."""
    usual = sum(_TIER_PX[depth - 1] for depth in depths) or _TIER_PX[0]
    return HEADER_PX + usual + 2 * _GAP_PX, HEADER_PX + round(usual * _LEAST) + 2 * _GAP_PX


def row_places(depths: Sequence[int], height: int) -> RowPlaces:
    """Share the height of a lane's body out."""
    usual = [_TIER_PX[depth - 1] for depth in depths]
    factor = min(max((height - HEADER_PX) / max(sum(usual), 1), _LEAST), _MOST)
    tiers, rows, passed = [], [], 0
    for depth, each in zip(depths, usual, strict=True):
        top, bottom = HEADER_PX + round(passed * factor), HEADER_PX + round((passed + each) * factor)
        passed += each
        tiers.append((top, bottom))
        inside = bottom - top - _GAP_PX
        edges = [top + _GAP_PX + round(inside * row / depth) for row in range(depth + 1)]
        rows += [(first, stop - _GAP_PX) for first, stop in pairwise(edges)]
    return RowPlaces(tuple(tiers), tuple(rows))
