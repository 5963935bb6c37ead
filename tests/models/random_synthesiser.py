"""A synthesiser with random weights among the person's own models: it runs as a trained one does, and makes noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from workbench import paths
from workbench.models.synthesise.sound_shape import DIGITS, HITS
from workbench.models.synthesise.synthesiser import Networks
from workbench.models.weights import save_weights
from workbench.training.synthesise_card import write_card

LABELS = {"oneshots-gan": ("kick", "snare", "tom"), "digits-gan": tuple("0123456789")}
SMALL = {"generator": (16, 16, 8), "vocoder": (16, 1)}
SIZE = 8


def make_synthesiser(name: str) -> Path:
    """The folder of the model of that name, one of `LABELS`; small, with two directions: brightness, late highs."""
    folder = paths.data_dir() / "models" / "synthesise" / name
    folder.mkdir(parents=True)
    shape = HITS if name == "oneshots-gan" else DIGITS
    torch.manual_seed(0)
    networks = Networks(shape, len(LABELS[name]), SIZE, SMALL)
    write_card(
        folder,
        labels=LABELS[name],
        shape=shape,
        licence="none: for tests",
        weights_sha256=save_weights(networks, folder / "weights.safetensors"),
        parameters=sum(parameter.numel() for parameter in networks.parameters()),
        directions=zip(("brightness", "late highs"), np.eye(2, SIZE), strict=True),
        sizes=SMALL,
        size=SIZE,
        trained_on="nothing",
        command="none",
        seed=0,
    )
    return folder
