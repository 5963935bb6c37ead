"""The colour maps of the spectrogram: perceptually even, 256 steps from quiet to loud."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.paths import resources_dir

_FIRST = ("magma", "viridis", "cividis", "gray-inverted")


def names() -> tuple[str, ...]:
    """Every colour map there is, in the order a menu shows them: those of the design first, then any other file."""
    files = {path.stem for path in (resources_dir() / "colormaps").glob("*.csv")}
    return tuple(sorted(files, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)))


@cache
def lookup(name: str) -> NDArray[np.uint8]:
    """Red, green and blue of each step, uint8, shape (256, 3), row 0 for the quietest. Read-only.

    Raises `KeyError`, naming the maps there are.
    """
    if name not in names():
        raise KeyError(f"There is no colour map {name!r}; there are {', '.join(names())}.")
    table = np.loadtxt(resources_dir() / "colormaps" / f"{name}.csv", delimiter=",", dtype=np.uint8)
    table.flags.writeable = False
    return table
