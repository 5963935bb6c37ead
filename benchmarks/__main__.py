"""`python -m benchmarks [NAME…]`: measure, print, and write BENCHMARKS.md."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from benchmarks.machine import describe

NAMES = ("startup", "overview", "latency", "classify")
REPORT = Path(__file__).parents[1] / "BENCHMARKS.md"


def main(names: list[str]) -> None:
    lines = [
        "# Benchmarks",
        "",
        f"Measured by `make bench` on {describe()}.",
        "Ratios are against a floor in the same run; single times move with the machine.",
        "",
        "| what | measured | goal | floor |",
        "|---|---|---|---|",
    ]
    for name in names or NAMES:
        for row in importlib.import_module(f"benchmarks.{name}").measure():
            lines.append("| " + " | ".join(row) + " |")
            print(lines[-1], flush=True)
    if not names:
        REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
