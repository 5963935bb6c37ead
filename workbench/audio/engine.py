"""The player's working side: opens devices, reads ahead, brings about what is wanted. It may wait; others do not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.audio.feed import BlockQueue, Feed, Manner, Passage
from workbench.audio.output import Backend, Device, NullBackend, Output
from workbench.audio.playout import Playout
from workbench.audio.signal import Signal
from workbench.errors import AudioDeviceError

FIRST_S = 0.15
"""How much is ready before the device starts: more than the device's own buffer, which it fills at once."""
AHEAD_S = 0.5
BLOCK_S = 0.05
ROUND_S = 0.02
RELEASE_S = 30.0

FindBackend = Callable[[], tuple[Backend, str | None]]
"""Finds the way to the sound devices; with it, in plain words, what is missing."""


@dataclass(frozen=True, eq=False)
class Cue:
    """Begin to play at `at_s`; None: go on where the sound is, in another way. `jump` counts the leaps in time."""

    at_s: float | None
    jump: int


@dataclass(frozen=True)
class Wish:
    """All that the person wants at a moment. `scan` and `prepare` count the requests for a look at the devices and
    for a device held ready."""

    signal: Signal
    passage: Passage = field(default_factory=Passage)
    manner: Manner = field(default_factory=Manner)
    gain: float = 1.0
    playing: bool = False
    cue: Cue | None = None
    device: str | None = None
    scan: int = 1
    prepare: int = 0


