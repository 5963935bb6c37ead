"""One benchmark in a process of its own: `python -m benchmarks.alone NAME ANSWER.json [--quick] [--minutes N]`."""

from __future__ import annotations

import argparse
import importlib
import json
import os
from dataclasses import asdict
from pathlib import Path

from benchmarks.row import Options, Skipped


def measure(name: str, options: Options) -> dict[str, list]:
    """The rows of a benchmark, and why others could not be measured."""
    rows, skipped = [], []
    try:
        for row in importlib.import_module(f"benchmarks.{name}").measure(options):
            rows.append(asdict(row))
    except Skipped as reason:
        skipped.append(str(reason))
    return {"rows": rows, "skipped": skipped}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("answer", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--minutes", type=float, default=10.0)
    args = parser.parse_args()
    answer = measure(args.name, Options(args.quick, args.minutes))
    args.answer.write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
    # What was measured is written: whatever still runs behind a window must not spoil it while the process ends.
    os._exit(0)
