"""The pitch lane: the fundamental frequency of one voice or instrument, with gaps where there is none."""

from __future__ import annotations

import math

from workbench.gui.lanes.hertz_curve import HertzCurveLane
from workbench.models.analyse.constant_q import LOWEST_HZ, NOTES


class PitchLane(HertzCurveLane):
    title = "Pitch"
    analysis = "analyse/pitch"
    low, high = 60.0, 2200.0

    def words_of(self, value: float) -> str:
        semitone = 12 * math.log2(value / LOWEST_HZ)
        note = round(semitone)
        cents = round(100 * (semitone - note))
        name = f"{NOTES[note % 12]}{1 + note // 12}"
        return f"{value:,.1f} Hz   {name} {cents:+d} cents".replace("-", "−")


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(PitchLane, lambda _document, lane: lane.note_shown(True))
