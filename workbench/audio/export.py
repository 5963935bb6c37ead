"""Writing a signal, or a span of it, as a sound file: whole and checked, or not at all.

The samples go into a hidden file beside the target, which is read back, brought to the disk and only then given its
name. Memory does not grow with the length.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import soundfile

from workbench.audio.export_formats import Encoding, ExportFormat
from workbench.audio.new_file import NewFile, check_target
from workbench.audio.pcm_file import open_soundfile
from workbench.audio.quantise import Quantiser
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import Samples, Signal, is_complete
from workbench.audio.stored import Stored
from workbench.errors import ExportError

BLOCK_SAMPLES, LOSSY_BLOCK_SAMPLES = 32_768, 8_192
"""Samples a step, of all channels: some milliseconds. (Far more at once would overflow the stack of libvorbis.)"""

WAV_BYTES = 2**32 - 2**16
"""What a WAV file can count, less its header; more sound is written as RF64, which the same programs read."""

LOSSY_TOLERANCE = 2 * 1152
"""Frames by which a lossy file may differ in length: two blocks of MP3, the longest."""

_WRITING = 0.75
"""Share of the time that goes into writing; the rest into reading it back."""


@dataclass(frozen=True)
class ExportWish:
    """What is to be written, and where.

    `start`, `stop` : frames of the signal; `stop` None is its end
    `sources` : files that are never written over
    `tags` : libsndfile's names of texts (title, artist, comment, date, …)
    `dither` : add triangular noise before rounding to whole numbers
    """

    path: Path
    format: ExportFormat
    encoding: Encoding
    start: int = 0
    stop: int | None = None
    overwrite: bool = False
    sources: tuple[Path, ...] = ()
    dither: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Exported:
    """A file that was written. `notes` : what a person should know about it, one sentence each."""

    path: Path
    sample_rate: int
    channels: int
    frames: int
    notes: tuple[str, ...] = ()


def export(signal: Signal, wish: ExportWish) -> Exported:
    """Write it at once. Raises as `export_steps`."""
    for step in export_steps(signal, wish):
        if isinstance(step, Exported):
            return step
    raise AssertionError("the steps end with what was written")


def export_steps(signal: Signal, wish: ExportWish) -> Generator[float | Exported, None, None]:
    """Write it in steps of a few milliseconds, yielding how much is done (0…1), and last what was written.

    To cancel, close the generator: nothing is left. Raises `ExportError` where it cannot be written, `AudioReadError`
    where the signal cannot be read.
    """
    stop = check_export(signal, wish)
    rate = wish.format.rate_for(signal.sample_rate)
    source, first, last = signal, wish.start, stop
    if rate != signal.sample_rate:
        source = ResampledSignal(signal, rate)
        first, last = (-(-frame * rate // signal.sample_rate) for frame in (wish.start, stop))
    quantiser = Quantiser(wish.encoding.stored, keep_all=wish.encoding.subtype == "FLOAT", dither=wish.dither)
    with NewFile(wish.path, overwrite=wish.overwrite, sources=wish.sources) as new:
        written = _Written(rate, signal.channels, last - first)
        blocks = _blocks(source, first, last, LOSSY_BLOCK_SAMPLES if not wish.encoding.exact else BLOCK_SAMPLES)
        digest = yield from _write(new, wish, written, (quantiser.rows(samples) for samples in blocks))
        yield from _read_back(new, wish.encoding, written, digest)
        yield 1.0
        new.keep()  # no step after it: what is cancelled is not there, what is there is told of
    notes = _notes(quantiser, signal.sample_rate, rate, wish.format)
    yield Exported(wish.path, rate, signal.channels, written.frames, notes)


def check_export(signal: Signal, wish: ExportWish) -> int:
    """The frame before which it ends, or an `ExportError` if it is clear from the start that it cannot be written."""
    problem = wish.format.problem(signal.channels, signal.sample_rate)
    if problem:
        raise ExportError(wish.path, problem.removesuffix("."))
    stop = signal.frames if wish.stop is None else min(wish.stop, signal.frames)
    if wish.stop != stop and not is_complete(signal):
        raise ExportError(wish.path, "its sound is still being decoded. Wait until all of it is there")
    if stop <= wish.start:
        raise ExportError(wish.path, "there is no sound to be written. Choose a longer span")
    check_target(wish.path, overwrite=wish.overwrite, sources=wish.sources)
    needed = _plain_bytes(signal, wish, stop)
    free = shutil.disk_usage(wish.path.parent).free
    if not wish.format.compressed and needed > free:
        divisor, unit = (1e6, "MB") if needed >= 1e6 else (1e3, "kB")
        sizes = f"{needed / divisor:,.1f} {unit} are needed and {free / divisor:,.1f} {unit} free"
        raise ExportError(wish.path, f"there is no room for it on the disk: {sizes}. Free some, or choose FLAC")
    return stop


@dataclass(frozen=True)
class _Written:
    """What the file must turn out to be."""

    sample_rate: int
    channels: int
    frames: int


def _blocks(source: Signal, first: int, last: int, block_samples: int) -> Iterator[Samples]:
    step = max(1, block_samples // source.channels)
    for start in range(first, last, step):
        stop = min(start + step, last)
        samples = source.read(start, stop)
        if samples.shape[1] < stop - start:  # a signal says how many frames there are, and keeps to it
            raise ValueError(f"{samples.shape[1]} of {stop - start} frames were read")
        yield samples


def _write(
    new: NewFile, wish: ExportWish, written: _Written, blocks: Iterator[Stored]
) -> Generator[float, None, bytes]:
    """Write all blocks; returns the digest of what was handed over."""
    digest, done = hashlib.blake2b(), 0
    with _encoding(new), _open(new, wish, written) as file:
        try:
            for rows in blocks:
                file.write(rows)
                new.check()
                digest.update(rows.data)
                done += len(rows)
                yield _WRITING * done / written.frames
        except BaseException:
            new.give_up()  # so that closing, which writes what is left, cannot fail as well
            raise
    return digest.digest()


@contextlib.contextmanager
def _encoding(new: NewFile) -> Iterator[None]:
    """Errors of libsndfile become ours, with the system's own reason where there is one."""
    try:
        yield
    except (soundfile.SoundFileError, AssertionError) as error:  # soundfile asserts that all was written
        new.check()
        raise ExportError(new.target, f"the encoder failed ({error}). Choose another format") from error
    new.check()


