"""From description to sound: oscillators and noise, shaped by a network that was trained against discriminators.

Tones come from oscillators that follow the description's frequencies (Engel et al., DDSP, ICLR 2020), the rest from
noise; the network says frame by frame how loud each oscillator is and how the noise is coloured. So phases need not be
guessed. It is trained like other GAN vocoders (HiFi-GAN, Kong et al., 2020) against discriminators of spectrograms. Its
body is that of Vocos (Siuzdak, ICLR 2024): ConvNeXt blocks at the rate of the frames.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.models.synthesise.description import band_centres, band_step, pitch_hz
from workbench.models.synthesise.sound_shape import SoundShape

_BANDS_AT_ONCE = 4
"""As many as the processor's caches hold: three times faster than all at once."""
_INAUDIBLE = 3e-5
"""Oscillators whose amplitude stays below this (−90 dB) are left out."""


class Vocoder(nn.Module):
    """Descriptions, shape (batch, rows, frames), to sounds, shape (batch, samples).

    Parameters
    ----------
    shape : of the sounds
    width : channels of the body
    blocks : of the body
    """

    window: Tensor

    def __init__(self, shape: SoundShape, width: int = 192, blocks: int = 5) -> None:
        super().__init__()
        self.shape = shape
        self.n_fft = 2 * shape.hop_length if shape.tone == "partials" else 3 * shape.hop_length
        bins = self.n_fft // 2 + 1
        self._tones = shape.bands if shape.tone == "partials" else bins
        self.entry = nn.Conv1d(shape.rows, width, 7, padding=3)
        self.norm = nn.LayerNorm(width)
        self.body = nn.ModuleList(ConvNext(width) for _ in range(blocks))
        self.last_norm = nn.LayerNorm(width)
        self.noise = nn.Linear(width, bins)
        self.tones = nn.Linear(width, self._tones)
        nn.init.constant_(self.noise.bias, -4.0)
        nn.init.constant_(self.tones.bias, -4.0)
        self.register_buffer("window", torch.hann_window(self.n_fft), persistent=False)

    def forward(self, description: Tensor, noise: Tensor) -> Tensor:
        """`noise` : white, standard normal, shape (batch, samples); fewer frames make as many fewer samples."""
        hidden = self.norm(self.entry(description).transpose(1, 2)).transpose(1, 2)
        for block in self.body:
            hidden = block(hidden)
        hidden = self.last_norm(hidden.transpose(1, 2))
        colour = torch.exp(self.noise(hidden).clamp(-12.0, 6.0)).transpose(1, 2)
        loudness = self.tones(hidden).clamp(-12.0, 4.0).transpose(1, 2)
        hiss = self._filtered(noise, colour.to(torch.complex64))
        if self.shape.tone == "partials":
            return hiss + self._partials(description, torch.exp(loudness))
        return hiss + self._filtered(self._pulses(description), minimum_phase(loudness))

    def _filtered(self, sound: Tensor, response: Tensor) -> Tensor:
        """`response` : what becomes of each bin in each frame, shape (batch, bins, frames)."""
        hop = self.shape.hop_length
        spectrum = torch.stft(
            sound, self.n_fft, hop, window=self.window, center=True, pad_mode="constant", return_complex=True
        )
        response = torch.cat([response, response[..., -1:]], dim=-1)
        return torch.istft(
            spectrum * response, self.n_fft, hop, window=self.window, center=True, length=sound.shape[-1]
        )

    def _partials(self, description: Tensor, loudness: Tensor) -> Tensor:
        """One oscillator in each band, all beginning at phase 0."""
        first = self.shape.n_mels
        place = description[:, first : first + self.shape.bands].clamp(-1.0, 1.0)
        centres = torch.from_numpy(band_centres(self.shape)).float().to(place)[:, None]
        hertz = centres * torch.exp(place * math.log(band_step(self.shape)))
        samples = description.shape[2] * self.shape.hop_length
        made = torch.zeros(len(description), samples, device=description.device)
        for first in range(0, self.shape.bands, _BANDS_AT_ONCE):
            bands = slice(first, first + _BANDS_AT_ONCE)
            if loudness.requires_grad or loudness[:, bands].amax() > _INAUDIBLE:
                waves = torch.sin(self._phases(hertz[:, bands]).mul_(2.0 * math.pi))
                made = made + (waves * self._finely(loudness[:, bands])).sum(1)
        return made

    def _pulses(self, description: Tensor) -> Tensor:
        """All harmonics of the voice, of equal level, with unit power; silence where there is no voice."""
        octaves, voiced = description[:, self.shape.n_mels], description[:, self.shape.n_mels + 1]
        pitch = pitch_hz(octaves)[:, None]
        angle = math.pi * torch.remainder(self._phases(pitch)[:, 0], 1.0)
        count = torch.floor(0.48 * self.shape.sample_rate / self._finely(pitch)[:, 0])
        # Dirichlet's kernel: cos a + cos 2a + … + cos na
        sine = torch.sin(angle)
        ratio = torch.sin((2.0 * count + 1.0) * angle) / torch.where(sine.abs() < 1e-4, 1.0, sine)
        waves = torch.where(sine.abs() < 1e-4, count, 0.5 * (ratio - 1.0))
        return waves * torch.sqrt(2.0 / count) * self._finely(torch.sigmoid(8.0 * voiced[:, None]))[:, 0]

    def _phases(self, frequency_hz: Tensor) -> Tensor:
        """Turns at each sample, whole ones up to the start of its frame left out; frequencies move in straight lines
        from frame to frame, so phases on parabolas."""
        hop = self.shape.hop_length
        begins = frequency_hz.double() / self.shape.sample_rate
        ends = torch.cat([begins[..., 1:], begins[..., -1:]], dim=-1)
        whole = torch.cumsum((begins + ends) * (0.5 * hop), dim=-1)
        start = torch.remainder(functional.pad(whole[..., :-1], (1, 0)), 1.0).float()[..., None]
        time = torch.arange(hop, device=frequency_hz.device, dtype=torch.float32)
        speed, bend = begins.float()[..., None], ((ends - begins) / (2.0 * hop)).float()[..., None]
        return torch.addcmul(start, time, torch.addcmul(speed, time, bend)).flatten(-2)

    def _finely(self, frames: Tensor) -> Tensor:
        """From one value a frame to one a sample, in straight lines."""
        slopes = torch.diff(frames, append=frames[..., -1:])[..., None] / self.shape.hop_length
        time = torch.arange(self.shape.hop_length, device=frames.device, dtype=frames.dtype)
        return torch.addcmul(frames[..., None], time, slopes).flatten(-2)


class ConvNext(nn.Module):
    """A ConvNeXt block over time: a deep convolution, then two layers frame by frame."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.deep = nn.Conv1d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 3 * width)
        self.narrow = nn.Linear(3 * width, width)
        self.scale = nn.Parameter(torch.full((width,), 0.2))

    def forward(self, hidden: Tensor) -> Tensor:
        change = self.norm(self.deep(hidden).transpose(1, 2))
        change = self.narrow(functional.gelu(self.wide(change)))
        changed: Tensor = hidden + (self.scale * change).transpose(1, 2)
        return changed


def minimum_phase(log_gain: Tensor) -> Tensor:
    """The response of least delay with that log magnitude, shape (batch, bins, frames), by its cepstrum."""
    bins = log_gain.shape[1]
    cepstrum = torch.fft.irfft(log_gain, dim=1)
    fold = torch.zeros(cepstrum.shape[1]).to(cepstrum)
    fold[0], fold[1 : bins - 1], fold[bins - 1] = 1.0, 2.0, 1.0
    return torch.exp(torch.fft.rfft(cepstrum * fold[:, None], dim=1))
