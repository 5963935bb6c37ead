"""Small spectrograms of the clips in a grid, all at one scale of time: only of those in view, and those beside them."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from workbench.gui.document import SpectrogramView
from workbench.gui.lanes.legend import color_table
from workbench.gui.lanes.stft_lane import LEVELS_DB
from workbench.gui.review.clip import ClipLook, ClipRequest, PreparedClip
from workbench.gui.review.clip_source import ClipSource
from workbench.gui.review.grid_tile import TilePicture
from workbench.gui.theme import colors

if TYPE_CHECKING:
    from workbench.labels.label import ReviewClip

LIMIT_BYTES = 16 * 2**20
"""Of pictures that are kept as levels, a byte a pixel; as images they take four times as much."""
_SHARE_WHOLE = 90
"""So many percent of the clips have room at the common scale of time; longer ones are drawn whole, each at its own."""
_LEAST_S = 0.1
_CONTEXT_DIM = 0.45
"""What lies before and after a clip is there to be seen, and not what is asked about."""
_INSIDE, _CONTEXT, _NOTHING = range(3)
_POINT_CONTEXT_S = 0.5


class GridPictures(QObject):
    """What there is to see of each clip, in the person's colours.

    Signals
    -------
    changed(int) : the clip of this id has another picture, or cannot be read
    """

    changed = Signal(object)

    def __init__(
        self, source: ClipSource, path_of: Callable[[int], Path | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.source, self.path_of = source, path_of
        self.window_s = 1.0
        """What a tile is wide, in seconds."""
        self._requests: dict[int, ClipRequest] = {}
        self._images: OrderedDict[int, tuple[PreparedClip, QImage]] = OrderedDict()
        self._view = SpectrogramView()
        self._theme, self._tables = "", np.empty(0, np.uint32)
        source.ready.connect(lambda prepared: self.changed.emit(prepared.request.key))
        source.failed.connect(lambda request, _why: self.changed.emit(request.key))

    def set_clips(self, clips: Sequence[ReviewClip], context_s: float) -> None:
        """Clips of a review; `context_s` is seen before and after most of them, in seconds: less where they would be
        narrower than half a tile."""
        lengths = np.fromiter((clip.end_s - clip.start_s for clip in clips), np.float64) if clips else np.zeros(1)
        usual_s = float(np.percentile(lengths, _SHARE_WHOLE, method="higher"))
        context_s = min(context_s, usual_s / 2) if usual_s else context_s or _POINT_CONTEXT_S
        self.window_s = max(usual_s + 2 * context_s, _LEAST_S)
        self._requests.clear()
        self._images.clear()

    def set_view(self, view: SpectrogramView) -> None:
        """How the person draws spectrograms."""
        former, self._view = self._view, view
        if (former.colormap, former.floor_db, former.ceiling_db) != (view.colormap, view.floor_db, view.ceiling_db):
            self._theme = ""
        self.set_size(self.source.look.columns, self.source.look.rows)

    def set_size(self, columns: int, rows: int) -> None:
        """Of a tile's picture, in device pixels."""
        look = ClipLook(columns, rows, 0, self._view, sound=False)
        if look != self.source.look:
            self.source.set_look(look)

    def want(self, clips: Sequence[ReviewClip]) -> None:
        """These are in view or nearly so, the first ones first; others need no picture now."""
        asked = [self.request(clip) for clip in clips]
        self.source.prepare([each for each in asked if each is not None])

    def request(self, clip: ReviewClip) -> ClipRequest | None:
        """What is asked for of a clip; None where nobody knows its recording."""
        kept = self._requests.get(clip.id)
        path = self.path_of(clip.recording) if kept is None else None
        if kept is None and path is not None:
            context_s = max(self.window_s - (clip.end_s - clip.start_s), 0.0) / 2
            kept = ClipRequest(clip.id, path, clip.start_s, clip.end_s, context_s, context_s)
            self._requests[clip.id] = kept
        return kept

    def of(self, clip: ReviewClip) -> TilePicture:
        """What there is of it by now."""
        spare_s = max(self.window_s - (clip.end_s - clip.start_s), 0.0) / 2
        start_s, end_s = clip.start_s - spare_s, clip.end_s + spare_s
        request = self.request(clip)
        if request is None:
            return TilePicture(start_s, end_s, error="The project does not know its recording any more.")
        prepared = self.source.clip(request)
        if prepared is not None:
            return TilePicture(start_s, end_s, self._image(clip, prepared, start_s, end_s))
        return TilePicture(start_s, end_s, error=self.source.problem(request) or "")

    def _image(self, clip: ReviewClip, prepared: PreparedClip, start_s: float, end_s: float) -> QImage:
        if self._theme != colors().name:
            self._forget_images()
        kept = self._images.get(clip.id)
        if kept is None or kept[0] is not prepared:
            kept = self._images[clip.id] = (prepared, self._make_image(prepared, start_s, end_s))
            while len(self._images) * kept[1].sizeInBytes() > 4 * self.source.limit_bytes:
                self._images.popitem(last=False)
        self._images.move_to_end(clip.id)
        return kept[1]

    def _make_image(self, prepared: PreparedClip, start_s: float, end_s: float) -> QImage:
        """All of a tile's picture at once: to dim the context of each tile when it is painted takes ten times as long.

        Where the recording ends within it, there is nothing.
        """
        rows, columns = prepared.levels.shape
        times_s = start_s + (np.arange(columns) + 0.5) / columns * (end_s - start_s)
        span_s = max(prepared.end_s - prepared.start_s, 1e-9)
        at = np.floor((times_s - prepared.start_s) / span_s * columns).astype(np.intp)
        is_point = prepared.clip_end_s == prepared.clip_start_s
        inside = (times_s >= prepared.clip_start_s) & (times_s <= prepared.clip_end_s) | is_point
        nothing = (at < 0) | (at >= columns)
        kinds = np.where(nothing, _NOTHING, np.where(inside, _INSIDE, _CONTEXT)).astype(np.uint16)
        levels = np.take(prepared.levels, np.clip(at, 0, columns - 1), axis=1)
        pixels = np.take(self._tables, levels + (kinds << 8))
        for edge_s in {prepared.clip_start_s, prepared.clip_end_s} - {start_s, end_s}:
            edge = math.floor((edge_s - start_s) / (end_s - start_s) * columns)
            pixels[:, min(max(edge, 0), columns - 1)] = colors().selection_edge.rgb()
        return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()

    def _forget_images(self) -> None:
        """They have other colours now."""
        self._images.clear()
        c, view = colors(), self._view
        self._theme = c.name
        plain = color_table(view.colormap, view.floor_db, view.ceiling_db, LEVELS_DB)
        dimmed = [_mixed(color, c.lane.rgb(), _CONTEXT_DIM) for color in plain]
        self._tables = np.array([plain, dimmed, [c.line.rgb()] * len(plain)], np.uint32).ravel()


def _mixed(color: int, other: int, share: float) -> int:
    parts = ((color >> shift & 0xFF, other >> shift & 0xFF, shift) for shift in (0, 8, 16))
    return 0xFF000000 | sum(round(one * (1 - share) + two * share) << shift for one, two, shift in parts)
