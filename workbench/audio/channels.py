"""The same sound with other channels: signals made of a signal, computed when read."""

from __future__ import annotations

import numpy as np

from workbench.audio.signal import Samples, Signal, is_complete


class _OtherChannels:
    """As many frames as `signal`, at its rate, with `channels` channels."""

    def __init__(self, signal: Signal, channels: int) -> None:
        self._signal = signal
        self.sample_rate = signal.sample_rate
        self.channels = channels

    @property
    def complete(self) -> bool:
        return is_complete(self._signal)

    @property
    def frames(self) -> int:
        return self._signal.frames


class MonoSignal(_OtherChannels):
    """The mean of all channels of a signal, as one channel."""

    def __init__(self, signal: Signal) -> None:
        super().__init__(signal, 1)

    def read(self, start: int, stop: int) -> Samples:
        samples = self._signal.read(start, stop)
        return samples if samples.shape[0] == 1 else samples.mean(axis=0, keepdims=True, dtype=np.float32)


class ChannelSignal(_OtherChannels):
    """Some channels of a signal, in the order given.

    Parameters
    ----------
    signal : any signal
    picked : channel numbers, counted from 0; may repeat (mono to both ears is ``(0, 0)``)
    """

    def __init__(self, signal: Signal, picked: tuple[int, ...]) -> None:
        if not picked or not all(0 <= channel < signal.channels for channel in picked):
            raise ValueError(f"channels {picked} asked of a signal with {signal.channels}")
        super().__init__(signal, len(picked))
        self._picked = list(picked)

    def read(self, start: int, stop: int) -> Samples:
        return self._signal.read(start, stop)[self._picked]


class MixedSignal(_OtherChannels):
    """Weighted sums of a signal's channels. NaN and infinities count as silence: one would spoil the whole sum.

    Parameters
    ----------
    signal : any signal
    gains : factors, shape (channels of this signal, channels of `signal`)
    """

    def __init__(self, signal: Signal, gains: Samples) -> None:
        super().__init__(signal, gains.shape[0])
        # Channels that nobody hears are not even multiplied.
        self._used = np.flatnonzero(gains.any(axis=0))
        self._gains = np.ascontiguousarray(gains[:, self._used])

    def read(self, start: int, stop: int) -> Samples:
        samples = self._signal.read(start, stop)
        if len(self._used) < len(samples):
            samples = samples[self._used]
        with np.errstate(invalid="ignore", over="ignore"):
            mixed: Samples = self._gains @ samples
        if not np.isfinite(mixed).all():
            mixed = self._gains @ np.where(np.isfinite(samples), samples, np.float32(0))
        return mixed
