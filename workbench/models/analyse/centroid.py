"""Spectral centroid: whether the sound is dark or bright."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.models.analyse.columns import Analysis, Grid, Piece, card, window_for


class Centroid(Analysis):
    """The mean frequency of the magnitude spectrum, in Hz; NaN in silence, which has none.

    Hann windows of about 43 ms, every quarter of one.
    """

    card = card(
        "centroid",
        ("centroid_hz",),
        summary="Whether the sound is dark or bright: the mean frequency of its spectrum, weighted by magnitude.",
        source="librosa.feature.spectral_centroid, at the recording's own rate; silence has no value.",
        not_meant_for="Pitch: a bright low note has a high centroid. Noise pulls it towards the middle of the band.",
    )

    def grid(self, sample_rate: int) -> Grid:
        window = window_for(sample_rate)
        return Grid(sample_rate, window // 4, window // 2, window // 2, 512)

    def measure(self, piece: Piece, grid: Grid) -> NDArray[np.float32]:
        import librosa

        window = grid.before + grid.after
        spectrum = np.abs(librosa.stft(piece.samples, n_fft=window, hop_length=grid.hop_length, center=False))
        centroid = librosa.feature.spectral_centroid(S=spectrum, sr=grid.sample_rate)
        return np.where(spectrum.any(axis=0), centroid, np.nan).astype(np.float32)
