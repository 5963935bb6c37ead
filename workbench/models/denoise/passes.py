"""Drives the network over a recording at its own rate, so that any stretch is what it is in the whole.

What a recurrent network remembers fades slowly: started anywhere, it may take longer than 8 s until it makes the very
same output. So it is started anew at places that are fixed by the recording alone, hears some seconds before its
output counts, and takes over from the one before in a short crossfade.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.audio.signal import Samples, Signal
from workbench.models.denoise.mask_gru import FRAME, HOP, SAMPLE_RATE, MaskGru, Stretch
from workbench.models.denoise.stft_frames import read_sound
from workbench.models.device import one_thread

PASS = 625
"""Hops from one start of the network to the next: 10 s."""

LEFT = 0.03
"""The part of the input that is left in the output, −30 dB: it covers what the network's own faults sound like.

Measured: clean speech keeps 0.12 more of its PESQ, noisy speech gains 0.02, and SI-SDR loses 0.05 dB.
"""

_WARM_UP = 150
_FADE = 16
_AT_ONCE = 500
"""Hops of all signals of a batch that are computed at once: 8 s of one."""

_KEPT = 2 * SAMPLE_RATE // HOP
"""Hops that are kept before the start of the last read: by so much the next may reach back, with its margin."""


class Filtered:
    """What the network makes of a recording: as long as what it hears is read in order, it goes on where it was.

    Parameters
    ----------
    network : with its weights, in evaluation mode
    together : whether one filter is found for all channels
    band_hz : the octave by whose gain is told what becomes of the frequencies above
    """

    def __init__(self, network: MaskGru, together: bool, band_hz: tuple[float, float]) -> None:
        self._network = network
        self._together = together
        low, high = (round(hz * FRAME / SAMPLE_RATE) for hz in band_hz)
        self._band = slice(low, high)
        self._passes: dict[int, _Pass] = {}
        self._first = self._next = 0
        self._heard: Samples = np.empty((0, 0), np.float32)
        self._made: Samples = np.empty((0, 0), np.float32)
        self._gains: Samples = np.empty((0, 1), np.float32)

    def read(self, heard: Signal, first: int, last: int) -> tuple[Samples, Samples, Samples]:
        """Hops `first` to `last` (exclusive) of `heard`, which is at the network's rate.

        Returns what was heard and what was made of it, shape (channels, hops · HOP), and the gain in the band, shape
        (channels or 1, hops + 1): at the start of each hop, and at the end.
        """
        if not self._first <= first <= self._next:
            self._passes.clear()
            self._first = self._next = first
        if self._first == self._next:
            self._heard = self._made = np.empty((heard.channels, 0), np.float32)
            self._gains = np.empty((1 if self._together else heard.channels, 1), np.float32)
        while self._next < last:
            self._go_on(heard, min(last, _edge_after(self._next)))
        begin, end = first - self._first, last - self._first
        part = np.s_[:, begin * HOP : end * HOP]
        found = self._heard[part].copy(), self._made[part].copy(), self._gains[:, begin : end + 1].copy()
        self._forget(max(first - _KEPT, self._first))
        return found

    def _go_on(self, signal: Signal, stop: int) -> None:
        """Up to hop `stop`, which lies in the same pass, and on the same side of its crossfade, as the next hop."""
        start, number = self._next, self._next // PASS
        heard, made, gains = self._pass(number, signal).make(start, stop)
        faded = number * PASS + _FADE
        if number and start < faded:
            _, before, gains_before = self._pass(number - 1, signal).make(start, stop)
            at = np.arange((stop - start) * HOP + 1, dtype=np.float32) + (start - number * PASS) * HOP
            share = at / np.float32(_FADE * HOP)
            made = before + share[:-1] * (made - before)
            gains = gains_before + share[::HOP] * (gains - gains_before)
        if stop >= faded:
            self._passes.pop(number - 1, None)
        self._heard = np.concatenate([self._heard, heard], axis=1)
        self._made = np.concatenate([self._made, made], axis=1)
        self._gains = np.concatenate([self._gains[:, :-1], gains], axis=1)
        self._next = stop

    def _pass(self, number: int, signal: Signal) -> _Pass:
        if number not in self._passes:
            begins = max(number * PASS - _WARM_UP, 0)
            self._passes[number] = _Pass(self._network, self._together, self._band, begins, signal.channels)
        found = self._passes[number]
        found.signal = signal
        return found

    def _forget(self, first: int) -> None:
        hops = first - self._first
        self._heard, self._made = self._heard[:, hops * HOP :], self._made[:, hops * HOP :]
        self._gains, self._first = self._gains[:, hops:], first


def _edge_after(hop: int) -> int:
    """Where the crossfade ends in which `hop` lies, else where its pass ends."""
    begins = hop // PASS * PASS
    return begins + _FADE if hop < begins + _FADE else begins + PASS


class _Pass:
    """The network on its way over a recording, from hop `begins` on."""

    signal: Signal

    def __init__(self, network: MaskGru, together: bool, band: slice, begins: int, channels: int) -> None:
        self._network, self._together, self._band = network, together, band
        self._hop = begins
        batch = 1 if together else channels
        self._state = network.start(batch, channels if together else 1)
        self._at_once = max(_AT_ONCE // batch, 1)
        self._gain = np.ones((batch, 1), np.float32)

    def make(self, start: int, stop: int) -> tuple[Samples, Samples, Samples]:
        """Hops `start` to `stop`, not before those made last; see `Filtered.read`."""
        while self._hop <= start:  # a hop comes out when the next one is in
            self._advance(min(start + 1, self._hop + self._at_once))
        nothing: Samples = np.empty((self.signal.channels, 0), np.float32)
        parts = [(nothing, nothing, self._gain)]
        while self._hop <= stop:
            parts.append(self._advance(min(stop + 1, self._hop + self._at_once)))
        heard, made, gains = (np.concatenate(each, axis=1) for each in zip(*parts, strict=True))
        return heard, made, gains

    @torch.inference_mode()
    @one_thread
    def _advance(self, stop: int) -> tuple[Samples, Samples, Samples]:
        """Listen up to hop `stop`: what comes out lies a hop before, the gains stand where hops begin."""
        sound = read_sound(self.signal, self._hop * HOP, stop * HOP)
        device = self._network.window.device
        noisy = torch.from_numpy(sound[None] if self._together else sound[:, None]).to(device)
        before = self._state.samples
        stretch, self._state = self._network.advance(noisy, self._state)
        heard = torch.cat([before, noisy[..., :-HOP]], dim=2).flatten(0, 1)
        made = torch.lerp(stretch.sound.flatten(0, 1), heard, LEFT)
        gains = LEFT + (1.0 - LEFT) * _band_gain(stretch, self._band)
        self._gain, self._hop = gains[:, -1:], stop
        return heard.cpu().numpy(), made.cpu().numpy(), gains


def _band_gain(stretch: Stretch, band: slice) -> NDArray[np.float32]:
    """How much of a band is left in each frame, 0…1, shape (batch, frames); 1 where there was nothing."""
    heard, made = (part[..., band].square().sum(dim=(1, 2, 4)) for part in (stretch.heard, stretch.made))
    gain: NDArray[np.float32] = ((made + 1e-20) / (heard + 1e-20)).clamp_max(1.0).sqrt().cpu().numpy()
    return gain
