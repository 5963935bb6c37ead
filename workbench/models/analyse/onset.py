"""Onset strength: where something begins; and the beats that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.models.analyse.columns import Analysis, Grid, Piece, card
from workbench.models.contract import Features, Moments, Result

SAMPLE_RATE, WINDOW, HOP = 22_050, 2048, 512
DELAY = 3
"""Columns by which librosa moves the rise of a level, so that it stands where the ear hears it begin."""

_TEMPO_WINDOW_S = 8.0
_COLUMNS_AT_ONCE = 4096


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
        import librosa

        mel = librosa.feature.melspectrogram(
            y=piece.samples, sr=SAMPLE_RATE, n_fft=WINDOW, hop_length=HOP, center=False, fmax=SAMPLE_RATE / 2
        )
        levels = librosa.power_to_db(mel, top_db=None)
        # The first column has none before it to rise from; it is there for the others.
        strength = librosa.onset.onset_strength(S=levels, sr=SAMPLE_RATE, center=False)[1:]
        strength[: max(DELAY - piece.columns.start, 0)] = 0.0
        return strength[np.newaxis].astype(np.float32)

    def conclude(self, results: Sequence[Result]) -> Iterator[Moments]:
        """The beats of the whole."""
        parts = [result.values[0] for result in results if isinstance(result, Features)]
        if parts and isinstance(results[0], Features):
            yield Moments(results[0].start_s + beats(np.concatenate(parts)))


def beats(strength: NDArray[np.float32]) -> NDArray[np.float64]:
    """Times of the beats in seconds, from the onset strength of the whole, as `librosa.beat.beat_track` finds them."""
    import librosa

    if len(strength) < 2 or not strength.any():
        return np.empty(0)
    _, columns = librosa.beat.beat_track(
        onset_envelope=strength, sr=SAMPLE_RATE, hop_length=HOP, bpm=tempo_bpm(strength)
    )
    return np.asarray(columns, np.float64) * (HOP / SAMPLE_RATE)


def tempo_bpm(strength: NDArray[np.float32]) -> NDArray[np.float64]:
    """The tempo as `librosa.feature.tempo` estimates it, in memory that does not grow with the recording.

    It is read off the mean of all local autocorrelations, which is gathered here piece by piece: 10 hours of them
    would take 4 GB.
    """
    import librosa

    window = int(librosa.time_to_frames(_TEMPO_WINDOW_S, sr=SAMPLE_RATE, hop_length=HOP))
    padded = np.pad(strength, window // 2, mode="linear_ramp", end_values=0)
    total = np.zeros(window)
    for first in range(0, len(strength), _COLUMNS_AT_ONCE):
        stop = min(first + _COLUMNS_AT_ONCE, len(strength))
        part = padded[first : stop + window - 1]
        total += librosa.feature.tempogram(
            onset_envelope=part, sr=SAMPLE_RATE, hop_length=HOP, win_length=window, center=False
        ).sum(axis=1)
    mean = (total / len(strength))[:, np.newaxis]
    bpm: NDArray[np.float64] = librosa.feature.tempo(tg=mean, sr=SAMPLE_RATE, hop_length=HOP)
    return bpm
