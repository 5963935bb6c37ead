"""Does a stretch of sound seem to hold speech? A quick look at a few places of it, by a formula without a network.

So that a model made for speech can warn before it takes music or birds for noise. It errs on the side of speech: of
excerpts of 4 s with noise as loud as the voice, one in forty is not taken for speech, of longer ones hardly any.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.channels import MixedSignal
from workbench.audio.signal import Signal
from workbench.features.speech_cues import CUES, cues

PLACES = 4
PLACE_S = 4.0
"""Seconds read at each place; at least `LEAST_S` are needed."""
LEAST_S = 0.5

LIKELY = 0.156
"""Below this probability one place does not sound like speech."""
LIKELY_OF_SEVERAL = 0.3
"""The same of the mean of several places, which says more: speech with noise as loud hardly ever comes below."""

_SILENCE = 1e-9
"""Mean square of digital silence, nearly: −90 dBFS."""
_QUIET_DB = 30.0
"""Places so much fainter than the loudest are pauses, and do not count."""
_LOUDEST = 1e6

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class SpeechLikeness:
    """What a quick look found.

    `probability` : that it holds speech, 0…1; None where there is too little sound to tell
    `is_unlikely` : whether that is so little that a person should be told
    `reason` : what speaks most against it, in words
    """

    probability: float | None
    is_unlikely: bool = False
    reason: str = ""


@dataclass(frozen=True)
class CueWeight:
    """How one of the cues counts: z = (cue − mean) / spread, within ±4, adds linear · z + square · z² to the log odds.

    `low`, `high` : why a low or a high value speaks against speech
    """

    mean: float
    spread: float
    linear: float
    square: float
    low: str
    high: str


# Fitted by tools/fit_speech_likeness.py.
INTERCEPT = 0.672
CUE_WEIGHTS = {
    "syllables": CueWeight(
        -1.679, 0.680, 2.026, -0.027, "it lacks the rhythm of syllables", "it swells and fades too evenly"
    ),
    "syllables_db": CueWeight(
        -1.041, 0.738, 0.752, -0.049, "it lacks the rhythm of syllables", "it swells and fades too evenly"
    ),
    "jitter": CueWeight(-2.269, 0.902, -0.266, 0.461, "it changes slowly", "it changes too fast"),
    "pauses": CueWeight(0.304, 0.210, -1.390, -0.249, "it has no pauses", "it is mostly pauses between short sounds"),
    "flux": CueWeight(-1.224, 0.702, 2.216, -0.887, "its timbre hardly changes", "its timbre changes too fast"),
    "voicing_changes": CueWeight(
        0.120, 0.059, 0.785, -0.032, "it has no turns between vowels and consonants", "its pitch comes and goes"
    ),
    "steady_pitch": CueWeight(
        0.386, 0.240, -1.094, -0.597, "its pitch never rests", "its tones are held as those of instruments"
    ),
    "pitch_runs": CueWeight(
        2.294, 1.351, 1.832, -0.658, "it has no pitch as vowels have", "its tones are longer than vowels"
    ),
    "tonality": CueWeight(
        1.402, 1.133, -0.844, 0.176, "its spectrum is too smooth", "the same frequencies sound all the time"
    ),
    "beat": CueWeight(0.251, 0.141, -1.527, 0.220, "it does not repeat", "it has a beat"),
    "centroid": CueWeight(6.511, 0.497, -0.253, -0.788, "it is lower than voices", "it is higher than voices"),
    "centroid_changes": CueWeight(5.807, 0.648, 0.546, 0.022, "its timbre hardly changes", "its timbre changes much"),
}
_WEIGHTS = [CUE_WEIGHTS[name] for name in CUES]


def judge_steps(signal: Signal, start_frame: int, stop_frame: int) -> Iterator[SpeechLikeness | None]:
    """Yield None after each place that was looked at, and at the end what `start_frame` ≤ n < `stop_frame` is like.

    Reads at most `PLACES` · `PLACE_S` seconds, evenly spread. Raises `AudioReadError`.
    """
    mono = MixedSignal(signal, np.full((1, signal.channels), 1.0 / signal.channels, np.float32))
    start_frame, stop_frame = max(start_frame, 0), min(stop_frame, signal.frames)
    length = round(PLACE_S * signal.sample_rate)
    looks = []
    for first in _places(start_frame, stop_frame, length):
        sound = mono.read(first, min(first + length, stop_frame))[0]
        sound = np.where(np.abs(sound) <= _LOUDEST, sound, np.float32(0.0))
        power = float(np.mean(np.square(sound))) if len(sound) >= LEAST_S * signal.sample_rate else 0.0
        if power > _SILENCE:
            looks.append((power, cues(sound, signal.sample_rate)))
        yield None
    yield _summary(looks)


def contributions(values: Floats) -> NDArray[np.float64]:
    """What cues, shape (…, len(CUES)), add to the log odds of speech, beside `INTERCEPT`."""
    mean, spread, linear, square = np.array([(w.mean, w.spread, w.linear, w.square) for w in _WEIGHTS]).T
    z = np.clip((values - mean) / spread, -4.0, 4.0)
    return np.asarray(linear * z + square * z**2)


def _places(start: int, stop: int, length: int) -> list[int]:
    count = min(PLACES, math.ceil((stop - start) / length))
    if count <= 1:
        return [start] if stop > start else []
    return [int(first) for first in np.linspace(start, stop - length, count)]


def _summary(looks: list[tuple[float, Floats]]) -> SpeechLikeness:
    if not looks:
        return SpeechLikeness(None)
    least = max(power for power, _ in looks) * 10.0 ** (-_QUIET_DB / 10.0)
    values = np.stack([found for power, found in looks if power >= least])
    added = contributions(values)
    # Not the odds: places where nobody speaks should not outvote one where somebody does.
    probability = float(np.mean(1.0 / (1.0 + np.exp(-INTERCEPT - added.sum(axis=1)))))
    against = int(added.mean(axis=0).argmin())
    weight = _WEIGHTS[against]
    reason = weight.low if values[:, against].mean() < weight.mean else weight.high
    return SpeechLikeness(probability, probability < (LIKELY if len(values) == 1 else LIKELY_OF_SEVERAL), reason)
