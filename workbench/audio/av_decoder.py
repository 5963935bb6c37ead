"""The second choice of decoder: FFmpeg through PyAV, for what libsndfile refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from workbench.audio.decoders import BLOCK_FRAMES, DecodeError, SourceUnreadable, credible_frames
from workbench.audio.probe import reason_of
from workbench.audio.stored import Stored
from workbench.audio.wording import WORTH_SAYING_S


class AvDecoder:
    """FFmpeg, for all that libsndfile refuses: M4A, WMA, video files, damaged and unfinished files.

    PyAV raises many kinds of exceptions on bad files, so here `Exception` is caught and said in our words. The file
    is handed over as an open object: FFmpeg never sees a name that it could take for an address.
    """

    def __init__(self, path: Path) -> None:
        import av

        self._raw = path.open("rb")
        self._pending: list[Any] = []
        self._damaged = False
        self._ffmpeg_error = av.FFmpegError
        try:
            self._container: Any = av.open(self._raw, mode="r", metadata_errors="replace")
            stream = self._container.streams.best("audio")
            if stream is None:
                raise DecodeError("there is no sound in it")
            self._codec = _codec_for(stream)
            self._packets = self._container.demux(stream)
            first = self._first_frame()
        except (DecodeError, SourceUnreadable):
            self._raw.close()
            raise
        except Exception as error:
            self._raw.close()
            raise DecodeError(_words_for(error)) from error
        self.sample_rate: int = first.sample_rate
        self.channels: int = first.layout.nb_channels
        self.dtype = np.dtype(_AV_TYPES[first.format.packed.name])
        self.format = _av_format_words(self._container, stream, self.dtype)
        container_name = self._container.format.name.split(",")[0]
        self._has_time_stamps = container_name not in _RAW_STREAMS
        self.length_is_exact = container_name in _COUNTING_CONTAINERS
        self.expected_frames = credible_frames(_duration_frames(self._container, stream, self.sample_rate), path)
        self.warnings: list[str] = []
        self._written = 0
        self._origin = first.pts or 0
        self._frames_per_tick = float(first.time_base * self.sample_rate) if first.time_base else 0.0

    def blocks(self) -> Iterator[Stored]:
        """Frames of FFmpeg are short: some are put together, for to hand one on costs as much as to decode it."""
        import av

        gathered: Any = av.AudioFifo()
        try:
            while self._pending or self._decode_next():
                while self._pending:
                    frame = self._pending.pop(0)
                    for silence in self._silence_before(frame):
                        yield from self._taken(gathered)
                        yield silence
                    self._gather(frame, gathered)
                    if gathered.samples >= BLOCK_FRAMES:
                        yield from self._taken(gathered)
        except (DecodeError, SourceUnreadable):
            yield from self._taken(gathered)
            raise
        yield from self._taken(gathered)

    def _gather(self, frame: Any, into: Any) -> None:
        frames = frame.samples
        frame.pts = None  # the place was looked at; gaps are filled by us
        try:
            into.write(frame)
        except ValueError as error:  # frames of another kind do not go together
            what = "the sample rate or the number of channels changes here; the rest is left out"
            raise DecodeError(what) from error
        self._written += frames

    def _taken(self, gathered: Any) -> Iterator[Stored]:
        frame = gathered.read() if gathered.samples else None
        if frame is not None:
            yield self._stored(frame)

    def close(self) -> None:
        self._container.close()
        self._raw.close()

    def __del__(self) -> None:
        if hasattr(self, "_raw"):
            self._raw.close()

    def _first_frame(self) -> Any:
        while self._decode_next():
            if self._pending:
                return self._pending[0]
        raise DecodeError("no sound in it can be decoded")

    def _decode_next(self) -> bool:
        """Decode one packet into `_pending`; False at the end. Damaged packets leave a gap in the time stamps."""
        try:
            packet = next(self._packets, None)
        except Exception as error:
            if _is_end(error):
                return False
            if isinstance(error, OSError) and not isinstance(error, self._ffmpeg_error):  # out of our file object
                raise SourceUnreadable(reason_of(error)) from error
            raise DecodeError(_words_for(error)) from error
        if packet is None:
            return False
        try:
            self._pending += self._codec.decode(packet)
        except Exception as error:
            self._damaged = self._damaged or not _is_end(error)
        return True

    def _silence_before(self, frame: Any) -> Iterator[Stored]:
        """Silence in place of what is missing before a frame, so that times after it stay true; and a warning."""
        gap = self._place_of(frame) - self._written if self._has_time_stamps else 0
        longest = 60 * self.sample_rate if self.expected_frames is None else self.expected_frames - self._written
        at_s = self._written / self.sample_rate
        if WORTH_SAYING_S * self.sample_rate < gap <= longest:
            self.warnings.append(f"damaged at {at_s:.2f} s: {gap / self.sample_rate:.2f} s are missing and silent")
            self._written += gap
            while gap > 0:
                length = min(gap, BLOCK_FRAMES)
                yield np.zeros((length, self.channels), self.dtype)
                gap -= length
        elif self._damaged:
            self.warnings.append(f"damaged at {at_s:.2f} s")
        self._damaged = False

    def _place_of(self, frame: Any) -> int:
        """The frame's place by its time stamp, counted from the first frame; -1 where it has none."""
        if frame.pts is None or not self._frames_per_tick:
            return -1
        return round(float(frame.pts - self._origin) * self._frames_per_tick)

    def _stored(self, frame: Any) -> Stored:
        samples = frame.to_ndarray()  # planar: (channels, n); packed: (1, n · channels)
        stored: Stored = samples.T if frame.format.is_planar else samples.reshape(-1, self.channels)
        if stored.dtype == np.uint8:
            return ((stored.astype(np.int16) - 128) << 8).astype(np.int16)
        if stored.dtype.kind == "i" and stored.dtype.itemsize == 8:
            stored = stored / 2.0**63
        return stored.astype(self.dtype, copy=False)


