"""Chroma: how strong each of the twelve pitch classes is, in whatever octave."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.models.analyse.columns import Analysis, Grid, Piece, card
from workbench.models.analyse.compiled import load_librosa
from workbench.models.analyse.constant_q import HOP, LOWEST_HZ, NOTES, SAMPLE_RATE, magnitudes

_BINS_PER_OCTAVE = 36
_CONTEXT = 96
"""As for the constant-Q spectrum, with filters three times as long."""


class Chroma(Analysis):
    """0…1 for each pitch class from C to B; in each column the strongest has 1, in silence all have 0."""

    card = card(
        "chroma",
        NOTES,
        summary="How strong each of the twelve pitch classes is, whatever the octave: melody and harmony at a glance.",
        source="librosa.feature.chroma_cqt with a fixed tuning (A = 440 Hz); at 22,050 Hz.",
        not_meant_for="Loudness: each column is scaled by its strongest class, so noise is as bright as music.",
        sample_rate=SAMPLE_RATE,
    )

    def grid(self, sample_rate: int) -> Grid:
        return Grid(SAMPLE_RATE, HOP, _CONTEXT * HOP, _CONTEXT * HOP, 432)

    def measure(self, piece: Piece, grid: Grid) -> NDArray[np.float32]:
        librosa = load_librosa()

        spectrum = magnitudes(piece, _CONTEXT, bins_per_octave=_BINS_PER_OCTAVE, scale=True)
        chroma = librosa.feature.chroma_cqt(
            C=spectrum, sr=SAMPLE_RATE, hop_length=HOP, fmin=LOWEST_HZ, bins_per_octave=_BINS_PER_OCTAVE, tuning=0.0
        )
        return np.asarray(chroma, np.float32)
