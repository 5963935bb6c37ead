"""Which label is under the pointer, and which part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.gui.axis import TimeAxis
from workbench.gui.lanes.label_layout import LabelLayout
from workbench.gui.lanes.label_places import RowPlaces

Part = Literal["start", "end", "body"]

_REACH_PX = 3.0
_EDGE_PX = 4.0
_NARROW_PX = 6.0
"""Narrower labels are only moved as a whole."""
_FLAG_PX = 8.0


@dataclass(frozen=True)
class Hit:
    """A label's id and row, and what of it is there."""

    id: int
    row: int
    part: Part


def hit_at(layout: LabelLayout, places: RowPlaces, axis: TimeAxis, x: float, y: float) -> Hit | None:
    """What is at a place of the body, in logical pixels; of labels on top of each other the one that began last."""
    row = places.row_at(y)
    if row is None:
        return None
    near_px = _FLAG_PX + 1
    scale = axis.seconds_per_pixel
    time_s = axis.start_s + x * scale
    near = layout.within(time_s - near_px * scale, time_s + near_px * scale)
    near = near.picked(near.row == row)
    if not len(near):
        return None
    left, right = (near.start_s - axis.start_s) / scale, (near.end_s - axis.start_s) / scale
    points = near.end_s == near.start_s
    right = np.where(points, left + _FLAG_PX, np.maximum(right, left + 1))
    away = np.maximum(np.maximum(left - x, x - right), 0.0)
    best = len(away) - 1 - int(np.argmin(away[::-1]))
    if away[best] > _REACH_PX:
        return None
    width = float(right[best] - left[best])
    part: Part = "body"
    if not points[best] and width >= _NARROW_PX:
        inside = min(_EDGE_PX, width / 4)
        if x <= left[best] + inside:
            part = "start"
        elif x >= right[best] - inside:
            part = "end"
    return Hit(int(near.id[best]), row, part)
