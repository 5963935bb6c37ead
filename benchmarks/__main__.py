"""`workbench-bench [NAME…]`: measure, print, and with `--report FILE` write the table."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import alone, report
from benchmarks.machine import busy
from benchmarks.row import Row

BENCHMARKS = {
    "startup": "start to a usable window, against an empty one",
    "overview": "overview of an hour: WAV against reading it, FLAC, MP3 and M4A against decoding it",
    "launch": "from the command to whole pictures of one hour and of ten",
    "first_picture": "ten hours opened in the running program, not in the file cache",
    "zoom": "a screen of spectrogram never seen before, at each zoom",
    "panning": "a step of panning with waveform and spectrogram",
    "latency": "how late the event loop gets while all of it goes on",
    "memory": "memory while ten hours are scrolled at random",
    "disk": "what opening a WAV writes",
    "play_latency": "from the play key to sound, on a null sink",
    "labels": "a hundred thousand labels opened, filtered and edited",
    "review": "from a key to the next clip, painted and playing",
    "classify": "the default classifier against real time",
    "denoise": "the denoisers against real time, and their memory",
    "synthesise": "the synthesisers against real time, and the first sound of a new process",
}
PEERS = "peers"
LIMIT_S = 3_600.0
"""A benchmark that takes longer, besides the minutes that it was told to, is taken for hung."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 measured (goals met or not), 1 a benchmark broke, 2 wrong usage."""
    args = _parser().parse_args(arguments)
    if args.list:
        print(*(f"{name:14} {what}" for name, what in BENCHMARKS.items()), sep="\n")
        return 0
    if busy():
        print(busy(), file=sys.stderr)
    names = args.names or [*BENCHMARKS, *([PEERS] if args.peers else [])]
    rows, skipped, broken = [], [], 0
    for name in names:
        answer = _measure_alone(name, args)
        broken += answer is None
        for row in (answer or {}).get("rows", ()):
            rows.append(Row(**row))
            print(report.line(rows[-1]), file=sys.stderr if args.json else sys.stdout, flush=True)
        skipped += [f"{name}: {reason}" for reason in (answer or {}).get("skipped", ())]
    print(*skipped, sep="\n", end="\n" if skipped else "", file=sys.stderr)
    if args.json:
        print(report.as_json(rows, skipped))
    if args.report:
        args.report.write_text(report.as_markdown(rows, skipped, _command(args)), encoding="utf-8")
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workbench-bench",
        description="Measure what the program costs. The files that are measured on (5 GB in all) are made once and "
        "kept in the user's cache folder, or in WORKBENCH_BENCH_DIR.",
    )
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, PEERS, []], metavar="NAME", help="default: all")
    parser.add_argument("--list", action="store_true", help="what there is")
    parser.add_argument("--json", action="store_true", help="print one JSON object; the table goes to standard error")
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="write the table there")
    parser.add_argument("--peers", action="store_true", help="measure other programs too, where they are installed")
    parser.add_argument("--quick", action="store_true", help="few and short runs: to see that all works")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long `memory` scrolls (default 10)")
    return parser


def _measure_alone(name: str, args: argparse.Namespace) -> dict | None:
    """The answer of `alone`, in a process and a home folder of its own; None if it broke or hung."""
    options = [*(["--quick"] if args.quick else []), "--minutes", str(args.minutes)]
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as home:
        env = {**os.environ, "WORKBENCH_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # as for a user: compiled once, in the warm-up, not at each start
        answer = Path(home) / "answer.json"
        command = [sys.executable, "-m", alone.__name__, name, str(answer), *options]
        limit_s = LIMIT_S + 60 * args.minutes
        try:
            status = subprocess.run(command, env=env, check=False, timeout=limit_s).returncode
        except subprocess.TimeoutExpired:
            print(f"{name}: hung, and was ended after {limit_s:,.0f} s", file=sys.stderr)
            return None
        if not answer.exists():
            print(f"{name}: broke (status {status}), see above", file=sys.stderr)
            return None
        return json.loads(answer.read_text(encoding="utf-8"))


def _command(args: argparse.Namespace) -> str:
    words = [*args.names, *(["--peers"] if args.peers else []), *(["--quick"] if args.quick else [])]
    return " ".join(["workbench-bench", *words]) if words else "make bench"


if __name__ == "__main__":
    sys.exit(main())
