"""`workbench labels`."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.batch.labels_agree import add_agree_parser
from workbench.batch.labels_clips import add_clips_parser
from workbench.batch.progress_line import say
from workbench.errors import LabelFileError, WrongUsage, printable

if TYPE_CHECKING:
    from workbench.batch.labels_convert import Plan, Target
    from workbench.batch.labels_source import Source
    from workbench.labels.label import Status

_STREAM = "-"

_CONVERT_HELP = """\
IN is a file of labels, a project (.workbench), or - for the standard input. OUT is a file, - for the standard output,
or a folder: there each recording gets a file of its own, if the format is one whose files speak of one recording.
What the format cannot hold is said before anything is written.

  workbench labels convert dawn.txt dawn.TextGrid
  workbench labels convert field.workbench tables/ --to raven --status accepted
  workbench labels convert field.workbench a.srt --recording a.wav
  workbench labels convert talk.eaf - --to jsonl | wc -l
"""


def add_labels_parser(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `labels` to the sub-parsers `verbs`; `func(arguments)` runs it and gives the exit code."""
    verb = verbs.add_parser("labels", help="labels of other programs: convert, check, compare, cut out clips")
    what = verb.add_subparsers(dest="what", required=True, metavar="convert|check|clips|agree|formats")
    _add_convert(what, common)
    _add_check(what, common)
    add_clips_parser(what, common, _statuses)
    add_agree_parser(what, common)
    formats = what.add_parser("formats", parents=[common], help="list the formats, and what each of them holds")
    formats.add_argument("--json", action="store_true", help="one JSON object a line")
    formats.set_defaults(func=_formats)


