"""Decoding a compressed recording once, in order and in small steps, into the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from workbench.audio.cache import Cache
from workbench.audio.decoded_file import DecodedFile, DecodedHeader, DecodedWriter
from workbench.audio.decoders import DecodeError, Decoder, SourceUnreadable
from workbench.audio.stored import Stored
from workbench.audio.wording import shortfall_words
from workbench.errors import AudioReadError

STEP_S = 0.004
"""How long one step takes, give or take a block."""


class Decoding:
    """Writes a decoder's blocks into the cache; when it fails early, lets a second decoder try from the start.

    `decoded` is what can be read: it only ever grows. The second decoder's copy takes its place once that is longer.

    Parameters
    ----------
    path : the recording
    key : its key in the cache
    decoder : the first choice
    second : makes the second choice, or None; called at most once, may raise `DecodeError`
    """

    def __init__(
        self, path: Path, key: str, cache: Cache, decoder: Decoder, second: Callable[[], Decoder] | None = None
    ) -> None:
        self._path = path
        self._key = key
        self.cache = cache
        self._second = second
        self._decoder = decoder
        self.warnings: list[str] = []
        self._first_failure = ""
        self._broken: AudioReadError | None = None
        self.finished = False
        self._writer = self._kept = self._new_writer(decoder)
        self._blocks = decoder.blocks()

    @property
    def decoded(self) -> DecodedFile:
        return self._kept.decoded

    @property
    def expected_frames(self) -> int | None:
        return self._decoder.expected_frames

    def step(self) -> None:
        """Decode for a few milliseconds. Raises `AudioReadError` when the cache cannot be written or the file cannot be
        read on, and ever after; what was decoded stays readable, but is not kept."""
        if self._broken is not None:
            raise self._broken
        try:
            self._step()
        except AudioReadError as error:
            self._broken = error
            raise
        except SourceUnreadable as error:
            self._broken = AudioReadError(self._path, str(error), self.decoded.frames / self._decoder.sample_rate)
            raise self._broken from error

    def _step(self) -> None:
        until = perf_counter() + STEP_S
        while not self.finished:
            try:
                block = next(self._blocks, None)
            except DecodeError as error:
                self._end(str(error))
                continue
            if block is None:
                self._end(None)
            else:
                self._append(block)
            if perf_counter() >= until:
                return

    def close(self) -> None:
        """Stop; what is not whole is removed from the cache."""
        self._decoder.close()
        for writer in (self._writer, self._kept):
            writer.abandon()
            writer.decoded.close()

    def _append(self, block: Stored) -> None:
        self._writer.append(block)
        self._keep_the_longer()

    def _keep_the_longer(self) -> None:
        if self._writer is not self._kept and self._writer.decoded.frames > self._kept.decoded.frames:
            self._kept.abandon()
            self._kept = self._writer

    def _end(self, failure: str | None) -> None:
        self._writer.settle()
        self._keep_the_longer()  # what was appended last is only counted now
        decoder, frames = self._decoder, self._writer.decoded.frames
        expected = decoder.expected_frames
        at_s = frames / decoder.sample_rate
        decoder.close()
        if self._try_second(failure, frames):
            return
        warnings = self.warnings + decoder.warnings
        if self._writer is not self._kept:  # the second decoder got no further
            self._writer.abandon()
            self._writer = self._kept
            warnings = self.warnings.copy()
        elif failure:
            warnings.append(f"{failure}, at {at_s:.2f} s")
        if decoder.length_is_exact:
            warnings += shortfall_words(self._kept.decoded.frames, expected, decoder.sample_rate)
        if self._kept.decoded.frames == 0:
            warnings.append("no sound in it could be decoded")
        if self._first_failure and not warnings:  # the second decoder noticed nothing
            warnings.append(self._first_failure)
        self.warnings = warnings
        self._kept.finish(tuple(warnings))
        self.finished = True

    def _try_second(self, failure: str | None, frames: int) -> bool:
        """Begin anew with the second decoder if the first failed; whether that was possible."""
        first, second = self._decoder, self._second
        self._second = None
        short = first.length_is_exact and (first.expected_frames is None or frames < first.expected_frames)
        if second is None or not (failure or short):
            return False
        try:
            decoder = second()
        except (DecodeError, OSError):
            return False
        if (decoder.sample_rate, decoder.channels, decoder.dtype) != (first.sample_rate, first.channels, first.dtype):
            decoder.close()
            return False
        if first.expected_frames is not None:
            decoder.expected_frames, decoder.length_is_exact = first.expected_frames, first.length_is_exact
        if failure and frames:
            self._first_failure = f"damaged near {frames / first.sample_rate:.2f} s"
        self._decoder = decoder
        self._writer = self._new_writer(decoder)
        self._blocks = decoder.blocks()
        return True

    def _new_writer(self, decoder: Decoder) -> DecodedWriter:
        header = DecodedHeader(decoder.sample_rate, decoder.channels, 0, decoder.dtype.name, decoder.format)
        return DecodedWriter(self.cache, self._path, self._key, header)


def progress_of(decoding: Decoding) -> Iterator[float]:
    """Steps until the end, each yielding how much is done, 0…1 (by the header's claim; 0 where it makes none).

    Then, with the copy whole and readers free, the steps that make room for it in the cache.
    """
    if decoding.finished:
        return
    while not decoding.finished:
        decoding.step()
        expected = decoding.expected_frames
        yield 1.0 if decoding.finished else min(decoding.decoded.frames / expected, 0.99) if expected else 0.0
    for _ in decoding.cache.make_room_steps():
        yield 1.0
