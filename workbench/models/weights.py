"""Weights on disk: safetensors only, checked against the card before a network gets them. Nothing is unpickled."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from workbench.errors import DataError, ModelLoadError

_SHOWN = 3
"""Names of weights shown in a message."""


def load_weights(network: nn.Module, path: Path, sha256: str) -> None:
    """Give `network` the weights in `path`, converted to its own type.

    Raises `ModelLoadError` when the file is missing, damaged, not the one of the card (`sha256`, hexadecimal), or does
    not fit the network exactly: each weight there, none too many, of the right shape, finite.
    """
    found = file_sha256(path)
    if found != sha256:
        raise ModelLoadError(
            f"{path}: is not the file that its card describes (SHA-256 {found[:12]}…, expected {sha256[:12]}…). "
            "Install the model again."
        )
    try:
        weights = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelLoadError(f"{path}: is not a whole safetensors file ({error}). Install the model again.") from error
    expected = network.state_dict()
    _check_names(path, expected, weights)
    for name, tensor in weights.items():
        if tensor.shape != expected[name].shape:
            raise ModelLoadError(
                f"{path}: {name} has shape {tuple(tensor.shape)}, the network needs {tuple(expected[name].shape)}."
            )
        if not torch.isfinite(tensor).all():
            raise ModelLoadError(f"{path}: {name} holds values that are not finite. Install or train the model again.")
    network.load_state_dict(weights)


def save_weights(network: nn.Module, path: Path) -> str:
    """Write all weights of `network`, as float16 where that holds them; the file's SHA-256 in hexadecimal.

    Raises `DataError` when they cannot be written; what was there before is there still.
    """
    weights = {name: _halved(value.detach().cpu().contiguous()) for name, value in network.state_dict().items()}
    unfinished = path.with_suffix(".part")
    try:
        save_file(weights, unfinished)
        unfinished.chmod(0o644)  # safetensors leaves it to its owner alone
        unfinished.replace(path)
    except (OSError, SafetensorError) as error:
        unfinished.unlink(missing_ok=True)
        raise DataError(f"{path}: cannot be written ({error}). Make room there, then resume the training.") from error
    return file_sha256(path)


def _halved(tensor: Tensor) -> Tensor:
    halved = tensor.to(torch.float16)
    fits = tensor.is_floating_point() and bool(torch.isfinite(halved).all())
    return halved if fits else tensor


def file_sha256(path: Path) -> str:
    """Raises `ModelLoadError` if the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelLoadError(
            f"{path}: the weights cannot be read ({error.strerror}). Install the model again."
        ) from error


def _check_names(path: Path, expected: dict[str, Tensor], found: dict[str, Tensor]) -> None:
    missing = sorted(expected.keys() - found.keys())
    unexpected = sorted(found.keys() - expected.keys())
    if missing:
        raise ModelLoadError(f"{path}: lacks {_some(missing)}. It belongs to another network, or is damaged.")
    if unexpected:
        raise ModelLoadError(f"{path}: has {_some(unexpected)} too many. It belongs to another network.")


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
