"""Makes sounds from recipes by a generator of descriptions and a vocoder, and finds recordings in its latent space."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from workbench.audio.channels import MonoSignal
from workbench.audio.resample import LARGEST, ResampledSignal
from workbench.audio.signal import Samples, Signal
from workbench.errors import ModelLoadError, RecipeError
from workbench.models.contract import Card, Encoded, MadeSound, Span
from workbench.models.device import out_of_memory, resolve_device
from workbench.models.synthesise.description import describe, fitted
from workbench.models.synthesise.generator import Encoder, Generator
from workbench.models.synthesise.recipe import Recipe, check_recipe
from workbench.models.synthesise.sound_shape import SoundShape, shape_from
from workbench.models.synthesise.space import space_of
from workbench.models.synthesise.usual_places import UsualPlaces
from workbench.models.synthesise.vocoder import Vocoder
from workbench.models.weights import load_weights

ARCHITECTURE = "cvae-gan"

_LARGEST_SIZE, _MOST_WEIGHTS = 1024, 50_000_000
"""Of a layer, of the number of layers, and of all: a card that asks for more is damaged."""
_LONGEST_READ_S = 10.0
_SILENT = 1e-4
"""Peak of a recording that is nothing but silence (−80 dBFS)."""
_PEAK = 0.9
_END = 1e-3
"""Of the peak: what stays below is cut off at the end (−60 dB)."""
_FADE_S = 0.01
_SILENT_LEVEL = -0.9
"""In descriptions: −76 dB."""
_FRAMES_BEHIND = 8


class Networks(nn.Module):
    """All that a synthesiser has learned. `sizes`: widths of the generator; width and blocks of the vocoder."""

    def __init__(self, shape: SoundShape, labels: int, size: int, sizes: Mapping[str, Any]) -> None:
        super().__init__()
        self.shape = shape
        self.generator = Generator(shape, labels, size, tuple(sizes["generator"]))
        self.encoder = Encoder(shape, labels, size)
        self.places = UsualPlaces(labels, size)
        self.vocoder = Vocoder(shape, *sizes["vocoder"])

    @torch.no_grad()
    def described(self, point: Tensor, label: Tensor) -> Tensor:
        """Descriptions, shape (batch, rows, frames), from points (batch, size) and labels (batch,)."""
        made: Tensor = self.generator(self.places.place(point, label), label)
        return made

    @torch.no_grad()
    def sound(self, point: Tensor, label: Tensor, noise: Tensor) -> Tensor:
        """Shape (batch, samples), as many as are heard; `noise` : white, standard normal, of full length."""
        described = self.described(point, label)
        frames = self._heard_frames(described)
        made: Tensor = self.vocoder(described[:, :, :frames], noise[:, : frames * self.shape.hop_length])
        return made

    def _heard_frames(self, described: Tensor) -> int:
        """Up to where there is more than silence: what comes after it need not be computed."""
        heard = (described[:, : self.shape.n_mels] > _SILENT_LEVEL).any(1).any(0).nonzero()
        return min(int(heard[-1]) + _FRAMES_BEHIND, self.shape.frames) if len(heard) else 1

    @torch.no_grad()
    def found(self, described: Tensor, label: Tensor) -> tuple[Tensor, Tensor]:
        """Points of descriptions, shape (batch, rows, frames), under these labels, and what is made from there."""
        places, _ = self.encoder(described, label)
        return self.places.point(places, label), self.generator(places, label)


class GanSynthesiser:
    """A `Synthesiser` of labelled sounds.

    Parameters
    ----------
    card : of a model of the task "synthesise"
    networks : with their weights
    """

    def __init__(self, card: Card, networks: Networks, device: torch.device) -> None:
        self.card = card
        self.shape = networks.shape
        self._networks = networks.to(device).eval()
        self._device = device

    def make(self, recipes: Sequence[Recipe]) -> Iterator[MadeSound]:
        """Yield the sounds in the order of their recipes. Raises `RecipeError`, `OutOfMemory`."""
        for recipe in recipes:
            check_recipe(self.card, recipe)
        for index, recipe in enumerate(recipes):
            yield MadeSound(index, self._finished(self._raw(recipe)), self.shape.sample_rate)

    def _raw(self, recipe: Recipe) -> Samples:
        random = torch.Generator().manual_seed(recipe.seed)
        noise = torch.randn(1, self.shape.samples, generator=random)
        place, label = torch.tensor([recipe.point]), torch.tensor([self.card.classes.index(recipe.label)])
        try:
            sound = self._networks.sound(place.to(self._device), label.to(self._device), noise.to(self._device))
        except torch.OutOfMemoryError as error:
            raise out_of_memory(self.card.name, self._device) from error
        made: Samples = sound[0].cpu().numpy()
        if not np.isfinite(made).all():
            raise RecipeError(
                f"{self.card.name} makes no sound at that place: it is too far out. Give smaller numbers."
            )
        return made

    def _finished(self, sound: Samples) -> Samples:
        """Hits at one peak level, speech as loud as it was learned, without the silence at the end."""
        peak = float(np.abs(sound).max(initial=0.0))
        if peak < _SILENT:
            return np.zeros((1, 1), np.float32)
        heard = int(np.flatnonzero(np.abs(sound) >= _END * peak)[-1]) + 1
        fade = min(round(_FADE_S * self.shape.sample_rate), heard)
        gain = _PEAK / peak if self.shape.tone == "partials" else min(1.0, _PEAK / peak)
        made = sound[:heard] * np.float32(gain)
        made[heard - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
        return made[None]

    def encode(self, signal: Signal, span: Span, label: str = "") -> Encoded:
        """See `Synthesiser.encode`; without a label, that from whose place the sound is made again best."""
        if label and label not in self.card.classes:
            raise RecipeError(f"{self.card.name} knows no {label!r}. It knows: {', '.join(self.card.classes)}.")
        sound = self._heard(signal, span)
        described = torch.from_numpy(describe(fitted(sound, self.shape), self.shape))[None].to(self._device)
        names = [label] if label else list(self.card.classes)
        numbers = torch.tensor([self.card.classes.index(name) for name in names], device=self._device)
        try:
            points, again = self._networks.found(described.expand(len(names), -1, -1), numbers)
        except torch.OutOfMemoryError as error:
            raise out_of_memory(self.card.name, self._device) from error
        bands = slice(0, self.shape.n_mels)
        best = int((again[:, bands] - described[:, bands]).abs().mean(dim=(1, 2)).argmin())
        return Encoded(names[best], tuple(float(number) for number in points[best].cpu()))

    def _heard(self, signal: Signal, span: Span) -> Samples:
        rate = self.shape.sample_rate
        mono = ResampledSignal(MonoSignal(signal), rate)
        start = round(span.start_s * rate)
        stop = min(round(span.end_s * rate), start + round(_LONGEST_READ_S * rate), mono.frames)
        sound = mono.read(start, stop)[0]
        sound = np.where(np.abs(sound) <= LARGEST, sound, np.float32(0.0))
        if np.abs(sound).max(initial=0.0) < _SILENT:
            raise RecipeError(
                f"There is nothing to hear from {span.start_s:.3f} s to {stop / rate:.3f} s. Select another part."
            )
        return sound


def load_synthesiser(card: Card, weights: Path, device: str) -> GanSynthesiser:
    """Raises `ModelLoadError` for a card or weights that do not fit, and `DeviceUnavailable`."""
    architecture = card.extra.get("architecture")
    if architecture != ARCHITECTURE:
        raise ModelLoadError(f"{card.name}: its architecture {architecture!r} is unknown here (known: {ARCHITECTURE}).")
    networks = _networks(card)
    load_weights(networks, weights, card.weights_sha256)
    return GanSynthesiser(card, networks, resolve_device(device))


def _networks(card: Card) -> Networks:
    try:
        shape = shape_from(card.extra["shape"])
        if card.sample_rate != shape.sample_rate:
            raise ValueError("it names two sample rates")
        sizes = card.extra["network"]
        if not all(1 <= size <= _LARGEST_SIZE for size in (*sizes["generator"], *sizes["vocoder"])):
            raise ValueError(f"sizes {sizes}, which must be 1 to {_LARGEST_SIZE}")
        with torch.device("meta"):  # which counts, but takes no memory
            planned = Networks(shape, len(card.classes), space_of(card).size, sizes)
        if sum(weights.numel() for weights in planned.state_dict().values()) > _MOST_WEIGHTS:
            raise ValueError(f"more than {_MOST_WEIGHTS:,} weights")
        return Networks(shape, len(card.classes), space_of(card).size, sizes)
    except (KeyError, TypeError, ValueError, RuntimeError, IndexError, OverflowError) as error:
        raise ModelLoadError(
            f"{card.name}: its card does not describe its networks ({error}). Install it again."
        ) from error
