"""Which labels lie beyond the end of their recording: the same for what goes into projects and what goes into files."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.labels.same_labels import Mask

SLACK_S = 0.1
"""Labels may reach so far beyond the end: decoders of compressed sound, and the lengths that its headers claim, differ
by that much."""

Seconds = NDArray[np.float64]


def beyond_end(start_s: Seconds, end_s: Seconds, last_s: Seconds) -> Mask:
    """Which labels end too late, or are intervals that only begin where their recording is over.

    Parameters
    ----------
    start_s, end_s : of labels
    last_s : where the recording of each ends; infinite where that is not known
    """
    too_late: Mask = end_s > last_s + SLACK_S
    return too_late | ((start_s >= last_s) & (start_s < end_s))


def words_of_beyond(start_s: float, end_s: float, last_s: float, recording: str) -> str:
    """What is wrong with such a label, and the remedy. `recording` : for a person."""
    what = f"starts at {start_s:.3f} s" if start_s >= last_s else f"ends at {end_s:.3f} s"
    remedy = "Correct it, or choose the recording that it was made on"
    return f"it {what}, and {recording} is over at {last_s:.3f} s. {remedy}"
