"""What a person may choose before the denoiser of speech runs. No torch: the window builds its form from this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Channels = Literal["together", "each"]
Above = Literal["follow", "keep", "remove"]


@dataclass(frozen=True)
class DenoiseSettings:
    """What a person may choose; the form is built from the fields' metadata. How strongly is chosen while listening."""

    channels: Channels = field(
        default="together",
        metadata={
            "label": "Channels",
            "help": "Together: one filter for all channels, so that each voice stays where it is heard. "
            "Each: every channel by itself, for microphones that hear different things; takes as many times longer.",
            "choices": ("together", "each"),
        },
    )
    above: Above = field(
        default="follow",
        metadata={
            "label": "Above 8 kHz",
            "help": "The network hears up to 8 kHz. What lies above is taken down with the octave below it (follow), "
            "left as it is (keep), or taken out (remove).",
            "choices": ("follow", "keep", "remove"),
        },
    )

    def __post_init__(self) -> None:
        if self.channels not in ("together", "each"):
            raise ValueError(f"channels are denoised together or each, not {self.channels!r}")
        if self.above not in ("follow", "keep", "remove"):
            raise ValueError(f"what lies above 8 kHz may follow, be kept or be removed, not {self.above!r}")
