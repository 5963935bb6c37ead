"""A process that makes labels at full speed is killed at any moment: what it was told is kept must be there."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.labels.edit import from_bytes
from workbench.labels.opening import open_file
from workbench.labels.store import Store

KILLS, _AHEAD = 50, 3
_SCRIPT = Path(__file__).with_name("labeller.py")
_ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")


def start(path: Path, first: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(_SCRIPT), str(path), str(first)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )  # fmt: skip


def label_until_killed(child: subprocess.Popen[str], after_us: int) -> list[str]:
    """What the child said; it is killed so long after its first label."""
    assert child.stdout is not None and child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()
    said = [child.stdout.readline()]
    time.sleep(after_us / 1e6)
    child.kill()
    said += child.stdout.readlines()
    child.stdout.close()
    child.stdin.close()
    child.wait()
    return [line.strip() for line in said if line.endswith("\n")]


def check(path: Path, said: list[str], kept: set[int]) -> set[int]:
    """All that was acknowledged is there, the file has no errors, and its history tells how it came to be."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = {label_id for (label_id,) in connection.execute("SELECT id FROM labels")}
        steps = connection.execute(
            "SELECT name, series, made_s, undone, edits FROM steps WHERE NOT undone ORDER BY id"
        ).fetchall()
    connection.close()
    unsure = set()
    for word in said:
        label_id = int(word.strip("?-"))
        (kept.discard if word.startswith("-") else kept.add)(label_id)
        unsure = {label_id} if word.startswith("?") else set()
    next_one = max([0, *(int(word.strip("?-")) for word in said)]) + 1
    assert kept - found <= unsure, "acknowledged, and lost"
    assert found - kept <= {next_one}, "nobody made these"
    made = [from_bytes(edits, name, series, made_s) for name, series, made_s, _, edits in steps[-200:]]
    assert {edit.after["id"][0] for step in made for edit in step.edits if edit.after} <= found
    assert len(steps) == len(found), "one step a label"
    return found


def test_nothing_acknowledged_is_lost_at_fifty_random_moments(tmp_path) -> None:
    path, moments = tmp_path / "a.workbench", random.Random(4)
    kept: set[int] = set()
    told = 0
    waiting = [start(path, number * 100_000) for number in range(_AHEAD)]
    for number in range(KILLS):
        if number + _AHEAD < KILLS:
            waiting.append(start(path, (number + _AHEAD) * 100_000))
        said = label_until_killed(waiting.pop(0), moments.randrange(60_000))
        told += len(said)
        kept = check(path, said, kept)
    assert told > KILLS * 5, "too few labels for the kills to mean anything"
    file = open_file(path)
    assert file.read_only == ""
    assert len(file.project.labels) == len(kept)
    store = Store(path)
    while store.undo() is not None:
        pass
    assert store.contents().tables["labels"]["id"] == []
    store.close()
