"""Projects that were open and are let go: each is closed when all of it is on the disk, and not before."""

from __future__ import annotations

import time
from pathlib import Path

from workbench.errors import ProjectError
from workbench.labels.keeper import Keeper


class Leaving:
    """Keepers that are not used any more; of their owner's thread."""

    def __init__(self) -> None:
        self.keepers: dict[Path, Keeper] = {}

    @property
    def unsaved(self) -> int:
        return sum(keeper.unsaved for keeper in self.keepers.values())

    @property
    def error(self) -> ProjectError | None:
        """Why one of them cannot be written."""
        return next((keeper.error for keeper in self.keepers.values() if keeper.error is not None), None)

    def add(self, path: Path, keeper: Keeper) -> None:
        self.keepers[path] = keeper
        self.tend()

    def take(self, path: Path) -> Keeper | None:
        """Use one again; None where it is closed, or just being closed."""
        keeper = self.keepers.get(path)
        if keeper is None or keeper.closing:
            return None
        return self.keepers.pop(path)

    def tend(self, *, retry: bool = False) -> None:
        """Close those that are written; with `retry`, try again to write the others."""
        for path, keeper in list(self.keepers.items()):
            if keeper.closed:
                del self.keepers[path]
            elif keeper.unsaved == 0:
                keeper.close(0.0)
            elif retry and keeper.error is not None:
                keeper.retry()

    def finish(self, limit_s: float, *, losing: bool = False) -> bool:
        """Write and close all of them within a time limit; False, with none closed, when that was not possible.

        With `losing` what cannot be written is given up.
        """
        ends_s = time.monotonic() + limit_s
        if not losing:
            for keeper in self.keepers.values():
                keeper.settle(max(0.0, ends_s - time.monotonic()))
            if self.unsaved:
                return False
        for keeper in self.keepers.values():
            keeper.silence()
            keeper.close(0.0)
        for keeper in self.keepers.values():  # the disk may take its time: what is committed is safe without it
            keeper.close(max(0.0, ends_s - time.monotonic()))
        self.keepers.clear()
        return True
