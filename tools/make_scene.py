"""Arrange the bundled sample `scene.flac` (with its answers, `scene.csv`) and the single sounds beside it.

The scene is one minute at the edge of a village: recordings that may be given away, placed in time and in the stereo
picture over a bed of wind. None of them is in ESC-50, so the bundled classifiers have not heard them.

Usage: .venv/bin/python tools/make_scene.py SOURCES [OUT]
SOURCES holds `sonic-pi/*.flac` (the samples of Sonic Pi, Debian's package sonic-pi-samples) and `opensfx/osfx_*.wav`
(`src/wav` of the source of OpenSFX 1.0.3, Debian's source package openttd-opensfx).
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

SAMPLE_RATE = 44_100
LENGTH_S = 60.0
PEAK_DB = -1.0
CROSSFADE_S = 0.6
WIND = "opensfx/osfx_52.wav"
WIND_DB = (
    (0.0, -30.0),
    (22.0, -22.0),
    (31.0, -34.0),
    (40.0, -34.0),
    (41.0, -60.0),
    (44.5, -60.0),
    (46.0, -32.0),
    (60.0, -30.0),
)
"""Level of the bed of wind: time in seconds, decibels. The scene has a gust and, before the train, a pause."""


@dataclass(frozen=True)
class Event:
    """One sound in the scene: `pan` goes from -1 (left) to 1 (right), and to `pan_end` while it sounds.

    `fade_s` is kept short for what begins suddenly, so that its attack stays.
    """

    at_s: float
    source: str
    label: str
    gain_db: float
    pan: float = 0.0
    pan_end: float | None = None
    fade_s: float = 0.15


EVENTS = (
    Event(2.0, "opensfx/osfx_66.wav", "chirping_birds", 3.0, -0.7),
    Event(5.2, "opensfx/osfx_72.wav", "chirping_birds", 2.0, 0.6),
    Event(9.0, "sonic-pi/misc_crow.flac", "crow", -9.0, -0.2, fade_s=0.003),
    Event(9.7, "sonic-pi/misc_crow.flac", "crow", -11.0, -0.2, fade_s=0.003),
    Event(10.6, "sonic-pi/misc_crow.flac", "crow", -14.0, -0.3, fade_s=0.003),
    Event(13.2, "opensfx/osfx_36.wav", "sheep", 9.0, 0.7),
    Event(15.0, "opensfx/osfx_36.wav", "sheep", 5.0, 0.8),
    Event(17.6, "opensfx/osfx_37.wav", "cow", 4.0, -0.6),
    Event(20.6, "sonic-pi/perc_bell.flac", "bell", -6.0, fade_s=0.003),
    *(
        Event(28.4 + 0.25 * i, "sonic-pi/perc_snap.flac", "click", -10.0, -0.9 + 0.3 * i, fade_s=0.003)
        for i in range(7)
    ),
    Event(31.6, "sonic-pi/perc_door.flac", "door", -8.0, 0.1, fade_s=0.003),
    Event(35.2, "opensfx/osfx_40.wav", "saw", -8.0, 0.5),
    Event(44.4, "opensfx/osfx_14.wav", "level_crossing", 2.0, -0.4),
    Event(46.6, "opensfx/osfx_10.wav", "train", -8.0, -0.8, 0.2),
    Event(49.6, "opensfx/osfx_61.wav", "airplane", -6.0, -1.0, 1.0),
    Event(53.4, "opensfx/osfx_29.wav", "clapping", -8.0),
    Event(58.2, "sonic-pi/misc_crow.flac", "crow", -18.0, 0.8, fade_s=0.003),
)

SINGLES = (
    ("opensfx/osfx_72.wav", "birds.ogg", {"format": "OGG", "subtype": "VORBIS"}),
    ("opensfx/osfx_37.wav", "cow.flac", {"format": "FLAC", "subtype": "PCM_16"}),
    ("opensfx/osfx_36.wav", "sheep.wav", {"format": "WAV", "subtype": "PCM_24"}),
    ("sonic-pi/perc_bell.flac", "bell.mp3", {"format": "MP3", "subtype": "MPEG_LAYER_III"}),
    ("sonic-pi/ambi_sauna.flac", "sauna.ogg", {"format": "OGG", "subtype": "VORBIS"}),
)

Samples = NDArray[np.float64]
"""float64, shape (channels, frames)."""


def read(sources: Path, name: str) -> Samples:
    samples, sample_rate = soundfile.read(sources / name, always_2d=True)
    if sample_rate != SAMPLE_RATE:
        raise SystemExit(f"{name} has {sample_rate} Hz; the scene is made of {SAMPLE_RATE} Hz recordings.")
    return samples.T.copy()


def faded(samples: Samples, fade_s: float) -> Samples:
    """The samples with a raised-cosine fade at both ends."""
    n = min(round(fade_s * SAMPLE_RATE), samples.shape[1] // 2)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / n)
    out = samples.copy()
    out[:, :n] *= ramp
    out[:, out.shape[1] - n :] *= ramp[::-1]
    return out


def panned(samples: Samples, pan: float, pan_end: float) -> Samples:
    """Stereo of constant power; a stereo recording keeps its own picture."""
    if len(samples) == 2:
        return samples
    angle = (np.linspace(pan, pan_end, samples.shape[1]) + 1) * np.pi / 4
    return np.stack([samples[0] * np.cos(angle), samples[0] * np.sin(angle)])


def wind(sources: Path) -> Samples:
    """The bed: one gust of wind laid end to end, cross-faded, each side at its own phase."""
    gust = faded(read(sources, WIND)[0:1], CROSSFADE_S)[0]
    step = len(gust) - round(CROSSFADE_S * SAMPLE_RATE)
    frames = round(LENGTH_S * SAMPLE_RATE)
    bed = np.zeros((2, frames))
    for side, phase in enumerate((step, round(0.43 * step))):
        for start in range(-phase, frames, step):
            first, last = max(start, 0), min(start + len(gust), frames)
            bed[side, first:last] += gust[first - start : last - start]
    times, levels = zip(*WIND_DB, strict=True)
    return bed * 10 ** (np.interp(np.arange(frames) / SAMPLE_RATE, times, levels) / 20)


def scene(sources: Path) -> tuple[Samples, list[tuple[float, float, str]]]:
    """The arranged minute, and where each event begins and ends, in seconds."""
    mix = wind(sources)
    answers = []
    for event in EVENTS:
        sound = faded(read(sources, event.source), event.fade_s) * 10 ** (event.gain_db / 20)
        stereo = panned(sound, event.pan, event.pan if event.pan_end is None else event.pan_end)
        start = round(event.at_s * SAMPLE_RATE)
        stop = min(start + stereo.shape[1], mix.shape[1])
        mix[:, start:stop] += stereo[:, : stop - start]
        answers.append((event.at_s, stop / SAMPLE_RATE, event.label))
    peak = float(np.abs(mix).max())
    return mix * 10 ** (PEAK_DB / 20) / peak, answers


def main() -> None:
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    sources = Path(sys.argv[1])
    out = Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).parent.parent / "resources" / "samples"
    mix, answers = scene(sources)
    soundfile.write(out / "scene.flac", mix.T, SAMPLE_RATE, subtype="PCM_16")
    with (out / "scene.csv").open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("start_s", "end_s", "label"))
        table.writerows((f"{start:.3f}", f"{end:.3f}", label) for start, end, label in answers)
    for source, name, form in SINGLES:
        soundfile.write(out / name, read(sources, source).T, SAMPLE_RATE, **form)


if __name__ == "__main__":
    main()
