"""The vocoder learns: to make real sounds again from their descriptions, against critics of spectrograms."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.models.synthesise.sound_shape import SoundShape
from workbench.models.synthesise.vocoder import Vocoder
from workbench.training.critics import SoundCritic, difference_of_layers
from workbench.training.described_sounds import DescribedSounds
from workbench.training.gan_loop import Losses, descend, follow, rate_at, set_rate

_LEVEL_DB = 40.0
"""One step of a description's levels."""


@dataclass(frozen=True)
class VocoderRecipe:
    """`width`, `blocks` : of the network; `compared` : windows in which spectra are compared, samples; `judged` :
    those of the critics, who hear `judged_s` seconds at a time, and join in after `alone` of the training; `gain_db` :
    range of levels."""

    width: int
    blocks: int
    batch_size: int
    compared: tuple[int, ...]
    judged: tuple[int, ...]
    judged_s: float
    gain_db: tuple[float, float] | None
    alone: float = 0.15
    learning_rate: float = 8e-4
    critics_rate: float = 4e-4
    falls_over: float = 0.4


class VocoderAdversaries:
    """The vocoder, its running mean, and the critics."""

    def __init__(self, sounds: DescribedSounds, recipe: VocoderRecipe) -> None:
        self._sounds, self._recipe = sounds, recipe
        self._chances = sounds.chances()
        self.shape: SoundShape = sounds.shape
        self.vocoder = Vocoder(self.shape, recipe.width, recipe.blocks)
        self.average = copy.deepcopy(self.vocoder)
        self.critic = SoundCritic(recipe.judged)
        self.networks: dict[str, nn.Module] = {"vocoder": self.vocoder, "average": self.average, "critic": self.critic}
        self.optimisers: dict[str, torch.optim.Optimizer] = {
            "vocoder_adam": torch.optim.AdamW(self.vocoder.parameters(), recipe.learning_rate, betas=(0.8, 0.99)),
            "critic_adam": torch.optim.AdamW(self.critic.parameters(), recipe.critics_rate, betas=(0.8, 0.99)),
        }

    def step(self, random: np.random.Generator, done: int, progress: float) -> Losses:
        recipe = self._recipe
        for name, rate in (("vocoder_adam", recipe.learning_rate), ("critic_adam", recipe.critics_rate)):
            set_rate(self.optimisers[name], rate * rate_at(done, progress, falls_over=recipe.falls_over))
        real, description = self._batch(random)
        made = self.vocoder(description, torch.randn_like(real))
        spectra = spectral_difference(made, real, recipe.compared)
        losses, loss = {"spectra": spectra.item()}, 10.0 * spectra
        if progress >= recipe.alone:
            real, made = self._excerpts(random, real, made)
            losses["critic"] = self._teach_critic(real, made.detach())
            believed, alike = self._judged(real, made)
            losses |= {"believed": believed.item(), "alike": alike.item()}
            loss = loss + 0.5 * believed + alike
        descend(self.optimisers["vocoder_adam"], self.vocoder.parameters(), loss)
        follow(self.average, self.vocoder, done)
        return losses

    def _batch(self, random: np.random.Generator) -> tuple[Tensor, Tensor]:
        indices = random.choice(len(self._chances), self._recipe.batch_size, p=self._chances)
        real, description = (torch.from_numpy(part) for part in self._sounds.read(indices))
        if self._recipe.gain_db:
            gain_db = torch.empty(len(real), 1).uniform_(*self._recipe.gain_db)
            real = real * 10.0 ** (gain_db / 20.0)
            mels = slice(0, self.shape.n_mels)
            description[:, mels] = (description[:, mels] + gain_db[:, :, None] / _LEVEL_DB).clamp_min(-1.0)
        return real, description

    def _excerpts(self, random: np.random.Generator, real: Tensor, made: Tensor) -> tuple[Tensor, Tensor]:
        """Half of them from the onset, where most happens."""
        length = round(self._recipe.judged_s * self.shape.sample_rate)
        latest = min(self.shape.samples - length, self.shape.samples // 2)
        starts = [0 if random.random() < 0.5 else int(random.integers(0, latest)) for _ in real]
        return (
            torch.stack([sound[start : start + length] for sound, start in zip(real, starts, strict=True)]),
            torch.stack([sound[start : start + length] for sound, start in zip(made, starts, strict=True)]),
        )

    def _teach_critic(self, real: Tensor, made: Tensor) -> float:
        pairs = zip(self.critic(real), self.critic(made), strict=True)
        loss = sum((functional.relu(1.0 - a).mean() + functional.relu(1.0 + b).mean() for (a, _), (b, _) in pairs))
        assert isinstance(loss, Tensor)
        descend(self.optimisers["critic_adam"], self.critic.parameters(), loss)
        return loss.item()

    def _judged(self, real: Tensor, made: Tensor) -> tuple[Tensor, Tensor]:
        with torch.no_grad():
            expected = self.critic(real)
        found = self.critic(made)
        believed = torch.stack([-score.mean() for score, _ in found]).sum()
        pairs = zip(expected, found, strict=True)
        return believed, torch.stack([difference_of_layers(a, b) for (_, a), (_, b) in pairs]).sum()


def spectral_difference(made: Tensor, real: Tensor, n_ffts: tuple[int, ...]) -> Tensor:
    """Distance of spectra, with several windows: of log magnitudes, and relative (Arık et al., 2018)."""
    parts = []
    for n_fft in n_ffts:
        window = torch.hann_window(n_fft)
        a, b = (
            torch.stft(sound, n_fft, n_fft // 4, window=window, return_complex=True).abs() / window.sum()
            for sound in (made, real)
        )
        logs = (torch.log10(a + 1e-5) - torch.log10(b + 1e-5)).abs().mean()
        relative = ((a - b).norm(dim=(1, 2)) / (b.norm(dim=(1, 2)) + 1e-4)).mean()
        parts.append(logs + 0.5 * relative)
    return torch.stack(parts).mean()
