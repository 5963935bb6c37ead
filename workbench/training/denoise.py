"""The recipe of the denoiser: speech and noise, mixed anew for each step, and a network that tells them apart."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from workbench.errors import DataError
from workbench.models.denoise.mask_gru import SAMPLE_RATE, MaskGru
from workbench.models.weights import save_weights
from workbench.training.denoise_card import write_attribution, write_card
from workbench.training.denoise_loss import denoise_loss
from workbench.training.loop import Schedule, Trainer, TrainingStep
from workbench.training.mixing import Mixer, Mixing
from workbench.training.prefetch import prefetched
from workbench.training.sound_store import SoundStore
from workbench.training.speech_pack import Source, find_noises, find_speech, held_back
from workbench.training.speech_quality import SpeechQuality, mean_quality, measure
from workbench.training.trials import Trial, make_trials


@dataclass(frozen=True)
class Plan:
    """What to train on what.

    data : tar or folder with `clean.csv` and `noise.csv`
    more_noise : sets of labelled clips, whose freely licensed ones serve as noise too
    leave_out : corpora of speech that are not learned from at all, but measured on, in place of single voices
    epochs : of `steps` batches of `batch_size` mixtures; over the last `cool_down` of them the rate falls to nothing
    """

    data: Path
    more_noise: tuple[Path, ...] = ()
    leave_out: tuple[str, ...] = ()
    epochs: int = 60
    cool_down: int = 16
    steps: int = 250
    batch_size: int = 8
    learning_rate: float = 1e-3
    channels: tuple[int, ...] = (16, 32, 64, 64)
    units: int = 256
    layers: int = 2
    seed: int = 0
    mixing: Mixing = field(default_factory=Mixing)

    def schedule(self) -> Schedule:
        return Schedule(
            epochs=self.epochs,
            learning_rate=self.learning_rate,
            warm_up_epochs=1,
            cool_down_epochs=self.cool_down,
            weight_decay=0.02,
            averaging=0.998,
        )


@dataclass(frozen=True)
class Preparing:
    """Recordings are being decoded; `progress` 0…1."""

    progress: float


@dataclass(frozen=True)
class Validated:
    """The running mean of the weights was measured on voices and noises that it never learned from."""

    epochs: int
    noisy: SpeechQuality
    denoised: SpeechQuality

    def __str__(self) -> str:
        noisy, denoised = self.noisy, self.denoised
        return (
            f"PESQ {noisy.pesq:.2f} to {denoised.pesq:.2f}, STOI {noisy.stoi:.3f} to {denoised.stoi:.3f}, "
            f"SI-SDR {noisy.si_sdr_db:.1f} to {denoised.si_sdr_db:.1f} dB"
        )


@dataclass(frozen=True)
class Side:
    """Recordings to learn from, or those to measure on."""

    speech: list[Source]
    noise: list[Source]


def train(
    plan: Plan, out: Path, device: torch.device, resume: bool = False, validate_every: int = 4
) -> Iterator[Preparing | TrainingStep | Validated]:
    """Train, and leave a model (card, weights, attribution) in the folder `out`, anew at each validation.

    To cancel, stop iterating: with `resume`, the next call goes on after the last whole epoch. Raises `DataError`.
    """
    learning, measuring = sides(plan)
    out.mkdir(parents=True, exist_ok=True)
    speech, noise, held_speech, held_noise = stores = [
        SoundStore([source.clip for source in sources], SAMPLE_RATE)
        for sources in (learning.speech, learning.noise, measuring.speech, measuring.noise)
    ]
    for store in stores:
        for progress in store.prepare():
            yield Preparing(progress)
    trials = make_trials(held_speech, held_noise)
    torch.manual_seed(plan.seed)
    network = MaskGru(plan.channels, plan.units, plan.layers).to(device)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # faster; missing from torch's types
    trainer = Trainer(
        network, plan.schedule(), plan.steps, plan.seed, out / "checkpoint.safetensors", loss=denoise_loss
    )
    if resume:
        trainer.resume()
    mixer = Mixer(speech, noise, _weights(learning.speech, speech.lengths), plan.mixing)
    noisy = mean_quality([trial.noisy_quality for trial in trials])
    began = time.monotonic()
    for step in trainer.train(lambda random: _batches(mixer, plan, random)):
        yield step
        finished = step.epoch + 1
        if not step.epoch_ends:
            continue
        validated = None
        if finished % validate_every == 0 or step.progress == 1.0:
            validated = Validated(finished, noisy, validate(trainer.average, trials))
            _write_model(out, trainer.average, plan, learning, validated)
            yield validated
        _log(out / "log.jsonl", plan, step, validated, time.monotonic() - began)


@torch.no_grad()
def validate(network: nn.Module, trials: Sequence[Trial]) -> SpeechQuality:
    """Mean quality of what the network makes of noisy speech."""
    device = next(network.parameters()).device
    network.eval()
    parts = []
    for trial in trials:
        heard = network(torch.from_numpy(trial.noisy[None]).to(device))[0].cpu().numpy()
        parts.append(measure(trial.clean, heard))
    return mean_quality(parts)


def sides(plan: Plan) -> tuple[Side, Side]:
    """What is learned from, and what is measured on. Raises `DataError` where either would be empty."""
    speech, noise = find_speech(plan.data), find_noises(plan.data, plan.more_noise)
    if not speech or not noise:
        raise DataError(f"{plan.data}: holds {len(speech)} recordings of speech and {len(noise)} of noise; add some.")
    voices, sounds = _held_voices(plan, speech), held_back(noise)
    if not voices or not sounds:
        raise DataError(
            f"{plan.data}: needs ten speakers, and ten noises of a kind, to keep one of each for measuring."
        )
    return (
        Side([s for s in speech if s.origin not in voices], [n for n in noise if n.origin not in sounds]),
        Side([s for s in speech if s.origin in voices], [n for n in noise if n.origin in sounds]),
    )


def _held_voices(plan: Plan, speech: Sequence[Source]) -> set[str]:
    corpora = {source.corpus for source in speech}
    if unknown := sorted(set(plan.leave_out) - corpora):
        raise DataError(f"{plan.data}: has no corpus {unknown[0]!r} to leave out, but {', '.join(sorted(corpora))}.")
    if corpora == set(plan.leave_out):
        raise DataError(f"{plan.data}: with {', '.join(plan.leave_out)} left out, no speech remains to learn from.")
    if plan.leave_out:
        return {source.origin for source in speech if source.corpus in plan.leave_out}
    return held_back(speech)


def _weights(speech: Sequence[Source], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
    """By length, and for each corpus by the root of its speakers, so that many short orders do not outweigh readers."""
    weights = lengths.astype(np.float64)
    corpora = np.array([source.corpus for source in speech])
    for corpus in set(corpora):
        speakers = len({source.origin for source in speech if source.corpus == corpus})
        weights[corpora == corpus] *= max(speakers, 50) ** 0.5 / weights[corpora == corpus].sum()
    return weights


def _batches(mixer: Mixer, plan: Plan, random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    pairs = (mixer.batch(random, plan.batch_size) for _ in range(plan.steps))
    for noisy, clean in prefetched(pairs):
        yield torch.from_numpy(noisy), torch.from_numpy(clean)


def _log(path: Path, plan: Plan, step: TrainingStep, validated: Validated | None, seconds: float) -> None:
    """One line of JSON for each epoch; `seconds` since this run, not the training, began."""
    line: dict[str, Any] = {
        "epoch": step.epoch + 1,
        "steps": (step.epoch + 1) * plan.steps,
        "loss": round(step.loss, 5),
        "rate": plan.schedule().rate(step.epoch + 1),
        "seconds": round(seconds),
        "left_s": round(step.left_s),
    }
    if validated is not None:
        line |= {"noisy": asdict(validated.noisy), "denoised": asdict(validated.denoised)}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _write_model(out: Path, network: nn.Module, plan: Plan, learned: Side, validated: Validated) -> None:
    write_attribution(out, learned.speech, learned.noise)
    write_card(
        out,
        name=f"denoise/{out.name}",
        weights_sha256=save_weights(network, out / "weights.safetensors"),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        trained_on=_trained_on(plan, learned),
        quality=[f"{validated}, {_measured_on(plan)}, after {validated.epochs} epochs"],
        extra={
            "network": {"channels": plan.channels, "units": plan.units, "layers": plan.layers},
            "command": _command(plan),
            "seed": plan.seed,
        },
    )


def _measured_on(plan: Plan) -> str:
    voices = f"voices of {', '.join(plan.leave_out)}, which were left out whole," if plan.leave_out else "unseen voices"
    return f"{voices} and unseen noises at 0 to 15 dB"


def _trained_on(plan: Plan, learned: Side) -> str:
    corpora = ", ".join(sorted({source.corpus or "speech" for source in learned.speech}))
    packs = ", ".join(path.name for path in (plan.data, *plan.more_noise))
    return f"{len(learned.speech)} recordings of speech ({corpora}) and {len(learned.noise)} noises of {packs}"


def _command(plan: Plan) -> str:
    words = ["workbench train denoise", f"--data {plan.data.name}"]
    words += [f"--more-noise {path.name}" for path in plan.more_noise]
    words += [f"--leave-out {' '.join(plan.leave_out)}"] if plan.leave_out else []
    default = replace(plan, channels=Plan.channels, units=Plan.units)
    words += [] if plan == default else [f"--channels {' '.join(map(str, plan.channels))} --units {plan.units}"]
    words += [f"--epochs {plan.epochs} --cool-down {plan.cool_down} --steps {plan.steps}"]
    return " ".join([*words, f"--batch-size {plan.batch_size} --rate {plan.learning_rate} --seed {plan.seed}"])
