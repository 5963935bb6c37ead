"""Labels as pixels: any number of them takes a few operations on whole arrays, never a loop over labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from workbench.gui.axis import TimeAxis
from workbench.gui.lanes.label_colors import PICKED, Argb, LabelColors
from workbench.gui.lanes.label_layout import DrawnLabels
from workbench.gui.lanes.label_places import RowPlaces
from workbench.labels.label import Status

_FAR_PX = 1 << 20
_LABEL_BITS = 40
_BOX_FROM_PX = 4
"""Narrower labels are bars without an outline; so much is left free between two that meet."""
_DASH_PX, _HATCH_PX = 4, 6

Pixels = NDArray[np.int64]


@dataclass(frozen=True)
class PixelGrid:
    """Device pixels on a grid that is fixed to the recording, so that nothing shimmers when the view moves.

    Attributes
    ----------
    pixel_s : seconds a pixel
    first : the number of the first pixel in view, counted from the start of the recording
    width : pixels in view
    ratio : device pixels a logical one
    """

    pixel_s: float
    first: int
    width: int
    ratio: float = 1.0

    @classmethod
    def of_axis(cls, axis: TimeAxis, width: int, ratio: float) -> PixelGrid:
        # Rounded, so that scrolling, which changes the last digits of the view's length, keeps the grid.
        pixel_s = float(f"{axis.seconds_per_pixel / ratio:.9g}")
        return cls(pixel_s, round(axis.start_s / pixel_s), round(width * ratio), ratio)

    def x_of(self, times_s: NDArray[np.float64]) -> Pixels:
        """The pixel that begins at each time, counted from the first in view; what is far away lies just outside."""
        x = times_s * (1 / self.pixel_s)
        x -= self.first
        np.clip(np.rint(x, out=x), -_FAR_PX, _FAR_PX, out=x)
        return x.astype(np.int64)


@dataclass(frozen=True)
class Scene:
    """What is drawn where: labels, which of them are selected (shape (labels,)), their rows, pixels and colours."""

    labels: DrawnLabels
    selected: NDArray[np.bool_]
    places: RowPlaces
    grid: PixelGrid
    palette: LabelColors

    @cached_property
    def extents(self) -> tuple[Pixels, Pixels]:
        """From which pixel to which (exclusive) each label is drawn: at least one logical pixel."""
        labels, thin = self.labels, max(round(self.grid.ratio), 1)
        left, right = self.grid.x_of(labels.start_s), self.grid.x_of(labels.end_s)
        right -= thin * (right - left >= _BOX_FROM_PX * thin)
        points = labels.end_s == labels.start_s
        return left, np.maximum(right, left + np.where(points, 2 * thin, thin))


@dataclass(frozen=True)
class _Cover:
    """For each row and pixel the label that is drawn there (shape (rows, pixels)), and where that begins and ends."""

    there: NDArray[np.bool_]
    label: Pixels
    left: Pixels
    right: Pixels


def picture_of(scene: Scene, height: int) -> QImage:
    """The boxes of labels, without their words, on a clear ground; `height` is the body's, in logical pixels."""
    labels, grid, palette = scene.labels, scene.grid, scene.palette
    pixels = np.zeros((round(height * grid.ratio), grid.width), np.uint32)
    if len(labels):
        left, right = scene.extents
        seen = np.flatnonzero((right > 0) & (left < grid.width))
        cover = _cover(scene, seen)
        if scene.selected.any():
            cover = _over(_cover(scene, seen[scene.selected[seen]]), cover)
        style = labels.status[cover.label] + PICKED * scene.selected[cover.label]
        text = labels.text[cover.label]
        fill = np.where(cover.there, palette.fills[text, style], np.uint32(0))
        edge = np.where(cover.there, palette.edges[text, style], np.uint32(0))
        for row in np.flatnonzero(cover.there.any(axis=1)).tolist():
            top, bottom = (round(y * grid.ratio) for y in scene.places.rows[row])
            shown = _Row(cover.there[row], cover.left[row], cover.right[row], style[row])
            _draw_row(pixels[top:bottom], shown, fill[row], edge[row], grid)
    image = QImage(pixels.data, grid.width, len(pixels), 4 * grid.width, QImage.Format.Format_ARGB32_Premultiplied)
    image = image.copy()  # owns its pixels
    image.setDevicePixelRatio(grid.ratio)
    return image


