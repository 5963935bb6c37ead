"""What the sounds of a synthesiser have in common: rate, length, and the grid on which they are described. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workbench.features.mel import MelSettings

Tone = Literal["partials", "voice"]


@dataclass(frozen=True)
class SoundShape:
    """Sounds of one synthesiser.

    `sample_rate` : Hz
    `hop_length` : samples from one frame of the description to the next
    `frames` : of the description; sounds are `frames · hop_length` samples long, silence at the end included
    `n_fft` : samples of the window in which the log-mel bands of the description are measured
    `n_mels`, `f_min_hz`, `f_max_hz` : those bands
    `tone` : what sounds beside noise: "partials", one in each of `bands` bands, as struck things have, or a "voice"
        with one pitch
    """

    sample_rate: int
    hop_length: int
    frames: int
    n_fft: int
    n_mels: int
    f_min_hz: float
    f_max_hz: float
    tone: Tone
    bands: int = 0

    @property
    def samples(self) -> int:
        return self.frames * self.hop_length

    @property
    def rows(self) -> int:
        """Numbers that describe one frame: the mel bands, then two for each partial, or pitch and voicing."""
        return self.n_mels + (2 * self.bands if self.tone == "partials" else 2)

    @property
    def mel(self) -> MelSettings:
        """Raises ValueError if there are no such bands."""
        return MelSettings(self.sample_rate, self.n_fft, self.hop_length, self.n_mels, self.f_min_hz, self.f_max_hz)


HITS = SoundShape(48_000, 384, 192, 1536, 80, 30.0, 20_000.0, "partials", 32)
DIGITS = SoundShape(16_000, 192, 80, 768, 80, 40.0, 7_900.0, "voice")


_MOST = {"sample_rate": 384_000, "hop_length": 4096, "frames": 4096, "n_fft": 65_536, "n_mels": 1024, "bands": 1024}
"""A card that asks for more is damaged."""


def shape_from(content: Mapping[str, Any]) -> SoundShape:
    """As it stands in a card. Raises TypeError, ValueError for anything else."""
    shape = SoundShape(**content)
    for name, most in _MOST.items():
        number, least = getattr(shape, name), 0 if name == "bands" and shape.tone == "voice" else 1
        if not isinstance(number, int) or not least <= number <= most:
            raise ValueError(f"{name} {number!r}, which must be {least} to {most}")
    if shape.tone not in ("partials", "voice") or shape.frames % 8 or shape.samples > 2**22:
        raise ValueError(f"{content} describes no sounds")
    _ = shape.mel
    return shape
