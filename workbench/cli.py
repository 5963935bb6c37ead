"""The command line: one command a verb. Nothing heavy is imported before its command runs.

Exit codes: 0 good, 1 a file failed (the others are done), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from workbench import __version__
from workbench.errors import DeviceUnavailable, ProjectError, UnknownModel, WorkbenchError, WrongUsage

GOOD, FAILED, WRONG_USAGE = 0, 1, 2
VERBS = (
    "open",
    "render",
    "classify",
    "denoise",
    "synthesise",
    "analyse",
    "models",
    "cache",
    "doctor",
    "train",
    "evaluate",
    "project",
    "labels",
)
DEVICES = ("auto", "cpu", "cuda", "mps")
ANALYSES = ("constant-q", "chroma", "pitch", "onset", "beats", "centroid", "rms")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. `workbench FILE` is short for `workbench open FILE`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser()
    if not words or (words[0] not in VERBS and words[0] not in ("-h", "--help", "--version")):
        words.insert(0, "open")
    args = parser.parse_args(words)
    logging.basicConfig(
        level=getattr(args, "log_level", "warning").upper(), format="%(levelname)s %(name)s: %(message)s"
    )
    run: Callable[[argparse.Namespace], int] = args.func
    if arguments is None and args.verb != "open":
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        return run(args)
    except (DeviceUnavailable, UnknownModel, WrongUsage) as error:
        print(f"workbench: {error}", file=sys.stderr)
        return WRONG_USAGE
    except WorkbenchError as error:
        print(f"workbench: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever read our output (head, less) has gone; that is not an error. Python would complain while exiting.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except KeyboardInterrupt:
        print("workbench: cancelled", file=sys.stderr)
        return 130


def _interrupt(*_: object) -> None:
    """Being told to end (`timeout`, a cluster) is the same as Ctrl+C: what was begun is cleaned up."""
    raise KeyboardInterrupt


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="workbench", description="Open, hear, see and classify recordings.")
    parser.add_argument("--version", action="version", version=f"Audio Workbench {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--log-level", default="warning", choices=("debug", "info", "warning", "error"))
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    _add_open(verbs, common)
    _add_render(verbs, common)
    _add_classify(verbs, common)
    _add_denoise(verbs, common)
    _add_synthesise(verbs, common)
    _add_analyse(verbs, common)
    models = verbs.add_parser("models", parents=[common], help="list the models with their cards")
    models.add_argument("--json", action="store_true", help="one JSON object a line")
    models.set_defaults(func=_models)
    _add_cache(verbs, common)
    doctor = verbs.add_parser("doctor", parents=[common], help="what was found: sound, GPU, codecs, folders")
    doctor.set_defaults(func=_doctor)
    _add_project(verbs, common)
    _add_labels(verbs, common)
    _add_training(verbs)
    return parser


def _add_open(verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("open", parents=[common], help="open the window (the default)")
    verb.add_argument("file", nargs="?", type=Path, help="a recording, a folder of recordings, or a project")
    verb.add_argument("--safe-mode", action="store_true", help="start with default settings and nothing restored")
    verb.add_argument("--debug-latency", action="store_true", help="measure how late the event loop gets")
    verb.add_argument("--play", action="store_true", help="begin to play")
    verb.add_argument("--classify", action="store_true", help="begin to classify")
    verb.add_argument("--report-times", action="store_true", help=argparse.SUPPRESS)  # for benchmarks/launch.py
    verb.set_defaults(func=_open)


def _add_render(verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("render", parents=[common], help="draw the window into a picture, without a display")
    verb.add_argument("file", type=Path)
    verb.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.png")
    verb.add_argument("--classify", action="store_true", help="classify first, and draw the confidence lanes")
    verb.add_argument("--size", type=_size, default=(1600, 1000), metavar="WIDTHxHEIGHT")
    verb.add_argument("--theme", choices=("light", "dark"), default="light")
    verb.add_argument("--span", type=_span, metavar="START-END", help="seconds in view (default: the whole recording)")
    verb.add_argument("--lanes", type=_names, default=(), metavar="A,B", help="lanes to show too, such as pitch,rms")
    verb.add_argument("--device", choices=DEVICES, default="auto")
    verb.set_defaults(func=_render)


def _add_classify(verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("classify", parents=[common], help="print what is heard in recordings")
    verb.add_argument("files", nargs="+", type=Path, metavar="FILE")
    verb.add_argument("--model", metavar="NAME", help="see `workbench models` (default: the free classifier)")
    verb.add_argument("--top", type=_count, default=5, metavar="N", help="classes of the whole clip (default 5)")
    verb.add_argument("--threshold", type=_share, default=0.5, help="confidence of segments, 0…1 (default 0.5)")
    verb.add_argument("--hop", type=float, default=None, metavar="SECONDS", help="time between windows")
    verb.add_argument("--json", action="store_true", help="one JSON object a line")
    verb.add_argument("--device", choices=DEVICES, default="auto")
    verb.set_defaults(func=_classify)


def _add_denoise(verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    from workbench.batch.denoise_command import add_denoise_parser

    add_denoise_parser(verbs, common, DEVICES, _share)


def _add_synthesise(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    from workbench.batch.synthesise_command import add_synthesise_parser

    add_synthesise_parser(verbs, common, DEVICES, _share, _span)


def _add_analyse(verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("analyse", parents=[common], help="measure a recording: values over time, as CSV")
    verb.add_argument("file", type=Path)
    verb.add_argument("--what", choices=ANALYSES, required=True)
    verb.add_argument("-o", "--output", type=Path, metavar="OUT.csv", help="a new file (default: print)")
    verb.add_argument("--channel", type=_channel, metavar="N", help="counted from 1 (default: all, mixed)")
    verb.set_defaults(func=_analyse)


def _add_cache(verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("cache", parents=[common], help="what was kept of recordings: place, size, limit")
    less = verb.add_mutually_exclusive_group()
    less.add_argument("--empty", action="store_true", help="remove all that no running program uses")
    less.add_argument("--trim-gb", type=_gigabytes, metavar="N", help="remove what was not used longest, down to N GB")
    verb.set_defaults(func=_cache)


def _add_project(verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("project", help="look after a file of labels: what is in it, its health, its backups")
    what = verb.add_subparsers(dest="what", required=True, metavar="info|check|repair|backups")
    for name, words in (
        ("info", "what it holds"),
        ("check", "whether it has errors"),
        ("repair", "make a damaged one work again; the damaged file is kept"),
        ("backups", "list the copies made of it"),
    ):
        each = what.add_parser(name, parents=[common], help=words)
        each.add_argument("file", type=Path)
        if name == "repair":
            way = each.add_mutually_exclusive_group()
            way.add_argument("--backup", dest="way", action="store_const", const="backup", help="from the newest one")
            way.add_argument("--salvage", dest="way", action="store_const", const="salvage", help="what can be read")
            each.set_defaults(way="")
        each.set_defaults(func=_project)


def _add_labels(verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    from workbench.batch.labels_command import add_labels_parser

    add_labels_parser(verbs, common)


def _add_training(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from workbench.training.commands import add_train_parser
    from workbench.training.evaluate_commands import add_evaluate_parser

    add_train_parser(verbs)
    add_evaluate_parser(verbs)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of classes, for instance 5")
    return int(text)


def _channel(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a channel, counted from 1")
    return int(text) - 1


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and 320 <= int(width) <= 16384 and 240 <= int(height) <= 16384):
        raise argparse.ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT, for instance 1600x1000")
    return int(width), int(height)


def _span(text: str) -> tuple[float, float]:
    try:
        start, end = (float(part) for part in text.split("-"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not START-END in seconds, for instance 10-14.5") from None
    if not 0 <= start < end:
        raise argparse.ArgumentTypeError(f"{text!r} does not end after it starts")
    return start, end


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _gigabytes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of gigabytes, for instance 2.5")
    return value


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0 and 1")
    return value


def _open(args: argparse.Namespace) -> int:
    from workbench.jobs.spawn import spawn_sound_process

    gc.disable()  # it finds nothing while modules are loaded and widgets made; the window's own takes over
    # First of all, so that the recording is read while the window is still being made.
    process = spawn_sound_process()
    from workbench.jobs.sound_host import SoundHost

    sound = SoundHost(process)
    try:
        if args.file is not None and args.file.suffix != ".workbench":
            sound.foresee_overview(args.file)
        from workbench.gui.app import Start, run_window

        start = Start(args.file, args.safe_mode, args.debug_latency, args.play, args.classify, args.report_times)
        return run_window(start, sound)
    finally:
        sound.close()


def _render(args: argparse.Namespace) -> int:
    from workbench.gui.render import Picture, render

    picture = Picture(args.file, args.output, args.size, args.classify, args.theme, args.span, args.device, args.lanes)
    render(picture)
    print(args.output)
    return GOOD


def _analyse(args: argparse.Namespace) -> int:
    from workbench.batch.analyse import analyse, analyse_to_file

    if args.output is None:
        analyse(args.file, args.what, sys.stdout, args.channel)
    else:
        analyse_to_file(args.file, args.what, args.output, args.channel)
    return GOOD


def _classify(args: argparse.Namespace) -> int:
    from workbench.batch.classify import Wish, classify_files

    wish = Wish(args.model, args.top, args.threshold, args.hop, args.device)
    failed = False
    for report in classify_files(args.files, wish):
        if isinstance(report, WorkbenchError):
            failed = True
            print(f"workbench: {report}", file=sys.stderr, flush=True)
        else:
            print(report.as_json() if args.json else report.as_text(), flush=True)
    return FAILED if failed else GOOD


def _models(args: argparse.Namespace) -> int:
    from workbench.models.catalogue import cards
    from workbench.models.describe import as_json, as_text

    for card in cards():
        print(as_json(card) if args.json else as_text(card))
    return GOOD


def _cache(args: argparse.Namespace) -> int:
    from workbench.audio.cache import Cache
    from workbench.gui.time_text import size_text

    cache = Cache()
    if args.empty or args.trim_gb is not None:
        print(f"Freed  {size_text(cache.trim(0 if args.empty else round(args.trim_gb * 1e9)))}")
    usage = cache.usage()
    print(f"Folder {cache.folder}")
    print(f"Holds  {size_text(usage.size_bytes)}: {usage.contents}")
    if args.empty and usage.size_bytes:
        print("Kept   what is in use by open windows; it can go when they are closed")
    print(f"Limit  {cache.limit_bytes / 1e9:g} GB, set in the preferences")
    return GOOD


def _project(args: argparse.Namespace) -> int:
    from workbench.labels import report

    if not args.file.is_file():
        raise ProjectError(args.file, "there is no such file")
    if args.what == "repair":
        lines = report.mend(args.file, args.way)
    else:
        lines = {"info": report.info, "check": report.check, "backups": report.listed}[args.what](args.file)
    for line in lines:
        print(line)
    return GOOD


def _doctor(args: argparse.Namespace) -> int:
    from workbench.doctor import report

    for line in report():
        print(line)
    return GOOD


if __name__ == "__main__":
    sys.exit(main())
