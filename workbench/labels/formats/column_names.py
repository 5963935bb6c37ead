"""What columns of labels are called in tables of the wild, and in which unit their numbers are.

From the tables of BirdNET-Analyzer, Kaleidoscope, warbleR, DCASE, NIPS4Bplus, TensorFlow's and Hugging Face's sets,
and of those whom spreadsheets serve. Names are as `normal` makes them, and without the unit.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.labels.formats.table import Row, Table, seconds

START = (
    "start", "start time", "begin", "begin time", "onset", "onset time", "t0", "t start", "time start", "tmin",
    "xmin", "t min", "min t", "window start", "segment start", "event start", "start offset", "from", "file offset",
    "offset start",
)  # fmt: skip
END = (
    "end", "end time", "stop", "stop time", "offset time", "t1", "t end", "time end", "tmax", "xmax", "t max", "max t",
    "window end", "segment end", "event end", "end offset", "offset end", "finish", "to",
)  # fmt: skip
DURATION = ("duration", "dur", "length", "delta time")
LOW = (
    "low", "low f", "low freq", "low frequency", "lowest frequency", "min freq", "min frequency", "freq min", "f min",
    "fmin", "freq low", "frequency low", "frequency min", "f low", "bottom freq", "lower freq", "min f",
)  # fmt: skip
HIGH = (
    "high", "high f", "high freq", "high frequency", "highest frequency", "max freq", "max frequency", "freq max",
    "f max", "fmax", "freq high", "frequency high", "frequency max", "f high", "top freq", "upper freq", "max f",
)  # fmt: skip
TEXT = (
    "text", "label", "labels", "annotation", "annotations", "class", "class name", "class label", "event label",
    "species", "common name", "manual id", "auto id", "category", "tag", "tags", "type", "call type", "event type",
    "event", "call", "name", "transcription", "transcript", "sound type", "primary label", "prediction",
    "scientific name", "top1match", "species code", "ebird code", "description", "content", "value", "notes",
)  # fmt: skip
FILE = (
    "recording", "file", "filename", "file name", "filepath", "file path", "path", "begin path", "begin file",
    "in file", "sound files", "sound file", "audio", "audio file", "audio path", "audio filename", "audiofilename",
    "wav", "wavfile", "wav file", "recording file", "source file", "input file", "audio file name", "notated path",
    "recording name",
)  # fmt: skip
RATE = ("sample rate", "samplerate", "sampling rate", "sr", "fs", "rate")
_UNITS = {
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "ms": 1e-3, "msec": 1e-3, "millis": 1e-3,
    "millisecond": 1e-3, "milliseconds": 1e-3, "us": 1e-6, "µs": 1e-6, "minutes": 60.0, "mins": 60.0, "hz": 1.0,
    "khz": 1e3, "frame": 0.0, "frames": 0.0, "sample": 0.0, "samples": 0.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of numbers: `unit` seconds or Hz; 0 for frames; None where the title does not say."""

    at: int
    unit: float | None = None

    def value(self, row: Row, what: str, rate: int) -> float | None:
        """In seconds or Hz; None for a blank cell. Raises `ValueError`."""
        value = seconds(row.cell(self.at), what)
        if value is None or self.unit == 1.0 or self.unit is None:
            return value
        if self.unit:
            return value * self.unit
        if not rate:
            raise ValueError("its times are frames, and its sample rate is missing. Add it")
        return value / rate


def measure(table: Table, names: tuple[str, ...], *, frames: bool = False) -> Measure | None:
    """The column of the first of these names, with a unit or without; of frames only if asked for, and then only."""
    parted = [_parted(name, names) for name in table.names]
    for wanted in names:
        for at, (name, unit) in enumerate(parted):
            if name == wanted and (unit == 0.0) == frames:
                return Measure(at, unit)
    return None


def _parted(name: str, names: tuple[str, ...]) -> tuple[str, float | None]:
    first, _, last = name.rpartition(" ")
    if name not in names and first in names and last in _UNITS:
        return first, _UNITS[last]
    return name, None
