"""Recordings that a command reads, one after the other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from workbench.audio.open import Recording, open_recording
from workbench.errors import AudioReadError


@contextlib.contextmanager
def opened(file: Path) -> Iterator[Recording]:
    """The recording, closed afterwards. What the system refuses meanwhile is an `AudioReadError`."""
    recording = open_recording(file)
    try:
        yield recording
    except OSError as error:
        raise AudioReadError(file, str(error)) from error
    finally:
        recording.close()
