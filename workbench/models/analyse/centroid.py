"""Spectral centroid: whether the sound is dark or bright."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.models.analyse.columns import Analysis, Grid, Piece, card, window_for, windows_of


class Centroid(Analysis):
    """The mean frequency of the magnitude spectrum, in Hz; NaN in silence, which has none.

    Hann windows of about 43 ms, every quarter of one.
    """

    card = card(
        "centroid",
        ("centroid_hz",),
        summary="Whether the sound is dark or bright: the mean frequency of its spectrum, weighted by magnitude.",
        source="As librosa.feature.spectral_centroid, at the recording's own rate; silence has no value.",
        not_meant_for="Pitch: a bright low note has a high centroid. Noise pulls it towards the middle of the band.",
    )

    def grid(self, sample_rate: int) -> Grid:
        window = window_for(sample_rate)
        return Grid(sample_rate, window // 4, window // 2, window // 2, 512)

    def measure(self, piece: Piece, grid: Grid) -> NDArray[np.float32]:
        from scipy import fft

        frames = windows_of(piece, grid)
        length = frames.shape[1]
        hann = np.hanning(length + 1)[:-1].astype(np.float32)
        magnitude = np.abs(fft.rfft(frames * hann, axis=1))  # (columns, bins)
        frequencies = np.arange(magnitude.shape[1], dtype=np.float32) * (grid.sample_rate / length)
        total = magnitude.sum(axis=1)
        centroid = np.full((1, len(total)), np.nan, np.float32)
        np.divide(magnitude @ frequencies, total, out=centroid[0], where=total > 0)
        return centroid