def _add_convert(what: Any, common: argparse.ArgumentParser) -> None:
    each = what.add_parser(
        "convert",
        parents=[common],
        help="from one format into another",
        epilog=_CONVERT_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_reading(each)
    each.add_argument("output", metavar="OUT", help="a file, a folder, or -")
    each.add_argument("--to", metavar="FORMAT", help="of OUT, see `workbench labels formats` (default: by its ending)")
    each.add_argument("--recording", metavar="NAME", help="take the labels of one recording only")
    each.add_argument(
        "--status", type=_statuses, metavar="A,B", help="of accepted, proposed and rejected labels (default: all)"
    )
    rest = each.add_mutually_exclusive_group()
    rest.add_argument("--keep-rest", action="store_true", help="leave out bad rows without asking")
    rest.add_argument("--strict", action="store_true", help="write nothing if a row is bad or anything is lost")
    each.add_argument("--overwrite", action="store_true", help="replace files that are there; IN never is")
    each.add_argument("--dry-run", action="store_true", help="say what would be written and lost, and write nothing")
    each.set_defaults(func=_convert)


def _add_check(what: Any, common: argparse.ArgumentParser) -> None:
    each = what.add_parser("check", parents=[common], help="what is in a file, and which rows cannot be read")
    _add_reading(each)
    each.add_argument("--to", metavar="FORMAT", help="say what would be lost in this format")
    each.set_defaults(func=_check)


def _add_reading(each: argparse.ArgumentParser) -> None:
    each.add_argument("input", metavar="IN", help="a file of labels, a project, or -")
    each.add_argument("--from", dest="form", metavar="FORMAT", help="of IN (default: it is recognised)")
    each.add_argument(
        "--audio", type=Path, metavar="FILE", help="the recording of the labels (default: one of its name beside IN)"
    )
    each.add_argument("--json", action="store_true", help="one JSON object, with all that would be said")


def _statuses(text: str) -> tuple[Status, ...]:
    from workbench.labels.label import Status

    try:
        return tuple(Status[name.strip().upper()] for name in text.split(","))
    except KeyError as error:
        known = ", ".join(status.name.lower() for status in Status)
        raise argparse.ArgumentTypeError(f"{error.args[0].lower()!r} is none of {known}") from None


def _formats(args: argparse.Namespace) -> int:
    from workbench.batch.labels_report import format_json, format_lines, json_text
    from workbench.labels.formats.catalogue import FORMATS

    for line in [json_text(format_json(form)) for form in FORMATS] if args.json else format_lines(FORMATS):
        say(sys.stdout, line)
    return 0


def _check(args: argparse.Namespace) -> int:
    from workbench.batch.labels_convert import Target, format_by_name, plan_files
    from workbench.batch.labels_report import bad_words, check_json, check_lines, cut, json_text, loss_words

    form = format_by_name(args.to, "--to") if args.to else None
    with _source(args) as source:
        target = Target(source.path.parent, form, is_folder=True) if form else None
        plan = plan_files(source, target) if target else None
    if args.json:
        losses = {"losses": {str(file.path.name): file.losses for file in plan.files}} if plan else {}
        say(sys.stdout, json_text(check_json(source) | losses))
    else:
        for line in check_lines(source):
            say(sys.stdout, line)
        for line in (*cut(bad_words(source)), *source.notes, *(loss_words(plan) if plan else ())):
            say(sys.stdout, line)
    return 1 if source.bad else 0


def _convert(args: argparse.Namespace) -> int:
    from workbench.batch.labels_convert import check_targets, plan_files
    from workbench.labels.label import Status

    if args.output == _STREAM and args.json:
        raise WrongUsage("--json and the labels do not both go to the standard output. Name a file.")
    with contextlib.ExitStack() as stack:
        target = stack.enter_context(_target(args))
        source = stack.enter_context(_source(args))
        plan = plan_files(source, target, args.recording, args.status or tuple(Status))
        if args.output == _STREAM and len(plan.files) > 1:
            raise WrongUsage("Labels of several recordings do not go to the standard output. Choose one: --recording.")
        sources = (source.path, *([source.audio.path] if source.audio else ()))
        check_targets(plan, overwrite=args.overwrite, sources=sources)
        if not args.json:
            _warn(source, plan)
        refusal = _refusal(args, source, plan)
        if not refusal and not args.dry_run:
            _write(args, plan)
        _tell(args, source, plan, refusal)
    if refusal:
        raise LabelFileError(source.path, refusal)
    return 0


@contextlib.contextmanager
def _source(args: argparse.Namespace) -> Iterator[Source]:
    from workbench.batch.labels_convert import format_by_name
    from workbench.batch.labels_source import read_source, standard_input

    form = format_by_name(args.form, "--from") if args.form else None
    if args.input != _STREAM:
        yield read_source(Path(args.input), form, args.audio)
        return
    with standard_input() as path:
        yield replace(read_source(path, form, args.audio), path=Path(path.name))


@contextlib.contextmanager
def _target(args: argparse.Namespace) -> Iterator[Target]:
    from workbench.batch.labels_convert import Target, format_by_name, format_by_suffix

    form = format_by_name(args.to, "--to") if args.to else None
    if args.output == _STREAM:
        if form is None:
            raise WrongUsage("Say the format of the standard output with --to.")
        with tempfile.TemporaryDirectory() as folder:
            yield Target(Path(folder) / "standard output", form)
    else:
        path = Path(args.output)
        yield Target(path, form or format_by_suffix(path), args.output.endswith("/") or _is_folder(path))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:  # a name too long
        reason = f"it cannot be written ({(error.strerror or str(error)).lower()}). Choose another name"
        raise LabelFileError(path, reason) from error


def _warn(source: Source, plan: Plan) -> None:
    """All that a person should know before anything is written."""
    from workbench.batch.labels_report import bad_words, cut, loss_words, read_words

    say(sys.stderr, f"workbench: {read_words(source)}")
    for line in (*source.notes, *plan.notes, *cut(bad_words(source)), *loss_words(plan)):
        say(sys.stderr, line if line.startswith("  ") else f"workbench: {line}")


def _refusal(args: argparse.Namespace, source: Source, plan: Plan) -> str:
    """Why nothing is written, with the remedy; "" if something is."""
    from workbench.batch.labels_report import counted

    rows = counted(len(source.bad), "row")
    if args.strict and source.bad:
        return f"nothing was written, since {rows} cannot be used. Correct the file, or leave out --strict"
    if args.strict and plan.loses:
        return f"nothing was written, since {plan.form.name} cannot hold all of it. Choose another format"
    if not source.bad or args.keep_rest or _agreed(args, plan):
        return ""
    return f"nothing was written, since {rows} cannot be used. Correct the file, or take the rest with --keep-rest"


def _agreed(args: argparse.Namespace, plan: Plan) -> bool:
    """Whether the person, if there is one, wants the labels without the bad rows."""
    from workbench.batch.labels_report import counted

    if args.json or args.dry_run or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"Go on with the other {counted(plan.labels, 'label')}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _write(args: argparse.Namespace, plan: Plan) -> None:
    from workbench.labels.outgoing import write_steps

    for path in write_steps(plan.files, plan.form, overwrite=args.overwrite):
        if args.output == _STREAM:
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        elif not args.json:
            say(sys.stdout, printable(str(path)))


def _tell(args: argparse.Namespace, source: Source, plan: Plan, refusal: str) -> None:
    from workbench.batch.labels_report import counted, cut, json_text, plan_json

    if args.dry_run and not args.json and not refusal:
        files = [f"{printable(str(file.path))}: {counted(len(file.sheet.labels), 'label')}" for file in plan.files]
        for line in cut(files):
            say(sys.stderr, f"workbench: would be written: {line}")
    if args.json:
        more = {"written": not (refusal or args.dry_run), "refused": refusal or None}
        say(sys.stdout, json_text(plan_json(source, plan) | more))
