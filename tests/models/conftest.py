"""A model with random weights in a folder of the person's own, loaded by the real code."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from workbench import paths
from workbench.models.classify.architectures import ARCHITECTURES
from workbench.models.weights import save_weights

NAME = "classify/random"
CLASSES = ("bell", "rain", "wind")


@pytest.fixture
def random_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a model called `NAME`, made for this test alone."""
    return make_model(tmp_path, monkeypatch)


@pytest.fixture
def change_card(random_model: Path) -> Callable[..., None]:
    """Call it with fields of the card to give them other values."""

    def change(**fields: object) -> None:
        path = random_model / "card.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | fields))

    return change


def make_model(home: Path, monkeypatch: pytest.MonkeyPatch, architecture: str = "compact-cnn") -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(home))
    folder = paths.data_dir() / "models" / NAME
    folder.mkdir(parents=True)
    torch.manual_seed(0)
    kind = ARCHITECTURES[architecture]
    network = kind.build(len(CLASSES))
    card = {
        "name": NAME,
        "task": "classify",
        "summary": "random weights",
        "classes": CLASSES,
        "sample_rate": kind.mel.sample_rate,
        "window_s": 5.0,
        "licence": "Apache-2.0",
        "trained_on": "nothing",
        "quality": [],
        "not_meant_for": "anything but tests",
        "parameters": 1,
        "weights_sha256": save_weights(network, folder / "weights.safetensors"),
        "extra": {"architecture": architecture, "mel": asdict(kind.mel)},
    }
    (folder / "card.json").write_text(json.dumps(card))
    return folder
