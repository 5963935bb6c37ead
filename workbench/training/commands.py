"""`workbench train` and `workbench evaluate`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.errors import DataError


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


def add_evaluate_parser(commands: Any) -> None:
    """Add `evaluate classify` and `evaluate denoise` to the sub-parsers `commands`, likewise."""
    tasks = commands.add_parser("evaluate", help="measure how good a model is").add_subparsers(required=True)
    parser = tasks.add_parser("classify", help="a classifier of sounds")
    parser.add_argument("--model", help="its name, as `workbench models` shows it; default: the default classifier")
    parser.add_argument("--data", type=Path, required=True, help="tar, CSV or folder of labelled clips")
    parser.add_argument("--fold", type=int, metavar="N", help="only this fold")
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda or mps")
    parser.set_defaults(func=_evaluate)
    _add_evaluate_denoise(tasks)


def _add_evaluate_denoise(tasks: Any) -> None:
    parser = tasks.add_parser("denoise", help="a denoiser, on recordings with and without noise")
    parser.add_argument(
        "--pairs", type=Path, required=True, metavar="FOLDER", help="with noisy/ and clean/, the same names in both"
    )
    parser.add_argument("--model", metavar="NAME", help="as `workbench models` shows it; default: the default denoiser")
    parser.add_argument("--csv", type=Path, metavar="OUT", help="what was measured on each pair, too")
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda or mps")
    parser.set_defaults(func=_evaluate_denoise)


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
                    _say(f"preparing {progress:.0%}")
            case Validated(epochs, quality):
                _say(f"after {epochs} epochs, fold {plan.validate_fold}: {quality}")
            case step if step.epoch_ends:
                _say(f"epoch {step.epoch + 1}: loss {step.loss:.3f}, {step.left_s / 60:.1f} min left")
            case _:
                pass
    _say(f"the model is in {out}")
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
                _say(f"after {epochs} epochs: {event}")
            case TrainingStep(epoch_ends=True):
                _say(f"epoch {event.epoch + 1}: loss {event.loss:.3f}, {event.left_s / 60:.1f} min left")
            case _:
                pass
    _say(f"the model is in {out}")
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from workbench.training.evaluate import evaluate

    quality = evaluate(arguments.model, arguments.data, arguments.fold, arguments.device)
    for label, share in sorted(quality.per_class.items(), key=lambda item: item[1]):
        _say(f"{share:7.1%}  {label}")
    _say(str(quality))
    return 0


def _evaluate_denoise(arguments: argparse.Namespace) -> int:
    from workbench.models.device import resolve_device
    from workbench.training.denoise_report import as_text, write_csv
    from workbench.training.evaluate_denoise import Measured, evaluate_pairs, load_denoiser
    from workbench.training.pairs import find_pairs
    from workbench.training.speech_quality import missing_packages

    names = find_pairs(arguments.pairs)
    if arguments.csv and not arguments.csv.parent.is_dir():
        raise DataError(f"{arguments.csv}: there is no such folder. Make it first.")
    model = load_denoiser(arguments.model, arguments.device)
    if missing := missing_packages():
        _warn(
            f"{' and '.join(missing)} cannot be measured; pip install 'audio-workbench[speech]' adds what is missing."
        )
    measured: list[Measured] = []
    for count, found in enumerate(evaluate_pairs(model, arguments.pairs, names), 1):
        if isinstance(found, Measured):
            measured.append(found)
        else:
            _warn(str(found))
        if count % 20 == 0:
            _warn(f"{count} of {len(names)} pairs")
    if measured:
        _say(f"{model.card.name}: {len(measured)} of {len(names)} pairs of {arguments.pairs}")
        _say(as_text(measured, str(resolve_device(arguments.device))))
    if arguments.csv:
        write_csv(arguments.csv, measured)
    return 0 if len(measured) == len(names) else 1


def _warn(text: str) -> None:
    sys.stderr.write(f"workbench: {text}\n")
    sys.stderr.flush()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


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
