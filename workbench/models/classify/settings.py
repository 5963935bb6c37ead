"""What a person may choose before a classifier runs. No torch: the window builds its form from this."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ClassifySettings:
    """What a person may choose; the form is built from the fields' metadata."""

    hop_s: float = field(
        default=1.0,
        metadata={
            "label": "Step",
            "unit": "s",
            "help": "How far the window moves from one score to the next: smaller is finer in time, and slower.",
            "minimum": 0.1,
            "maximum": 60.0,
        },
    )

    def __post_init__(self) -> None:
        if not 0.1 <= self.hop_s <= 60.0:
            raise ValueError(f"the step must be 0.1 to 60 s, not {self.hop_s}")
