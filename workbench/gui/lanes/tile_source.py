"""Where a lane has its tiles from: the cache, or the worker."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtCore import Signal as QtSignal

from workbench.audio.signal import Signal, is_complete
from workbench.features.stft import Levels, Tile, TileKey, merge
from workbench.features.tiles import TileCache
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority, Steps
from workbench.jobs.sound_work import Work
from workbench.jobs.worker import Job, Worker

_AT_ONCE_WHILE_DECODING = 2
"""Tiles then take turns with the decoding, and it must have a good share of them."""

DEAR_LEVEL = 6
"""Tiles from this level on take a tenth of a second and more to be exact: once begun, that goes on in the background
when they are no longer in view, and is there when the person zooms out again."""
_KEPT_GOING = 32

MakeWork = Callable[[TileKey, bool], Work]
"""The work that makes a tile; with True only its first picture."""


class TileSource(QObject):
    """Asks the worker for the tiles that are wanted now, and for no others. Lives in the window's thread.

    Parameters
    ----------
    work : makes a tile, see `MakeTile`
    merges : whether a tile is the same as its two halves of the next finer level, merged

    Signals
    -------
    changed() : a tile arrived, got better, or will not come
    """

    changed = QtSignal()

    def __init__(self, worker: Worker, work: MakeWork, *, merges: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker, self._make_work, self._merges = worker, work, merges
        self._signal: Signal | None = None
        self._cache = TileCache()
        self._jobs: dict[TileKey, tuple[Job, Priority]] = {}
        self._wanted: dict[TileKey, Priority] = {}
        self._wanted_whole = False
        self._failures: dict[TileKey, Exception] = {}
        self.requests = 0
        """How many tiles the worker was ever asked for."""

    def set_signal(self, signal: Signal | None) -> None:
        """Tiles of another signal from now on; those of the last one are forgotten."""
        for key in list(self._jobs):
            self._drop(key)
        self._wanted = {}
        self._failures.clear()
        self._forget_tiles()
        self._signal = signal

    def want(self, in_view: Iterable[TileKey], beside: Iterable[TileKey]) -> None:
        """See to it that these tiles come, those in view first; what was asked for and is not among them is dropped."""
        wanted = dict.fromkeys(in_view, Priority.VIEW)
        for key in beside:
            wanted.setdefault(key, Priority.PREFETCH)
        complete = self._signal is not None and is_complete(self._signal)
        if wanted == self._wanted and complete and self._wanted_whole:
            return  # all was asked for then, and what ends asks for what is left
        self._wanted_whole = complete
        self._let_go([key for key in self._jobs if key not in wanted])
        self._wanted = wanted
        for key in wanted:
            self._ask(key)

    def tile(self, key: TileKey) -> Tile | None:
        """The best picture of a tile there is so far."""
        return self._cache.get(self._place(key))

    def is_final(self, key: TileKey) -> bool:
        """Whether the tile is exact, and no more sound has come since that belongs into it."""
        tile = self.tile(key)
        return tile is not None and tile.exact and tile.frames >= min(reach_of(key), self._frames)

    def failure(self, key: TileKey) -> Exception | None:
        """Why this tile will not come."""
        return self._failures.get(key)

    @property
    def _frames(self) -> int:
        return 0 if self._signal is None else self._signal.frames

    def _place(self, key: TileKey) -> Hashable:
        """Under which name a tile of the present signal is kept."""
        return key

    def _forget_tiles(self) -> None:
        """The present signal is left."""
        self._cache.clear()

    def _ask(self, key: TileKey) -> None:
        if self._signal is None or key in self._failures or not self._is_worth_asking(key):
            return
        complete = is_complete(self._signal)
        priority = self._wanted[key] if complete else Priority.BACKGROUND
        if priority is Priority.PREFETCH and self.tile(key) is not None:
            return  # its first picture must do until it is in view
        if key in self._jobs:
            if priority >= self._jobs[key][1]:
                return
            if self._jobs[key][1] is Priority.BACKGROUND and complete:
                self._jobs[key][0].set_priority(Priority.REFINE)
                self._jobs[key] = self._jobs[key][0], priority
                return
            self._drop(key)
        if complete or len(self._jobs) < _AT_ONCE_WHILE_DECODING:
            self._start(key, priority)

    def _start(self, key: TileKey, priority: Priority) -> None:
        job = self._begin(key, priority)
        self._jobs[key] = job, priority
        self.requests += 1
        job.result.connect(partial(self._take, job, key))
        job.ended.connect(partial(self._finish, job, key))

    def _begin(self, key: TileKey, priority: Priority) -> Job:
        halves = self._halves(key)
        if halves is not None:
            return self._worker.run(partial(_merged, key, *halves, self._frames), priority)
        work = self._make_work(key, self._is_quick(key, priority))
        if is_complete(self._signal):
            return self._worker.work_on(self._signal, work, priority)
        return self._worker.run(partial(_while_it_grows, work, self._signal, key), priority)

    def _is_quick(self, key: TileKey, priority: Priority) -> bool:
        """Whether the first picture of a tile will do now."""
        return priority is Priority.PREFETCH

    def _let_go(self, keys: list[TileKey]) -> None:
        """Nobody looks at these any more."""
        going = sum(priority is Priority.BACKGROUND for _, priority in self._jobs.values())
        for key in keys:
            if self._jobs[key][1] is Priority.BACKGROUND:
                continue
            tile = self.tile(key)
            if key.level >= DEAR_LEVEL and tile is not None and is_complete(self._signal) and going < _KEPT_GOING:
                self._jobs[key][0].set_priority(Priority.BACKGROUND)
                self._jobs[key] = self._jobs[key][0], Priority.BACKGROUND
                going += 1
            else:
                self._drop(key)

    def _is_worth_asking(self, key: TileKey) -> bool:
        if key.span()[0] >= self._frames or self.is_final(key):
            return False
        tile = self.tile(key)
        return tile is None or tile.frames < min(reach_of(key), self._frames) or is_complete(self._signal)

    def _halves(self, key: TileKey) -> tuple[Levels | None, Levels | None] | None:
        """The two tiles of which this one can be merged, if they are known; None for one is silence."""
        if not self._merges or key.level <= 0:
            return None
        halves = [replace(key, level=key.level - 1, index=2 * key.index + side) for side in (0, 1)]
        if not all(self.is_final(half) or half.span()[0] >= self._frames for half in halves):
            return None
        left, right = (self.tile(half) for half in halves)
        if left is None and right is None:
            return None
        return (None if left is None else left.levels), (None if right is None else right.levels)

    def _drop(self, key: TileKey) -> None:
        self._jobs.pop(key)[0].cancel()

    def _is_current(self, job: Job, key: TileKey) -> bool:
        return key in self._jobs and self._jobs[key][0] is job

    def _take(self, job: Job, key: TileKey, tile: Tile) -> None:
        if self._is_current(job, key):
            # All that is wanted must fit, or one tile in view would drive out the other for ever.
            self._cache.put(self._place(key), tile, at_least=2 * len(self._wanted) * tile.levels.nbytes)
            self.changed.emit()

    def _finish(self, job: Job, key: TileKey, end: JobEnd) -> None:
        if not self._is_current(job, key):
            return
        del self._jobs[key]
        if end.error is not None:
            self._failures[key] = end.error
        for other in self._wanted:
            # The growing end of a recording is asked for again only when a lane wants to be drawn anew.
            if other not in self._jobs and (self.tile(other) is None or is_complete(self._signal)):
                self._ask(other)
        self.changed.emit()


def reach_of(key: TileKey) -> int:
    """The tile depends on no frame of the signal from here on."""
    return int(key.span()[1]) + key.settings.n_fft


def _while_it_grows(work: Work, signal: Signal, key: TileKey) -> Steps:
    """Steps of a tile while a recording is being decoded: the quick picture must do, exact pictures of long spans
    would hold the decoding up."""
    frames, complete = signal.frames, is_complete(signal)
    growing = not complete and reach_of(key) > frames
    for tile in work.steps(signal):
        # More may have come while this was computed: what counts is how much there was at the beginning.
        yield replace(tile, frames=frames, exact=tile.exact and not growing) if isinstance(tile, Tile) else tile
        if isinstance(tile, Tile) and not complete and key.level > 0:
            return


def _merged(key: TileKey, left: Levels | None, right: Levels | None, frames: int) -> Iterator[Tile | None]:
    yield Tile(key, merge(left, right), True, frames)
