"""The base of lanes that show a frequency as a curve, on a logarithmic axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.features.scales import hz_to_position
from workbench.gui.lanes.curve import CurveLane
from workbench.gui.lanes.frequency_scale import in_words


class HertzCurveLane(CurveLane):
    """A subclass gives `low` and `high` in Hz."""

    unit = "Hz"

    def position(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        return hz_to_position(values, "log", self.low, self.high)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        powers = [10.0**n for n in range(1, 6)]
        ordered = [*powers, *(5 * hz for hz in powers), *(2 * hz for hz in powers)]
        return [(hz, in_words(hz)) for hz in ordered if self.low <= hz <= self.high]
