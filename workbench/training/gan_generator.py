"""Generator and encoder learn together, against a critic of descriptions: CVAE-GAN (Bao et al., ICCV 2017)."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.models.synthesise.generator import Encoder, Generator
from workbench.models.synthesise.sound_shape import SoundShape
from workbench.training.critics import DescriptionCritic, difference_of_layers
from workbench.training.described_sounds import DescribedSounds
from workbench.training.gan_loop import Losses, descend, follow, rate_at, set_rate

_LEVELS = 0.05
"""Half the range by which the level of real sounds varies: 2 dB either way."""


@dataclass(frozen=True)
class GeneratorRecipe:
    """`widths` : of the generator; `size` : of a place; `critic_width` : see `DescriptionCritic`.

    The others weigh the losses: how far what was made again is from what was encoded, how far places are from standard
    normal, how alike the critic finds both, whether it believes, takes what was drawn for its label, and whether the
    encoder finds places again that were drawn.
    """

    widths: tuple[int, ...]
    size: int = 64
    critic_width: int = 16
    batch_size: int = 16
    again: float = 8.0
    normal: float = 1.5e-3
    normal_from: int = 1500
    alike: float = 1.0
    believed: float = 0.3
    labelled: float = 0.15
    found: float = 0.15
    learning_rate: float = 6e-4
    critic_rate: float = 4e-4
    falls_over: float = 0.3


class GeneratorAdversaries:
    """Generator, encoder, the running means of both, and the critic."""

    def __init__(self, sounds: DescribedSounds, recipe: GeneratorRecipe) -> None:
        self._sounds, self._recipe = sounds, recipe
        self._chances = sounds.chances()
        self._labels = len(sounds.labels)
        self.generator = Generator(sounds.shape, self._labels, recipe.size, recipe.widths)
        self.encoder = Encoder(sounds.shape, self._labels, recipe.size)
        self.average, self.average_encoder = copy.deepcopy(self.generator), copy.deepcopy(self.encoder)
        self.critic = DescriptionCritic(sounds.shape, self._labels, recipe.critic_width)
        self.networks: dict[str, nn.Module] = {
            "generator": self.generator,
            "encoder": self.encoder,
            "average": self.average,
            "average_encoder": self.average_encoder,
            "critic": self.critic,
        }
        self._learning = [*self.generator.parameters(), *self.encoder.parameters()]
        self.optimisers: dict[str, torch.optim.Optimizer] = {
            "maker_adam": torch.optim.Adam(self._learning, recipe.learning_rate, betas=(0.5, 0.95)),
            "critic_adam": torch.optim.Adam(self.critic.parameters(), recipe.critic_rate, betas=(0.0, 0.95)),
        }

    def step(self, random: np.random.Generator, done: int, progress: float) -> Losses:
        recipe = self._recipe
        for name, rate in (("maker_adam", recipe.learning_rate), ("critic_adam", recipe.critic_rate)):
            set_rate(self.optimisers[name], rate * rate_at(done, progress, falls_over=recipe.falls_over))
        real, label = self._batch(random)
        mean, log_variance = self.encoder(real, label)
        place = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        drawn, drawn_label = torch.randn_like(mean), label[torch.randperm(len(label))]
        made = self.generator(torch.cat([place, drawn]), torch.cat([label, drawn_label]))
        labels = torch.cat([label, label, drawn_label])
        losses = {"critic": self._teach_critic(real, made.detach(), labels)}
        again = ((made[: len(real)] - real).abs() * _weights(real, self._sounds.shape)).mean()
        far = 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance).sum(1).mean()
        found = (self.encoder(made[len(real) :], drawn_label)[0] - drawn).square().mean()
        alike, believed, labelled = self._judged(real, made, labels)
        loss = (
            recipe.again * again
            + recipe.normal * min(1.0, done / recipe.normal_from) * far
            + recipe.alike * alike
            + recipe.believed * believed
            + recipe.labelled * labelled
            + recipe.found * found
        )
        descend(self.optimisers["maker_adam"], self._learning, loss)
        follow(self.average, self.generator, done)
        follow(self.average_encoder, self.encoder, done)
        parts = {"again": again, "far": far, "alike": alike, "believed": believed, "labelled": labelled, "found": found}
        return losses | {name: value.item() for name, value in parts.items()}

    def _batch(self, random: np.random.Generator) -> tuple[Tensor, Tensor]:
        indices = random.choice(len(self._chances), self._recipe.batch_size, p=self._chances)
        real = torch.from_numpy(self._sounds.read(indices)[1])
        mels = slice(0, self._sounds.shape.n_mels)
        levels = (torch.rand(len(real), 1, 1) - 0.5) * (2.0 * _LEVELS)
        heard = real[:, mels] > -0.99
        real[:, mels] = torch.where(heard, (real[:, mels] + levels).clamp_min(-1.0), real[:, mels])
        return real, torch.from_numpy(self._sounds.label[indices])

    def _teach_critic(self, real: Tensor, made: Tensor, labels: Tensor) -> float:
        count = len(real)
        all_of_them = torch.cat([real + 0.02 * torch.randn_like(real), made])
        score, label, _ = self.critic(self._disturbed(all_of_them), labels)
        loss = (
            functional.relu(1.0 - score[:count]).mean()
            + functional.relu(1.0 + score[count:]).mean()
            + 0.5 * functional.cross_entropy(label[:count], labels[:count])
        )
        descend(self.optimisers["critic_adam"], self.critic.parameters(), loss)
        return loss.item()

    def _judged(self, real: Tensor, made: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """How unlike what was made again is, how little all is believed, how little of what was drawn has its label."""
        count = len(real)
        self.critic.requires_grad_(False)
        score, label, layers = self.critic(self._disturbed(torch.cat([real, made])), labels)
        self.critic.requires_grad_(True)
        alike = difference_of_layers([a[:count].detach() for a in layers], [a[count : 2 * count] for a in layers])
        believed = -0.5 * score[count : 2 * count].mean() - score[2 * count :].mean()
        return alike, believed, functional.cross_entropy(label[2 * count :], labels[2 * count :])

    def _disturbed(self, description: Tensor) -> Tensor:
        """What the critic sees is shifted, louder or softer, and has gaps: it cannot learn the real sounds by heart
        (Zhao et al., Differentiable Augmentation, NeurIPS 2020)."""
        mels = self._sounds.shape.n_mels
        description = torch.roll(description, int(torch.randint(-4, 5, ())), dims=2)
        levels = (torch.rand(len(description), 1, 1) - 0.5) * 0.2
        bands = (description[:, :mels] + levels).clamp_min(-1.2)
        for length, axis in ((12, 2), (10, 1)):
            if float(torch.rand(())) < 0.5:
                start = int(torch.randint(0, bands.shape[axis] - length, ()))
                index = torch.arange(bands.shape[axis])
                gap = ((index >= start) & (index < start + length)).reshape((1, 1, -1) if axis == 2 else (1, -1, 1))
                bands = torch.where(gap, -1.0, bands)
        return torch.cat([bands, description[:, mels:]], dim=1)


def _weights(real: Tensor, shape: SoundShape) -> Tensor:
    """How much each number counts in making a sound again: where a tone is counts where there is one."""
    weights = torch.ones_like(real)
    tones = shape.n_mels
    if shape.tone == "partials":
        sure = ((real[:, tones + shape.bands :] + 1.0) / 2.0 - 0.3).div(0.4).clamp(0.0, 1.0)
        weights[:, tones : tones + shape.bands] = 0.15 + 0.85 * sure
        weights[:, tones + shape.bands :] = 0.5
    else:
        weights[:, tones] = 1.0 + 2.0 * (real[:, tones + 1] > 0.0)
    return weights
