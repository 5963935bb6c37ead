"""Measure one recording from beginning to end and write the values as CSV: what the command line does."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import numpy as np

from workbench.audio.open import Recording, open_recording
from workbench.audio.signal import Signal, duration_s
from workbench.errors import AudioReadError, WorkbenchError, printable
from workbench.models.analyse.columns import AnalyseSettings, Analysis
from workbench.models.analyse.menu import ANALYSES
from workbench.models.contract import Concluding, Features, Moments, Span, TimedResult

BEATS = "beats"
WHAT = (*(name.partition("/")[2] for name in ANALYSES), BEATS)
"""What can be written."""


def analyse_to_file(file: Path, what: str, output: Path, channel: int | None) -> None:
    """Like `analyse`, into a file that is not there yet; nothing is left of it if that fails.

    Raises `WorkbenchError` also when `output` is there or cannot be written.
    """
    try:
        with output.open("x", encoding="utf-8", newline="") as stream:
            try:
                analyse(file, what, stream, channel)
            except BaseException:
                stream.close()
                output.unlink()
                raise
    except FileExistsError:
        raise WorkbenchError(f"{printable(str(output))} is there already; choose another name.") from None
    except OSError as error:
        raise WorkbenchError(f"{printable(str(output))} cannot be written ({error.strerror}).") from error


def analyse(file: Path, what: str, stream: TextIO, channel: int | None = None) -> None:
    """Write a line of time and values for each column, as they are measured, or one for each beat.

    Parameters
    ----------
    what : one of `WHAT`
    channel : counted from 0; None mixes all

    Raises `AudioReadError`, `WorkbenchError`.
    """
    analysis = ANALYSES["analyse/onset" if what == BEATS else f"analyse/{what}"]
    recording = open_recording(file)
    try:
        _decode(recording)
        lines = csv.writer(stream, lineterminator="\n")
        if what == BEATS:
            lines.writerow(["time_s"])
            lines.writerows([f"{time_s:.6f}"] for time_s in _beats(analysis, recording, channel))
            return
        lines.writerow(["time_s", *analysis.card.classes])
        for found in _whole(analysis, recording, channel):
            for column, values in enumerate(found.values.T.tolist()):
                time_s = f"{found.start_s + column * found.hop_s:.6f}"
                lines.writerow([time_s, *("" if math.isnan(value) else f"{value:.6g}" for value in values)])
    finally:
        recording.close()


def _decode(recording: Recording) -> None:
    try:
        recording.decode()
    except OSError as error:
        raise AudioReadError(recording.path, str(error)) from error


def _whole(analysis: Analysis, recording: Signal, channel: int | None) -> Iterator[Features]:
    return analysis.run(recording, Span(0.0, duration_s(recording)), AnalyseSettings(channel))


def _beats(analysis: Analysis, recording: Signal, channel: int | None) -> list[float]:
    results: list[TimedResult] = list(_whole(analysis, recording, channel))
    found = analysis.conclude(results) if isinstance(analysis, Concluding) else ()
    times = [each.times_s for each in found if isinstance(each, Moments)]
    return np.concatenate(times).tolist() if times else []
