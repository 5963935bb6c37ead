"""The one entry to recordings: `open_recording(path)`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from workbench.audio.av_decoder import AvDecoder
from workbench.audio.cache import Cache, source_key
from workbench.audio.decode import Decoding, progress_of
from workbench.audio.decoded_file import DecodedFile, find_decoded
from workbench.audio.decoders import DecodeError, Decoder, SndfileDecoder, SourceUnreadable
from workbench.audio.pcm_file import PcmFile, is_exact_pcm, open_soundfile
from workbench.audio.probe import check_content, check_readable_file, reason_of
from workbench.audio.raw_pcm import RawPcm, is_raw
from workbench.audio.refusal import limit_words, why_refused
from workbench.audio.signal import Samples
from workbench.audio.stored import Stored, StoredSamples, to_samples
from workbench.audio.wav_header import SoundChunk, find_sound_chunk
from workbench.audio.wording import announced_frames, format_words, shortfall_words
from workbench.errors import AudioReadError


class Recording:
    """A file as a signal. Made by `open_recording`; close it, or leave it to the garbage collector.

    Attributes
    ----------
    path : the file
    format : its encoding in words, such as "FLAC, 24 bit"
    sample_rate, channels : Hz, count
    dtype : the type of its stored samples: int16, int32 or float32
    """

    def __init__(
        self,
        path: Path,
        status: os.stat_result,
        format_words: str,
        source: StoredSamples | Decoding,
        warnings: tuple[str, ...] = (),
    ) -> None:
        self.path = path
        self.format = format_words
        self._status = status
        self._warnings = warnings
        self._decoding = source if isinstance(source, Decoding) else None
        stored: StoredSamples = source.decoded if isinstance(source, Decoding) else source
        self._in_place = stored
        self.sample_rate = stored.sample_rate
        self.channels = stored.channels
        self.dtype = stored.dtype

    @property
    def _stored(self) -> StoredSamples:
        return self._decoding.decoded if self._decoding else self._in_place

    @property
    def frames(self) -> int:
        """Frames that can be read now; rises while decoding."""
        return self._stored.frames

    @property
    def complete(self) -> bool:
        """Whether `frames` is final."""
        return self._decoding is None or self._decoding.finished

    @property
    def expected_frames(self) -> int:
        """Frames that there will be: while decoding what the header claims, at the end what was found."""
        claimed = None if self.complete or self._decoding is None else self._decoding.expected_frames
        return max(claimed or 0, self.frames)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know about this file, one sentence each; final once complete."""
        return self._warnings + (tuple(self._decoding.warnings) if self._decoding else ())

    def read(self, start: int, stop: int) -> Samples:
        """See `Signal.read`."""
        return to_samples(self.read_stored(start, stop))

    def read_stored(self, start: int, stop: int, out: Stored | None = None) -> Stored:
        """Like `read`, but the numbers as stored: interleaved, shape (frames, channels), of type `dtype`.

        With `out`, an array of that type and enough rows, they are put there: bulk reading saves a third so.
        """
        stored = self._stored
        start, stop = max(start, 0), min(stop, stored.frames)
        if stop <= start:
            return np.empty((0, self.channels), self.dtype)
        return stored.read(start, stop, out)

    def decode_steps(self) -> Iterator[float]:
        """Decode what is left, a few milliseconds a step, yielding how much is done (0…1); nothing to do if complete.

        The last steps, with everything there, remove what the cache holds beyond its limit.

        One at a time may drive it. To cancel, stop iterating; a later call goes on where this one stopped.
        Raises `AudioReadError` when the cache cannot be written.
        """
        if self._decoding is not None:
            yield from progress_of(self._decoding)

    def decode(self) -> None:
        """Decode to the end at once: for the command line and tests."""
        for _ in self.decode_steps():
            pass

    @property
    def stored_bytes(self) -> int:
        """Size of what is read: the file itself, or its decoded copy."""
        if isinstance(self._stored, DecodedFile):
            return self.frames * self.channels * self.dtype.itemsize
        return self._status.st_size

    def content_key(self) -> str:
        """Names the content of the file as it was when opened, for the cache. Raises `OSError` when it is gone."""
        return source_key(self.path, self._status)

    @property
    def version(self) -> tuple[int, int]:
        """Size in bytes and time of change in ns of the file when it was opened."""
        return self._status.st_size, self._status.st_mtime_ns

    def changed_on_disk(self) -> bool:
        """Whether the file is gone, or another than it was when opened (by size and time of change)."""
        try:
            status = self.path.stat()
        except OSError:
            return True
        return (status.st_size, status.st_mtime_ns) != self.version

    def close(self) -> None:
        """Free the file. A decoded copy that is not whole is removed."""
        if self._decoding is not None:
            self._decoding.close()
        self._in_place.close()


