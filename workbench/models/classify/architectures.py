"""The networks that can be trained and loaded, each with the input that it hears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from workbench.features.mel import MelSettings
from workbench.models.classify.compact_cnn import CompactCnn
from workbench.models.classify.reference_cnn import ReferenceCnn

WINDOW_S = 5.0


@dataclass(frozen=True)
class Architecture:
    """A kind of network: `build(classes)` makes it with random weights, for windows of `WINDOW_S` seconds."""

    build: Callable[[int], nn.Module]
    mel: MelSettings
    summary: str


ARCHITECTURES: dict[str, Architecture] = {
    "compact-cnn": Architecture(
        CompactCnn, MelSettings(), "Names environmental sounds; a residual network with regularised training."
    ),
    "reference-cnn": Architecture(
        ReferenceCnn,
        MelSettings(n_fft=2048, hop_length=1250, f_min_hz=0.0),
        "Names environmental sounds; the textbook network, for comparison.",
    ),
}
"""By the name given to `workbench train classify --architecture`. A new network is one file and one entry here."""
