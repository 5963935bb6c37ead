"""What a model changed: how much louder or softer each place of the spectrogram is in its output."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from workbench.features.stft import DB_FLOOR, DB_STEP, Levels, Tile
from workbench.gui.diverging import MIDDLE, diverging
from workbench.gui.lanes.frequency_scale import ROOM_PX, draw_ticks
from workbench.gui.lanes.legend import draw_legend
from workbench.gui.lanes.result_spectrogram import ResultStftLane
from workbench.gui.lanes.stft_lane import LEVELS_DB
from workbench.gui.lanes.strips import BinRows, Strip
from workbench.gui.theme import colors
from workbench.jobs.sound_work import MakeChange

LARGEST_DB = 40.0
"""Changes at least so large have the last colour."""
_MOST_STEPS = 127


class ChangeLane(ResultStftLane):
    """Level of the output minus that of the original, in dB; neutral where both are below the spectrogram's floor."""

    title = name = "Change"
    heard = None
    work = MakeChange
    planes = 2
    empty_text = "Run a denoiser to see here how much it changes"

    def row_mapper(self, rows: int) -> PairRows:
        return PairRows(super().row_mapper(rows // self.planes))

    def shown(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Changes in steps of `DB_STEP`, `MIDDLE` for none."""
        output, original = np.split(pixels, self.planes)
        floor = math.ceil((self.document.spectrogram.floor_db - DB_FLOOR) / DB_STEP)
        return change_of(output, original, floor)

    def table(self) -> list[int]:
        change_db = (np.arange(256) - MIDDLE) * DB_STEP
        step = MIDDLE + np.rint(np.clip(change_db / LARGEST_DB, -1, 1) * _MOST_STEPS).astype(np.intp)
        rgb = diverging(colors().name)[step].astype(np.uint32)
        return (0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).tolist()

    def level_in(self, tile: Tile, row: int, column: int) -> float:
        """The change, in dB."""
        output, original = (tile.levels[plane * tile.key.settings.bins + row, column] for plane in range(self.planes))
        return float(LEVELS_DB[output] - LEVELS_DB[original])

    def value_at(self, time_s: float, y: float) -> str | None:
        change_db = self.level_at(time_s, y)
        return None if change_db is None else f"change {change_db:+.1f} dB".replace("-", "−")

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        if self._signal is not None:
            widest = draw_ticks(painter, rect, self.scale, self.body_rect().height())
            unit = "dB" if widest <= ROOM_PX else ""
            draw_legend(painter, rect, diverging(colors().name), (-LARGEST_DB, LARGEST_DB), unit, signed=True)


class PairRows:
    """Rows of pixels of both planes of a tile, see `change_steps`, side by side in a strip."""

    def __init__(self, rows: BinRows) -> None:
        self._rows = rows

    def exact(self, levels: Levels) -> Strip:
        return np.concatenate([self._rows.exact(plane) for plane in np.split(levels, 2)], axis=1)

    def quick(self, levels: Levels) -> Strip:
        return np.concatenate([self._rows.quick(plane) for plane in np.split(levels, 2)], axis=1)


def change_of(output: NDArray[np.uint8], original: NDArray[np.uint8], floor: int) -> NDArray[np.uint8]:
    """`MIDDLE` plus the steps by which the output is louder (at most 127), `MIDDLE` where both are below `floor`."""
    louder = np.maximum(output, original)
    change = np.minimum(louder - original, _MOST_STEPS)
    change += MIDDLE
    change -= np.minimum(louder - output, _MOST_STEPS)
    np.copyto(change, MIDDLE, where=louder < floor)
    return change


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(ChangeLane)
