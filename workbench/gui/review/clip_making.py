"""Preparing a clip in steps, in the worker: its recording is opened and read, its pictures are computed."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from workbench.audio.band_pass import band_pass, filter_steps
from workbench.audio.columns import Columns
from workbench.audio.open import Recording, open_recording
from workbench.audio.signal import ArraySignal, Samples
from workbench.audio.wave_detail import WaveGrid, detail_steps
from workbench.errors import AudioReadError
from workbench.features.stft import StftSettings
from workbench.features.tiles import row_map
from workbench.gui.lanes.frequency_scale import FrequencyScale
from workbench.gui.lanes.stft_lane import frequency_axis
from workbench.gui.lanes.still_picture import still_steps
from workbench.gui.lanes.wave_picture import wave_pixels
from workbench.gui.review.clip import ClipLook, ClipRequest, PreparedClip
from workbench.jobs.job import Progress

LEAST_S = 0.05
"""A clip that is shorter, as a point is, gets so much sound around its middle."""
MOST_SAMPLES = 2**24
"""Of all channels together, 64 MiB: three minutes of stereo at 48 kHz. What is longer is cut off."""
MOST_GAIN = 1000.0
"""Waveforms are magnified to their peak, but noise 60 dB down is no sound."""
_READ_SAMPLES = 2**20
_OPEN = 4

_T = TypeVar("_T")


class OpenRecordings:
    """The recordings from which clips were read last, so that a thousand clips of one open it once. For the worker's
    thread; closed by whoever lets go of them last."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, Recording] = OrderedDict()

    def get(self, path: Path) -> Recording:
        """Raises `AudioReadError`; a file that changed since is opened anew."""
        recording = self._open.pop(path, None)
        if recording is None or recording.changed_on_disk():
            recording = open_recording(path)
        self._open[path] = recording
        if len(self._open) > _OPEN:
            self._open.popitem(last=False)
        return recording

    def forget(self, path: Path) -> None:
        self._open.pop(path, None)


@dataclass(frozen=True)
class _Span:
    """In frames of the recording: with context from `start` to `stop`, without it from `clip_start` to `clip_stop`;
    `left_out` more were asked for."""

    start: int
    stop: int
    clip_start: int
    clip_stop: int
    left_out: int


def clip_steps(
    recordings: OpenRecordings, request: ClipRequest, look: ClipLook
) -> Iterator[PreparedClip | Progress | None]:
    """None after each few milliseconds, `Progress` while a compressed recording is being decoded as far as needed; the
    clip; and None while room is made in the cache.

    Raises `AudioReadError` if the file is gone or cannot be read, or if the clip lies beyond its end.
    """
    try:
        recording = recordings.get(request.path)
        yield None
        yield from _steps(recording, request, look)
    except AudioReadError:
        recordings.forget(request.path)  # tried again, it may be readable again
        raise


def _steps(recording: Recording, request: ClipRequest, look: ClipLook) -> Iterator[PreparedClip | Progress | None]:
    decoding, rate, margin = recording.decode_steps(), recording.sample_rate, look.spectrogram.n_fft // 2
    yield from _decode(recording, decoding, request, margin)
    span = _span(request, recording)
    # With what lies around it, so that its first and last frames of the spectrogram are true.
    samples = yield from _read(recording, span.start - margin, span.stop + margin)
    inside = slice(margin, samples.shape[1] - margin)
    levels, scale = yield from _picture(ArraySignal(samples, rate), look, margin)
    wave, peak = yield from _wave(ArraySignal(samples[:, inside], rate), look)
    if request.low_hz is not None or request.high_hz is not None:
        samples = yield from _last(filter_steps(samples, band_pass(rate, request.low_hz, request.high_hz)))
    sound = ArraySignal(samples[:, inside], rate) if look.sound else None
    del samples
    yield PreparedClip(
        request, look, span.start / rate, span.stop / rate, span.clip_start / rate, span.clip_stop / rate,
        rate, recording.channels, sound, levels, scale, wave, peak, span.left_out / rate,
    )  # fmt: skip
    if recording.complete:
        for _ in decoding:
            yield None


