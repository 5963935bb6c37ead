"""`workbench train`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.training.evaluate_commands import add_evaluate_parser
from workbench.training.streams import say
from workbench.training.synthesise_command import add_train_synthesise_parser


def add_train_parser(commands: Any) -> None:
    """Add `train classify` to the sub-parsers `commands`; `func(arguments)` runs it and gives the exit code."""
    tasks = commands.add_parser("train", help="train a model on labelled clips").add_subparsers(required=True)
    parser = tasks.add_parser("classify", help="a classifier of sounds")
    parser.add_argument("--data", type=Path, required=True, help="tar, CSV or folder of labelled clips")
    parser.add_argument("--architecture", default="compact-cnn", help="compact-cnn (default) or reference-cnn")
    parser.add_argument("--validate-fold", type=int, metavar="N", help="keep this fold out, and measure on it")
    parser.add_argument("--free-only", action="store_true", help="only clips whose licence allows free use")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's number")
    parser.add_argument("--seed", type=int, default=0, help="of all random numbers (default 0)")
    parser.add_argument("--out", type=Path, help="folder of the model; default: among your own models")
    parser.add_argument("--resume", action="store_true", help="go on where this run was interrupted")
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda or mps")
    parser.add_argument("--threads", type=int, help="processor threads; default: all cores")
    parser.set_defaults(func=_train)
    _add_denoise(tasks)
    add_train_synthesise_parser(tasks)


def _add_denoise(tasks: Any) -> None:
    parser = tasks.add_parser("denoise", help="a network that takes noise out of speech")
    parser.add_argument("--data", type=Path, required=True, help="tar or folder with clean.csv and noise.csv")
    parser.add_argument("--more-noise", type=Path, nargs="*", default=[], help="labelled clips to take noises from")
    parser.add_argument(
        "--leave-out", nargs="+", default=[], metavar="CORPUS", help="measure on these corpora, and learn none of them"
    )
    parser.add_argument("--epochs", type=int, help="how many; each is the same number of batches")
    parser.add_argument("--cool-down", type=int, help="over so many last epochs the learning rate falls to nothing")
    parser.add_argument("--steps", type=int, help="batches of an epoch")
    parser.add_argument("--batch-size", type=int, help="mixtures of a batch")
    parser.add_argument("--rate", type=float, dest="learning_rate", help="learning rate")
    parser.add_argument("--channels", type=int, nargs="+", help="of each convolution")
    parser.add_argument("--units", type=int, help="of each recurrent layer")
    parser.add_argument("--validate-every", type=int, default=4, metavar="N", help="epochs between measurements")
    parser.add_argument("--seed", type=int, default=0, help="of all random numbers (default 0)")
    parser.add_argument("--out", type=Path, help="folder of the model; default: among your own models")
    parser.add_argument("--resume", action="store_true", help="go on where this run was interrupted")
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda or mps")
    parser.add_argument("--threads", type=int, help="processor threads; default: all cores")
    parser.set_defaults(func=_train_denoise)


def _train(arguments: argparse.Namespace) -> int:
    import torch

    from workbench.models.device import resolve_device
    from workbench.training.classify import Plan, Preparing, Validated, train

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    plan = Plan(
        data=arguments.data,
        architecture=arguments.architecture,
        validate_fold=arguments.validate_fold,
        free_only=arguments.free_only,
        epochs=arguments.epochs,
        seed=arguments.seed,
    )
    out = arguments.out or paths.data_dir() / "models" / "classify" / f"{plan.architecture}-{plan.seed}"
    prepared = 0
    for event in train(plan, out, resolve_device(arguments.device), arguments.resume):
        match event:
            case Preparing(progress):
                if int(progress * 10) > prepared:
                    prepared = int(progress * 10)
                    say(f"preparing {progress:.0%}")
            case Validated(epochs, quality):
                say(f"after {epochs} epochs, fold {plan.validate_fold}: {quality}")
            case step if step.epoch_ends:
                say(f"epoch {step.epoch + 1}: loss {step.loss:.3f}, {step.left_s / 60:.1f} min left")
            case _:
                pass
    say(f"the model is in {out}")
    return 0


def _train_denoise(arguments: argparse.Namespace) -> int:
    import torch

    from workbench.models.device import resolve_device
    from workbench.training.denoise import Plan, Preparing, Validated, train
    from workbench.training.loop import TrainingStep

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    names = ("epochs", "cool_down", "steps", "batch_size", "learning_rate", "units")
    chosen = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    if arguments.channels:
        chosen["channels"] = tuple(arguments.channels)
    plan = Plan(arguments.data, tuple(arguments.more_noise), tuple(arguments.leave_out), seed=arguments.seed, **chosen)
    out = arguments.out or paths.data_dir() / "models" / "denoise" / f"mask-gru-{plan.seed}"
    for event in train(plan, out, resolve_device(arguments.device), arguments.resume, arguments.validate_every):
        match event:
            case Preparing():
                pass
            case Validated(epochs):
                say(f"after {epochs} epochs: {event}")
            case TrainingStep(epoch_ends=True):
                say(f"epoch {event.epoch + 1}: loss {event.loss:.3f}, {event.left_s / 60:.1f} min left")
            case _:
                pass
    say(f"the model is in {out}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="workbench")
    commands = parser.add_subparsers(required=True)
    add_train_parser(commands)
    add_evaluate_parser(commands)
    arguments = parser.parse_args()
    code: int = arguments.func(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main())
