"""`workbench labels agree`: two annotators on the same recordings, from files of labels or projects."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.batch.progress_line import say
from workbench.errors import WrongUsage, printable

if TYPE_CHECKING:
    from workbench.batch.labels_agree_report import Compared
    from workbench.batch.labels_source import Source
    from workbench.labels.event_matching import MatchRule
    from workbench.labels.formats.sheet import Sheet, SheetRecording
    from workbench.labels.label import KnownRecording

_EPILOG = """\
A and B are files of labels, or projects (.workbench); A is the reference of precision and recall. Labels that were
rejected are left out, and so are recordings in which one of both has no labels (--all takes them in).
Two labels are the same event if they have the same class and their edges lie within the tolerance, each label in one
pair at most, and as many pairs as can be. Kappa is Cohen's, over cells of time: a cell's category is the set of classes
in it, or nothing.

  workbench labels agree ana.TextGrid ben.TextGrid
  workbench labels agree ana.workbench ben.workbench --tolerance 0.1 --list
  workbench labels agree field.workbench field.workbench --tier-a calls --tier-b 'calls (Ana)' --json
"""


def add_agree_parser(what: Any, common: argparse.ArgumentParser) -> None:
    """Add `agree` to the sub-parsers `what`; `func(arguments)` runs it and gives the exit code."""
    each = what.add_parser(
        "agree",
        parents=[common],
        help="how far two annotators agree: kappa, event scores, where they differ",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    each.add_argument("one", metavar="A", type=Path, help="a file of labels, or a project")
    each.add_argument("other", metavar="B", type=Path, help="the other one's; may be the same, with other tiers")
    each.add_argument("--tier-a", metavar="NAME", help="only labels of this tier of A")
    each.add_argument("--tier-b", metavar="NAME", help="only labels of this tier of B")
    rule = each.add_mutually_exclusive_group()
    rule.add_argument(
        "--tolerance", type=_seconds, default=0.2, metavar="S", help="so far apart edges may be (default: 0.2 s)"
    )
    rule.add_argument(
        "--overlap", type=_share, metavar="IOU", help="instead: the least intersection over union, 0 to 1"
    )
    each.add_argument(
        "--length-share", type=_share, default=0.0, metavar="X",
        help="ends may be so far apart, as a share of the length in A, if that is more (default: 0)",
    )  # fmt: skip
    each.add_argument(
        "--grid", type=_seconds, default=0.01, metavar="S", help="cells of time of kappa (default: 0.01 s)"
    )
    each.add_argument("--all", action="store_true", help="recordings in which one of both has no labels, too")
    each.add_argument("--list", action="store_true", help="list the disagreements")
    each.add_argument("--json", action="store_true", help="one JSON object, with all figures and disagreements")
    each.set_defaults(func=_agree)


def _seconds(text: str) -> float:
    number = _number(text)
    if not 0.0 < number < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return number


def _share(text: str) -> float:
    number = _number(text)
    if not 0.0 < number <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no share above 0, up to 1")
    return number


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


def _agree(args: argparse.Namespace) -> int:
    from workbench.batch.labels_agree_report import agreement_json, agreement_lines, disagreement_lines, left_out_words
    from workbench.batch.labels_report import bad_words, cut, json_text
    from workbench.batch.labels_source import read_source
    from workbench.labels.event_matching import MatchRule

    one, other = _of_tier(read_source(args.one), args.tier_a), _of_tier(read_source(args.other), args.tier_b)
    compared = _compare(one, other, MatchRule(args.tolerance, args.length_share, args.overlap), args)
    if args.json:
        sides = {"a": str(args.one), "b": str(args.other)}
        say(sys.stdout, json_text(sides | agreement_json(compared)))
        return 0
    for source in (one, other):
        for line in (*source.notes, *cut(bad_words(source))):
            say(sys.stderr, f"workbench: {line}")
    for line in (*compared.notes, *left_out_words(compared)):
        say(sys.stderr, f"workbench: {line}")
    for line in (*agreement_lines(compared), *(disagreement_lines(compared) if args.list else ())):
        say(sys.stdout, line)
    return 0


def _of_tier(source: Source, tier: str | None) -> Source:
    if tier is None:
        return source
    if tier not in {each.name for each in source.sheet.tiers}:
        names = ", ".join(printable(each.name) or "(no name)" for each in source.sheet.tiers) or "none"
        raise WrongUsage(f"{printable(source.path.name)} has no tier {tier!r}. Its tiers are: {names}.")
    labels = tuple(each for each in source.sheet.labels if each.tier == tier)
    return replace(source, sheet=replace(source.sheet, labels=labels))


def _compare(one: Source, other: Source, rule: MatchRule, args: argparse.Namespace) -> Compared:
    from workbench.batch.labels_agree_report import Compared
    from workbench.labels.agreement import compare, last_end_s
    from workbench.labels.events import events_of_sheet

    numbers, theirs, notes = _recordings(one, other)
    texts: dict[str, int] = {}
    a = events_of_sheet(one.sheet.labels, dict(numbers), texts)
    b = events_of_sheet(other.sheet.labels, dict(theirs), texts)
    sides = ((theirs, other), (numbers, one))
    paths = {number: _path(path, source) for side, source in sides for path, number in side.items()}
    both = [set(side.recording.tolist()) for side in (a, b)]
    chosen = both[0] | both[1] if args.all else both[0] & both[1]
    lengths = _lengths(one.sheet, numbers) | _lengths(other.sheet, theirs)
    durations = {each: lengths.get(each) or last_end_s(each, a, b) for each in sorted(chosen, key=paths.__getitem__)}
    if not durations:
        raise WrongUsage(
            f"{printable(one.path.name)} and {printable(other.path.name)} have no recording in common in which both "
            "have labels. Compare labels of the same recordings, or take all of them with --all."
        )
    found = compare(a, b, durations, rule, args.grid)
    left_out = len(both[0] | both[1]) - len(durations)
    return Compared(found, paths, list(texts), rule, args.grid, left_out, notes)


def _recordings(one: Source, other: Source) -> tuple[dict[str, int], dict[str, int], tuple[str, ...]]:
    """A number for each recording by the path that each side has for it, the same for the same; and what to tell."""
    from workbench.labels.other_project import may_be_same
    from workbench.labels.project import Project
    from workbench.labels.sheet_matching import match_recordings

    project = Project()
    project.recordings = {number: _known(number, each, one) for number, each in enumerate(one.sheet.recordings, 1)}
    numbers = {each.path: number for number, each in enumerate(one.sheet.recordings, 1)}
    found = match_recordings(project, other.sheet, other.path, None)
    only = len(one.sheet.recordings) == len(other.sheet.recordings) == 1
    theirs, notes = dict[str, int](), list[str]()
    for number, each in enumerate(other.sheet.recordings, len(numbers) + 1):
        known = found[each.path]
        named = known is not None
        known = 1 if only and known is None else known
        if known is None or not may_be_same(project.recordings[known], _known(number, each, other)):
            theirs[each.path] = number
            continue
        theirs[each.path] = known
        if not named:
            notes.append("Both are taken as labels of the same recording, though nothing names it.")
    return numbers, theirs, tuple(notes)


def _known(number: int, each: SheetRecording, source: Source) -> KnownRecording:
    from workbench.labels.label import KnownRecording

    path = _path(each.path, source)
    return KnownRecording(number, path, each.size, each.fingerprint, each.sample_rate, each.frames, each.channels)


def _lengths(sheet: Sheet, numbers: dict[str, int]) -> dict[int, float]:
    return {numbers[each.path]: each.duration_s for each in sheet.recordings if each.duration_s > 0}


def _path(path: str, source: Source) -> str:
    """What a recording is called; one that the file does not name is called like the file."""
    return path or source.sheet.recording("").file or source.path.name
