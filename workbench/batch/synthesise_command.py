"""`workbench synthesise`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.audio.export_formats import FORMATS, WAV, format_named
from workbench.batch.progress_line import ProgressLine, say
from workbench.errors import WorkbenchError, WrongUsage, printable

_VARY = 0.3
"""Unless told otherwise: the recording can still be recognised, and no two sounds are the same."""

_STEPS = 5
"""Of --between, unless told otherwise."""


def add_synthesise_parser(
    verbs: Any,
    common: argparse.ArgumentParser,
    devices: tuple[str, ...],
    share: Callable[[str], float],
    span: Callable[[str], tuple[float, float]],
) -> None:
    """Add `synthesise` to the sub-parsers `verbs`; `func(arguments)` runs it and gives the exit code."""
    verb = verbs.add_parser(
        "synthesise",
        parents=[common],
        help="make sounds",
        epilog="OUT is a file if it ends in .wav, .flac, .ogg, .opus or .mp3, else a folder, made if it is missing. "
        "There, a sound is called by its label, seed and model. With the same model, the same seed is the same sound.",
    )
    verb.add_argument("--list", action="store_true", help="list the models with their labels, and end")
    verb.add_argument("-o", "--output", type=Path, metavar="OUT", help="a file, or a folder")
    verb.add_argument("--model", metavar="NAME", help="such as oneshots-gan (default: see --list, the first)")
    verb.add_argument("--label", default="", help="what is to be heard; with --from, what is heard in the recording")
    verb.add_argument("--say", default="", metavar="TEXT", help="labels one after the other, in one voice: 3227")
    verb.add_argument("--gap", type=float, metavar="SECONDS", help="of silence between the sounds of --say")
    verb.add_argument("--seed", type=int, metavar="N", help="the first seed (default 0)")
    verb.add_argument("--count", type=int, metavar="N", help="so many sounds, each of the next seed (default 1)")
    verb.add_argument(
        "--between",
        type=int,
        nargs=2,
        metavar=("SEED", "SEED"),
        help=f"--count sounds (default {_STEPS}) on the way from that of one seed to that of another",
    )
    verb.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="how far along a direction of the model, such as brightness=2, in standard deviations; "
        "`workbench models` names the directions (can vary)",
    )
    verb.add_argument("--from", dest="like", type=Path, metavar="RECORDING", help="sounds like this one")
    verb.add_argument("--span", type=span, metavar="START-END", help="where in the recording, seconds (default: all)")
    verb.add_argument(
        "--vary", type=share, metavar="SHARE", help=f"0 (as like it as can be) … 1 (unlike it), default {_VARY}"
    )
    verb.add_argument("--format", choices=[each.name for each in FORMATS], help="default: by the ending of OUT, or wav")
    verb.add_argument("--bits", choices=[each.name for each in WAV.encodings], help="of wav and flac (default: 24)")
    verb.add_argument("--overwrite", action="store_true", help="replace files that are there")
    verb.add_argument("--json", action="store_true", help="one JSON object a line")
    verb.add_argument("--device", choices=devices, default="auto")
    verb.set_defaults(func=_synthesise)


def _synthesise(args: argparse.Namespace) -> int:
    if args.list:
        return _list(args)
    from workbench.batch.synthesise import synthesise_files

    failed = False
    wish = _wish(args)
    line = ProgressLine()
    for report in synthesise_files(wish, line.begin(wish.output)):
        line.clear()
        if isinstance(report, WorkbenchError):
            failed = True
            say(sys.stderr, f"workbench: {report}")
            continue
        say(sys.stdout, report.as_json() if args.json else str(report.written.path))
        for words in report.written.notes:
            say(sys.stderr, f"workbench: {printable(report.written.path.name)}: {words}")
    return 1 if failed else 0


def _wish(args: argparse.Namespace) -> Any:
    """What is asked for. Raises `WrongUsage` for options that mean nothing without another one."""
    from workbench.batch.synthesise import Wish
    from workbench.models.contract import Span
    from workbench.models.synthesise.sequence import DEFAULT_GAP_S

    if args.output is None:
        raise WrongUsage("Say where to write: -o OUT, a file or a folder.")
    for option, given, needed, there in (
        ("--gap", args.gap, "--say", args.say),
        ("--span", args.span, "--from", args.like),
        ("--vary", args.vary, "--from", args.like),
    ):
        if given is not None and not there:
            raise WrongUsage(f"{option} means something with {needed} only.")
    if args.between and args.seed is not None:
        raise WrongUsage("--between names its seeds, so --seed means nothing with it.")
    return Wish(
        output=args.output,
        model=args.model,
        label=args.label,
        say=args.say,
        like=args.like,
        span=None if args.span is None else Span(*args.span),
        vary=_VARY if args.vary is None else args.vary,
        seed=args.seed or 0,
        count=(_STEPS if args.between else 1) if args.count is None else args.count,
        between=tuple(args.between) if args.between else None,
        along=dict(map(_amount, args.set)),
        gap_s=DEFAULT_GAP_S if args.gap is None else args.gap,
        format=format_named(args.format) if args.format else None,
        encoding=args.bits,
        overwrite=args.overwrite,
        device=args.device,
    )


def _amount(words: str) -> tuple[str, float]:
    """Name and number in such as "brightness=2". Raises `WrongUsage`."""
    name, _, number = words.partition("=")
    try:
        return name.strip(), float(number.replace("−", "-"))
    except ValueError as error:
        raise WrongUsage(f"--set {words}: say it as NAME=NUMBER, such as brightness=2.") from error


def _list(args: argparse.Namespace) -> int:
    from workbench.batch.model_names import card_named
    from workbench.models.catalogue import cards
    from workbench.models.describe import as_json

    named = card_named(args.model, "synthesise").name
    for card in cards():
        if card.task == "synthesise" and (args.model is None or card.name == named):
            say(sys.stdout, as_json(card) if args.json else f"{card.name}: {', '.join(card.classes)}")
    return 0
