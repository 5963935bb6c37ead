"""The RMS lane: how loud the sound is."""

from __future__ import annotations

from workbench.gui.lanes.curve import CurveLane


class RmsLane(CurveLane):
    title = "RMS"
    analysis = "analyse/rms"
    unit = "dBFS"
    low, high = -80.0, 0.0


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(RmsLane, lambda _document, lane: lane.note_shown(True))
