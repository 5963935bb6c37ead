"""Sounds of the bench in the main window: opened, compared with another one under one play head, exported.

A sound that is opened is the file in which it is kept, and a document like any other. To compare, the first sound is
the document (A), and the other one is laid beside it as a result is (B), so that all that compares works on both. The
document is as long as the longer one: where it is the shorter, a copy with silence at its end is opened. B takes the
rate and the channels of A. With a recording as A, B lies at the place from which it was made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from workbench.audio.cache import Cache
from workbench.audio.made_file import MadeFile, MadeHeader, create_made
from workbench.audio.made_room import check_room
from workbench.audio.open import Recording
from workbench.audio.probe import reason_of
from workbench.audio.side_by_side import Excerpt, fitted, frames_for_both, lay_steps
from workbench.audio.signal import Signal as SoundSignal
from workbench.audio.signal import duration_s
from workbench.errors import AudioReadError, ModelLoadError, printable
from workbench.gui.bench_files import SoundFile, file_of, store_steps
from workbench.gui.bench_sounds import BenchSound
from workbench.gui.document import Selection
from workbench.gui.result_lane_wiring import show_output
from workbench.gui.result_words import span_text, unique_name
from workbench.gui.results import Result
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.models.contract import Span

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

LONGEST_S = 600.0
"""Of a recording that is laid beside another sound, at most."""


@dataclass(frozen=True)
class Stretch:
    """A span of a recording, to be compared with a made sound: for instance the one that a sound was made after."""

    recording: Recording
    span: Span


@dataclass(frozen=True)
class _Other:
    """What is to be laid beside a document. `laid` names it; the rest as in `Result`."""

    sound: SoundSignal
    name: str
    laid: str
    model: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class _Plan:
    """What is compared once the recording of that path is the document; `start_s` : where in it the other begins."""

    path: Path
    other: _Other
    start_s: float = 0.0
    stretch: Span | None = None


class BenchDocuments(QObject):
    """What is done with sounds outside the bench. Everything that takes time is done by the worker.

    Signals
    -------
    compared(Result) : a sound lies beside the document, and is the one that is compared
    """

    compared = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self.worker = window, window.worker
        self.document, self.opener = window.document, window.opener
        self._plan: _Plan | None = None
        self.document.opened.connect(self._follow)
        self.opener.failed.connect(self._forget)
        self.compared.connect(lambda _result: show_output(window))

    # Opening

    def open(self, sound: BenchSound) -> None:
        """Make it the document of the window."""
        self._plan = None
        file = self._file_of(sound)
        if file is not None:
            self._store(file, self.opener.open)

    def show_in_folder(self, sound: BenchSound) -> None:
        """Show the folder in which it is kept."""
        file = self._file_of(sound)
        if file is not None:
            self._store(file, lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))

    def export(self, sounds: Sequence[BenchSound]) -> None:
        """Ask where to, and write them: one with the dialog of recordings, several into a folder."""
        from workbench.gui import bench_export  # late: the bench is there sooner

        files = [self._file_of(sound) for sound in sounds]
        if files and None not in files:
            bench_export.ask(self.window, [file for file in files if file is not None])

    # Comparing

    def compare(self, first: BenchSound | Stretch, other: BenchSound | Stretch) -> None:
        """Make `first` the document (A) and `other` what it is compared with (B)."""
        laid = self._other(other)
        if laid is None or first is other:
            return
        self._plan = None
        if isinstance(first, Stretch):
            self._begin(_Plan(first.recording.path, laid, first.span.start_s, first.span))
            return
        file = self._file_of(first)
        if file is not None:
            file = file.as_long_as(frames_for_both(file.signal, laid.sound))
            self._store(file, lambda path: self._begin(_Plan(path, laid)))

    def _other(self, other: BenchSound | Stretch) -> _Other | None:
        if isinstance(other, Stretch):
            return self._stretch(other)
        file = self._file_of(other)
        if file is None:
            return None
        recipe = other.recipe
        settings = {"label": " ".join(each.label for each in other.recipes), "seed": recipe.seed}
        return _Other(file.signal, other.name, _digest(file.name, file.notes), other.model, settings)

    def _stretch(self, stretch: Stretch) -> _Other | None:
        recording, span = stretch.recording, stretch.span
        if not recording.complete:
            self._say("The recording is still being decoded. Compare with it when all of it is there.")
            return None
        rate = recording.sample_rate
        start, stop = round(span.start_s * rate), round(min(span.end_s, span.start_s + LONGEST_S) * rate)
        part = span_text(span.start_s, span.end_s)
        laid = _digest(str(recording.path), recording.version, start, stop)
        name = f"{printable(recording.path.stem)}, {part}"
        return _Other(Excerpt(recording, start, stop), name, laid, "", {"recording": recording.path.name, "part": part})

    def _begin(self, plan: _Plan) -> None:
        self._plan = plan
        recording = self.document.recording
        if recording is not None and recording.path == plan.path:
            self._follow()
        else:
            self.opener.open(plan.path)

    def _follow(self) -> None:
        """A document is there: if it is the one that was waited for, lay the other sound beside it."""
        plan, recording = self._plan, self.document.recording
        if plan is None or recording is None:
            return
        if recording.path != plan.path:
            self._plan = None
        elif not recording.complete:
            self._plan = None
            self._say("The recording is still being decoded. Compare when all of it is there.")
        else:
            self.window.result_commands.keeping.after_finding(lambda: self._lay(plan, recording))

    def _forget(self, _path: str, _error: Exception) -> None:
        self._plan = None

    def _lay(self, plan: _Plan, recording: Recording) -> None:
        if plan is not self._plan or recording is not self.document.recording:
            return
        self._plan = None
        start = round(plan.start_s * recording.sample_rate)
        other = fitted(plan.other.sound, recording.sample_rate, recording.channels)
        stop = min(start + other.frames, recording.frames)
        self._select(plan, duration_s(other))
        span = Span(start / recording.sample_rate, stop / recording.sample_rate)
        results = self.document.results
        there = [each for each in results.items if each.laid == plan.other.laid and each.span == span]
        if there:
            self._show(there[0])
            return
        if stop < start + other.frames:
            beyond = f"{(start + other.frames - stop) / recording.sample_rate:.2f} s"
            self._say(f"The last {beyond} of “{plan.other.name}” lie beyond the end of the recording.")
        about = _about(plan.other, span) | {"name": unique_name(plan.other.name, (each.name for each in results.items))}
        job = self.worker.run(partial(_lay_steps, recording, other, start, plan.stretch is None, about), Priority.VIEW)
        job.result.connect(partial(self._take, recording))
        job.ended.connect(self._tell)

    def _take(self, recording: Recording, made: MadeFile) -> None:
        if recording is self.document.recording:
            result = Result(recording, made, self.document.results)
            self.document.results.add(result)
            self._show(result)

    def _show(self, result: Result) -> None:
        self.document.results.choose(result)
        self.window.show_panel("results")
        self.window.readout.say(f"B is {result.name}")
        self.compared.emit(result)

    def _select(self, plan: _Plan, length_s: float) -> None:
        """In a recording, the place where both are heard."""
        if plan.stretch is not None:
            end_s = max(plan.stretch.end_s, plan.start_s + length_s)
            self.document.select(Selection(plan.stretch.start_s, end_s))

    # Files

    def _file_of(self, sound: BenchSound) -> SoundFile | None:
        """What is kept of it; None, and a word why, where there is nothing yet."""
        card = self.window.result_commands.card_of(sound.model)
        if sound.samples is None:
            why = f"could not be made: {sound.failed}" if sound.failed else "is still being made; wait a moment."
            self._say(f"“{sound.name}” {why}")
            return None
        if card is None:
            what = f"“{sound.name}” was made by {sound.model}, which is not installed any more. Install it again."
            self.window.messages.show_error(ModelLoadError(what))
            return None
        return file_of(sound, card)

    def _store(self, file: SoundFile, then: Callable[[Path], object]) -> None:
        job = self.worker.run(partial(store_steps, file), Priority.VIEW)
        job.result.connect(then)
        job.ended.connect(self._tell)

    def _tell(self, end: JobEnd) -> None:
        if end.error is not None:
            self.window.messages.show_error(end.error)

    def _say(self, words: str) -> None:
        self.window.messages.show_message(words)


def _digest(*parts: object) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def _about(other: _Other, span: Span) -> dict[str, Any]:
    """What is written beside the samples; see `Result.about`."""
    return {
        "model": other.model,
        "settings": dict(other.settings),
        "created": datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "span": [span.start_s, span.end_s],
        "laid": other.laid,
    }


def _lay_steps(
    recording: Recording, sound: SoundSignal, start: int, to_end: bool, about: dict[str, Any]
) -> Iterator[MadeFile | None]:
    """The file of the other sound, once all of it is there; nothing is left where that fails or is cancelled."""
    cache = Cache()
    check_room(cache, recording.channels, recording.frames if to_end else sound.frames)
    header = MadeHeader(recording.sample_rate, recording.channels, recording.frames, about)
    try:
        made = create_made(cache, recording.content_key(), header)
    except OSError as error:
        raise AudioReadError(recording.path, reason_of(error)) from error
    try:
        for _ in lay_steps(made, sound, start, to_end=to_end):
            yield None
    except BaseException:
        made.close()
        made.path.unlink(missing_ok=True)
        raise
    yield made
