"""Models that need no weights: how loud each second is, and the same sound at half its level.

For tests, and for work on what surrounds a model.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from workbench.audio.signal import Signal, duration_s
from workbench.models.contract import AudioBlock, Card, Encoded, MadeSound, Scores, Span
from workbench.models.synthesise.recipe import Recipe, check_recipe

NAME, QUIETER, TONES = "placeholder/levels", "placeholder/quieter", "placeholder/tones"
CELL_S = 1.0


def _card(name: str, task: str, summary: str, classes: tuple[str, ...], extra: dict[str, Any] | None = None) -> Card:
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
        extra=extra or {},
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


class Tones:
    """Makes a fading tone from a recipe: its label is an octave, its place bends the pitch and the length."""

    card = _card(
        TONES,
        "synthesise",
        "Tones that fade; a stand-in that needs no weights.",
        ("low", "high"),
        {
            "space": {
                "size": 4,
                "directions": [
                    {"name": "pitch", "vector": [1.0, 0.0, 0.0, 0.0]},
                    {"name": "length", "vector": [0.0, 1.0, 0.0, 0.0]},
                ],
            }
        },
    )
    sample_rate = 48_000

    def make(self, recipes: Sequence[Recipe]) -> Iterator[MadeSound]:
        for index, recipe in enumerate(recipes):
            check_recipe(self.card, recipe)
            pitch_hz = (220.0, 880.0)[self.card.classes.index(recipe.label)] * 2.0 ** (recipe.point[0] / 12.0)
            time_s = np.arange(round(self.sample_rate * 0.4 * 1.2 ** recipe.point[1])) / self.sample_rate
            noise = np.random.default_rng(recipe.seed).standard_normal(time_s.size) * 0.01
            tone = (0.5 * np.sin(2.0 * np.pi * pitch_hz * time_s) + noise) * np.exp(-8.0 * time_s)
            yield MadeSound(index, tone.astype(np.float32)[None], self.sample_rate)

    def encode(self, signal: Signal, span: Span, label: str = "") -> Encoded:
        samples = signal.read(round(span.start_s * signal.sample_rate), round(span.end_s * signal.sample_rate))
        return Encoded(label or "low", (float(np.abs(samples).max(initial=0.0)), 0.0, 0.0, 0.0))


def load(name: str, device: str) -> Levels | Quieter | Tones:
    """Each by its name, else `Levels`, whatever the device: stands in for the catalogue's `load`."""
    kinds: dict[str, type[Quieter] | type[Tones]] = {QUIETER: Quieter, TONES: Tones}
    return kinds.get(name, Levels)()
