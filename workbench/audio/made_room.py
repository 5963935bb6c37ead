"""Whether there is room on the cache's disk for what a model is going to make."""

from __future__ import annotations

import shutil
from pathlib import Path

from workbench.audio.cache import MADE, Cache
from workbench.errors import MadeFileError

MARGIN_BYTES = 200 * 10**6
"""So much is left for the system and other programs."""

_SAMPLE_BYTES = 4


def check_room(cache: Cache, channels: int, frames: int) -> None:
    """Raise `MadeFileError`, naming sizes and folder, unless float32 samples of that many frames fit."""
    needed = channels * frames * _SAMPLE_BYTES
    free = shutil.disk_usage(_existing(cache.folder)).free
    if needed + MARGIN_BYTES > free:
        spare = f"with {MARGIN_BYTES / 1e9:.1f} GB to spare"
        sizes = f"{needed / 1e9:.2f} GB are needed, {spare}, and {free / 1e9:.2f} GB free"
        remedy = "free some, empty the cache in the preferences, run it on a selection, or set WORKBENCH_HOME elsewhere"
        raise MadeFileError(cache.folder / MADE.folder, f"there is no room for it: {sizes}; {remedy}")


def _existing(folder: Path) -> Path:
    """The nearest folder that is there: the cache is made when it is needed first."""
    return next((each for each in (folder, *folder.parents) if each.exists()), Path.cwd())
