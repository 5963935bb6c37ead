"""Lines for a person at a command line, there at once."""

from __future__ import annotations

import sys


def warn(text: str) -> None:
    """What goes on, or wrong: not part of what was asked for."""
    sys.stderr.write(f"workbench: {text}\n")
    sys.stderr.flush()


def say(text: str) -> None:
    """What was asked for."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