_RAW_STREAMS = ("mp3", "aac", "ac3", "eac3", "dts", "truehd", "amr")
"""Streams without a container: their time stamps are counted by FFmpeg itself, and their length is guessed."""

_COUNTING_CONTAINERS = ("mov", "flac", "ogg", "wav", "w64", "aiff", "caf")
"""Containers whose header tells the length of the sound itself, padding aside."""

_AV_TYPES = {"u8": "int16", "s16": "int16", "s32": "int32", "s64": "float32", "flt": "float32", "dbl": "float32"}


def _codec_for(stream: Any) -> Any:
    """The stream's codec, set up for truth: rather a gap than noise, and the reference decoder where there are two."""
    import av

    codec = stream.codec_context
    if codec.name == "flac":
        codec.options = {"err_detect": "crccheck+explode"}
    if codec.name == "opus" and "libopus" in av.codecs_available:  # FFmpeg's own is off by up to full scale
        reference: Any = av.CodecContext.create("libopus", "r")
        reference.extradata, reference.layout, reference.sample_rate = codec.extradata, codec.layout, codec.sample_rate
        reference.options = {"request_sample_fmt": "flt"}
        return reference
    return codec


def _is_end(error: Exception) -> bool:
    return type(error).__name__ == "EOFError"


def _words_for(error: Exception) -> str:
    """FFmpeg's refusal in plain words."""
    name = type(error).__name__
    if name == "DecoderNotFoundError":
        return "it is in an encoding that no decoder here knows"
    return "its content is damaged or in no known audio format"


def _duration_frames(container: Any, stream: Any, sample_rate: int) -> int:
    if stream.duration is not None and stream.time_base is not None:
        return int(stream.duration * stream.time_base * sample_rate + 0.5)
    if container.duration is not None:
        return int(container.duration / 1_000_000 * sample_rate + 0.5)
    return 0


def _av_format_words(container: Any, stream: Any, dtype: np.dtype[Any]) -> str:
    """Encoding, and container where that says more, such as "AAC", "Apple Lossless, 16 bit", "WAV, 24 bit"."""
    codec = stream.codec_context.name
    if codec.startswith("pcm_"):
        return f"{container.format.name.split(',')[0].upper()}, {_PCM_WORDS.get(codec, codec[4:])}"
    words = _CODEC_WORDS.get(codec, codec.upper().replace("_", " "))
    if dtype.kind == "i" and codec in ("flac", "alac"):
        words += ", 16 bit" if dtype.itemsize == 2 else ", 24 bit"
    return str(words)


_CODEC_WORDS = {"aac": "AAC", "alac": "Apple Lossless", "mp3float": "MP3", "wmav2": "WMA", "flac": "FLAC"}
_CODEC_WORDS |= {"opus": "Opus", "libopus": "Opus", "vorbis": "Vorbis", "wavpack": "WavPack", "ape": "Monkey's Audio"}
_PCM_WORDS = {"pcm_u8": "8 bit", "pcm_s16le": "16 bit", "pcm_s24le": "24 bit", "pcm_s32le": "32 bit"}
_PCM_WORDS |= {"pcm_f32le": "32 bit float", "pcm_f64le": "64 bit float", "pcm_mulaw": "µ-law", "pcm_alaw": "A-law"}
