"""Constant-Q spectrum: a band for each semitone."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workbench.models.analyse.columns import Analysis, Grid, Piece, card, level_db
from workbench.models.analyse.compiled import load_librosa

SAMPLE_RATE, HOP = 22_050, 512
OCTAVES, LOWEST_HZ = 7, 440.0 * 2.0 ** (-45 / 12)
"""From C1, 32.7 Hz, to B7, 3951 Hz."""

NOTES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
_CONTEXT = 48
"""Columns on either side: the longest filter reaches 12 columns, and halving the rate six times over again needs
the rest. With 32 the error is 2e-7 of the loudest value (measured), which is that of float32."""


class ConstantQ(Analysis):
    """Levels of 84 semitones from C1 to B7 in dBFS, tuned to A = 440 Hz, never below −100 dB.

    A sine of full scale in the middle of a band has 0 dBFS.
    """

    card = card(
        "constant-q",
        tuple(f"{NOTES[row % 12]}{1 + row // 12}" for row in range(12 * OCTAVES)),
        summary="A spectrum with a band for each semitone from C1 to B7, so that notes stand evenly.",
        source="librosa.cqt with a fixed tuning (A = 440 Hz), levels in dBFS; at 22,050 Hz.",
        not_meant_for="Sound above 4 kHz, such as most insects and all bats. C1 is blurred by half a second.",
        sample_rate=SAMPLE_RATE,
    )

    def grid(self, sample_rate: int) -> Grid:
        return Grid(SAMPLE_RATE, HOP, _CONTEXT * HOP, _CONTEXT * HOP, 432)

    def measure(self, piece: Piece, grid: Grid) -> NDArray[np.float32]:
        magnitude = magnitudes(piece, _CONTEXT, bins_per_octave=12, scale=False)
        amplitude = 2.0 * magnitude / _lengths()[:, np.newaxis]
        return level_db(amplitude)


def magnitudes(piece: Piece, context: int, *, bins_per_octave: int, scale: bool) -> NDArray[np.float32]:
    """`abs(librosa.cqt(…, tuning=0))` of a piece that has `context` columns around it, where there are so many."""
    librosa = load_librosa()

    # Where the recording begins or ends librosa must see it do so: its resampling is not blind to zeros.
    samples = piece.samples[piece.inside]
    skipped = context - piece.inside.start // HOP
    least = 2 * context * HOP  # a shorter sound than the filters is followed by silence
    if len(samples) < least:
        samples = np.pad(samples, (0, least - len(samples)))
    spectrum = librosa.cqt(
        samples,
        sr=SAMPLE_RATE,
        hop_length=HOP,
        fmin=LOWEST_HZ,
        n_bins=bins_per_octave * OCTAVES,
        bins_per_octave=bins_per_octave,
        tuning=0.0,
        scale=scale,
    )
    magnitude: NDArray[np.float32] = np.abs(spectrum[:, skipped : skipped + len(piece.columns)])
    return magnitude


@lru_cache(maxsize=1)
def _lengths() -> NDArray[np.float64]:
    """Length of each filter in samples at `SAMPLE_RATE`."""
    librosa = load_librosa()

    frequencies = LOWEST_HZ * 2.0 ** (np.arange(12 * OCTAVES) / 12)
    # As librosa's own `cqt` does: the bandwidth follows from the spacing of the bands.
    bandwidth = (2.0 ** (2 / 12) - 1) / (2.0 ** (2 / 12) + 1)
    lengths, _ = librosa.filters.wavelet_lengths(freqs=frequencies, sr=SAMPLE_RATE, alpha=bandwidth)
    return np.asarray(lengths, np.float64)
