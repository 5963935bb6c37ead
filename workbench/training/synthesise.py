"""The recipe of the synthesisers: a vocoder and a generator of descriptions, each trained against critics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch

from workbench.errors import DataError
from workbench.models.synthesise.recipe import check_seed
from workbench.models.synthesise.sound_shape import DIGITS, HITS, SoundShape
from workbench.models.synthesise.synthesiser import Networks
from workbench.models.weights import save_weights
from workbench.training import checkpoint
from workbench.training.believed_places import move_to_believed
from workbench.training.described_sounds import DescribedSounds
from workbench.training.gan_generator import GeneratorAdversaries, GeneratorRecipe
from workbench.training.gan_loop import RoundDone, learn
from workbench.training.gan_vocoder import VocoderAdversaries, VocoderRecipe
from workbench.training.leading_directions import leading_directions
from workbench.training.measured_places import measure_places
from workbench.training.sorters import COUNT, Sorter, trained_sorters
from workbench.training.sounds_pack import PackSound, find_sounds
from workbench.training.synthesise_card import licence_for, write_attribution, write_card

Part = Literal["vocoder", "generator"]
PARTS: tuple[Part, ...] = ("vocoder", "generator")

STEPS = 100
"""Steps of a round."""


@dataclass(frozen=True)
class Kind:
    """What is special about one kind of sounds; `narrowed`: see `measured_places`."""

    shape: SoundShape
    vocoder: VocoderRecipe
    generator: GeneratorRecipe
    rounds: dict[Part, int]
    narrowed: float = 0.75


KINDS = {
    "hits": Kind(
        HITS,
        VocoderRecipe(160, 4, 6, (256, 1024, 4096), (1024, 256), 0.25, None),
        GeneratorRecipe((192, 160, 96), critic_width=12),
        {"vocoder": 10, "generator": 36},
    ),
    "digits": Kind(
        DIGITS,
        VocoderRecipe(160, 4, 16, (160, 512, 1600), (512, 160), 0.5, (-6.0, 0.4)),
        GeneratorRecipe((192, 160, 112)),
        {"vocoder": 10, "generator": 48},
    ),
}


@dataclass(frozen=True)
class Plan:
    """What to train on what.

    data : tar or folder with a `meta.csv`, see `sounds_pack.find_sounds`; what is unseen there is not learned from
    kind : one of `KINDS`
    rounds : of each part, instead of the kind's
    """

    data: Path
    kind: str
    rounds: dict[Part, int] | None = None
    seed: int = 0

    def rounds_of(self, part: Part) -> int:
        return (self.rounds or {}).get(part, KINDS[self.kind].rounds[part])


@dataclass(frozen=True)
class Preparing:
    """Recordings are being described, or sorters learn; `progress` 0…1."""

    progress: float


@dataclass(frozen=True)
class Learned:
    """A round of one part is done."""

    part: Part
    round: RoundDone


def train(
    plan: Plan, out: Path, parts: Sequence[Part] = PARTS, *, resume: bool = False
) -> Iterator[Preparing | Learned]:
    """Train some parts, one after the other, and leave a model in the folder `out` when all parts are there.

    The parts do not depend on each other and may be trained side by side by two processes. To cancel, stop iterating:
    with `resume`, the next call goes on after the last whole round. Raises `DataError`, and `RecipeError` for a seed
    out of range.
    """
    check_seed(plan.seed)
    if plan.kind not in KINDS:
        raise DataError(f"There is no recipe for {plan.kind!r}; there is one for {' and '.join(KINDS)}.")
    if min(plan.rounds_of(part) for part in PARTS) < 1:
        raise DataError("Each part needs one round at least.")
    learned = [sound for sound in find_sounds(plan.data) if not sound.unseen]
    if not learned:
        raise DataError(f"{plan.data}: all of its sounds are kept to measure on, and there is none to learn from.")
    sounds = DescribedSounds(learned, KINDS[plan.kind].shape)
    for progress in sounds.prepare():
        yield Preparing(progress)
    out.mkdir(parents=True, exist_ok=True)
    for part in parts:
        adversaries = make_adversaries(plan, sounds, part)
        for done in learn(adversaries, plan.rounds_of(part), STEPS, plan.seed, out / _file(part), resume=resume):
            yield Learned(part, done)
    if all((out / _file(part)).is_file() for part in PARTS):
        sorters: list[Sorter] = []
        for sorter in trained_sorters(sounds, plan.seed):
            sorters.append(sorter)
            yield Preparing(len(sorters) / COUNT)
        write_model(plan, out, sounds, learned, sorters)


def make_adversaries(plan: Plan, sounds: DescribedSounds, part: Part) -> VocoderAdversaries | GeneratorAdversaries:
    """The networks of one part, with the weights that they begin with."""
    torch.manual_seed(plan.seed)
    kind = KINDS[plan.kind]
    return (
        VocoderAdversaries(sounds, kind.vocoder) if part == "vocoder" else GeneratorAdversaries(sounds, kind.generator)
    )


def write_model(
    plan: Plan, out: Path, sounds: DescribedSounds, learned: Sequence[PackSound], sorters: Sequence[Sorter]
) -> None:
    """Put the running means of both parts together as one model: card, weights and attribution. Raises `DataError`."""
    kind = KINDS[plan.kind]
    sizes = {"generator": kind.generator.widths, "vocoder": (kind.vocoder.width, kind.vocoder.blocks)}
    networks = Networks(kind.shape, len(sounds.labels), kind.generator.size, sizes)
    notes: dict[str, int] = {}
    for part in PARTS:
        adversaries = make_adversaries(plan, sounds, part)
        found = checkpoint.load(out / _file(part), adversaries.networks, adversaries.optimisers)
        if found is None:
            raise DataError(f"{out / _file(part)}: is not there. Train the {part} first.")
        notes[part] = int(found["round"])
        if isinstance(adversaries, VocoderAdversaries):
            networks.vocoder.load_state_dict(adversaries.average.state_dict())
        else:
            networks.generator.load_state_dict(adversaries.average.state_dict())
            networks.encoder.load_state_dict(adversaries.average_encoder.state_dict())
    networks.eval()
    measure_places(networks.places, networks.encoder, sounds, kind.narrowed)
    move_to_believed(networks.places, networks.generator, sorters, plan.seed)
    sha256 = save_weights(networks, out / "weights.safetensors")
    write_attribution(out, learned)
    write_card(
        out,
        labels=sounds.labels,
        shape=kind.shape,
        licence=licence_for(kind.shape, learned),
        weights_sha256=sha256,
        parameters=sum(values.numel() for values in networks.state_dict().values()),
        directions=leading_directions(networks, len(sounds.labels), kind.generator.size),
        sizes=sizes,
        size=kind.generator.size,
        trained_on=f"{len(learned)} sounds of {plan.data.name}, {_steps(notes)}",
        command=_command(plan, notes),
        seed=plan.seed,
    )


def _file(part: Part) -> str:
    return f"{part}.checkpoint.safetensors"


def _steps(rounds: dict[str, int]) -> str:
    return " and ".join(f"{count * STEPS:,} steps of the {part}" for part, count in rounds.items())


def _command(plan: Plan, made: dict[str, int]) -> str:
    """What makes the same model: with the rounds that were made, which other parts' plans need not name."""
    rounds = " ".join(f"--{part}-rounds {made[part]}" for part in PARTS)
    return f"workbench train synthesise --data {plan.data.name} --kind {plan.kind} {rounds} --seed {plan.seed}"
