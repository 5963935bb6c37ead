"""The segment at a time, found without forming all the others."""

from __future__ import annotations

import numpy as np

from workbench.gui.scores import ScoreTrack
from workbench.models.classify.segments import Segment, segments_of


def segment_near(track: ScoreTrack, index: int, time_s: float, slack_s: float) -> Segment | None:
    """The segment of class `index` at `time_s`; else one at most `slack_s` away, which a person meant as well."""
    below = np.flatnonzero(track.values[:, index] < track.threshold)
    first = np.searchsorted(track.ends_s, time_s - slack_s, side="right")
    last = np.searchsorted(track.starts_s, time_s + slack_s, side="right")
    # The cells around, as far as the nearest ones below the threshold.
    left, right = np.searchsorted(below, [first, last])
    cells = slice(below[left - 1] + 1 if left else 0, below[right] if right < len(below) else len(track.values))
    near = segments_of(
        track.starts_s[cells],
        track.ends_s[cells],
        track.values[cells, index : index + 1],
        (track.card.classes[index],),
        track.threshold,
    )
    near = [s for s in near if s.start_s - slack_s <= time_s < s.end_s + slack_s]
    return min(near, key=lambda s: max(s.start_s - time_s, time_s - s.end_s), default=None)
