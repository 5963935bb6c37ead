"""RMS level: how loud the sound is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.models.analyse.columns import Analysis, Grid, Piece, card, level_db, window_for, windows_of


class Rms(Analysis):
    """20 · log10 of the root of the mean square, in windows of about 43 ms, every quarter of one.

    Values are dBFS, never below −100 dB; a full-scale sine has −3 dBFS.
    """

    card = card(
        "rms",
        ("level_dbfs",),
        summary="How loud the sound is: the root of the mean square of about 43 ms, in dB below full scale.",
        source="As librosa.feature.rms, at the recording's own rate.",
        not_meant_for="Loudness as ears judge it (nothing is weighted), or sound pressure (nothing is calibrated).",
    )

    def grid(self, sample_rate: int) -> Grid:
        window = window_for(sample_rate)
        return Grid(sample_rate, window // 4, window // 2, window // 2, 2048)

    def measure(self, piece: Piece, grid: Grid) -> NDArray[np.float32]:
        return level_db(np.sqrt(np.mean(np.square(windows_of(piece, grid)), axis=1)))[np.newaxis]
