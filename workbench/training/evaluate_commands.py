"""`workbench evaluate`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from workbench.errors import DataError
from workbench.training.streams import say, warn


def add_evaluate_parser(commands: Any) -> None:
    """Add `evaluate classify`, `denoise` and `synthesise` to `commands`; `func(arguments)` runs it and gives the exit
    code."""
    tasks = commands.add_parser("evaluate", help="measure how good a model is").add_subparsers(required=True)
    parser = tasks.add_parser("classify", help="a classifier of sounds")
    parser.add_argument("--model", help="its name, as `workbench models` shows it; default: the default classifier")
    parser.add_argument("--data", type=Path, required=True, help="tar, CSV or folder of labelled clips")
    parser.add_argument("--fold", type=int, metavar="N", help="only this fold")
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda or mps")
    parser.set_defaults(func=_evaluate)
    _add_denoise(tasks)
    _add_synthesise(tasks)


def _add_denoise(tasks: Any) -> None:
    parser = tasks.add_parser("denoise", help="a denoiser, on recordings with and without noise")
    parser.add_argument(
        "--pairs", type=Path, required=True, metavar="FOLDER", help="with noisy/ and clean/, the same names in both"
    )
    parser.add_argument("--model", metavar="NAME", help="as `workbench models` shows it; default: the default denoiser")
    parser.add_argument("--csv", type=Path, metavar="OUT", help="what was measured on each pair, too")
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda or mps")
    parser.set_defaults(func=_evaluate_denoise)


def _add_synthesise(tasks: Any) -> None:
    parser = tasks.add_parser("synthesise", help="a network that makes sounds, against real ones")
    parser.add_argument("--data", type=Path, required=True, help="tar or folder of real sounds with a meta.csv")
    parser.add_argument(
        "--model", metavar="NAME", help="as `workbench models` shows it; default: the default synthesiser"
    )
    parser.add_argument("--sounds", type=int, default=1000, metavar="N", help="how many to make (default 1000)")
    parser.add_argument("--seed", type=int, default=0, help="of the sounds that are made (default 0)")
    parser.add_argument("--device", default="auto", help="of the model: auto (default), cpu, cuda or mps")
    parser.add_argument("--json", action="store_true", help="all figures as one object")
    parser.set_defaults(func=_evaluate_synthesise)


def _evaluate(arguments: argparse.Namespace) -> int:
    from workbench.training.evaluate import evaluate

    quality = evaluate(arguments.model, arguments.data, arguments.fold, arguments.device)
    for label, share in sorted(quality.per_class.items(), key=lambda item: item[1]):
        say(f"{share:7.1%}  {label}")
    say(str(quality))
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
        warn(f"{' and '.join(missing)} cannot be measured; pip install 'audio-workbench[speech]' adds what is missing.")
    measured: list[Measured] = []
    for count, found in enumerate(evaluate_pairs(model, arguments.pairs, names), 1):
        if isinstance(found, Measured):
            measured.append(found)
        else:
            warn(str(found))
        if count % 20 == 0:
            warn(f"{count} of {len(names)} pairs")
    if measured:
        say(f"{model.card.name}: {len(measured)} of {len(names)} pairs of {arguments.pairs}")
        say(as_text(measured, str(resolve_device(arguments.device))))
    if arguments.csv:
        write_csv(arguments.csv, measured)
    return 0 if len(measured) == len(names) else 1


def _evaluate_synthesise(arguments: argparse.Namespace) -> int:
    import torch

    from workbench.models.device import resolve_device
    from workbench.training.evaluate_synthesise import Measured, Wish, evaluate, load_synthesiser
    from workbench.training.synthesise_report import as_json, as_text

    torch.set_num_threads(1)  # the speed is that of one core
    model = load_synthesiser(arguments.model, arguments.device)
    asked = {
        "model": model.card.name,
        "data": arguments.data.name,
        "sounds": arguments.sounds,
        "seed": arguments.seed,
        "device": str(resolve_device(arguments.device)),
    }
    told = ""
    for event in evaluate(model, arguments.data, Wish(arguments.sounds, arguments.seed)):
        if isinstance(event, Measured):
            if arguments.json:
                say(json.dumps(asked | as_json(event), indent=2, ensure_ascii=False))
            else:
                say("{model}: {sounds:,} sounds, seed {seed}, on {device}; real ones: {data}".format_map(asked))
                say(as_text(event))
        elif (line := f"{event.stage} {int(event.share * 10) * 10} %") != told:
            told = line
            warn(line)
    return 0
