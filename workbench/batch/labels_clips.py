"""`workbench labels clips`."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.audio.export_formats import FORMATS, WAV, format_named
from workbench.batch.progress_line import ProgressLine, say
from workbench.errors import WrongUsage, printable

if TYPE_CHECKING:
    from workbench.audio.label_clips import ClipStep, ClipWish
    from workbench.labels.formats.sheet import SheetLabel
    from workbench.labels.label import Status

_EPILOG = """\
IN is a file of labels, or a project (.workbench). Names of clips are made from the pattern, without an ending:
{recording}, {label}, {tier}, {n} (the clip's number), {start} and {end} (seconds), {start_frame} and {end_frame}.
The second clip of a name becomes 'NAME (2)'; one that is there from before is not replaced.

  workbench labels clips field.workbench -o clips/ --class-folders --padding 0.25
  workbench labels clips dawn.txt -o clips/ --pattern '{label}_{n}' --length 3 --mono --rate 32000
  workbench labels clips site*/*.txt -o birds/ --dataset --folds 5
  workbench train classify --data birds/ --validate-fold 1
"""


def add_clips_parser(what: Any, common: argparse.ArgumentParser, statuses: Callable[[str], tuple[Status, ...]]) -> None:
    """Add `clips` to the sub-parsers `what`; `func(arguments)` runs it and gives the exit code.

    `statuses` : reads words such as "accepted,proposed"
    """
    each = what.add_parser(
        "clips",
        parents=[common],
        help="cut out the sound of each label: a file each, or a data set",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    each.add_argument("inputs", nargs="+", type=Path, metavar="IN", help="a file of labels, or a project")
    each.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="made if it is missing")
    each.add_argument("--from", dest="form", metavar="FORMAT", help="of IN (default: it is recognised)")
    each.add_argument(
        "--audio", type=Path, metavar="PATH", help="the recording, or a folder below which recordings are looked for"
    )
    each.add_argument("--status", type=statuses, metavar="A,B", help="of labels (default: accepted)")
    each.add_argument("--tier", action="append", metavar="NAME", help="only labels of this tier; may be repeated")
    each.add_argument("--class", dest="classes", action="append", metavar="NAME", help="only labels of this class; too")
    _add_sound(each)
    _add_place(each)
    each.set_defaults(func=_clips)


def _add_sound(each: argparse.ArgumentParser) -> None:
    each.add_argument(
        "--padding", type=_padding, default=(0.0, 0.0), metavar="S", help="seconds around, or BEFORE,AFTER"
    )
    length = each.add_mutually_exclusive_group()
    length.add_argument(
        "--length", type=_seconds, metavar="S", help="exactly this many seconds, the label in the middle"
    )
    length.add_argument("--shortest", type=_seconds, default=0.0, metavar="S", help="at least this many seconds")
    each.add_argument(
        "--fill", choices=("sound", "silence"), default="sound", help="of --length: with the sound around (default)"
    )
    each.add_argument("--points", type=_seconds, metavar="S", help="take points, so wide (default: leave them out)")
    channels = each.add_mutually_exclusive_group()
    channels.add_argument("--mono", dest="channels", action="store_const", const="mono", help="mix all channels")
    channels.add_argument("--own-channel", dest="channels", action="store_const", const="own", help="that of the label")
    each.add_argument("--rate", type=_rate, metavar="HZ", help="resample all (default: as the recording)")
    each.add_argument("--format", choices=[form.name for form in FORMATS], default=WAV.name, help="default: wav")
    each.add_argument(
        "--bits",
        choices=[encoding.name for encoding in WAV.encodings],
        help="of wav and flac (default: as the recording)",
    )


def _add_place(each: argparse.ArgumentParser) -> None:
    each.add_argument("--pattern", help="of names (default: {recording}_{start}_{label})")
    kind = each.add_mutually_exclusive_group()
    kind.add_argument("--class-folders", action="store_true", help="a folder for each class")
    kind.add_argument("--dataset", action="store_true", help="a new folder with clips, a table of them, and a card")
    each.add_argument("--folds", type=int, default=0, metavar="N", help="of --dataset: no recording is in two folds")
    each.add_argument("--overwrite", action="store_true", help="replace clips that are there; recordings never are")
    each.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    each.add_argument("--json", action="store_true", help="one JSON object a clip, and one at the end")


def _clips(args: argparse.Namespace) -> int:
    from workbench.audio.label_clips import clip_steps
    from workbench.batch.clip_sources import clip_sources
    from workbench.batch.labels_convert import format_by_name

    wish = _wish(args)
    form = format_by_name(args.form, "--from") if args.form else None
    sources = clip_sources(args.inputs, args.audio, form, _wanted(args))
    teller = _Teller(args)
    teller.warn(sources.notes)
    teller.warn(sources.bad)
    if not sources.found:
        teller.warn(["there are no labels whose sound could be cut out"])
        return 1
    with contextlib.closing(clip_steps(sources.found, wish, pretend=args.dry_run)) as steps:
        for step in steps:
            teller.tell(step)
    return 1 if teller.failed or sources.bad else 0


def _wish(args: argparse.Namespace) -> ClipWish:
    """Raises `WrongUsage` for what cannot be meant."""
    from workbench.audio.clip_names import DEFAULT_PATTERN
    from workbench.audio.clip_span import Cut
    from workbench.audio.label_clips import ClipWish
    from workbench.batch.names import encoding_named

    form = format_named(args.format) or WAV
    wish = ClipWish(
        args.output,
        DEFAULT_PATTERN if args.pattern is None else args.pattern,
        Cut(args.padding, args.shortest, args.length, args.fill, args.points),
        args.channels or "all",
        args.rate,
        form,
        encoding_named(form, args.bits) if args.bits else None,
        class_folders=args.class_folders,
        dataset=args.dataset,
        folds=args.folds,
        overwrite=args.overwrite,
    )
    if wish.problem:
        raise WrongUsage(f"{wish.problem[0].upper()}{wish.problem[1:]}.")
    return wish


def _wanted(args: argparse.Namespace) -> Callable[[SheetLabel], bool]:
    from workbench.audio.clip_names import class_of
    from workbench.labels.label import Status

    statuses = args.status or (Status.ACCEPTED,)

    def wanted(label: SheetLabel) -> bool:
        if label.status not in statuses or (args.tier and label.tier not in args.tier):
            return False
        return not args.classes or class_of(label) in args.classes

    return wanted


class _Teller:
    """Says what became of clips: paths, or JSON, on the standard output, all else on the standard error."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._json, self._pretend = args.json, args.dry_run
        self._line = ProgressLine()
        self._progress = self._line.begin(args.output)
        self._failures: list[str] = []
        self._notes = Counter[str]()
        self.failed = 0

    def tell(self, step: ClipStep) -> None:
        from workbench.audio.label_clips import ClipFailed, ClipWritten

        if isinstance(step, float):
            self._progress(step)
            return
        self._line.clear()
        if isinstance(step, ClipWritten):
            self._notes.update(step.notes)
            say(sys.stdout, self._written(step) if self._json else printable(str(step.path)))
        elif isinstance(step, ClipFailed):
            self._failures.append(str(step.error))
            if self._json:
                start_s = step.label.start_s if step.label else None
                failed = {"recording": str(step.recording), "start_s": start_s, "error": str(step.error)}
                say(sys.stdout, json.dumps(failed))
        else:
            self._end(step)

    def warn(self, lines: list[str]) -> None:
        from workbench.batch.labels_report import cut

        for line in cut(lines):
            say(sys.stderr, f"workbench: {line}")

    def _written(self, step: Any) -> str:
        label = step.label
        times = {"start_s": label.start_s, "end_s": label.end_s}
        return json.dumps({"file": str(step.path), "label": label.text, "recording": str(step.recording), **times})

    def _end(self, done: Any) -> None:
        from workbench.batch.labels_report import counted

        self.failed = done.failed
        if self._json:
            counts = {"written": 0 if self._pretend else done.written, "failed": done.failed}
            say(sys.stdout, json.dumps({"folder": str(done.folder), **counts, "notes": list(done.notes)}))
        self.warn(self._failures)
        self.warn([words if n == 1 else f"{words} ({n:,} clips)" for words, n in self._notes.items()])
        self.warn(list(done.notes))
        verb = "would be written" if self._pretend else "written"
        failed = f", {counted(done.failed, 'clip')} failed" if done.failed else ""
        say(sys.stderr, f"workbench: {counted(done.written, 'clip')} {verb} into {printable(str(done.folder))}{failed}")


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds, for instance 0.5") from None


def _padding(text: str) -> tuple[float, float]:
    before, comma, after = text.partition(",")
    return _seconds(before), _seconds(after if comma else before)


def _rate(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a sample rate in Hz, for instance 16000")
    return int(text)
