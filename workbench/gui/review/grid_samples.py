"""A recording made for previews, and clips of it as a review has them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from workbench.labels.label import ReviewClip

RATE = 24_000
COUNT = 40
_EVERY_S, _CALL_S = 1.0, 0.3
_ANSWERS = ("", "", "yes", "no", "", "class", "unsure", "skip")


def write_recording(path: Path) -> Path:
    """A call a second, rising and falling in turn, over soft noise; 40 s."""
    import soundfile

    time = np.arange(round(_CALL_S * RATE)) / RATE
    sound = np.random.default_rng(8).normal(0, 0.003, round(COUNT * _EVERY_S * RATE))
    for number in range(COUNT):
        start_hz, end_hz = sorted((2000.0 + 60 * number, 5000.0), reverse=number % 2 == 1)
        phase = 2 * np.pi * (start_hz * time + (end_hz - start_hz) / (2 * _CALL_S) * time**2)
        first = round((number + 0.35) * _EVERY_S * RATE)
        sound[first : first + len(time)] += 0.3 * np.sin(phase) * np.hanning(len(time))
    soundfile.write(path, sound, RATE)
    return path


def sample_clips(count: int = COUNT) -> list[ReviewClip]:
    """One of each call of recording 1, and after the last from its start again, in all states; the third is of
    recording 2."""
    clips = []
    for number in range(count):
        start_s = (number % COUNT + 0.35) * _EVERY_S
        answer, text = _ANSWERS[number % len(_ANSWERS)], ("rising", "falling")[number % 2]
        given = ("falling", "rising")[number % 2] if answer == "class" else ""
        clips.append(
            ReviewClip(
                number + 1, 1, number, 2 if number == 2 else 1, start_s, start_s + _CALL_S, None, text,
                round(0.99 - 0.02 * (number % COUNT), 2), answer, given,
            )
        )  # fmt: skip
    return clips
