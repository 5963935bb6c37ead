"""Which processor runs the networks, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import torch

from workbench.errors import DeviceUnavailable, OutOfMemory

_P = ParamSpec("_P")
_R = TypeVar("_R")

DEVICES = ("auto", "cpu", "cuda", "mps")


def resolve_device(name: str) -> torch.device:
    """The device for one of `DEVICES`; "auto" takes a GPU where there is one.

    Raises `DeviceUnavailable`, saying why, when the device asked for is not there.
    """
    match name:
        case "auto":
            if torch.cuda.is_available():
                return torch.device("cuda")
            return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
        case "cpu":
            return torch.device("cpu")
        case "cuda":
            if not torch.cuda.is_available():
                raise DeviceUnavailable(f"--device cuda: {_why_no_cuda()} Use --device cpu or auto.")
            return torch.device("cuda")
        case "mps":
            if not torch.backends.mps.is_available():
                raise DeviceUnavailable(f"--device mps: {_why_no_mps()} Use --device cpu or auto.")
            return torch.device("mps")
        case _:
            raise DeviceUnavailable(f"There is no device {name!r}; choose one of {', '.join(DEVICES)}.")


def out_of_memory(model: str, device: torch.device) -> OutOfMemory:
    """What to raise when the model of that name does not fit."""
    return OutOfMemory(
        f"{model} does not fit into the memory of {device}. Close what else uses it, or run on the processor "
        "(--device cpu)."
    )


def one_thread(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """A function during which torch uses one thread of the processor.

    Of small recurrent networks each step takes microseconds: threads would wait for one another, and where another
    program wants a core as well, twenty times longer than the work takes.
    """

    @wraps(function)
    def alone(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return function(*args, **kwargs)
        finally:
            torch.set_num_threads(threads)

    return alone


def device_report() -> str:
    """One or two sentences: what networks run on here, and why the GPU is or is not used."""
    device = resolve_device("auto")
    if device.type == "cuda":
        memory = torch.cuda.get_device_properties(device).total_memory / 2**30
        return f"Networks run on the GPU {torch.cuda.get_device_name(device)} ({memory:.0f} GiB)."
    if device.type == "mps":
        return "Networks run on this Mac's GPU (Metal)."
    why = _why_no_mps() if torch.backends.mps.is_built() else _why_no_cuda()
    return f"Networks run on the processor ({torch.get_num_threads()} threads). {why}"


def _why_no_cuda() -> str:
    if torch.version.cuda is None:
        return "No NVIDIA GPU is used: this PyTorch was built without CUDA."
    return "No NVIDIA GPU was found, or its driver is missing or too old for this PyTorch."


def _why_no_mps() -> str:
    if not torch.backends.mps.is_built():
        return "No Apple GPU is used: this PyTorch was built without Metal."
    return "No Apple GPU is used: it needs macOS 12.3 or later on Apple silicon."
