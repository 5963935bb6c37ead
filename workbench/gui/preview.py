"""Any widget alone in a window, with sample data: `python -m workbench.gui.panels.meter`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtWidgets import QApplication, QWidget

from workbench.gui import theme
from workbench.models.contract import Card


def run(make: Callable[[], QWidget], width: int, height: int) -> None:
    """Show what `make` makes until its window is closed. The theme follows the system, or the variable."""
    application = QApplication(sys.argv)
    theme.apply()
    widget = make()
    widget.resize(width, height)
    widget.show()
    sys.exit(application.exec())


@dataclass(frozen=True)
class SampleSettings:
    """Settings such as a model has."""

    hop_s: float = field(default=1.0, metadata={"label": "Step", "unit": "s", "minimum": 0.1, "maximum": 60.0})
    smooth: bool = field(default=True, metadata={"label": "Smooth over time"})
    weighting: Literal["mean", "loudest"] = field(default="mean", metadata={"label": "Channels"})


def sample_card() -> Card:
    """A card such as a model has."""
    return Card(
        name="classify/sample", task="classify", summary="Hears which sound of the surroundings it is.",
        classes=("Dog", "Rain", "Church bells", "Sheep", "Clock tick"), sample_rate=32_000, window_s=5.0,
        licence="Apache-2.0", trained_on="Nothing: this is a sample.",
        quality=("Accuracy 87.2 % on 400 clips that it had not heard.",), not_meant_for="Alarms, or any decision.",
        parameters=1_234_567, weights_sha256="",
    )  # fmt: skip
