"""The recordings that are measured on: made here, by a fixed seed, and kept between runs.

| file            | what                       | size   |
|-----------------|----------------------------|--------|
| short.wav       | 10 s stereo                |   2 MB |
| hour.wav        | 1 h stereo, 48 kHz, 16 bit | 691 MB |
| hour.flac       | the same, lossless         | 430 MB |
| hour.mp3        | ten minutes of it, 6 times |  58 MB |
| hour.m4a        | ten minutes of it, 6 times |  58 MB |
| ten_hours.wav   | 10 h mono, 48 kHz, 16 bit  | 3.5 GB |

They lie in WORKBENCH_BENCH_DIR, or else in the user's cache folder.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import platformdirs
import soundfile

RATE = 48_000
HOUR_S = 3600
PATTERN_S = 61  # a prime, so that no zoom and no hour falls in step with the repeats
CALL_S = 0.010
LOSSY_S = 600
LOSSY = {"mp3": ("libmp3lame", "mp3"), "m4a": ("aac", "mp4")}
SPARE_BYTES = 2**30  # left free on the disk whatever is made


def folder() -> Path:
    """Where the files are kept; made if missing."""
    given = os.environ.get("WORKBENCH_BENCH_DIR")
    path = Path(given) if given else Path(platformdirs.user_cache_dir("audio-workbench")) / "benchmarks"
    path.mkdir(parents=True, exist_ok=True)
    return path


def short() -> Path:
    """Ten seconds, stereo, as WAV."""
    return _kept(folder() / "short.wav", 4 * RATE * 10, lambda target: write(target, 10, 2))


def hour(kind: str = "wav") -> Path:
    """One hour, stereo, as WAV, FLAC, MP3 or M4A."""
    path = folder() / f"hour.{kind}"
    if kind == "wav":
        return _kept(path, 2 * 2 * RATE * HOUR_S, lambda target: write(target, HOUR_S, 2))
    source = hour("wav")
    return _kept(path, source.stat().st_size, lambda target: encode(source, target, kind))


def ten_hours() -> Path:
    """Ten hours, mono, as WAV."""
    seconds = 10 * HOUR_S
    return _kept(folder() / "ten_hours.wav", 2 * RATE * seconds, lambda target: write(target, seconds, 1))


def write(path: Path, seconds: float, channels: int) -> None:
    """A WAV of 16 bit, repeating a minute with its loudness changing from one minute to the next."""
    rest = round(seconds * RATE)
    with soundfile.SoundFile(path, "w", RATE, channels, "PCM_16", format="WAV") as file:
        for block in _minutes(channels):
            file.write(block[:rest])
            rest -= len(block[:rest])
            if rest == 0:
                return


def encode(source: Path, target: Path, kind: str) -> None:
    """`source` as FLAC, MP3 or AAC in MP4."""
    if kind == "flac":
        info = soundfile.info(source)
        with soundfile.SoundFile(target, "w", info.samplerate, info.channels, "PCM_16", format="FLAC") as written:
            for block in soundfile.blocks(source, 262_144, dtype="int16"):
                written.write(block)
    else:
        _encode_lossy(source, target, *LOSSY[kind])


def _minutes(channels: int) -> Iterator[np.ndarray]:
    """Endless blocks of (frames, channels), int16."""
    pattern = _pattern(channels)
    gains = np.random.default_rng(1)
    while True:
        yield (pattern * np.float32(0.1 + 0.9 * gains.random())).astype(np.int16)


def _pattern(channels: int) -> np.ndarray:
    """(frames, channels) float32 in ±32767: wind, a hum, a slow sweep, and calls of 10 ms some seconds apart."""
    rng = np.random.default_rng(0)
    frames = PATTERN_S * RATE
    time_s = np.arange(frames) / RATE
    sound = np.empty((frames, channels), np.float32)
    sweep = 0.05 * np.sin(2 * np.pi * (300 * time_s + 25 * time_s**2))
    swell = 0.5 + 0.5 * np.sin(2 * np.pi * time_s / 17)
    for channel in range(channels):
        noise = rng.normal(0, 0.03, frames)
        sound[:, channel] = 0.02 * np.sin(2 * np.pi * 110 * time_s) + sweep * swell + noise * (0.2 + 0.8 * swell)
    call_frames = round(CALL_S * RATE)
    shape = np.hanning(call_frames)
    at = 0
    while True:
        at += int(rng.uniform(0.3, 6.0) * RATE)
        if at + call_frames > frames:
            break
        pitch = rng.uniform(2_000, 12_000)
        call = rng.uniform(0.2, 0.7) * shape * np.sin(2 * np.pi * pitch * time_s[:call_frames])
        sound[at : at + call_frames] += call[:, None].astype(np.float32)
    return sound * (32_000 / np.abs(sound).max())


def _encode_lossy(source: Path, target: Path, codec: str, container: str) -> None:
    """The first ten minutes, again and again: encoding all would take minutes, and decoding is what is measured."""
    import av

    with av.open(str(source)) as read, av.open(str(target), "w", format=container) as written:
        # Without a reservoir no frame of the MP3 needs the one before, and the pieces may be joined.
        options = {"reservoir": "0"} if codec == "libmp3lame" else {}
        stream = written.add_stream(codec, rate=read.streams.audio[0].rate, options=options)
        stream.bit_rate = 128_000
        packets = []
        for frame in read.decode(audio=0):
            if frame.time >= LOSSY_S:
                break
            packets += stream.encode(frame)
        packets += stream.encode(None)
        kept = [(bytes(packet), packet.pts, packet.duration) for packet in packets]
        time_base = packets[0].time_base
        length = sum(duration for _, _, duration in kept)
        for turn in range(round(HOUR_S / LOSSY_S)):
            for data, pts, duration in kept:
                packet = av.Packet(data)
                packet.stream, packet.time_base = stream, time_base
                packet.pts = packet.dts = pts + turn * length
                packet.duration = duration
                written.mux(packet)


def _kept(path: Path, bytes_needed: int, make: Callable[[Path], None]) -> Path:
    """`path`, made first if it is missing: under another name, so that a broken-off run leaves no half file."""
    if path.exists():
        return path
    free = shutil.disk_usage(path.parent).free
    if free < bytes_needed + SPARE_BYTES:
        raise SystemExit(
            f"{path.name} needs {bytes_needed / 1e9:.1f} GB in {path.parent}, where {free / 1e9:.1f} GB are free. "
            "Free some space, or set WORKBENCH_BENCH_DIR to a folder on another disk."
        )
    partial = path.with_name(path.name + ".partial")
    make(partial)
    partial.replace(path)
    return path
