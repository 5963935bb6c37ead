"""Takes noise out of recordings of any rate and number of channels, with a network that hears speech at 16 kHz."""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import Samples, Signal
from workbench.errors import ModelLoadError
from workbench.models.contract import AudioBlock, Card, Span
from workbench.models.denoise.mask_gru import HOP, SAMPLE_RATE, MaskGru
from workbench.models.denoise.passes import Filtered
from workbench.models.denoise.settings import Above, DenoiseSettings
from workbench.models.denoise.stft_frames import read_sound
from workbench.models.device import out_of_memory, resolve_device
from workbench.models.weights import load_weights

ARCHITECTURE = "mask-gru"

_LARGEST_SIZE = 4096
"""Of a layer: a card that asks for more is damaged."""

_BLOCK_S = 2.0
_CHANNELS_A_BLOCK = 8
"""With more channels blocks are shorter, so that a cancel is heard soon and memory stays small."""

_REACH_S = 0.1
"""What is heard reaches no farther, to either side: 64 ms of filter, the frame, and the resampler's margin."""

_TOP_HZ = 7200.0
"""Up to here resampling to 16 kHz leaves all as it is; of slower recordings, up to as large a part of their band."""


class Denoiser:
    """A network that takes noise out of speech.

    What is above the network's band, and what resampling loses, is put back in step with it: the output is
    g · input + up(made − g · heard). There `heard` is the input at 16 kHz, `made` what the network makes of it, `up`
    brings back to the input's rate, and g is the gain that `DenoiseSettings.above` asks for.

    Parameters
    ----------
    card : of a model of the task "denoise"
    network : with its weights
    """

    settings_type = DenoiseSettings

    def __init__(self, card: Card, network: MaskGru, device: torch.device) -> None:
        self.card = card
        self._network = network.to(device).eval()
        self._device = device
        # Runs take turns: each signal's goes on where it was.
        self._passes: weakref.WeakKeyDictionary[Signal, tuple[DenoiseSettings, Filtered]] = weakref.WeakKeyDictionary()

    def run(self, signal: Signal, span: Span, settings: DenoiseSettings | None = None) -> Iterator[AudioBlock]:
        """Yield `AudioBlock`s of at most 2 s that tile `span`, at the rate and with the channels of `signal`.

        Samples lie where those of the input lie. Runs over neighbouring spans of the same signal in order of time go
        on where the one before ended; any other begins up to 15 s before its span. NaN and infinities count as
        silence, and come out as such.

        Raises `AudioReadError`, `OutOfMemory`.
        """
        settings = settings or DenoiseSettings()
        rate = signal.sample_rate
        output = _Output(signal, self._filtered(signal, settings), settings)
        first, stop = round(span.start_s * rate), min(round(span.end_s * rate), signal.frames)
        step = max(round(rate * _BLOCK_S / max(1.0, signal.channels / _CHANNELS_A_BLOCK)), 1)
        while first < stop:
            end = min(first + step, stop)
            try:
                samples = output.read(first, end)
            except torch.OutOfMemoryError as error:
                raise out_of_memory(self.card.name, self._device) from error
            yield AudioBlock(first / rate, samples, rate)
            first = end

    def _filtered(self, signal: Signal, settings: DenoiseSettings) -> Filtered:
        settings_before, before = self._passes.get(signal, (None, None))
        if before is not None and settings_before == settings:
            return before
        top_hz = _TOP_HZ * min(signal.sample_rate / SAMPLE_RATE, 1.0)
        made = Filtered(self._network, settings.channels == "together", (top_hz / 2.0, top_hz))
        self._passes[signal] = (settings, made)
        return made


