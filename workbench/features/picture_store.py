"""A measured picture of any length: fine columns in a file that nobody else sees, coarser ones in memory."""

from __future__ import annotations

import tempfile
from io import FileIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.audio.file_bytes import read_into, write_all
from workbench.errors import WorkbenchError
from workbench.features.cells import STEP, bins_of, touched, widest

Picture = NDArray[np.uint8]
"""uint8, shape (columns, rows); 0 where nothing is known, else 1 (least) … 255 (greatest)."""

MEMORY_BYTES = 24 * 2**20
"""What a picture may take in memory; beyond it, single columns are kept on disk only."""


class PictureStore:
    """Columns that come in any order; coarser ones hold maxima, so that nothing short disappears. For one thread.

    Ten hours of 84 rows, 43 columns a second, take 22 MB of memory and 130 MB of disk. The file has no name (on
    systems that can do that) and is gone with the store.

    Parameters
    ----------
    folder : where the file is made when the first columns come, if it is needed; made too where it is missing
    """

    def __init__(self, rows: int, columns: int, folder: Path) -> None:
        self._file: FileIO | None = None
        self.rows, self.columns = rows, columns
        width = 1
        while rows * columns / width * STEP / (STEP - 1) > MEMORY_BYTES:
            width *= 2
        self._levels: list[tuple[int, Picture]] = []
        self._folder = folder if width > 1 else None
        while not self._levels or columns > width:
            self._levels.append((width, np.zeros((-(-columns // width), rows), np.uint8)))
            width *= STEP

    def add(self, first: int, picture: Picture) -> None:
        """Put columns in their place, from column `first` on; what lies beyond the last one is dropped.

        Raises `WorkbenchError` when the disk is full.
        """
        picture = np.ascontiguousarray(picture[: max(self.columns - first, 0)])
        if not len(picture):
            return
        if self._folder is not None:
            self._write(self._folder, first, picture)
        for width, level in self._levels:
            bins, starts = touched(first, len(picture), width)
            np.maximum(level[bins], np.maximum.reduceat(picture, starts, axis=0), out=level[bins])

    def cells(self, first: int, count: int, columns_per_cell: float) -> Picture:
        """The greatest value in each cell and row, shape (count, rows); 0 where nothing is known.

        Parameters
        ----------
        first, count, columns_per_cell : see `bins_of`; `columns_per_cell` ≥ 1

        Raises `WorkbenchError` when the disk fails.
        """
        chosen, level = self._levels[widest([width for width, _ in self._levels], columns_per_cell)]
        width = 1 if self._folder is not None and columns_per_cell < 2 * chosen else chosen
        skipped, pairs = bins_of(first, count, columns_per_cell, width, -(-self.columns // width))
        cells = np.zeros((count, self.rows), np.uint8)
        if len(pairs):
            start, stop = int(pairs[0, 0]), int(pairs[-1, 1])
            part = level[start:stop] if width == chosen else self._read(start, stop)
            part = np.concatenate([part, np.zeros((1, self.rows), np.uint8)])
            # reduceat makes one result per index; every second one is ours
            cells[skipped : skipped + len(pairs)] = np.maximum.reduceat(part, (pairs - start).ravel(), axis=0)[::2]
        return cells

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __del__(self) -> None:
        self.close()  # the window may be gone before it could ask for that

    def _write(self, folder: Path, first: int, picture: Picture) -> None:
        try:
            if self._file is None:
                folder.mkdir(parents=True, exist_ok=True)
                self._file = tempfile.TemporaryFile(dir=folder, prefix="analysis-", buffering=0)  # noqa: SIM115
            self._file.seek(first * self.rows)
            write_all(self._file, picture.reshape(-1).data)
        except OSError as error:
            why = f"what the analysis finds cannot be kept ({error.strerror})"
            raise WorkbenchError(f"{folder}: {why}. Make room there and begin it anew.") from error

    def _read(self, start: int, stop: int) -> Picture:
        """What was not written yet reads as 0. Raises `WorkbenchError`."""
        picture = np.zeros((stop - start, self.rows), np.uint8)
        if self._file is not None:
            try:
                self._file.seek(start * self.rows)
                read_into(self._file, picture.reshape(-1).data)
            except OSError as error:
                why = f"what the analysis found cannot be read any more ({error.strerror})"
                raise WorkbenchError(f"{self._folder}: {why}. Begin it anew.") from error
        return picture