def _open(new: NewFile, wish: ExportWish, written: _Written) -> soundfile.SoundFile:
    container = wish.format.container
    width = wish.encoding.bytes_per_sample
    if container == "WAV" and width and written.frames * written.channels * width > WAV_BYTES:
        container = "RF64"
    file = soundfile.SoundFile(
        new.stream,
        "w",
        written.sample_rate,
        written.channels,
        subtype=wish.encoding.subtype,
        format=container,
        compression_level=wish.encoding.level,
    )
    for name, text in wish.tags.items():
        setattr(file, name, text)
    return file


def _read_back(new: NewFile, encoding: Encoding, written: _Written, digest: bytes) -> Iterator[float]:
    """Read the file from its beginning to its end. Raises `ExportError` unless it holds what was written."""
    unlike = ExportError(new.target, "what was read back is not what was written. Try again, on another disk")
    found, frames = hashlib.blake2b(), 0
    block = (LOSSY_BLOCK_SAMPLES if not encoding.exact else BLOCK_SAMPLES) // written.channels or 1
    try:
        with open_soundfile(new.path) as file:
            if (file.samplerate, file.channels) != (written.sample_rate, written.channels):
                raise unlike
            while len(rows := file.read(block, encoding.stored, always_2d=True)):
                found.update(rows.data)
                frames += len(rows)
                yield min(1.0, _WRITING + (1 - _WRITING) * frames / written.frames)
    except soundfile.SoundFileError as error:
        raise unlike from error
    if encoding.exact and (frames, found.digest()) != (written.frames, digest):
        raise unlike
    if abs(frames - written.frames) > LOSSY_TOLERANCE:
        raise unlike


def _plain_bytes(signal: Signal, wish: ExportWish, stop: int) -> int:
    return (stop - wish.start) * signal.channels * (wish.encoding.bytes_per_sample or 0)


def _notes(quantiser: Quantiser, source_rate: int, rate: int, form: ExportFormat) -> tuple[str, ...]:
    notes = []
    if rate != source_rate:
        lost = f"; what lies above {rate / 2000:g} kHz is gone" if rate < source_rate else ""
        notes.append(f"Resampled from {source_rate:,} to {rate:,} Hz, as {form.words} knows few rates{lost}.")
    if quantiser.clipped:
        samples, were = _counted(quantiser.clipped)
        notes.append(f"{samples} {were} above full scale and {were} clipped; export as WAV, 32 bit float, to keep all.")
    if quantiser.not_finite:
        samples, were = _counted(quantiser.not_finite)
        notes.append(f"{samples} {were} no numbers (NaN or infinite) and {were} written as silence.")
    return tuple(notes)


def _counted(count: int) -> tuple[str, str]:
    return ("1 sample", "was") if count == 1 else (f"{count:,} samples", "were")
