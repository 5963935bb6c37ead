"""Denoise files one after the other, as the command line does. Nothing is kept but the outputs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from workbench.audio.blend import Difference, Output
from workbench.audio.export import Exported, ExportWish, export_steps
from workbench.audio.export_formats import ExportFormat
from workbench.audio.export_like import encoding_like, format_like
from workbench.audio.forward import ForwardSignal
from workbench.audio.made_file import MadeFile
from workbench.audio.open import Recording
from workbench.audio.signal import Samples, duration_s
from workbench.audio.tags import read_tags
from workbench.batch.names import Targets, encoding_named
from workbench.batch.reading import opened
from workbench.errors import WorkbenchError
from workbench.features.speech_likeness import judge_steps
from workbench.jobs.pieces import run_view_first
from workbench.models.catalogue import load
from workbench.models.contract import AudioBlock, Model, Span, as_model
from workbench.models.suitability import is_for_speech, warning


@dataclass(frozen=True)
class Wish:
    """What is asked of every file.

    `output` : a file, or a folder (see `names.Targets`); `strength` : 0 (the original) … 1 (as made)
    `settings` : the model's, None for its defaults
    `format`, `encoding` : None for those of the source, as near as we can write them
    """

    output: Path
    model: str
    settings: Any = None
    strength: float = 1.0
    what: Literal["output", "difference"] = "output"
    format: ExportFormat | None = None
    encoding: str | None = None
    overwrite: bool = False
    device: str = "auto"


@dataclass(frozen=True)
class Report:
    """What became of one file."""

    file: Path
    written: Exported


Tell = Callable[[float], None]
"""Called with how much of a file is done, 0…1."""

_DECODING = 0.1
"""Share of the time that goes into decoding a compressed recording."""


def denoise_files(
    files: Sequence[Path], wish: Wish, tell: Callable[[Path], Tell], warn: Callable[[Path, str], None]
) -> Iterator[Report | WorkbenchError]:
    """One report or error a file, in order. `tell` is called when a file begins, and what it gives as that goes on.
    `warn` is called with what a person should know of a recording, one sentence each, before the model runs.

    Raises at once `WrongUsage`, `UnknownModel`, `DeviceUnavailable`, and `ExportError` where the folder cannot be made.
    """
    targets = Targets(len(files), wish.output, wish.format)
    model = as_model(load(wish.model, wish.device))
    targets.make_folder()
    for file in files:
        try:
            with opened(file) as recording:
                say = _decode(recording, tell(file))
                form = targets.form or format_like(recording)
                encoding = encoding_named(form, wish.encoding) if wish.encoding else encoding_like(recording, form)
                path = targets.path(file, form)
                tags = read_tags(file)
                export = ExportWish(path, form, encoding, overwrite=wish.overwrite, sources=tuple(files), tags=tags)
                for words in _doubts(model, recording):
                    warn(file, words)
                yield Report(file, _write(model, recording, wish, export, say))
        except WorkbenchError as error:
            yield error


def _decode(recording: Recording, tell: Tell) -> Tell:
    """Decode what is to be decoded; what to tell of the rest."""
    if recording.complete:
        return tell
    for done in recording.decode_steps():
        tell(_DECODING * done)
    return lambda done: tell(_DECODING + (1 - _DECODING) * done)


def _doubts(model: Model, recording: Recording) -> Iterator[str]:
    yield from recording.warnings
    if is_for_speech(model.card):
        for likeness in judge_steps(recording, 0, recording.frames):
            words = None if likeness is None else warning(model.card, likeness)
            if words:
                yield words


def _write(model: Model, recording: Recording, wish: Wish, export: ExportWish, tell: Tell) -> Exported:
    kind = Output if wish.what == "output" else Difference
    with contextlib.closing(_blocks(model, recording, wish.settings)) as blocks:
        made = cast(MadeFile, ForwardSignal(recording, blocks))  # a blend reads both alike
        with contextlib.closing(export_steps(kind(recording, made, wish.strength), export)) as steps:
            for step in steps:
                if isinstance(step, Exported):
                    return step
                tell(step)
    raise AssertionError("the steps end with what was written")


def _blocks(model: Model, recording: Recording, settings: Any) -> Generator[Samples, None, None]:
    """What the model makes of the whole recording, piece by piece as in the window when its beginning is in view."""
    whole, beginning = Span(0.0, duration_s(recording)), Span(0.0, 0.0)
    for result in run_view_first(model, recording, whole, settings, view=lambda: beginning):
        if isinstance(result, AudioBlock):
            yield result.samples
