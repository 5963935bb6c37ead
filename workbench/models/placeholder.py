"""Models that need no weights: how loud each second is, and the same sound at half its level.

For tests, and for work on what surrounds a model.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from workbench.audio.signal import Signal, duration_s
from workbench.models.contract import AudioBlock, Card, Scores, Span

NAME, QUIETER = "placeholder/levels", "placeholder/quieter"
CELL_S = 1.0


def _card(name: str, task: str, summary: str, classes: tuple[str, ...]) -> Card:
    return Card(
        name=name,
        task=task,
        summary=summary,
        classes=classes,
        sample_rate=0,
        window_s=CELL_S,
        licence="Apache-2.0",
        trained_on="nothing",
        quality=(),
        not_meant_for="anything but tests",
        parameters=0,
        weights_sha256="",
    )


class Levels:
    """Yields one `Scores` a second: the peak and the root mean square of all channels, 0…1."""

    card = _card(NAME, "classify", "How loud each second is; a stand-in that needs no weights.", ("peak", "rms"))

    def run(self, signal: Signal, span: Span, settings: Any) -> Iterator[Scores]:
        end_s = min(span.end_s, duration_s(signal))
        cell = math.ceil(span.start_s / CELL_S)
        while cell * CELL_S < end_s:
            start_s, stop_s = cell * CELL_S, (cell + 1) * CELL_S
            block = signal.read(round(start_s * signal.sample_rate), round(stop_s * signal.sample_rate))
            peak, rms = (
                float(np.abs(block).max(initial=0.0)),
                float(np.sqrt(np.square(block).sum() / max(block.size, 1))),
            )
            yield Scores(start_s, stop_s, np.clip(np.array([peak, rms], np.float32), 0.0, 1.0))
            cell += 1


class Quieter:
    """Yields the sound at half its level, in blocks of at most a second that tile the span."""

    card = _card(QUIETER, "denoise", "The same sound at half its level; a stand-in that needs no weights.", ())

    def run(self, signal: Signal, span: Span, settings: Any) -> Iterator[AudioBlock]:
        rate = signal.sample_rate
        stop = min(round(span.end_s * rate), signal.frames)
        for start in range(round(span.start_s * rate), stop, rate):
            block = signal.read(start, min(start + rate, stop))
            yield AudioBlock(start / rate, block * np.float32(0.5), rate)


def load(name: str, device: str) -> Levels | Quieter:
    """`Quieter` by its name, else `Levels`, whatever the device: stands in for the catalogue's `load`."""
    return Quieter() if name == QUIETER else Levels()
