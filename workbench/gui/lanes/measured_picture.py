"""The base of lanes that show a measured picture: rows of values over time, greatest values zoomed out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from workbench import paths
from workbench.audio.coverage import Coverage
from workbench.features.picture_store import Picture, PictureStore
from workbench.gui.lanes.analysis import AnalysisLane
from workbench.gui.lanes.indexed_image import indexed_image
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job
from workbench.models.contract import Features

_BESIDE = 0.5
"""Share of the view that is read on either side of it too, so that scrolling has something to show."""


@dataclass(frozen=True)
class _Cells:
    """Which cells to show: `per_cell` columns each, from number `first` on."""

    first: int
    count: int
    per_cell: float

    @property
    def columns(self) -> tuple[float, float]:
        return self.first * self.per_cell, (self.first + self.count) * self.per_cell


class MeasuredPictureLane(AnalysisLane):
    """A subclass gives the values that are drawn darkest and brightest (`low`, `high`), and the colours (`table`).

    The picture is kept and read in the worker's thread.
    """

    low, high = 0.0, 1.0

    _store: PictureStore | None = None
    _shown: tuple[_Cells, Picture] | None = None
    _wanted: _Cells | None = None
    _reading: Job | None = None
    _stale = False

    def table(self) -> list[int]:
        """The colours of values 1 … 255, from `low` to `high`, 0xAARRGGBB; 256 entries, the first is not used."""
        raise NotImplementedError

    # Keeping

    def begin(self, columns: int) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._store is not None:
            self.worker.run(partial(_close, self._store))
        self._shown = self._wanted = self._reading = None
        self._stale = False
        rows = len(self.analysing.analysis.card.classes)
        self._store = PictureStore(rows, columns, paths.cache_dir(make=False)) if columns else None

    def take(self, first: int, found: Features) -> None:
        store = self._store
        job = self.worker.run(partial(_keep, store, first, found.values, self.low, self.high), Priority.VIEW)
        job.ended.connect(lambda end: self._note_kept(store, first, first + found.values.shape[1], end.error))

    def _note_kept(self, store: PictureStore, first: int, stop: int, error: Exception | None) -> None:
        if store is not self._store:
            return
        if error is not None:
            self.analysing.stop_with(error)
            return
        self._stale = self._stale or self.draws(first, stop)
        self.note_there(first, stop)

    def draws(self, first: int, stop: int) -> bool:
        """Or read to be drawn soon."""
        wanted = self._wanted
        return wanted is not None and first < wanted.columns[1] and stop > wanted.columns[0]

    # Reading

    def _cells_in_view(self, ratio: float, beside: float = 0.0) -> _Cells:
        """While columns are narrower than pixels, cells are pixels on a grid fixed to the recording."""
        start, stop = self.axis.start_s / self.hop_s, self.axis.end_s / self.hop_s
        # Rounded, so that scrolling, which changes the last digits of the view's length, keeps the grid.
        per_cell = max(float(f"{self.axis.seconds_per_pixel / ratio / self.hop_s:.9g}"), 1.0)
        first = int((start - beside * (stop - start)) / per_cell) - 1
        last = int((stop + beside * (stop - start)) / per_cell) + 2
        return _Cells(max(first, 0), last - max(first, 0), per_cell)

    def _covers_view(self, ratio: float) -> bool:
        """Whether what was asked for last is what is in view."""
        view, wanted = self._cells_in_view(ratio), self._wanted
        return wanted is not None and (
            wanted.per_cell == view.per_cell
            and wanted.first <= view.first
            and wanted.first + wanted.count >= view.first + view.count
        )

    def _ask(self, ratio: float) -> None:
        """See to it that what is in view gets read, if it is not, or if more of it is there now."""
        covers = self._covers_view(ratio)
        if (covers and not self._stale) or (covers and self._reading is not None):
            return
        if self._reading is not None:
            self._reading.cancel()
        self._stale = False
        self._wanted = asked = self._cells_in_view(ratio, _BESIDE)
        self._reading = job = self.worker.run(partial(_read, self._store, asked), Priority.VIEW)
        job.result.connect(lambda picture: self._show(job, asked, picture))
        job.ended.connect(lambda end: self._note_read(job, end.error))

    def _show(self, job: Job, cells: _Cells, picture: Picture) -> None:
        if job is self._reading:
            self._shown = cells, picture
            self.invalidate_body()

    def _note_read(self, job: Job, error: Exception | None) -> None:
        if job is not self._reading:
            return
        self._reading = None
        if error is not None:
            self.analysing.covered = Coverage()
            self.analysing.stop_with(error)
        elif self._stale:
            self.invalidate_body()

    @property
    def settled(self) -> bool:
        if self._store is None or self.analysing.state == "failed" or self.visibleRegion().isEmpty():
            return super().settled
        read = self._reading is None and not self._stale and self._covers_view(self.devicePixelRatioF())
        return super().settled and read

    # Drawing

    def draw_found(self, painter: QPainter, width: int, height: int) -> None:
        ratio = self.devicePixelRatioF()
        self._ask(ratio)
        if self._shown is None:
            return
        cells, picture = self._shown
        view = self._cells_in_view(ratio)
        start, stop = ((column - 0.5) * self.hop_s for column in cells.columns)
        left, right = self.axis.x_of(start), self.axis.x_of(stop)
        if cells.per_cell == view.per_cell > 1.0:
            left = round(left * ratio) / ratio
            right = left + cells.count / ratio
        image = indexed_image(picture.T[::-1], [0x00000000, *self.table()[1:]])
        painter.drawImage(QRectF(left, 0, right - left, height), image)

    # What is under the pointer

    def row_at(self, y: float) -> int:
        """The row at `y` pixels from the top."""
        rows = len(self.analysing.analysis.card.classes)
        return min(max(int((1.0 - y / self.body_rect().height()) * rows), 0), rows - 1)

    def value_at(self, time_s: float, y: float) -> float | None:
        """The value of what is drawn at a place; None where nothing is."""
        if self._shown is None or self.analysing.grid is None:
            return None
        cells, picture = self._shown
        cell = int((time_s / self.hop_s + 0.5) / cells.per_cell) - cells.first
        if not 0 <= cell < cells.count or not picture[cell, self.row_at(y)]:
            return None
        share = (int(picture[cell, self.row_at(y)]) - 1) / 254
        return self.low + share * (self.high - self.low)


def quantise(values: NDArray[np.float32], low: float, high: float) -> Picture:
    """Values as 1 … 255, columns first."""
    share = np.clip((values.T - low) / (high - low), 0.0, 1.0)
    return (1 + np.rint(np.nan_to_num(share) * 254)).astype(np.uint8)


def _keep(store: PictureStore, first: int, values: NDArray[np.float32], low: float, high: float) -> Iterator[object]:
    store.add(first, quantise(values, low, high))
    yield None


def _read(store: PictureStore, cells: _Cells) -> Iterator[Picture]:
    yield store.cells(cells.first, cells.count, cells.per_cell)


def _close(store: PictureStore) -> Iterator[object]:
    store.close()
    yield None
