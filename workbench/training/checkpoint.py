"""Where a training stands, in one safetensors file: networks, optimisers, and a few notes. Nothing is unpickled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from workbench.errors import DataError

Networks = Mapping[str, nn.Module]
Optimisers = Mapping[str, torch.optim.Optimizer]


def save(path: Path, networks: Networks, optimisers: Optimisers, notes: Mapping[str, Any]) -> None:
    """Write the checkpoint beside the old one, then put it in its place: there is always a whole one.

    Raises `DataError` when it cannot be written.
    """
    tensors = {f"{name}.{key}": value for name, net in networks.items() for key, value in net.state_dict().items()}
    for name, optimiser in optimisers.items():
        for index, state in optimiser.state_dict()["state"].items():
            tensors |= {f"{name}.{index}.{key}": value for key, value in state.items()}
    unfinished = path.with_suffix(".part")
    # Copies: safetensors refuses tensors that are strided or share memory.
    copies = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    try:
        save_file(copies, unfinished, metadata={"training": json.dumps(notes)})
        unfinished.replace(path)
    except (OSError, SafetensorError) as error:
        unfinished.unlink(missing_ok=True)
        raise DataError(f"{path}: cannot be written ({error}). Make room there, then resume.") from error


def load(path: Path, networks: Networks, optimisers: Optimisers) -> dict[str, Any] | None:
    """Take up what `save` wrote, and return its notes; None if there is no file. Raises `DataError`."""
    if not path.is_file():
        return None
    notes, tensors = _read(path)
    try:
        for name, network in networks.items():
            network.load_state_dict(_under(name, tensors))
        for name, optimiser in optimisers.items():
            states: dict[int, dict[str, Tensor]] = {}
            for key, value in _under(name, tensors).items():
                index, _, entry = key.partition(".")
                states.setdefault(int(index), {})[entry] = value
            optimiser.load_state_dict(optimiser.state_dict() | {"state": states})
    except (RuntimeError, ValueError) as error:
        raise DataError(f"{path}: belongs to another network. Start anew.") from error
    return notes


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    try:
        with safe_open(path, framework="pt") as file:
            notes: dict[str, Any] = json.loads(file.metadata()["training"])
            return notes, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
        raise DataError(f"{path}: is damaged ({error}). Remove it, and start anew.") from error


def _under(name: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    prefix = f"{name}."
    return {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