def _decode(
    recording: Recording, decoding: Iterator[float], request: ClipRequest, margin: int
) -> Iterator[Progress | None]:
    """As far as the clip reaches. One whose decoding fails is closed: it can never be read on."""
    last_s = math.inf if request.end_s is None else max(request.start_s, request.end_s) + request.after_s + LEAST_S
    last = last_s * recording.sample_rate + margin
    while not recording.complete and recording.frames < last:
        try:
            if next(decoding, None) is None:
                return
        except AudioReadError:
            recording.close()
            raise
        goal = min(last, recording.expected_frames)
        yield Progress(min(recording.frames / max(goal, 1), 1.0)) if math.isfinite(goal) else None


def _span(request: ClipRequest, recording: Recording) -> _Span:
    rate, total = recording.sample_rate, recording.frames
    if not total:
        raise AudioReadError(request.path, "there is no sound in it")
    if request.start_s * rate > total:
        raise AudioReadError(
            request.path,
            f"the clip begins at {request.start_s:.2f} s, but the recording is only {total / rate:.2f} s long; "
            "put the recording back that was labelled, or delete the label",
        )
    first = min(max(math.floor(request.start_s * rate), 0), total)
    last = total if request.end_s is None else min(max(math.ceil(request.end_s * rate), first), total)
    start = max(first - round(request.before_s * rate), 0)
    stop = min(last + round(request.after_s * rate), total)
    least = math.ceil(LEAST_S * rate)
    if stop - start < least:
        start = max(min((start + stop - least) // 2, total - least), 0)
        stop = min(start + least, total)
    most = max(MOST_SAMPLES // recording.channels, 1)
    kept = min(stop, start + most)
    return _Span(start, kept, min(first, kept), min(last, kept), stop - kept)


def _read(recording: Recording, start: int, stop: int) -> Generator[None, None, Samples]:
    """Samples with silence beyond the ends, shape (channels, stop - start)."""
    samples = np.zeros((recording.channels, stop - start), np.float32)
    step = max(_READ_SAMPLES // recording.channels, 1)
    for begin in range(max(start, 0), stop, step):
        part = recording.read(begin, min(begin + step, stop))
        samples[:, begin - start : begin - start + part.shape[1]] = part
        yield None
    return samples


def _picture(
    signal: ArraySignal, look: ClipLook, margin: int
) -> Generator[None, None, tuple[NDArray[np.uint8], FrequencyScale]]:
    view, rate = look.spectrogram, signal.sample_rate
    settings, scale = StftSettings(view.n_fft, view.window), frequency_axis(view, rate / 2)
    rows = row_map(settings, rate, scale=scale.scale, low_hz=scale.low_hz, high_hz=scale.high_hz, rows=look.rows)
    steps = still_steps(
        signal,
        settings,
        rows,
        start_frame=margin,
        frames_per_pixel=(signal.frames - 2 * margin) / look.columns,
        pixels=look.columns,
        channel=None if view.channel is None or view.channel >= signal.channels else view.channel,
    )
    levels = yield from _last(steps)
    return levels, scale


def _wave(signal: ArraySignal, look: ClipLook) -> Generator[None, None, tuple[NDArray[np.uint8] | None, float]]:
    """All channels in one, as high as there is room: their extremes, and the RMS of the loudest; and the peak."""
    if not look.wave_rows:
        return None, 0.0
    detail = yield from _last(detail_steps(signal, WaveGrid(0, look.columns, signal.frames / look.columns)))
    found = Columns(np.fmin.reduce(detail.minimum), np.fmax.reduce(detail.maximum), np.fmax.reduce(detail.rms))
    peak = float(max(np.fmax.reduce(found.maximum), -np.fmin.reduce(found.minimum), 0.0))
    return wave_pixels(found, look.wave_rows, min(1 / max(peak, 1e-9), MOST_GAIN)), peak


def _last(steps: Iterator[_T | None]) -> Generator[None, None, _T]:
    """Go through all steps; what the last one yields is the result."""
    made = None
    for step in steps:
        made = step
        yield None
    assert made is not None
    return made
