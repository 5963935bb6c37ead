"""What a person may choose before the spectral gate runs. The window builds its form from this."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Literal


@dataclass(frozen=True)
class GateSettings:
    """What a person may choose; the form is built from the fields' metadata.

    `noise_start_s`, `noise_end_s` : where in the recording there is only noise, seconds; None for both: what sounds
        all the time counts as noise. Their metadata say `"from": "selection"`: they are not typed, but taken from
        the selection.
    """

    reduction_db: float = field(
        default=12.0,
        metadata={
            "label": "Reduction",
            "unit": "dB",
            "help": "By how much the noise is lowered. More than 20 dB rarely sounds better.",
            "minimum": 0.0,
            "maximum": 48.0,
            "step": 1.0,
            "decimals": 1,
        },
    )
    sensitivity: float = field(
        default=2.5,
        metadata={
            "label": "Sensitivity",
            "help": "How far above the noise's mean, in its own spreads, a sound still counts as noise. "
            "Higher takes more noise, and more of faint sounds.",
            "minimum": 0.0,
            "maximum": 6.0,
            "step": 0.25,
        },
    )
    smoothing_hz: float = field(
        default=50.0,
        metadata={
            "label": "Smoothing",
            "unit": "Hz",
            "help": "How wide a band of frequencies is judged together: wider chirps less, narrower is finer.",
            "minimum": 0.0,
            "maximum": 1000.0,
            "step": 25.0,
            "decimals": 0,
        },
    )
    channels: Literal["together", "each"] = field(
        default="together",
        metadata={
            "label": "Channels",
            "help": "Together: all are lowered alike, and every sound stays where it is between the loudspeakers.",
        },
    )
    noise_start_s: float | None = field(
        default=None, metadata={"label": "Noise from", "unit": "s", "hidden": True, "from": "selection"}
    )
    noise_end_s: float | None = field(
        default=None, metadata={"label": "Noise to", "unit": "s", "hidden": True, "from": "selection"}
    )

    def __post_init__(self) -> None:
        for each in fields(self):
            value, limits = getattr(self, each.name), each.metadata
            if "minimum" in limits and not limits["minimum"] <= value <= limits["maximum"]:
                unit = f" {limits['unit']}" if "unit" in limits else ""
                what = f"{limits['label'].lower()} must be {limits['minimum']:g} to {limits['maximum']:g}{unit}"
                raise ValueError(f"the {what}, not {value}")
        if self.channels not in {"together", "each"}:
            raise ValueError(f"channels must be 'together' or 'each', not {self.channels!r}")
        ends = (self.noise_start_s, self.noise_end_s)
        if (None in ends) != (ends == (None, None)):
            raise ValueError("the noise needs both a start and an end")
        if self.noise is not None and not 0.0 <= self.noise[0] < self.noise[1] < math.inf:
            raise ValueError(f"there is no noise from {self.noise[0]} to {self.noise[1]} s")

    @property
    def noise(self) -> tuple[float, float] | None:
        """Start and end of the stretch with only noise, seconds."""
        if self.noise_start_s is None or self.noise_end_s is None:
            return None
        return self.noise_start_s, self.noise_end_s