def open_recording(path: Path | str, cache: Cache | None = None) -> Recording:
    """Open a recording of any format without reading it.

    Uncompressed files are read in place. Compressed ones are decoded once into `cache` (default: the person's), by
    `Recording.decode_steps`; later opens find them there, whole.

    Raises
    ------
    AudioReadError : it is no regular file, cannot be read, is no recording, or is beyond repair
    """
    path = Path(path)
    status = check_readable_file(path)
    try:
        check_content(path)
        return _open_content(path, status, cache)
    except OSError as error:  # it went away meanwhile, or the cache folder cannot be made
        raise AudioReadError(path, reason_of(error)) from error


def _open_content(path: Path, status: os.stat_result, cache: Cache | None) -> Recording:
    file = _try_libsndfile(path)
    if file is not None and is_exact_pcm(file):
        chunk = find_sound_chunk(path)
        if not _left_unfinished(file, chunk):
            warnings = shortfall_words(file.frames, announced_frames(file, chunk), file.samplerate)
            words = format_words(file)
            return Recording(path, status, words, _in_place(path, file, chunk), warnings)
    cache = cache or Cache()
    key = source_key(path, status)
    found = find_decoded(cache, path, key)
    if found:
        decoded, header = found
        return Recording(path, status, header.format, decoded, header.warnings)
    decoding, decoder = _begin_decoding(path, key, cache, file)
    return Recording(path, status, decoder.format, decoding)


def _in_place(path: Path, file: soundfile.SoundFile, chunk: SoundChunk | None) -> StoredSamples:
    if chunk is None or not is_raw(file, chunk):
        return PcmFile(path, file)
    raw = RawPcm(path, file, chunk)
    file.close()
    return raw


def _begin_decoding(path: Path, key: str, cache: Cache, file: soundfile.SoundFile | None) -> tuple[Decoding, Decoder]:
    decoder: Decoder
    if file is not None and not is_exact_pcm(file):
        decoder = SndfileDecoder(path, file, format_words(file))
        return Decoding(path, key, cache, decoder, second=lambda: AvDecoder(path)), decoder
    try:
        decoder = AvDecoder(path)
    except DecodeError as error:
        raise AudioReadError(path, why_refused(path, str(error))) from error
    except SourceUnreadable as error:
        raise AudioReadError(path, str(error)) from error
    _check_limits(path, decoder.channels, decoder.sample_rate)
    decoding = Decoding(path, key, cache, decoder)
    chunk = find_sound_chunk(path)
    if file is not None:
        decoding.warnings.append("its header was never finished, as when a recorder loses power; all there is was read")
    elif chunk is not None and chunk.announced is not None and chunk.there < chunk.announced:
        percent = 100 * chunk.there / chunk.announced
        decoding.warnings.append(f"shorter than its header says: {percent:.0f} % of the announced sound are there")
    return decoding, decoder


def _try_libsndfile(path: Path) -> soundfile.SoundFile | None:
    try:
        file = open_soundfile(path)
    except (soundfile.SoundFileError, RuntimeError, TypeError):
        return None  # the second decoder has its turn, and the last word
    _check_limits(path, file.channels, file.samplerate)
    return file


def _check_limits(path: Path, channels: int, sample_rate: int) -> None:
    problem = limit_words(channels, sample_rate)
    if problem:
        raise AudioReadError(path, problem)


def _left_unfinished(file: soundfile.SoundFile, chunk: SoundChunk | None) -> bool:
    """Whether the recorder died before it wrote the size of the sound: no frames by the header, but bytes behind it."""
    return file.frames == 0 and chunk is not None and chunk.there > 0 and not chunk.closed
