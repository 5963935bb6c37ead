"""Rows as a table for people, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from benchmarks.machine import describe, facts
from benchmarks.row import Row

HEAD = """\
# Benchmarks

Measured by `{command}` on {machine}.

Each row is measured in a process of its own, after a warm-up, and is the median of its runs, with the least and the
most of them. Ratios are against a floor in the same run; single times move with the machine. Goals are upper limits.

| what | measured | goal | met | least – most (runs) | beside it |
|---|---|---|---|---|---|
"""


def number(value: float | None, unit: str) -> str:
    """Three digits and the unit: `1.44 ×`, `0.85 s`."""
    if value is None:
        return "not reached"
    if value == 0:
        return f"0 {unit}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:.{digits}f} {unit}"


def cells(row: Row) -> tuple[str, ...]:
    """The row as the table shows it."""
    goal = "" if row.goal is None else f"≤ {row.goal:g} {row.unit}"
    met = {None: "", True: "yes", False: "**no**"}[row.met]
    spread = ""
    if row.spread is not None and row.runs > 1:
        spread = f"{number(row.spread[0], '').strip()} – {number(row.spread[1], '').strip()} ({row.runs})"
    return row.what, number(row.value, row.unit), goal, met, spread, row.beside


def line(row: Row) -> str:
    return "| " + " | ".join(cells(row)) + " |"


def as_markdown(rows: Sequence[Row], skipped: Sequence[str], command: str) -> str:
    text = HEAD.format(command=command, machine=describe()) + "".join(f"{line(row)}\n" for row in rows)
    if skipped:
        text += "\nNot measured here:\n\n" + "".join(f"- {reason}\n" for reason in skipped)
    return text


def as_json(rows: Sequence[Row], skipped: Sequence[str]) -> str:
    return json.dumps(
        {"machine": facts(), "rows": [row.as_json() for row in rows], "skipped": list(skipped)},
        indent=1,
        ensure_ascii=False,
        allow_nan=False,
    )