def _cover(scene: Scene, some: NDArray[np.intp]) -> _Cover:
    """Where some of the labels are. Where they overlap, the one that began last is seen."""
    rows, width = len(scene.places.rows), scene.grid.width
    left, right = scene.extents
    where = slice(None) if len(some) == len(left) else some  # all of them: nothing need be picked
    cells = rows * (width + 1)
    line = scene.labels.row[where] * (width + 1)
    first = line + np.minimum(np.maximum(left[where], 0), width)
    stop = line + np.minimum(np.maximum(right[where], 0), width)
    change = np.bincount(first, minlength=cells) - np.bincount(stop, minlength=cells)
    there = np.cumsum(change.reshape(rows, width + 1), axis=1)[:, :width] > 0
    label = np.zeros(cells, np.int64)
    label[first] = some
    label = np.maximum.accumulate(label.reshape(rows, width + 1), axis=1)[:, :width]
    over = there & (np.arange(width) >= right[label])
    if over.any():  # what began last has ended, another one has not: the one that reaches furthest
        reach = np.zeros(cells, np.int64)
        there_too = over.any(axis=1)[scene.labels.row[some]]
        np.maximum.at(reach, first[there_too], (right[some] << _LABEL_BITS | some)[there_too])
        reach = np.maximum.accumulate(reach.reshape(rows, width + 1), axis=1)[:, :width]
        label = np.where(over, reach & (1 << _LABEL_BITS) - 1, label)
    return _Cover(there, label, left[label], right[label])


def _over(upper: _Cover, lower: _Cover) -> _Cover:
    on = upper.there
    pairs = ((upper.label, lower.label), (upper.left, lower.left), (upper.right, lower.right))
    return _Cover(on | lower.there, *(np.where(on, one, other) for one, other in pairs))


@dataclass(frozen=True)
class _Row:
    """One row of a `_Cover`; `style` is the label's status, +`PICKED` if selected. Each has shape (pixels,)."""

    there: NDArray[np.bool_]
    left: Pixels
    right: Pixels
    style: NDArray[np.integer]


def _draw_row(pixels: Argb, row: _Row, fill: Argb, edge: Argb, grid: PixelGrid) -> None:
    """Fill one row's pixels, shape (height, width)."""
    thin = max(round(grid.ratio), 1)
    x = np.arange(grid.width)
    bar = row.there & (row.right - row.left < _BOX_FROM_PX * thin - thin)
    box = row.there & ~bar
    kind = row.style
    line = np.where(kind >= PICKED, 2 * thin, thin)
    side = box & ((x - row.left < line) | (row.right - 1 - x < line))
    corner = box & ((x - row.left < thin) | (row.right - 1 - x < thin))
    proposed = box & (kind % PICKED == Status.PROPOSED)
    pixels[:] = np.where(bar | (side & ~proposed), edge, fill)
    _draw_dashes(pixels, side & proposed, edge, thin)
    dashed = np.where(~proposed | ((x - row.left) // (_DASH_PX * thin) % 2 == 0), edge, fill)
    outline = np.where(corner, np.uint32(0), dashed)
    for depth in range(min(2 * thin, len(pixels) // 2)):
        strong = box & (depth < line)
        for y in (depth, len(pixels) - 1 - depth):
            np.copyto(pixels[y], outline if depth < thin else dashed, where=strong)
    rejected = box & (kind % PICKED == Status.REJECTED)
    if rejected.any():
        _strike(pixels, np.flatnonzero(rejected), edge, grid, thin)


def _draw_dashes(pixels: Argb, where: NDArray[np.bool_], edge: Argb, thin: int) -> None:
    """The left and right sides of what is proposed."""
    columns = np.flatnonzero(where)
    if len(columns):
        lines = np.flatnonzero(np.arange(len(pixels)) // (_DASH_PX * thin) % 2 == 0)
        pixels[np.ix_(lines, columns)] = edge[columns]


def _strike(pixels: Argb, columns: NDArray[np.intp], edge: Argb, grid: PixelGrid, thin: int) -> None:
    """Hatch what is rejected, and strike it through."""
    lines = np.arange(len(pixels))[:, np.newaxis]
    hatched = (columns + grid.first + lines) % (_HATCH_PX * thin) < thin
    middle = len(pixels) // 2
    hatched[middle : middle + thin] = True
    block = pixels[:, columns]
    pixels[:, columns] = np.where(hatched, edge[columns], block)
