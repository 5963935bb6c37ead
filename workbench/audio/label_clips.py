"""Clips out of recordings by their labels: one audio file a label, in folders or as a data set."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from os.path import commonpath
from pathlib import Path
from typing import Literal

from workbench.audio.channels import ChannelSignal, MonoSignal
from workbench.audio.clip_dataset import CARD, SPLIT, TABLE, ClipRow, card_text, split_notes, table_notes, table_text
from workbench.audio.clip_names import DEFAULT_PATTERN, ClipNames, class_of, pattern_problem
from workbench.audio.clip_span import ClipSound, Cut, clip_span
from workbench.audio.export import Exported, ExportWish, export_steps
from workbench.audio.export_formats import WAV, Encoding, ExportFormat
from workbench.audio.export_like import encoding_like
from workbench.audio.new_file import NewFile, check_target, make_folder
from workbench.audio.new_folder import NewFolder, check_new_folder
from workbench.audio.open import Recording, open_recording
from workbench.audio.probe import reason_of
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import Signal
from workbench.errors import AudioReadError, ExportError, ExportTargetExists, WorkbenchError, printable
from workbench.labels.formats.sheet import SheetLabel

_TOO_MANY = 3
"""After so many clips in a row that cannot be written no further one is tried: the disk is full, say."""

_DECODING = 0.5
"""Share of the time that goes into decoding a compressed recording before its clips."""


@dataclass(frozen=True)
class ClipSource:
    """A recording, and the labels whose clips are wanted."""

    path: Path
    labels: tuple[SheetLabel, ...]


@dataclass(frozen=True)
class ClipWish:
    """What clips are wanted, and where.

    Attributes
    ----------
    folder : for all clips; made if it is missing. For a data set it must be new or empty
    pattern : of names, without an ending; see `clip_names.FIELDS`
    cut : padding and lengths
    channels : "all" of the recording; the label's "own", which are all where it has none; or all mixed, as "mono"
    sample_rate : Hz, to which all are resampled; None for that of each recording
    encoding : None for the one of `format` that is nearest to each recording's
    class_folders : a folder for each class
    dataset : with a table of all clips and a card; see `clip_dataset`
    folds : in the table of a data set, for cross-validation; 0 for none
    overwrite : replace clips that are there; recordings never are
    """

    folder: Path
    pattern: str = DEFAULT_PATTERN
    cut: Cut = field(default_factory=Cut)
    channels: Literal["all", "own", "mono"] = "all"
    sample_rate: int | None = None
    format: ExportFormat = WAV
    encoding: Encoding | None = None
    class_folders: bool = False
    dataset: bool = False
    folds: int = 0
    overwrite: bool = False

    @property
    def problem(self) -> str:
        """Why this cannot be, with the remedy; "" if it can."""
        if self.dataset and self.class_folders:
            return "the table of a data set names the classes, so it has no class folders. Choose one of the two"
        if self.dataset and self.overwrite:
            return "a data set is a new folder, in which nothing is replaced. Choose a new folder, or an empty one"
        if self.folds and not self.dataset:
            return "folds are a column in the table of a data set. Choose a data set, or no folds"
        if self.folds == 1 or self.folds < 0:
            return "there must be at least 2 folds, or none"
        if self.sample_rate is not None and self.sample_rate < 1:
            return "the sample rate must be above 0 Hz"
        return self.cut.problem or pattern_problem(self.pattern)


@dataclass(frozen=True)
class ClipWritten:
    """A clip that is there. `notes` : what a person should know about it, one sentence each."""

    path: Path
    recording: Path
    label: SheetLabel
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClipFailed:
    """A clip that was not written; `label` is None where it is all clips of a recording."""

    recording: Path
    label: SheetLabel | None
    error: WorkbenchError


@dataclass(frozen=True)
class ClipsDone:
    """The end. `written`, `failed` : how many clips; `notes` : what a person should know, one sentence each."""

    folder: Path
    written: int
    failed: int
    notes: tuple[str, ...]


ClipStep = float | ClipWritten | ClipFailed | ClipsDone


def clip_steps(
    sources: Iterable[ClipSource],
    wish: ClipWish,
    *,
    pretend: bool = False,
    opening: Callable[[Path], Recording] = open_recording,
) -> Generator[ClipStep, None, None]:
    """Write a clip for each label, in steps of some milliseconds, recording by recording.

    Yields how much of all is done (0…1), each clip when it is there, each that failed, and `ClipsDone` in the end.
    A clip whose name is taken by a file from before fails, unless that may be overwritten. Of compressed recordings
    all is decoded first, into the cache; others are read where labels are.

    To cancel, close the generator: clips that are whole stay, of the one at hand nothing, and of a data set nothing.

    Parameters
    ----------
    pretend : write nothing, and decode nothing: yields what would be

    Raises `ExportError` where the wish cannot be met, or nothing can be written any more.
    """
    kept, points = _with_sound(_merged(sources), wish.cut)
    _check(wish, kept)
    run = _Run(wish, kept, pretend, opening)
    notes = run.names.notes
    if not wish.dataset or pretend:
        yield from run.steps(wish.folder)
    else:
        with NewFolder(wish.folder) as new:
            yield from run.steps(new.path / SPLIT)
            if run.rows:
                _describe(run.rows, wish, new.path)
                new.keep()
    if wish.dataset:
        notes += table_notes(run.rows, wish.folds)
    elif wish.class_folders:
        notes += split_notes(row.path for row in run.rows)
    if points:
        what = "1 point has" if points == 1 else f"{points:,} points have"
        notes += (f"{what} no length, and no clip. Give points a width to have them, too.",)
    yield ClipsDone(wish.folder, len(run.rows), run.failed, notes)


def _merged(sources: Iterable[ClipSource]) -> list[ClipSource]:
    """Each recording once, with its labels in the order of time."""
    labels: dict[Path, list[SheetLabel]] = {}
    for source in sources:
        labels.setdefault(source.path, []).extend(source.labels)
    return [
        ClipSource(path, tuple(sorted(found, key=lambda label: (label.start_s, label.end_s))))
        for path, found in labels.items()
    ]


def _with_sound(sources: Sequence[ClipSource], cut: Cut) -> tuple[list[ClipSource], int]:
    """Recordings with labels that have a length, and how many have none."""
    if cut.point_s is not None:
        return [source for source in sources if source.labels], 0
    kept = [replace(each, labels=tuple(label for label in each.labels if not label.is_point)) for each in sources]
    points = sum(len(each.labels) for each in sources) - sum(len(each.labels) for each in kept)
    return [source for source in kept if source.labels], points


def _check(wish: ClipWish, sources: Sequence[ClipSource]) -> None:
    if wish.problem:
        raise ExportError(wish.folder, wish.problem)
    if wish.dataset:
        check_new_folder(wish.folder)
    if wish.folds > len(sources):
        reason = f"{wish.folds} folds need as many recordings with labels, and there are {len(sources)}. Choose fewer"
        raise ExportError(wish.folder, reason)


class _Run:
    """One export. `rows` : the clips that are written; `failed` : how many are not."""

    def __init__(
        self, wish: ClipWish, sources: Sequence[ClipSource], pretend: bool, opening: Callable[[Path], Recording]
    ) -> None:
        self._wish, self._sources, self._pretend, self._opening = wish, sources, pretend, opening
        self._total = sum(len(source.labels) for source in sources)
        classes = {class_of(label) for source in sources for label in source.labels} if wish.class_folders else None
        self.names = ClipNames(wish.pattern, wish.format.suffixes[0], classes, self._total)
        self._recording_names = _short_names([source.path for source in sources])
        self._begun = 0
        self._in_a_row = 0
        self.rows: list[ClipRow] = []
        self.failed = 0

    def steps(self, folder: Path) -> Generator[ClipStep, None, None]:
        """All clips, below that folder."""
        for source in self._sources:
            first = self._begun
            try:
                with contextlib.closing(self._opening(source.path)) as recording:
                    yield from self._of_recording(recording, source, folder)
            except (AudioReadError, OSError) as error:
                self.failed += len(source.labels) - (self._begun - first)
                self._begun = first + len(source.labels)
                yield ClipFailed(source.path, None, _told(source.path, error))

    def _of_recording(self, recording: Recording, source: ClipSource, folder: Path) -> Generator[ClipStep, None, None]:
        first, count = self._begun, len(source.labels)
        decoding = 0.0 if recording.complete or self._pretend else _DECODING
        if decoding:
            for share in recording.decode_steps():
                yield (first + decoding * share * count) / self._total
        for label in source.labels:
            self._begun += 1
            begun = first + decoding * count + (1 - decoding) * (self._begun - 1 - first)
            try:
                for step in self._one(recording, label, folder):
                    yield step if isinstance(step, ClipWritten) else (begun + (1 - decoding) * step) / self._total
                self._in_a_row = 0
            except (WorkbenchError, OSError) as error:
                self._count_failure(error)
                yield ClipFailed(source.path, label, _told(source.path, error))

    def _count_failure(self, error: Exception) -> None:
        self.failed += 1
        if isinstance(error, ExportError) and not isinstance(error, ExportTargetExists):
            self._in_a_row += 1
            if self._in_a_row == _TOO_MANY:
                raise error

    def _one(self, recording: Recording, label: SheetLabel, folder: Path) -> Generator[float | ClipWritten, None, None]:
        wish = self._wish
        place = self.names.take(recording.path, label, self._begun, recording.sample_rate)
        signal = _chosen(recording, label, wish)
        if problem := wish.format.problem(signal.channels, signal.sample_rate):
            raise WorkbenchError(f"{printable(recording.path.name)}: {problem}")
        frames = -(-recording.expected_frames * signal.sample_rate // recording.sample_rate)
        span = clip_span(label, wish.cut, signal.sample_rate, frames)
        if span is None:
            raise AudioReadError(recording.path, f"{_named(label)} begins after the end of it. Correct its times")
        notes: tuple[str, ...] = ()
        if self._pretend:
            self._check_place(folder / place, recording)
        else:
            make_folder((folder / place).parent)
            encoding = wish.encoding or encoding_like(recording, wish.format)
            order = ExportWish(
                folder / place, wish.format, encoding, overwrite=wish.overwrite, sources=self._kept(folder / place)
            )
            with contextlib.closing(export_steps(ClipSound(signal, span), order)) as steps:
                for step in steps:
                    if isinstance(step, Exported):
                        notes = step.notes
                    else:
                        yield step
        name, rate = self._recording_names[recording.path], signal.sample_rate
        self.rows.append(ClipRow(place, label, name, span.start / rate, span.stop / rate))
        yield ClipWritten(wish.folder / (SPLIT if wish.dataset else "") / place, recording.path, label, notes)

    def _check_place(self, path: Path, recording: Recording) -> None:
        if path.parent.is_dir():
            check_target(path, overwrite=self._wish.overwrite, sources=self._kept(path))

    def _kept(self, path: Path) -> tuple[Path, ...]:
        """Files that `path` must not be: to ask for all recordings takes long, so only where a file is replaced."""
        return tuple(source.path for source in self._sources) if self._wish.overwrite and path.exists() else ()


def _told(path: Path, error: Exception) -> WorkbenchError:
    if isinstance(error, WorkbenchError):
        return error
    return AudioReadError(path, reason_of(error) if isinstance(error, OSError) else str(error))


def _chosen(recording: Recording, label: SheetLabel, wish: ClipWish) -> Signal:
    """The recording with the channels and the rate that are wanted."""
    signal: Signal = recording
    if wish.channels == "mono" and recording.channels > 1:
        signal = MonoSignal(recording)
    elif wish.channels == "own" and label.channel is not None:
        if label.channel >= recording.channels:
            has = f"there are {recording.channels}" if recording.channels > 1 else "there is 1"
            reason = f"{_named(label)} is of channel {label.channel + 1}, and {has}. Correct the label"
            raise AudioReadError(recording.path, reason)
        signal = ChannelSignal(recording, (label.channel,))
    return signal if wish.sample_rate in (None, signal.sample_rate) else ResampledSignal(signal, wish.sample_rate)


def _named(label: SheetLabel) -> str:
    return f"the label “{printable(class_of(label))}” at {label.start_s:.3f} s"


def _short_names(paths: Sequence[Path]) -> dict[Path, str]:
    """Names that tell recordings apart, without the folders that all of them are in."""
    if len({path.name for path in paths}) == len(paths):
        return {path: printable(path.name) for path in paths}
    whole = [path.absolute() for path in paths]
    try:
        common = Path(commonpath([each.parent for each in whole]))
    except ValueError:  # on several drives
        return {path: printable(each.as_posix()) for path, each in zip(paths, whole, strict=True)}
    return {path: printable(each.relative_to(common).as_posix()) for path, each in zip(paths, whole, strict=True)}


def _describe(rows: Sequence[ClipRow], wish: ClipWish, folder: Path) -> None:
    """Write table and card."""
    how = [f"named by the pattern `{printable(wish.pattern)}`", wish.cut.words, f"written as {wish.format.words}"]
    if wish.sample_rate is not None:
        how.append(f"resampled to {wish.sample_rate:,} Hz")
    how += {"all": [], "own": ["with the channels of the labels only"], "mono": ["mixed to one channel"]}[wish.channels]
    texts = {
        folder / SPLIT / TABLE: table_text(rows, wish.folds),
        folder / CARD: card_text(wish.folder.absolute().name, rows, wish.folds, "; ".join(how)),
    }
    for path, text in texts.items():
        with NewFile(path) as new:
            new.stream.write(text.encode())
            new.keep()
