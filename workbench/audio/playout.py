"""The sound card's side of playing: takes blocks as the device asks for sound, and knows what is heard now."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.audio.feed import Block, BlockQueue
from workbench.audio.meter import Level, Meter

FADE_S = 0.005
KEEP_S = 2.0
"""How long what was handed to the device is remembered: longer than any device's buffer."""
SMOOTHING = 0.05
EARLY_FRAMES = 4
"""A queue begins on a whole frame, which at a speed of 0.25 may be so many steps later than the place asked for."""
JUMP_S = 0.05
"""A clock that is off by more than this has jumped and is followed at once; less is jitter and is smoothed."""


class Span(NamedTuple):
    """Frames handed to the device without a gap: out_start… + frames sound as start_s + k · step_s."""

    out_start: int
    frames: int
    start_s: float
    step_s: float
    jump: int


class _Change(NamedTuple):
    queue: BlockQueue | None
    aligned: bool


class Playout:
    """Fills the device's buffers: copies, fades where the sound is cut, applies the volume, meters, keeps the time.

    `fill` runs in the device's own thread and neither waits nor takes a lock: what it shares with other threads are
    single assignments of immutable values. At volume 1 and without a cut the samples pass unchanged.

    Parameters
    ----------
    sample_rate, channels : of the device
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self.sample_rate = sample_rate
        self.channels = channels
        self.gain = 1.0
        self.underruns = 0
        self.next_s = 0.0
        """Where in the signal the next frame to be handed out lies."""
        self.ended: tuple[int, int] | None = None
        """Number of the jump whose passage is over, and the frame after its last one."""
        self.jump = 0
        """Number of the latest jump that has come to be played."""
        self.out_frames = 0
        self.sounding_until = 0
        self._fade = max(1, round(FADE_S * sample_rate))
        self._queue: BlockQueue | None = None
        self._changes: deque[_Change] = deque()
        self._block: Block | None = None
        self._offset = 0
        self._tail = np.zeros((0, channels), np.float32)
        self._rising = 0
        self._gain_now = 1.0
        self._spans: tuple[Span, ...] = ()
        self._origin: float | None = None
        self._heard = 0.0
        self._loudness: deque[tuple[int, int, NDArray[np.float32], NDArray[np.float32]]] = deque(maxlen=1024)
        self._meter = Meter(channels)

    # Commands, from the player's thread.

    def change(self, queue: BlockQueue | None, aligned: bool) -> None:
        """Go over to another queue (None: to silence) with a short crossfade, at the next request of the device.

        `aligned`: the new queue is the same place in time played in another way, so it is entered where the old one
        is left, although that has gone on since the new one was begun.
        """
        self._changes.append(_Change(queue, aligned))

    def set_gain_now(self, gain: float) -> None:
        """The volume to begin with; later changes of `gain` are ramped over one buffer."""
        self.gain = self._gain_now = gain

    def restart_clock(self) -> None:
        """The device begins anew: what was not heard is lost, and its times may start elsewhere."""
        self._origin = None
        self._heard = float(self.out_frames)

    @property
    def sounding(self) -> bool:
        """Whether anything but silence is in the queue or still unheard."""
        return bool(self._changes) or self._queue is not None or self._heard < self.sounding_until

    # What is heard, from any thread that holds the player's lock.

    def heard_frames(self, now_s: float | None) -> float:
        """How many frames have been heard at `now_s` on the device's clock (None: it stands). Never goes back."""
        origin = self._origin
        if now_s is not None and origin is not None:
            heard = min((now_s - origin) * self.sample_rate, float(self.out_frames))
            self._heard = max(self._heard, heard)
        return self._heard

    def heard_at_s(self, heard: float, since_jump: int) -> float | None:
        """Where in the signal the frame lies that is heard; None when nothing of jump `since_jump` was heard yet."""
        found: float | None = None
        for span in self._spans:
            if span.jump >= since_jump and span.out_start <= heard:
                found = span.start_s + min(heard - span.out_start, span.frames) * span.step_s
        return found

    def levels(self, heard: float, clock_s: float) -> tuple[Level, ...]:
        """Meter of what is heard; `clock_s` is any clock that goes on when the device stands."""
        while self._loudness and self._loudness[0][0] <= heard:
            _, frames, peak, power = self._loudness.popleft()
            self._meter.add(clock_s, frames, peak, power)
        return self._meter.read(clock_s)

    def reset_clip(self) -> None:
        self._meter.reset_clip()

    # The device's thread.

    def fill(self, out: NDArray[np.float32], dac_s: float) -> None:
        """Write the next frames, shape (frames, channels); the first one sounds at `dac_s` on the device's clock."""
        self._follow_clock(dac_s)
        while self._changes:
            self._apply(self._changes.popleft())
        written = self._copy(out)
        self._fade_edges(out, written)
        self._apply_gain(out)
        self._measure(out)
        np.clip(out, -1.0, 1.0, out=out)
        self.out_frames += len(out)

    def _follow_clock(self, dac_s: float) -> None:
        origin = dac_s - self.out_frames / self.sample_rate
        if self._origin is None or abs(origin - self._origin) > JUMP_S:
            self._origin = origin
        else:
            self._origin += SMOOTHING * (origin - self._origin)

    def _apply(self, change: _Change) -> None:
        was_playing, left_s = self._queue is not None, self.next_s
        self._tail = self._fading_tail()
        self._queue, self._block, self._offset = change.queue, None, 0
        if change.queue is not None:
            self.jump = change.queue.jump
        begins = change.queue is not None and change.queue.begin_s == 0.0  # as a sound does: its attack is not faded
        self._rising = self._fade if change.aligned or (len(self._tail) and not begins) else 0
        self.next_s = left_s if change.aligned or change.queue is None else change.queue.begin_s
        if change.aligned and was_playing and change.queue is not None:
            self._skip_to(left_s)

    def _fading_tail(self) -> NDArray[np.float32]:
        tail = np.zeros((self._fade, self.channels), np.float32)
        filled = 0
        while filled < len(tail) and self._load():
            filled += self._copy_piece(tail, filled)
        if not filled and not len(self._tail):
            return tail[:0]
        old = self._tail[: len(tail)]
        risen = 1.0 - self._rising / self._fade  # less than 1 where the change before is not over yet
        tail *= np.linspace(risen, 0.0, len(tail), endpoint=False, dtype=np.float32)[:, None]
        tail[: len(old)] += old
        return tail

    def _skip_to(self, seconds: float) -> None:
        """Drop what lies before: where the passage has begun anew meanwhile, also its end."""
        while self._load():
            block = self._block
            assert block is not None
            skip = round((seconds - block.start_s) / block.step_s)
            if -EARLY_FRAMES <= skip < len(block.samples):
                self._offset = max(0, skip)
                return
            self._block = None

    def _load(self) -> bool:
        """Have a block with frames left; False when none waits."""
        if self._block is not None and self._offset >= len(self._block.samples):
            self._block = None
        if self._block is None and self._queue is not None:
            self._block, self._offset = self._queue.take(), 0
        return self._block is not None

    def _copy_piece(self, out: NDArray[np.float32], at: int) -> int:
        block = self._block
        assert block is not None
        piece = block.samples[self._offset : self._offset + len(out) - at]
        out[at : at + len(piece)] = piece
        self._offset += len(piece)
        self.next_s = block.start_s + self._offset * block.step_s
        return len(piece)

    def _copy(self, out: NDArray[np.float32]) -> int:
        """Copy what the queue has, note where it lies in time, and fill up with silence."""
        queue, written = self._queue, 0
        while queue is not None and written < len(out):
            over = queue.ended  # asked before looking for a block: after `ended` none is put
            if not self._load():
                if over:
                    self.ended = (queue.jump, self.out_frames + written)
                    self._queue = None
                elif not queue.waiting:
                    self.underruns += 1
                break
            block, offset = self._block, self._offset
            assert block is not None
            frames = self._copy_piece(out, written)
            start_s = block.start_s + offset * block.step_s
            self._note(Span(self.out_frames + written, frames, start_s, block.step_s, queue.jump))
            written += frames
        out[written:] = 0.0
        return written

    def _note(self, new: Span) -> None:
        kept = self._spans
        if kept:
            last = kept[-1]
            goes_on = last.out_start + last.frames == new.out_start and last[3:] == new[3:]
            if goes_on and abs(last.start_s + last.frames * last.step_s - new.start_s) < 0.5 * new.step_s:
                self._spans = (*kept[:-1], last._replace(frames=last.frames + new.frames))
                return
        horizon = new.out_start - KEEP_S * self.sample_rate
        self._spans = (*(s for s in kept if s.out_start + s.frames > horizon), new)

    def _fade_edges(self, out: NDArray[np.float32], written: int) -> None:
        if self._rising:
            n = min(self._rising, written)
            done = self._fade - self._rising
            out[:n] *= (np.arange(done, done + n, dtype=np.float32) / self._fade)[:, None]
            self._rising -= n
        faded = min(len(self._tail), len(out))
        if faded:
            out[:faded] += self._tail[:faded]
            self._tail = self._tail[faded:]
        if max(written, faded):
            self.sounding_until = self.out_frames + max(written, faded)

    def _apply_gain(self, out: NDArray[np.float32]) -> None:
        before, after = self._gain_now, self.gain
        if before != after:
            out *= np.linspace(before, after, len(out), dtype=np.float32)[:, None]
            self._gain_now = after
        elif after != 1.0:
            out *= np.float32(after)

    def _measure(self, out: NDArray[np.float32]) -> None:
        peak = np.abs(out).max(axis=0)
        power = np.square(out).mean(axis=0)
        self._loudness.append((self.out_frames + len(out), len(out), peak, power))
