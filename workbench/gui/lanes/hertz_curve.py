"""The base of lanes that show a frequency as a curve, on a logarithmic axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from workbench.features.scales import hz_to_position
from workbench.gui.lanes.curve import CurveLane
from workbench.gui.lanes.frequency_scale import FrequencyScale, draw_ticks


class HertzCurveLane(CurveLane):
    """A subclass gives `low` and `high` in Hz."""

    unit = "Hz"

    def position(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        return hz_to_position(values, "log", self.low, self.high)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        draw_ticks(painter, rect, FrequencyScale("log", self.low, self.high), self.body_rect().height())
