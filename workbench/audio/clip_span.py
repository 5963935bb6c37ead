"""Which frames of a recording a label's clip has, and that clip as a signal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.audio.signal import Samples, Signal
from workbench.labels.formats.sheet import SheetLabel

LONGEST_S = 3600.0
"""Of padding and lengths: more than that is a mistake, and would fill the disk."""


@dataclass(frozen=True)
class Cut:
    """How clips are cut out.

    Attributes
    ----------
    padding_s : seconds of the recording before and after the label; less where the recording ends
    shortest_s : shorter clips get more of the sound around them, as far as the recording goes
    length_s : all clips get exactly this length; None: each is as long as its label
    fill : what a clip of a fixed length is filled with, where its label is shorter: the "sound" around it, or
        "silence" on both sides. Of a longer label its middle is taken
    point_s : the width that points get, which else have no sound; None: they are left out
    """

    padding_s: tuple[float, float] = (0.0, 0.0)
    shortest_s: float = 0.0
    length_s: float | None = None
    fill: Literal["sound", "silence"] = "sound"
    point_s: float | None = None

    @property
    def problem(self) -> str:
        """Why clips cannot be cut like this, with the remedy; "" where they can."""
        given = {
            "padding": max(self.padding_s),
            "shortest length": self.shortest_s,
            "length": self.length_s,
            "width of points": self.point_s,
        }
        for name, seconds in given.items():
            least = 0.0 if name in ("padding", "shortest length") else 1e-6
            if seconds is not None and not least <= seconds <= LONGEST_S:
                return f"the {name} is {seconds:g} s, and must be {'0' if not least else 'more than 0'} to 3,600 s"
        if min(self.padding_s) < 0:
            return "the padding is negative. Give 0 for none"
        if self.length_s is not None and self.shortest_s:
            return "all clips have one length, so that none is shorter. Give one of the two lengths"
        return ""

    @property
    def words(self) -> str:
        """For people who read what was cut like this."""
        parts = []
        if any(self.padding_s):
            before_s, after_s = self.padding_s
            parts.append(f"{before_s:g} s before and {after_s:g} s after the label are part of a clip")
        if self.shortest_s:
            parts.append(f"shorter ones than {self.shortest_s:g} s have more of the sound around them")
        if self.length_s is not None:
            parts.append(f"each is {self.length_s:g} s long, filled with {_FILLED[self.fill]}")
        if self.point_s is not None:
            parts.append(f"points were taken as {self.point_s:g} s wide")
        return "; ".join(parts) or "each clip is as long as its label"


_FILLED = {"sound": "the sound around the label", "silence": "silence"}


@dataclass(frozen=True)
class ClipSpan:
    """Frames of a signal: the clip goes from `start` to `stop`; what of it is not in `first` to `last` is silence."""

    start: int
    stop: int
    first: int
    last: int


def clip_span(label: SheetLabel, cut: Cut, sample_rate: int, frames: int) -> ClipSpan | None:
    """The frames of a clip; None where the label begins after the end of the signal.

    Parameters
    ----------
    sample_rate, frames : of the signal, Hz and count
    """
    if _frame(label.start_s, sample_rate) >= frames:
        return None
    widen_s = (cut.point_s or 0.0) / 2 if label.is_point else 0.0
    start_s = label.start_s - widen_s - cut.padding_s[0]
    end_s = label.end_s + widen_s + cut.padding_s[1]
    start = _frame(start_s, sample_rate)
    stop = max(_frame(end_s, sample_rate), start + 1)
    first, last = max(start, 0), min(stop, frames)
    if cut.length_s is None:
        needed = min(_frame(cut.shortest_s, sample_rate), frames)
        if last - first < needed:
            first = _inside((start + stop - needed) // 2, needed, frames)
            last = first + needed
        return ClipSpan(first, last, first, last)
    length = max(1, _frame(cut.length_s, sample_rate))
    if cut.fill == "silence":
        start = (first + last - length) // 2
        return ClipSpan(start, start + length, max(first, start), min(last, start + length))
    start = _inside((start + stop - length) // 2, length, frames)
    return ClipSpan(start, start + length, max(start, 0), min(start + length, frames))


def _frame(time_s: float, sample_rate: int) -> int:
    return math.floor(time_s * sample_rate + 0.5)


def _inside(start: int, length: int, frames: int) -> int:
    """A window moved into the recording; one that is longer than the recording has it in its middle."""
    return (frames - length) // 2 if length > frames else min(max(start, 0), frames - length)


class ClipSound:
    """The frames of a span as a signal of its own, with silence where the span has nothing."""

    def __init__(self, signal: Signal, span: ClipSpan) -> None:
        self._signal, self._span = signal, span
        self.sample_rate, self.channels = signal.sample_rate, signal.channels
        self.frames = span.stop - span.start

    def read(self, start: int, stop: int) -> Samples:
        """See `Signal.read`."""
        start, stop = max(start, 0), min(stop, self.frames)
        samples = np.zeros((self.channels, max(stop - start, 0)), np.float32)
        here = self._span.start + start
        first, last = max(here, self._span.first), min(self._span.start + stop, self._span.last)
        if first < last:
            samples[:, first - here : last - here] = self._signal.read(first, last)
        return samples