class _Change:
    """What is added to the input at the network's rate: a signal, read in order without being made anew."""

    sample_rate = SAMPLE_RATE

    def __init__(self, heard: Signal, filtered: Filtered, above: Above) -> None:
        self._heard, self._filtered, self._above = heard, filtered, above
        self.channels = heard.channels

    @property
    def frames(self) -> int:
        return self._heard.frames

    def read(self, start: int, stop: int) -> Samples:
        """Made of what was heard, less g times that, shape (channels, stop − start)."""
        start, stop = max(start, 0), min(stop, self.frames)
        if stop <= start:
            return np.empty((self.channels, 0), np.float32)
        heard, made, gains = self._filtered.read(self._heard, start // HOP, -(-stop // HOP))
        part = np.s_[:, start - start // HOP * HOP : stop - start // HOP * HOP]
        return made[part] - self._at(gains, np.arange(start, stop) - start // HOP * HOP) * heard[part]

    def gain(self, times: NDArray[np.float64]) -> Samples:
        """g at rising `times`, counted in samples at the network's rate: shape (channels or 1, times)."""
        first = int(times[0]) // HOP
        _, _, gains = self._filtered.read(self._heard, first, int(times[-1]) // HOP + 1)
        return self._at(gains, times - first * HOP)

    def _at(self, gains: Samples, times: NDArray[np.integer] | NDArray[np.floating]) -> Samples:
        if self._above != "follow":
            return np.full((1, 1), self._above == "keep", np.float32)
        places = np.arange(gains.shape[1]) * HOP
        return np.stack([np.interp(times, places, each) for each in gains]).astype(np.float32)


class _Output:
    """The denoised recording, made when read."""

    def __init__(self, signal: Signal, filtered: Filtered, settings: DenoiseSettings) -> None:
        self._signal = signal
        self._change = _Change(ResampledSignal(signal, SAMPLE_RATE), filtered, settings.above)
        self._added = ResampledSignal(self._change, signal.sample_rate)
        self._reach = math.ceil(_REACH_S * signal.sample_rate)

    def read(self, start: int, stop: int) -> Samples:
        """Frames `start` to `stop`, shape (channels, stop − start)."""
        sound = read_sound(self._signal, start - self._reach, stop + self._reach)
        added = self._added.read(start, stop)
        times = np.arange(start, stop, dtype=np.float64) * (SAMPLE_RATE / self._signal.sample_rate)
        made = self._change.gain(times) * sound[:, self._reach : -self._reach] + added
        # Resampling leaves traces of sound, below a millionth, where there is none.
        heard = np.cumsum(sound != 0.0, axis=1, dtype=np.int32)
        made[heard[:, 2 * self._reach :] == heard[:, : stop - start]] = 0.0
        return made


def load_denoiser(card: Card, weights: Path, device: str) -> Denoiser:
    """Raises `ModelLoadError` for a card or weights that do not fit, and `DeviceUnavailable`."""
    architecture = card.extra.get("architecture")
    if architecture != ARCHITECTURE:
        raise ModelLoadError(f"{card.name}: its architecture {architecture!r} is unknown here (known: {ARCHITECTURE}).")
    if card.sample_rate != SAMPLE_RATE:
        raise ModelLoadError(f"{card.name}: its card asks for another input than its network takes.")
    network = _network(card.name, card.extra.get("network"))
    load_weights(network, weights, card.weights_sha256)
    return Denoiser(card, network, resolve_device(device))


def _network(name: str, sizes: Any) -> MaskGru:
    """As large as the card says: `channels`, `units` and `layers`."""
    if isinstance(sizes, Mapping) and sizes.keys() == {"channels", "units", "layers"}:
        channels, others = sizes["channels"], (sizes["units"], sizes["layers"])
        if isinstance(channels, list) and all(_is_size(each) for each in (*channels, *others)):
            try:
                return MaskGru(channels, *others)
            except (ValueError, RuntimeError, IndexError) as error:
                raise ModelLoadError(f"{name}: there is no network of the sizes in its card ({error}).") from error
    raise ModelLoadError(f"{name}: its card does not say how large its network is.")


def _is_size(value: object) -> bool:
    return isinstance(value, int) and 1 <= value <= _LARGEST_SIZE
