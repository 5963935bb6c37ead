"""`workbench train synthesise`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.training.streams import say


def add_train_synthesise_parser(tasks: Any) -> None:
    """Add `train synthesise` to the sub-parsers `tasks`; `func(arguments)` runs it and gives the exit code."""
    parser = tasks.add_parser("synthesise", help="a network that makes hits or spoken digits")
    parser.add_argument("--data", type=Path, required=True, help="tar or folder with a meta.csv of labelled sounds")
    parser.add_argument("--kind", choices=("hits", "digits"), required=True, help="what the sounds are")
    parser.add_argument("--part", choices=("vocoder", "generator"), help="train only this part; default: both in turn")
    parser.add_argument("--vocoder-rounds", type=int, help="of 100 steps each, instead of the recipe's number")
    parser.add_argument("--generator-rounds", type=int, help="likewise")
    parser.add_argument("--seed", type=int, default=0, help="of all random numbers (default 0)")
    parser.add_argument("--out", type=Path, help="folder of the model; default: among your own models")
    parser.add_argument("--resume", action="store_true", help="go on where this run was interrupted")
    parser.add_argument("--threads", type=int, help="processor threads; default: all cores")
    parser.set_defaults(func=_train)


def _train(arguments: argparse.Namespace) -> int:
    import torch

    from workbench.models.catalogue import WEIGHTS_NAME
    from workbench.training.synthesise import PARTS, Learned, Plan, train

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    rounds = {part: count for part in PARTS if (count := getattr(arguments, f"{part}_rounds")) is not None}
    plan = Plan(arguments.data, arguments.kind, rounds, arguments.seed)
    parts = (arguments.part,) if arguments.part else PARTS
    out = arguments.out or paths.data_dir() / "models" / "synthesise" / f"{plan.kind}-{plan.seed}"
    prepared = 0
    for event in train(plan, out, parts, resume=arguments.resume):
        if isinstance(event, Learned):
            done = event.round
            say(f"{event.part}, round {done.round + 1}: {done}, {done.left_s / 60:.1f} min left")
        elif int(event.progress * 10) > prepared:
            prepared = int(event.progress * 10)
            say(f"preparing {event.progress:.0%}")
    if (out / WEIGHTS_NAME).is_file():
        say(f"the model is in {out}")
    else:
        say(f"what was learned is in {out}; it becomes a model when the other part is there as well")
    return 0
