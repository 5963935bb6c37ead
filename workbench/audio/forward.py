"""Sound that is made while it is read, from its beginning to its end: a signal that forgets what lies far behind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.audio.signal import Samples, Signal
from workbench.errors import WorkbenchError

_KEPT_S = 3.0
"""So far back reading may go. Resampling goes back a second at most, and a little."""


class ForwardSignal:
    """Blocks of samples as a signal with the rate, channels and length of another. Read it in order of time.

    Like a `MadeFile`, it says by `spans` what is there, so that `blend.Output` can be made of it: all of it, as
    reading makes what is missing.

    Parameters
    ----------
    like : the signal that the blocks are made of
    blocks : shape (channels, n), one after the other, from frame 0 on
    """

    def __init__(self, like: Signal, blocks: Iterator[Samples]) -> None:
        self.sample_rate, self.channels, self.frames = like.sample_rate, like.channels, like.frames
        self._blocks = blocks
        self._kept = np.empty((self.channels, 0), np.float32)
        self._start = 0
        """Frame of the first sample that is kept."""

    def spans(self, start: int, stop: int) -> list[tuple[int, int]]:
        """See `MadeFile.spans`."""
        start, stop = max(start, 0), min(stop, self.frames)
        return [(start, stop)] if start < stop else []

    def read(self, start: int, stop: int) -> Samples:
        """See `Signal.read`. Raises what making the blocks raises, and `WorkbenchError` if there are too few."""
        start, stop = max(start, 0), min(stop, self.frames)
        while self._start + self._kept.shape[1] < stop:
            block = next(self._blocks, None)
            if block is None:
                made_s = (self._start + self._kept.shape[1]) / self.sample_rate
                raise WorkbenchError(f"The model ended after {made_s:.3f} s, before the recording did.")
            self._keep(block, start)
        if start < self._start:
            raise ValueError(f"frame {start} is forgotten; {self._start} is the first that is kept")
        return self._kept[:, start - self._start : max(stop, start) - self._start].copy()

    def _keep(self, block: Samples, wanted: int) -> None:
        forget = max(0, min(wanted - round(_KEPT_S * self.sample_rate) - self._start, self._kept.shape[1]))
        self._kept = np.concatenate([self._kept[:, forget:], block], axis=1)
        self._start += forget