class Engine:
    """Brings about what a `Wish` says, one round of `work` at a time, always from the same thread.

    Parameters
    ----------
    find_backend : called at the first round, and again when devices are looked for
    lock : held for the moment in which `playout` or the output changes; `now_s` is called under it
    """

    def __init__(self, find_backend: FindBackend, lock: threading.Condition) -> None:
        self.playout = Playout(48_000, 2)
        self.devices: tuple[Device, ...] = ()
        self.standing_problem: str | None = None
        self.done_cue: Cue | None = None
        self._find_backend = find_backend
        self._backend: Backend = NullBackend()
        self._lock = lock
        self._output: Output | None = None
        self._asked: tuple[str | None, int] | None = None
        self._running = False
        self._feed: Feed | None = None
        self._queue: BlockQueue | None = None
        self._begun = (0, 0.0)
        self._scanned = 0
        self._prepared = 0
        self._idle_since: float | None = None

    def now_s(self) -> float | None:
        """The device's clock; None while it stands. Under the lock."""
        return self._output.time() if self._output is not None and self._running else None

    @property
    def underruns(self) -> int:
        """How often sound was missing since the device was opened. Under the lock."""
        return self.playout.underruns + (0 if self._output is None else self._output.underruns)

    @property
    def waiting(self) -> bool:
        """Whether what is decoded of the recording has been used up, and more will come."""
        return self._queue is not None and self._queue.waiting and self._queue.frames == 0

    def work(self, wish: Wish) -> float | None:
        """One round; returns after how many seconds the next is due, None if not before the wish changes.

        Raises `AudioDeviceError` when the device cannot be opened or has gone, and what `Signal.read` raises; the
        sound has stopped then.
        """
        try:
            return self._work(wish)
        except BaseException:
            self.done_cue = wish.cue
            self._halt()
            raise

    def close(self) -> None:
        """Give the device back."""
        with self._lock:
            output, self._output = self._output, None
            self._running, self._asked = False, None
        self._feed = self._queue = None
        if output is not None:
            output.close()

    def _work(self, wish: Wish) -> float | None:
        if self._output is not None and self._output.lost:
            self.close()
            raise AudioDeviceError(
                "The sound output has gone away; choose another, or connect it again and press play."
            )
        if self._scanned != wish.scan and not (wish.playing and self._scanned):
            self._scan(wish.scan)
        if wish.cue is not self.done_cue and wish.playing and wish.cue is not None:
            held = self._output is not None
            try:
                self._begin(wish, wish.cue)
            except AudioDeviceError:
                self.close()
                if not held:
                    raise
                self._begin(wish, wish.cue)  # the device held ready was stale: open it anew
        elif not wish.playing:
            self._halt()
            if self._prepared != wish.prepare and not self.playout.sounding:
                self._prepared = wish.prepare
                self._hold_device(wish, keep_rate=False)
        self._read_ahead(AHEAD_S)
        return self._rest(wish)

    def _scan(self, request: int) -> None:
        first = self._scanned == 0
        self._scanned = request
        self.close()
        if not first:
            self._backend.rescan()
        self._backend, self.standing_problem = self._find_backend()
        self.devices = tuple(self._backend.devices())

    def _begin(self, wish: Wish, cue: Cue) -> None:
        """Put a new queue under the play head, and have the device run."""
        aligned = cue.at_s is None
        at_s = self._present_s() if cue.at_s is None else cue.at_s
        self._hold_device(wish, keep_rate=aligned and self.playout.sounding)
        playout, output = self.playout, self._output
        assert output is not None
        self._feed = Feed(
            wish.signal, wish.passage, at_s, wish.manner, sample_rate=output.sample_rate, channels=output.channels
        )
        self._queue = BlockQueue(cue.jump, at_s)
        self._begun = (cue.jump, at_s)
        self._read_ahead(FIRST_S)
        if self._running and not playout.sounding:
            self._stop_output()  # so that the start does not wait behind a buffer of silence
        playout.change(self._queue, aligned and playout.jump == cue.jump)
        self.done_cue = cue
        if not self._running:
            with self._lock:
                playout.restart_clock()
                playout.set_gain_now(playout.gain)
                self._running = True
            output.start()

    def _present_s(self) -> float:
        """Where the sound is: at the last queue's beginning, as long as the device has not come to it."""
        jump, at_s = self._begun
        return self.playout.next_s if self.playout.jump == jump else at_s

    def _hold_device(self, wish: Wish, keep_rate: bool) -> None:
        """Have the wanted device open: at the signal's rate, or (`keep_rate`) without interrupting what sounds."""
        asked = (wish.device, wish.signal.sample_rate)
        if self._output is not None and self._asked is not None:
            if asked == self._asked or (keep_rate and asked[0] == self._asked[0]):
                return
            self.close()
        try:
            self._open(wish)
        except AudioDeviceError:
            self._scan(self._scanned)  # the list may be old: look again, once
            self._open(wish)
        self._asked = asked

    def _open(self, wish: Wish) -> None:
        output = self._backend.open(wish.device, wish.signal.sample_rate, self._fill)
        playout = Playout(output.sample_rate, output.channels)
        playout.set_gain_now(wish.gain)
        playout.next_s = self.playout.next_s
        playout.jump = self.playout.jump
        with self._lock:
            self._output, self.playout, self._running = output, playout, False

    def _fill(self, out: NDArray[np.float32], dac_s: float) -> None:
        self.playout.fill(out, dac_s)

    def _halt(self) -> None:
        if self._queue is not None:
            self._feed = self._queue = None
            self.playout.change(None, aligned=False)

    def _read_ahead(self, seconds: float) -> None:
        """Fill the queue up to `seconds`."""
        feed, queue = self._feed, self._queue
        if feed is None or queue is None:
            return
        rate = self.playout.sample_rate
        while not queue.ended and queue.frames < seconds * rate:
            block = feed.read(round(BLOCK_S * rate))
            queue.waiting = feed.waiting
            if block is None:
                queue.ended = feed.ended
                return
            queue.put(block)

    def _rest(self, wish: Wish) -> float | None:
        """Stop the device when nothing sounds any more, and give it back when that has lasted."""
        if self._output is None:
            return None
        with self._lock:
            self.playout.heard_frames(self.now_s())
        if wish.playing or self.playout.sounding:
            self._idle_since = None
            return ROUND_S
        if self._running:
            self._stop_output()
        now = time.monotonic()
        self._idle_since = now if self._idle_since is None else self._idle_since
        left = self._idle_since + RELEASE_S - now
        if left > 0:
            return left
        self.close()
        return None

    def _stop_output(self) -> None:
        with self._lock:
            self._running = False
        if self._output is not None:
            self._output.stop()
        with self._lock:
            self.playout.restart_clock()
