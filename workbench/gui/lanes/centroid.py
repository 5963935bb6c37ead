"""The spectral centroid lane: whether the sound is dark or bright."""

from __future__ import annotations

from workbench.gui.lanes.hertz_curve import HertzCurveLane


class CentroidLane(HertzCurveLane):
    title = "Centroid"
    analysis = "analyse/centroid"
    low = 100.0

    @property
    def high(self) -> float:
        recording = self.document.recording
        return (48_000 if recording is None else recording.sample_rate) / 2


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(CentroidLane, lambda _document, lane: lane.note_shown(True))
