"""Memory, processor time and bytes written by a process and all that it started (Linux)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.row import Skipped


@dataclass(frozen=True)
class Memory:
    """Of a process and its children, in MB.

    `pss_mb` : pages that several share are divided among them, so that sums are true
    `rss_mb` : all pages in memory; what children share with their parent counts again
    `own_pss_mb` : of the process itself, without its children
    """

    pss_mb: float
    rss_mb: float
    own_pss_mb: float
    processes: int


def family(pid: int) -> Iterator[int]:
    """The process and its children, theirs too."""
    yield pid
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def memory(pid: int | None = None) -> Memory:
    """Of `pid` (default: this process) and its children. Raises `Skipped` where the system does not tell."""
    pss, rss = [], []
    for each in family(pid or os.getpid()):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = _fields(Path(f"/proc/{each}/smaps_rollup"))
            pss.append(fields["Pss"] * 1024 / 1e6)
            rss.append(fields["Rss"] * 1024 / 1e6)
    if not pss:
        raise Skipped("this system does not tell the memory of a process (/proc/PID/smaps_rollup)")
    return Memory(sum(pss), sum(rss), pss[0], len(pss))


def written_bytes(pid: int | None = None) -> int:
    """What the process and its children gave to the system for storing since they began."""
    total = 0
    for each in family(pid or os.getpid()):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            total += _fields(Path(f"/proc/{each}/io"))["write_bytes"]
    return total


def cpu_seconds(pid: int | None = None) -> float:
    """Processor time that the process and its children have used."""
    ticks = 0
    for each in family(pid or os.getpid()):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            after_name = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += int(after_name[11]) + int(after_name[12])  # utime, stime: proc(5)
    return ticks / os.sysconf("SC_CLK_TCK")


def _fields(path: Path) -> dict[str, int]:
    """`Name: number …` of each line."""
    fields = {}
    for line in path.read_text().splitlines():
        name, colon, rest = line.partition(":")
        first = rest.split()[0] if rest.split() else ""
        if colon and first.isdigit():
            fields[name] = int(first)
    return fields
