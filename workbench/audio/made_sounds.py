"""Short sounds that a model made, kept as files of the person's own data: other programs may refer to them for good."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from workbench import paths
from workbench.audio.export import ExportWish, export
from workbench.audio.export_formats import WAV
from workbench.audio.new_file import make_folder
from workbench.audio.pcm_file import open_soundfile
from workbench.audio.signal import ArraySignal, Samples
from workbench.audio.tags import read_tags
from workbench.errors import ExportTargetExists, printable
from workbench.file_names import file_stem

FOLDER = "sounds"

MAX_NOTES = 2040
"""Bytes: libsndfile writes longer ones into a WAV file, but does not find them again."""

_LIKE = 1e-3
"""Devices compute the same sound with differences far below this; what was edited differs by more."""


def store_sound(samples: Samples, sample_rate: int, name: str, notes: str = "") -> Path:
    """A WAV file of 24 bit with that sound, in the folder of made sounds; found if it is there, else written.

    A file of the same name that holds another sound or other notes is never touched: the new one is called "NAME (2)".

    Parameters
    ----------
    samples : float32, shape (channels, frames), within ±1, as short as a made sound is
    sample_rate : Hz
    name : readable, without an ending; what cannot be in a file's name becomes a hyphen
    notes : what it was made from, kept in the file as its comment; left out if they are longer than `MAX_NOTES`

    Raises `ExportError` when it cannot be written; nothing is left then.
    """
    folder = paths.data_dir(make=False) / FOLDER
    make_folder(folder)
    stem, notes = file_stem(name), printable(notes)
    if len(notes.encode()) > MAX_NOTES:
        notes = ""
    tags = {"title": stem} | ({"comment": notes} if notes else {})
    number = 1
    while True:
        path = folder / f"{stem}{'' if number == 1 else f' ({number})'}.wav"
        if _holds(path, samples, sample_rate, notes):
            return path
        try:
            return export(ArraySignal(samples, sample_rate), ExportWish(path, WAV, WAV.encodings[0], tags=tags)).path
        except ExportTargetExists:
            number += 1


def _holds(path: Path, samples: Samples, sample_rate: int, notes: str) -> bool:
    """Whether that file is this very sound."""
    if not path.is_file() or read_tags(path).get("comment", "") != notes:
        return False
    try:
        with open_soundfile(path) as file:
            if (file.samplerate, file.channels, file.frames) != (sample_rate, *samples.shape):
                return False
            there = file.read(file.frames, dtype="float32", always_2d=True).T
    except (OSError, RuntimeError):  # soundfile's errors are RuntimeErrors: what cannot be read is another sound
        return False
    return there.shape == samples.shape and bool(np.abs(there - samples).max(initial=0.0) < _LIKE)
