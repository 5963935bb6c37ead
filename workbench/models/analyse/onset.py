"""Onset strength: where something begins; and the beats that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.models.analyse.beats import beat_steps
from workbench.models.analyse.columns import Analysis, Grid, Piece, card
from workbench.models.analyse.compiled import load_librosa
from workbench.models.contract import Features, Moments, Result

SAMPLE_RATE, WINDOW, HOP = 22_050, 2048, 512
DELAY = 3
"""Columns by which librosa moves the rise of a level, so that it stands where the ear hears it begin."""


class Onset(Analysis):
    """Spectral flux: by how many dB the bands of a mel spectrogram rise from column to column, on average.

    The levels are `librosa.power_to_db(mel, top_db=None)`. By default librosa cuts them off 80 dB below the loudest
    place of the whole recording, which no piece can know.
    """

    card = card(
        "onset",
        ("onset_strength_db",),
        summary="Where something begins: how much the levels of 128 mel bands rise, on average. The ticks are beats.",
        source="librosa.onset.onset_strength with levels down to −100 dB, and librosa.beat.beat_track; at 22,050 Hz.",
        not_meant_for="Sounds that fade in. Beats mean nothing where the tempo changes or there is no music.",
        sample_rate=SAMPLE_RATE,
    )

    def grid(self, sample_rate: int) -> Grid:
        reach = WINDOW // 2
        return Grid(SAMPLE_RATE, HOP, DELAY * HOP + reach, -DELAY * HOP + HOP + reach, 512)

    def measure(self, piece: Piece, grid: Grid) -> NDArray[np.float32]:
        librosa = load_librosa()

        mel = librosa.feature.melspectrogram(
            y=piece.samples, sr=SAMPLE_RATE, n_fft=WINDOW, hop_length=HOP, center=False, fmax=SAMPLE_RATE / 2
        )
        levels = librosa.power_to_db(mel, top_db=None)
        # The first column has none before it to rise from; it is there for the others.
        strength: NDArray[np.floating] = librosa.onset.onset_strength(S=levels, sr=SAMPLE_RATE, center=False)[1:]
        strength[: max(DELAY - piece.columns.start, 0)] = 0.0
        return strength[np.newaxis].astype(np.float32)

    def conclude(self, results: Sequence[Result]) -> Iterator[Moments | None]:
        """The beats of the whole; None between the steps to them."""
        parts = [result for result in results if isinstance(result, Features)]
        if parts:
            strength = np.concatenate([part.values[0] for part in parts])
            beats_s = yield from beat_steps(strength, SAMPLE_RATE / HOP)
            yield Moments(parts[0].start_s + beats_s)
