"""The base of lanes that are pictures made of tiles: put together from what there is, exact as soon as it comes."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, QTimer
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from workbench.audio.signal import Signal, is_complete
from workbench.gui.document import Document
from workbench.gui.lanes.indexed_image import indexed_image
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.notice import draw_chip, draw_hatch, draw_notice
from workbench.gui.lanes.strips import Key, PixelGrid, RowMapper
from workbench.gui.lanes.tile_picture import Hole, TilePicture
from workbench.gui.lanes.tile_source import TileSource
from workbench.gui.theme import colors

REFINING_TEXT = "hatched: a first look, taken here and there"
_PATIENCE_MS = 700
"""A picture that takes longer to be exact says so: one who looks for a call must know what is not there yet."""
_PACE_MS = 33
"""While tiles stream in, the picture is put together anew that often: oftener, it would slow them down."""
_ASK_EVERY_MS = 20
"""While one zooms, tiles are out of view before they come; asking for all of them would hold up those that stay."""
_GROWTH_MS = 250
"""How often the growing end of a recording is drawn anew: each time costs a tile, while decoding waits."""


class TiledLane(Lane):
    """A subclass says which tiles (`make_signal`, `level_for`, `tile_key`), which rows (`rows_key`, `row_mapper`) and
    which colours (`table`).

    Signals
    -------
    settled_changed(bool) : see `settled`
    """

    settled_changed = QtSignal(bool)

    empty_text = ""
    planes = 1
    """Pictures in a tile, one below the other."""

    def __init__(self, document: Document, source: TileSource, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        source.setParent(self)
        self.source = source
        self._signal: Signal | None = None
        self._picture_of = TilePicture(source, self.tile_key)
        self._grid: PixelGrid | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._former: tuple[tuple[float, float], NDArray[np.uint8]] | None = None
        self._frames_drawn = 0
        self._holes: list[Hole] = []
        self._settled = True
        self._pace = QTimer(self, interval=_PACE_MS, singleShot=True)
        self._pace.timeout.connect(self._take_waiting)
        self._waiting = self._incomplete = False
        self._unasked: PixelGrid | None = None
        self._asking = QTimer(self, interval=_ASK_EVERY_MS, singleShot=True)
        self._asking.timeout.connect(self._ask_again)
        self.source.changed.connect(self._take_tile)
        document.opened.connect(self.open_signal)
        self._refining = False
        self._patience = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(lambda: self._show_refining(True))
        self._growth = QTimer(self, interval=_GROWTH_MS, singleShot=True)
        self._growth.timeout.connect(self.redraw)
        document.grew.connect(self._take_growth)
        self.axis.view_changed.connect(self.redraw)

    # What a subclass says

    def make_signal(self) -> Signal | None:
        """What the tiles are made of; None when there is nothing to show."""
        raise NotImplementedError

    def level_for(self, frames_per_pixel: float) -> int:
        """The level of the tiles to show."""
        raise NotImplementedError

    def tile_key(self, level: int, index: int) -> Key:
        raise NotImplementedError

    def rows_key(self) -> Hashable:
        """What `row_mapper` depends on, besides the number of rows."""
        raise NotImplementedError

    def row_mapper(self, rows: int) -> RowMapper:
        raise NotImplementedError

    def shown(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What is looked up in `table`, shape (rows, columns), of the pixels of all planes."""
        return pixels

    def table(self) -> list[int]:
        """The colour of each of the 256 values, 0xAARRGGBB."""
        raise NotImplementedError

    # What changes

    @property
    def settled(self) -> bool:
        """Whether what is drawn stays: all in view is exact, or will never come, or the lane is hidden."""
        return self._settled or self.isHidden()

    @property
    def covered(self) -> bool:
        """Whether what was painted last shows all in view at this zoom, be it only sampled."""
        if self._signal is None or self._pixels is None or self._picture_of.left_over or self._waiting:
            return False
        keys = [self.tile_key(self._grid.level, index) for index in self._grid.tiles]
        return all(self.source.tile(key) is not None or self.source.failure(key) is not None for key in keys)

    def open_signal(self) -> None:
        """The tiles are made of another signal, or otherwise: begin anew."""
        self._grid = self._former = self._unasked = None
        self._picture_of.forget()
        self._signal = self.make_signal()
        self.source.set_signal(self._signal)
        self.redraw()

    def redraw(self) -> None:
        """Put the picture together anew at the next paint."""
        self._pixels = None
        self.invalidate_body()
        self._note_settled()

    def keep_former(self) -> None:
        """Let what is drawn stand, in its place, until tiles that show the same otherwise have come."""
        if self._pixels is not None and not self._holes:
            self._former = (self.axis.start_s, self.axis.end_s), self._pixels

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self.source.want([], [])

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.redraw()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.redraw()

    def replace_signal(self) -> None:
        """Like `open_signal`, but what is drawn stands until the tiles of the other one have come."""
        self.keep_former()
        former = self._former
        self.open_signal()
        self._former = former

    def _take_tile(self) -> None:
        if self._pace.isActive() and not self._is_last_missing():
            self._waiting = True
        else:
            self._waiting = False
            self._pace.start()
            self.redraw()

    def _is_last_missing(self) -> bool:
        """Whether the picture has holes that could all be filled now."""
        if not self._incomplete or self._grid is None:
            return False
        keys = (self.tile_key(self._grid.level, index) for index in self._grid.tiles)
        return all(self.source.tile(key) is not None for key in keys)

    def _take_waiting(self) -> None:
        if self._waiting:
            self._take_tile()

    def _take_growth(self) -> None:
        """More is decoded: draw anew if it belongs into the view, now and then until all is here."""
        if self._signal is None or self._settled:
            return
        if is_complete(self._signal):
            self.redraw()
            return
        ends = min(self.axis.end_s * self._signal.sample_rate, self._signal.frames)
        if self._frames_drawn < ends and not self._growth.isActive():
            self._growth.start()

    def _note_settled(self) -> None:
        drawn = self._pixels is not None and not self._picture_of.left_over and not self._waiting
        settled = self._signal is None or (drawn and self._unasked is None and self._all_final())
        if settled != self._settled:
            self._settled = settled
            self.settled_changed.emit(settled)
        if settled:
            self._patience.stop()
            self._show_refining(False)
        elif not self._refining and not self._patience.isActive():
            self._patience.start()

    def _show_refining(self, refining: bool) -> None:
        if refining != self._refining:
            self._refining = refining
            self.update(self.body_rect())

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self._refining and self._signal is not None and is_complete(self._signal):
            painter = QPainter(self)
            painter.setClipRegion(event.region())
            self._hatch_inexact(painter)
            if not self._holes:
                draw_chip(painter, self.body_rect(), REFINING_TEXT)
            painter.end()

    def _hatch_inexact(self, painter: QPainter) -> None:
        body, ratio = self.body_rect(), self.devicePixelRatioF()
        for first, stop in self._picture_of.inexact:
            draw_hatch(painter, QRectF(body.left() + first / ratio, 0, (stop - first) / ratio, body.height()))

    def _all_final(self) -> bool:
        keys = [self.tile_key(self._grid.level, index) for index in self._grid.tiles]
        return all(self.source.is_final(key) or self.source.failure(key) is not None for key in keys)

    # Drawing

    def body_image(self, size: QSize) -> QImage | None:
        if self._signal is None:
            return None
        if self._pixels is None:
            self._compose(size.width(), size.height())
            QTimer.singleShot(0, self, self._after_paint)
        return indexed_image(self.shown(self._pixels), self.table())

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        if self._signal is None:
            draw_notice(painter, QRect(0, 0, width, height), self.empty_text)
        else:
            self._draw_holes(painter, width, height)

    def _after_paint(self) -> None:
        if self._picture_of.left_over:
            self.redraw()
        else:
            self._note_settled()

    def _compose(self, columns: int, rows: int) -> None:
        """Put the picture, in device pixels, together from the tiles there are, and ask for those that are missing."""
        ratio, rate = self.devicePixelRatioF(), self._signal.sample_rate
        frames_per_pixel = self.axis.seconds_per_pixel * rate / ratio
        zeroth = self.tile_key(self.level_for(frames_per_pixel), 0)
        self._grid = grid = PixelGrid.of(zeroth, self.axis.start_s * rate, frames_per_pixel, columns)
        self._frames_drawn = self._signal.frames
        self._picture_of.set_rows(self.rows_key(), rows * self.planes, self.row_mapper)
        self._want(grid)
        self._pixels = self._picture_of.make(grid)
        self._holes = self._picture_of.holes
        self._incomplete = self._picture_of.incomplete
        self._fill_from_former()

    def _fill_from_former(self) -> None:
        if not self._holes or self._former is None:
            self._former = None
            return
        view, pixels = self._former
        if view == (self.axis.start_s, self.axis.end_s) and pixels.shape == self._pixels.shape:
            for first, stop, failure in self._holes:
                if failure is None:
                    self._pixels[:, first:stop] = pixels[:, first:stop]
            self._holes = [hole for hole in self._holes if hole[2] is not None]

    def _want(self, grid: PixelGrid) -> None:
        """Ask for the tiles of the picture: at once, but while the view keeps moving only so often."""
        self._unasked = grid
        if not self._asking.isActive():
            self._ask()

    def _ask(self) -> None:
        grid, self._unasked = self._unasked, None
        if grid is not None and self._signal is not None and not self.isHidden():
            self._asking.start()
            inside = grid.tiles
            beside = [index for index in (inside.start - 1, inside.stop) if index >= 0]
            keys = ([self.tile_key(grid.level, index) for index in indices] for indices in (inside, beside))
            self.source.want(*keys)

    def _ask_again(self) -> None:
        self._ask()
        self._note_settled()

    def _draw_holes(self, painter: QPainter, width: int, height: int) -> None:
        """What is not known yet has the lane's own colour; what cannot be known says why."""
        ratio = self.devicePixelRatioF()
        for first, stop, failure in self._holes:
            hole = QRect(round(first / ratio), 0, round((stop - first) / ratio) + 1, height)
            painter.fillRect(hole, colors().lane)
            if failure is not None:
                draw_notice(painter, hole, str(failure))
        if not is_complete(self._signal):
            self._draw_unread(painter, height)

    def _draw_unread(self, painter: QPainter, height: int) -> None:
        """While decoding, a tile knows nothing beyond the frames there were when it was made."""
        rate = self._signal.sample_rate
        for index in self._grid.tiles:
            key = self.tile_key(self._grid.level, index)
            (start, stop), tile = key.span(), self.source.tile(key)
            if tile is not None and tile.frames < stop:
                left, right = (round(self.axis.x_of(frame / rate)) for frame in (max(tile.frames, start), stop))
                painter.fillRect(QRect(left, 0, right - left + 1, height), colors().lane)
