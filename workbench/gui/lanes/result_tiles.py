"""Where lanes of results have their tiles from: those of several results are kept, each as far as it was made."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from workbench.audio.blend import Difference, Output
from workbench.audio.signal import Signal
from workbench.features.stft import Tile, TileKey
from workbench.gui.chosen_result import ChosenResult
from workbench.gui.lanes.tile_source import DEAR_LEVEL, MakeWork, TileSource, reach_of
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

_DUES_KEPT = 2048
"""A frame asks for the same some fifty times."""


class ResultTiles(TileSource):
    """Tiles of an output or a difference. `Tile.frames` says how many of the frames that it shows were made then.

    Tiles of parts that are not made are never asked for; those of parts that are made partly, as far as they are; those
    of whole parts once. At full strength they are kept when another result is shown, as long as there is room.
    """

    def __init__(self, worker: Worker, work: MakeWork, chosen: ChosenResult) -> None:
        super().__init__(worker, work, merges=True)
        self.chosen = chosen
        self._asked: dict[TileKey, int] = {}
        self._of: Hashable = None
        self._dues: dict[TileKey, int] = {}
        chosen.grew.connect(self._note_growth)
        chosen.document.results.list_changed.connect(self._forget_gone)

    def set_signal(self, signal: Signal | None) -> None:
        super().set_signal(signal)
        self._of = _name(signal)
        self._dues.clear()

    def is_final(self, key: TileKey) -> bool:
        """Whether nothing that is made would make the tile better."""
        due, tile = self._due(key), self.tile(key)
        return due == 0 or (tile is not None and tile.exact and tile.frames >= due)

    def _due(self, key: TileKey) -> int:
        """How many of the frames that the tile shows are made."""
        due = self._dues.get(key)
        if due is None:
            if len(self._dues) >= _DUES_KEPT:
                self._dues.clear()
            due = sum(last - first for first, last in self.chosen.known.within(*self._reach(key)))
            self._dues[key] = due
        return due

    def _reach(self, key: TileKey) -> tuple[int, int]:
        start = max(int(key.span()[0]) - key.settings.n_fft, 0)
        return start, max(min(reach_of(key), self._frames), start)

    def _place(self, key: TileKey) -> Hashable:
        return self._of, key

    def _forget_tiles(self) -> None:
        if self._signal is None or self._signal.strength != 1.0:
            self._cache.drop_where(lambda place: place[0] == self._of)

    def _forget_gone(self) -> None:
        there = {str(result.made.path) for result in self.chosen.document.results.items}
        self._cache.drop_where(lambda place: place[0][0] not in there)

    def _note_growth(self) -> None:
        self._dues.clear()
        self._wanted_whole = False  # what is wanted is to be asked for again

    def _is_worth_asking(self, key: TileKey) -> bool:
        due, tile = self._due(key), self.tile(key)
        if due == 0 or tile is None or tile.frames < due:
            return due > 0
        return not tile.exact and not self._grows_dear(key)

    def _is_quick(self, key: TileKey, priority: Priority) -> bool:
        return super()._is_quick(key, priority) or self._grows_dear(key)

    def _grows_dear(self, key: TileKey) -> bool:
        """Whether the tile would take long, and be made in vain: more comes that belongs into it."""
        start, stop = self._reach(key)
        return key.level >= DEAR_LEVEL and self.chosen.growing and self._due(key) < stop - start

    def _start(self, key: TileKey, priority: Priority) -> None:
        self._asked[key] = self._due(key)
        super()._start(key, priority)

    def _drop(self, key: TileKey) -> None:
        self._asked.pop(key, None)
        super()._drop(key)

    def _take(self, job: Job, key: TileKey, tile: Tile) -> None:
        super()._take(job, key, replace(tile, frames=self._asked.get(key, 0)))

    def _finish(self, job: Job, key: TileKey, end: JobEnd) -> None:
        if self._is_current(job, key):
            self._asked.pop(key, None)
        super()._finish(job, key, end)


def _name(signal: Signal | None) -> Hashable:
    """Tells one signal from all others of the same recording."""
    if not isinstance(signal, Output | Difference):
        return ("",)
    return str(signal.made.path), type(signal).__name__, signal.strength
