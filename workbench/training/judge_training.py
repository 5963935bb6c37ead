"""How a judge learns: on real sounds only, as the same judge each time, kept once it is trained."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from workbench.audio.cache import TRAINING, Cache
from workbench.errors import DataError
from workbench.features.mel import mel_frequencies
from workbench.models.classify.compact_cnn import CompactCnn
from workbench.training.augment import Augmentation
from workbench.training.loop import Schedule, Trainer, TrainingStep
from workbench.training.sound_judge import FLOOR_DB, Hearing, Judge, levels, placed
from workbench.training.sound_store import SoundStore
from workbench.training.sounds_pack import PackSound

_VERSION = 1
"""To be raised whenever the same recipe would make another judge."""

_WIDTH = 24
_SPEEDS = (0.85, 1.18)
_PLAIN_SHARE = 0.4
"""Of examples that are heard at their own speed."""
_SHIFT_S = 0.08
_NARROW_SHARE = 0.4
_NARROWEST_HZ = 3_000.0
_AUGMENTATION = Augmentation(
    gain_db=3.0,
    colour_db=6.0,
    noise_share=0.5,
    noise_db=(-85.0, -20.0),
    mix_alpha=0.2,
    mask_count=1,
    mask_bands=10,
    mask_frames=16,
)


@dataclass(frozen=True)
class JudgeRecipe:
    """`epochs` of `steps` batches of `batch_size` sounds each, all random numbers drawn from `seed`."""

    epochs: int = 20
    steps: int = 50
    batch_size: int = 48
    seed: int = 0

    def schedule(self) -> Schedule:
        return Schedule(
            epochs=self.epochs,
            learning_rate=3e-3,
            warm_up_epochs=min(1.0, self.epochs / 4),
            cool_down_epochs=self.epochs / 2,
            weight_decay=0.05,
            label_smoothing=0.1,
            averaging=0.99,
        )


def trained_judge(
    sounds: Sequence[PackSound], store: SoundStore, hearing: Hearing, recipe: JudgeRecipe | None = None
) -> Iterator[TrainingStep | Judge]:
    """The judge that learned from the sounds that are not unseen, after the steps that this takes.

    Parameters
    ----------
    store : the prepared sounds, in the same order

    A judge that was trained before is taken from the cache, without steps. Raises `DataError`.
    """
    recipe = recipe or JudgeRecipe()
    classes = tuple(sorted({sound.label for sound in sounds if not sound.unseen}))
    if len(classes) < 2:
        raise DataError("To judge sounds, real ones of at least two labels are needed to learn from. Give other data.")
    torch.manual_seed(recipe.seed)
    network = CompactCnn(len(classes), hearing.mel.n_mels, _WIDTH)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # faster; missing from torch's types
    cache, key = Cache(), _fingerprint(sounds, store, hearing, recipe)
    in_use = cache.open(TRAINING, key)
    if in_use is not None:
        with in_use:
            _set_weights(network, np.load(cache.path(TRAINING, key)))
        yield Judge(classes, hearing, network)
        return
    lessons = _Lessons(sounds, store, hearing, classes, recipe)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "checkpoint.safetensors"
        trainer = Trainer(network, recipe.schedule(), recipe.steps, recipe.seed, checkpoint)
        yield from trainer.train(lessons.batches)
    network.load_state_dict(trainer.average.state_dict())
    entry = cache.create(TRAINING, key)
    with entry.path.open("wb") as file:
        np.save(file, weights_of(network))
    entry.keep()
    yield Judge(classes, hearing, network)


class _Lessons:
    """Batches with each label equally often, and within it each corpus in proportion to the root of its size.

    Otherwise the judge could tell labels by what is particular to the corpus that has most of them.
    """

    def __init__(
        self,
        sounds: Sequence[PackSound],
        store: SoundStore,
        hearing: Hearing,
        classes: tuple[str, ...],
        recipe: JudgeRecipe,
    ) -> None:
        self._store, self._hearing, self._recipe = store, hearing, recipe
        self._learned = np.array([index for index, sound in enumerate(sounds) if not sound.unseen])
        self._truth = np.array([classes.index(sounds[index].label) for index in self._learned])
        self._one_hot = torch.eye(len(classes))
        self._shares = _shares([sounds[index] for index in self._learned])
        self._frequencies = mel_frequencies(hearing.mel)

    def batches(self, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        for _ in range(self._recipe.steps):
            chosen = random.choice(len(self._learned), self._recipe.batch_size, p=self._shares)
            windows = np.stack([self._window(int(self._learned[index]), random) for index in chosen])
            heard = levels(windows, self._hearing.mel)
            self._narrow(heard, random)
            yield _AUGMENTATION(torch.from_numpy(heard), self._one_hot[self._truth[chosen]])

    def _window(self, index: int, random: np.random.Generator) -> NDArray[np.float32]:
        """A sound at another speed and thus pitch, and somewhat early or late."""
        sound = self._store.read(index, 0, int(self._store.lengths[index]))
        if sound.size > 1 and random.random() >= _PLAIN_SHARE:
            speed = np.exp(random.uniform(*np.log(_SPEEDS)))
            times = np.arange(0.0, sound.size - 1.0, speed)
            sound = np.interp(times, np.arange(sound.size), sound).astype(np.float32)
        reach = round(_SHIFT_S * self._hearing.mel.sample_rate)
        least = -reach if self._hearing.centred else 0
        return placed(sound, self._hearing, int(random.integers(least, reach + 1)))

    def _narrow(self, heard: NDArray[np.float32], random: np.random.Generator) -> None:
        """Take the high bands from some, as old recordings and telephones do."""
        for sound in heard:
            if random.random() < _NARROW_SHARE:
                cut_hz = random.uniform(_NARROWEST_HZ, self._frequencies[-1])
                sound[self._frequencies > cut_hz] = FLOOR_DB


def weights_of(network: nn.Module) -> NDArray[np.float32]:
    """All that the network learned, as one row of numbers in the order of its state."""
    return np.concatenate(
        [value.detach().numpy().astype(np.float32).ravel() for value in network.state_dict().values()]
    )


def _set_weights(network: nn.Module, weights: NDArray[np.float32]) -> None:
    state, first = network.state_dict(), 0
    for value in state.values():
        value.copy_(torch.from_numpy(weights[first : first + value.numel()]).view_as(value))
        first += value.numel()


def _shares(sounds: Sequence[PackSound]) -> NDArray[np.float64]:
    """How often each sound is heard, adding up to 1."""
    counts: dict[tuple[str, str], int] = {}
    for sound in sounds:
        counts[sound.label, sound.corpus] = counts.get((sound.label, sound.corpus), 0) + 1
    weights = np.array([counts[sound.label, sound.corpus] ** -0.5 for sound in sounds])
    labels = np.array([sound.label for sound in sounds])
    for label in np.unique(labels):
        weights[labels == label] /= weights[labels == label].sum()
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _fingerprint(sounds: Sequence[PackSound], store: SoundStore, hearing: Hearing, recipe: JudgeRecipe) -> str:
    """Of what is heard, wherever it lies: a tar file and its folder make one judge."""
    lengths = store.lengths
    described = {
        "version": _VERSION,
        "sounds": [(sound.label, sound.corpus) for sound in sounds if not sound.unseen],
        "heard": [
            zlib.crc32(store.read(index, 0, int(lengths[index])).tobytes())
            for index, sound in enumerate(sounds)
            if not sound.unseen
        ],
        "hearing": asdict(hearing),
        "recipe": asdict(recipe),
    }
    return f"judge-{hashlib.sha256(json.dumps(described).encode()).hexdigest()[:24]}"
