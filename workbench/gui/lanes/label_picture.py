"""Labels as pixels: any number of them takes a few operations on whole arrays, never a loop over labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

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

    @property
    def thin(self) -> int:
        """The width of a thin line, in device pixels."""
        return _thin(self.ratio)

    def x_of(self, times_s: NDArray[np.float64]) -> Pixels:
        """The pixel that begins at each time, counted from the first in view; what is far away lies just outside."""
        x = times_s * (1 / self.pixel_s)
        np.rint(x, out=x)  # before the view comes in: halves are rounded alike wherever it begins
        x -= self.first
        np.clip(x, -_FAR_PX, _FAR_PX, out=x)
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
        labels, thin = self.labels, self.grid.thin
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
    return image_of(pixels_of(scene, height), scene.grid.ratio)


def image_of(pixels: Argb, ratio: float) -> QImage:
    """An image of its own, with `ratio` device pixels a logical one."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    image = image.copy()  # owns its pixels
    image.setDevicePixelRatio(ratio)
    return image


def pixels_of(scene: Scene, height: int) -> Argb:
    """As `picture_of`: premultiplied device pixels, shape (height, width)."""
    labels, grid, palette = scene.labels, scene.grid, scene.palette
    pixels_high = round(height * grid.ratio)
    if not len(labels):
        return np.zeros((pixels_high, grid.width), np.uint32)
    left, right = scene.extents
    seen = np.flatnonzero((right > 0) & (left < grid.width))
    cover = _cover(scene, seen)
    if scene.selected.any():
        cover = _over(_cover(scene, seen[scene.selected[seen]]), cover)
    style = labels.status[cover.label] + PICKED * scene.selected[cover.label]
    text = labels.text[cover.label]
    fill = np.where(cover.there, palette.fills[text, style], np.uint32(0))
    edge = np.where(cover.there, palette.edges[text, style], np.uint32(0))
    lines = _lines(cover, style, fill, edge, grid)
    pixels: Argb = lines[_line_at(scene.places.rows, pixels_high, grid.ratio)]
    rejected = cover.there & (style % PICKED == Status.REJECTED)
    for row in np.flatnonzero(rejected.any(axis=1)).tolist():
        top, bottom = (round(y * grid.ratio) for y in scene.places.rows[row])
        _strike(pixels[top:bottom], np.flatnonzero(rejected[row]), edge[row], grid)
    return pixels


def _cover(scene: Scene, some: NDArray[np.intp]) -> _Cover:
    """Where some of the labels, which are in view, are. Where they overlap, the one that began last is seen.

    Each label is put down as two pieces, as long as the greatest power of two that fits it; pieces are then halved,
    longest first, and of two that meet the later label stays.
    """
    rows, width = len(scene.places.rows), scene.grid.width
    left, right = scene.extents
    begin, end = np.maximum(left[some], 0), np.minimum(right[some], width)
    power = np.frexp(end - begin)[1] - 1
    levels = int(power.max(initial=0)) + 1
    latest = np.full((levels, rows, width), -1, np.int64)
    for start in (begin, end - (1 << power)):
        np.maximum.at(latest, (power, scene.labels.row[some], start), some)
    for longer, shorter in zip(latest[:0:-1], latest[-2::-1], strict=True):
        levels -= 1
        half = 1 << (levels - 1)
        np.maximum(shorter, longer, out=shorter)
        np.maximum(shorter[:, half:], longer[:, :-half], out=shorter[:, half:])
    label = latest[0]
    return _Cover(label >= 0, label, left[label], right[label])


def _over(upper: _Cover, lower: _Cover) -> _Cover:
    on = upper.there
    pairs = ((upper.label, lower.label), (upper.left, lower.left), (upper.right, lower.right))
    return _Cover(on | lower.there, *(np.where(on, one, other) for one, other in pairs))


def _lines(cover: _Cover, style: NDArray[np.integer], fill: Argb, edge: Argb, grid: PixelGrid) -> Argb:
    """The lines of pixels of which each row is made, shape (rows · 5 + 1, pixels).

    For each row its outermost lines; those within, which a selected label's outline takes too; the inner ones. The
    latter two where a dashed side is drawn, and where it is left out. The last line is clear.
    """
    thin = grid.thin
    after, before = np.arange(grid.width) - cover.left, cover.right - 1 - np.arange(grid.width)
    nearest = np.minimum(after, before)
    box = cover.there & (cover.right - cover.left >= _BOX_FROM_PX * thin - thin)
    picked = style >= PICKED
    side = box & (nearest < np.where(picked, 2 * thin, thin))
    dashed = box & (style % PICKED == Status.PROPOSED)
    outline = np.where(~dashed | (after // (_DASH_PX * thin) % 2 == 0), edge, fill)
    with_side = np.where(side | ~box, edge, fill)  # narrow labels are all edge, and no label has clear ones
    without = np.where(side & dashed, fill, with_side)
    outermost = np.where(box, np.where(nearest < thin, np.uint32(0), outline), edge)
    strong = box & picked
    kinds = [outermost, *(np.where(strong, outline, each) for each in (with_side, without)), with_side, without]
    clear = np.zeros((1, grid.width), np.uint32)
    return np.concatenate([np.stack(kinds, axis=1).reshape(-1, grid.width), clear])


_OUTERMOST, _WITHIN, _INNER, _CLEAR = 0, 1, 3, -1
_KINDS = 5


@lru_cache(maxsize=8)
def _line_at(rows: tuple[tuple[int, int], ...], height: int, ratio: float) -> NDArray[np.intp]:
    """Which of `_lines` stands at each height of the body, in device pixels."""
    thin = _thin(ratio)
    line = np.full(height, _CLEAR, np.intp)
    for row, place in enumerate(rows):
        top, bottom = (round(y * ratio) for y in place)
        there = np.arange(max(bottom - top, 0))
        depth = np.minimum(there, there[::-1])
        left_out = there // (_DASH_PX * thin) % 2
        kind = np.where(depth < thin, _OUTERMOST, np.where(depth < 2 * thin, _WITHIN, _INNER) + left_out)
        line[top:bottom] = (row * _KINDS + kind)[: max(height - top, 0)]
    return line


def _strike(pixels: Argb, columns: NDArray[np.intp], edge: Argb, grid: PixelGrid) -> None:
    """Hatch what is rejected, and strike it through."""
    lines = np.arange(len(pixels))[:, np.newaxis]
    hatched = (columns + grid.first + lines) % (_HATCH_PX * grid.thin) < grid.thin
    middle = len(pixels) // 2
    hatched[middle : middle + grid.thin] = True
    block = pixels[:, columns]
    pixels[:, columns] = np.where(hatched, edge[columns], block)


def _thin(ratio: float) -> int:
    """A logical pixel in device pixels."""
    return max(round(ratio), 1)
