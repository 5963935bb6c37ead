"""The picture of labels, kept from one frame to the next: what is still true is moved, only the rest is drawn."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from workbench.gui.lanes.label_colors import Argb
from workbench.gui.lanes.label_picture import Scene, image_of, pixels_of

_LOOKS = ("start_s", "end_s", "row", "text", "status")
"""What decides how a label is drawn, besides whether it is selected."""


class PannedPicture:
    """Makes what `picture_of` makes. A column of pixels depends only on the labels that reach into it, so columns
    whose labels look as before are taken from the picture before, as far as scale, rows and colours are the same."""

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._fills: Argb | None = None
        self._pixels: Argb = np.empty((0, 0), np.uint32)

    def of(self, scene: Scene, height: int) -> QImage:
        """The picture of a scene; `height` is the body's, in logical pixels."""
        old, grid = self._scene, scene.grid
        if old is None or not self._is_alike(old, scene, height):
            self._pixels = pixels_of(scene, height)
        else:
            shift = grid.first - old.grid.first
            moved = _moved(self._pixels, shift)
            entered = (grid.width - shift, grid.width) if shift > 0 else (0, -shift)
            for begin, end in _apart(entered, _changed(old, scene), grid.width):
                moved[:, begin:end] = pixels_of(_part(scene, begin, end), height)
            self._pixels = moved
        self._scene, self._fills = scene, scene.palette.fills
        return image_of(self._pixels, grid.ratio)

    def _is_alike(self, old: Scene, new: Scene, height: int) -> bool:
        apart = abs(new.grid.first - old.grid.first)
        return (
            replace(new.grid, first=0) == replace(old.grid, first=0)
            and apart < new.grid.width
            and new.places == old.places
            and len(self._pixels) == round(height * new.grid.ratio)
            and new.palette.fills is self._fills
        )


def _moved(pixels: Argb, shift: int) -> Argb:
    """By `shift` pixels to the left; what comes into view is undefined."""
    moved = np.empty_like(pixels)
    kept = pixels.shape[1] - abs(shift)
    moved[:, max(-shift, 0) : max(-shift, 0) + kept] = pixels[:, max(shift, 0) : max(shift, 0) + kept]
    return moved


def _changed(old: Scene, new: Scene) -> tuple[int, int]:
    """From which pixel of the new scene to which labels look otherwise than before, or are there no more."""
    _, before, now = np.intersect1d(old.labels.id, new.labels.id, assume_unique=True, return_indices=True)
    same = old.selected[before] == new.selected[now]
    for name in _LOOKS:
        same &= getattr(old.labels, name)[before] == getattr(new.labels, name)[now]
    shift = new.grid.first - old.grid.first
    begin, end = new.grid.width, 0
    for scene, known, moved in ((old, before[same], shift), (new, now[same], 0)):
        other = np.ones(len(scene.labels), bool)
        other[known] = False
        left, right = (edges[other] - moved for edges in scene.extents)
        seen = (right > 0) & (left < new.grid.width)
        begin = min(begin, int(left[seen].min(initial=begin)))
        end = max(end, int(right[seen].max(initial=end)))
    return max(begin, 0), min(end, new.grid.width)


def _apart(one: tuple[int, int], other: tuple[int, int], width: int) -> list[tuple[int, int]]:
    """What one of two ranges of columns has, in ranges that do not overlap."""
    there = np.zeros(width, bool)
    for begin, end in (one, other):
        there[begin:end] = True
    edges = np.flatnonzero(np.diff(there, prepend=False, append=False)).tolist()
    return list(pairwise(edges))[::2]


def _part(scene: Scene, begin: int, end: int) -> Scene:
    """Some columns of a scene, with the labels in them."""
    left, right = scene.extents
    there: NDArray[np.intp] = np.flatnonzero((right > begin) & (left < end))
    grid = replace(scene.grid, first=scene.grid.first + begin, width=end - begin)
    return replace(scene, labels=scene.labels.picked(there), selected=scene.selected[there], grid=grid)
