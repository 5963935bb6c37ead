"""Labels as pixels: any number of them takes a few operations on whole arrays, never a loop over labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from workbench.gui.axis import TimeAxis
from workbench.gui.lanes.label_colors import PICKED, Argb, LabelColors
from workbench.gui.lanes.label_layout import DrawnLabels
from workbench.gui.lanes.label_places import RowPlaces
from workbench.labels.label import Status

_FAR_PX = 1 << 20
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
        x = np.rint(times_s / self.pixel_s) - self.first
        return np.clip(x, -_FAR_PX, _FAR_PX).astype(np.int64)

    def extents(self, labels: DrawnLabels) -> tuple[Pixels, Pixels]:
        """From which pixel to which (exclusive) each label is drawn: at least one logical pixel."""
        thin = max(round(self.ratio), 1)
        left, right = self.x_of(labels.start_s), self.x_of(labels.end_s)
        right = np.where(right - left >= _BOX_FROM_PX * thin, right - thin, np.maximum(right, left + thin))
        points = labels.end_s == labels.start_s
        return left, np.where(points, left + 2 * thin, right)


@dataclass(frozen=True)
class Scene:
    """What is drawn where: labels, which of them are selected (shape (labels,)), their rows, pixels and colours."""

    labels: DrawnLabels
    selected: NDArray[np.bool_]
    places: RowPlaces
    grid: PixelGrid
    palette: LabelColors


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
        left, right = grid.extents(labels)
        style = labels.status.astype(np.int64) + PICKED * scene.selected
        seen = (right > 0) & (left < grid.width)
        cover = _cover(scene, left, right, np.flatnonzero(seen))
        if scene.selected.any():
            cover = _over(_cover(scene, left, right, np.flatnonzero(seen & scene.selected)), cover)
        text, kind = labels.text[cover.label], style[cover.label]
        fill = np.where(cover.there, palette.fills[text, kind], np.uint32(0))
        edge = np.where(cover.there, palette.edges[text, kind], np.uint32(0))
        for row in np.unique(labels.row[seen]).tolist():
            top, bottom = (round(y * grid.ratio) for y in scene.places.rows[row])
            _draw_row(pixels[top:bottom], _row_of(cover, row, style), fill[row], edge[row], grid)
    image = QImage(pixels.data, grid.width, len(pixels), 4 * grid.width, QImage.Format.Format_ARGB32_Premultiplied)
    image = image.copy()  # owns its pixels
    image.setDevicePixelRatio(grid.ratio)
    return image


def _cover(scene: Scene, left: Pixels, right: Pixels, some: NDArray[np.intp]) -> _Cover:
    """Where some of the labels are. Where they overlap, the one that began last is seen."""
    rows, width, row = len(scene.places.rows), scene.grid.width, scene.labels.row[some]
    first, stop = np.clip(left[some], 0, width), np.clip(right[some], 0, width)
    at, cells = row * (width + 1), rows * (width + 1)
    change = np.bincount(at + first, minlength=cells) - np.bincount(at + stop, minlength=cells)
    there = np.cumsum(change.reshape(rows, width + 1), axis=1)[:, :width] > 0
    label = np.zeros((rows, width + 1), np.int64)
    label[row, first] = some
    label = np.maximum.accumulate(label, axis=1)[:, :width]
    return _Cover(there, label, left[label], right[label])


def _over(upper: _Cover, lower: _Cover) -> _Cover:
    on = upper.there
    pairs = ((upper.label, lower.label), (upper.left, lower.left), (upper.right, lower.right))
    return _Cover(on | lower.there, *(np.where(on, one, other) for one, other in pairs))


@dataclass(frozen=True)
class _Row:
    """One row of `_Cover`; `style` is the label's status, +`PICKED` if selected. Shape of each (pixels,)."""

    there: NDArray[np.bool_]
    left: Pixels
    right: Pixels
    style: Pixels


def _row_of(cover: _Cover, row: int, style: Pixels) -> _Row:
    return _Row(cover.there[row], cover.left[row], cover.right[row], style[cover.label[row]])


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
