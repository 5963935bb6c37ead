"""What is on the disk after a WAV was opened that was not there before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import recordings
from benchmarks.processes import written_bytes
from benchmarks.row import Options, Row
from benchmarks.window import open_whole, open_window

GOAL_PERCENT = 1.0


def measure(options: Options) -> Iterator[Row]:
    """Rows for one hour and for ten, in percent of the file's size."""
    home = Path(os.environ["WORKBENCH_HOME"])
    tempfile.tempdir = str(home)  # temporary files are counted too
    for name, length, path in (
        ("hour", "1 h stereo", recordings.hour()),
        ("ten_hours", "10 h mono", recordings.ten_hours()),
    ):
        window = open_window()
        before, written_before = _bytes_in(home), written_bytes()
        open_whole(window, path)
        window.session.save()  # as it does every five seconds
        written = written_bytes() - written_before
        window.close()
        added = _bytes_in(home) - before
        yield Row(
            f"disk.{name}",
            f"written on opening a WAV, {length}: share of its size",
            100 * added / path.stat().st_size,
            "%",
            GOAL_PERCENT,
            beside=f"{added / 1e6:.2f} MB more in the home folder; {written / 1e6:.2f} MB handed to the disk",
        )


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
