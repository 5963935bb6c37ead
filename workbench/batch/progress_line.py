"""What a command says while it runs: how far it is, on one line of a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.errors import printable


class ProgressLine:
    """One line on a terminal's standard error that is written over; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._words = ""

    def begin(self, file: Path) -> Callable[[float], None]:
        """What to call with how much of that file is done, 0…1."""
        from workbench.jobs.job import TimeLeft

        time_left = TimeLeft()

        def tell(done: float) -> None:
            left_s = time_left.update(done)
            left = "" if left_s is None else f"  {left_s // 60:.0f}:{left_s % 60:02.0f} left"
            self._show(f"{printable(file.name)}  {done:4.0%}{left}")

        return tell

    def clear(self) -> None:
        self._show("")

    def _show(self, words: str) -> None:
        if self._shown and words != self._words:
            sys.stderr.write(f"\r\x1b[K{words}")
            sys.stderr.flush()
            self._words = words


def say(stream: Any, text: str) -> None:
    """Write a line at once."""
    stream.write(text + "\n")
    stream.flush()
