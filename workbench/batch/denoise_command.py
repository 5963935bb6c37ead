"""`workbench denoise`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from workbench.audio.export_formats import FORMATS, WAV, format_named
from workbench.batch.progress_line import ProgressLine, say
from workbench.errors import WorkbenchError, WrongUsage, printable


def add_denoise_parser(
    verbs: Any, common: argparse.ArgumentParser, devices: tuple[str, ...], share: Callable[[str], float]
) -> None:
    """Add `denoise` to the sub-parsers `verbs`; `func(arguments)` runs it and gives the exit code."""
    verb = verbs.add_parser(
        "denoise",
        parents=[common],
        help="take noise out of recordings",
        epilog="OUT is a file if it ends in .wav, .flac, .ogg, .opus or .mp3, else a folder, made if it is missing. "
        "There, outputs have the names of their inputs; the second of the same name becomes 'NAME (2)'.",
    )
    verb.add_argument("files", nargs="+", type=Path, metavar="IN")
    verb.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="a file, or a folder")
    verb.add_argument("--strength", type=share, default=1.0, help="0 (the original) … 1 (as the model says, default)")
    verb.add_argument("--what", choices=("output", "difference"), default="output", help="difference: what was taken")
    verb.add_argument("--model", metavar="NAME", help="see `workbench models` (default: the denoiser of speech)")
    verb.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the model")
    verb.add_argument(
        "--format",
        choices=[each.name for each in FORMATS],
        help="default: by the ending of OUT, else that of the input, or wav",
    )
    verb.add_argument(
        "--bits",
        choices=[each.name for each in WAV.encodings],
        help="of wav and flac (default: as the input; 24 where it has none)",
    )
    verb.add_argument("--overwrite", action="store_true", help="replace files that are there; inputs never are")
    verb.add_argument("--device", choices=devices, default="auto")
    verb.set_defaults(func=_denoise)


def _denoise(args: argparse.Namespace) -> int:
    from workbench.batch.denoise import Wish, denoise_files
    from workbench.batch.model_names import card_named

    model = card_named(args.model, "denoise").name
    form = format_named(args.format) if args.format else None
    wish = Wish(
        args.output,
        model,
        settings_of(model, args.set),
        args.strength,
        args.what,
        form,
        args.bits,
        args.overwrite,
        args.device,
    )
    failed = False
    line = ProgressLine()

    def warn(file: Path, words: str) -> None:
        line.clear()
        say(sys.stderr, f"workbench: {printable(file.name)}: {words}")

    for report in denoise_files(args.files, wish, line.begin, warn):
        line.clear()
        if isinstance(report, WorkbenchError):
            failed = True
            say(sys.stderr, f"workbench: {report}")
            continue
        say(sys.stdout, str(report.written.path))
        for words in report.written.notes:
            warn(report.file, words)
    return 1 if failed else 0


def settings_of(model: str, words: list[str]) -> Any:
    """The settings of a model from words such as "reduction_db=20"; its defaults for the others, None if it has none.

    Raises `WrongUsage`, `UnknownModel`.
    """
    from workbench.batch.model_names import card_named
    from workbench.models.catalogue import settings_of as kind_of

    kind = kind_of(card_named(model, "denoise"))
    known = {each.name: each for each in fields(kind)} if kind is not None else {}
    hints = get_type_hints(kind) if kind is not None else {}
    values: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or name not in known:
            raise WrongUsage(f"--set {word}: {model} has the settings {', '.join(known) or '(none)'}.")
        values[name] = _value(known[name], hints[name], text)
    try:
        return kind(**values) if kind is not None else None
    except (ValueError, TypeError) as error:
        raise WrongUsage(f"--set: {error}.") from error


def _value(field: Field[Any], hint: Any, text: str) -> Any:
    """The text as what the field's type asks for."""
    kinds = get_args(hint) or (hint,)
    if all(isinstance(kind, str) for kind in kinds):  # Literal; the dataclass says which there are
        return text
    if type(None) in kinds and text.lower() == "none":
        return None
    if bool in kinds:
        if text.lower() not in ("true", "false", "yes", "no"):
            raise WrongUsage(f"--set {field.name}={text}: true or false.")
        return text.lower() in ("true", "yes")
    for kind in (int, float):
        if kind in kinds:
            try:
                return kind(text)
            except ValueError as error:
                raise WrongUsage(f"--set {field.name}={text}: {text!r} is not a number.") from error
    return text
