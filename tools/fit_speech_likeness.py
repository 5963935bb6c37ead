"""Fit what tells speech from other sounds, and print the table that `workbench/features/speech_likeness.py` holds.

Usage: .venv/bin/python tools/fit_speech_likeness.py DATA
DATA holds `speech-noise.tar` (clean.csv, noise.csv), `esc50.tar`, `oneshots.tar` and `samples.tar`. Speech is learned
clean and with noise at 0 to 15 dB; other sounds are those of ESC-50 but for human voices, and music put together from
single hits and tones. Half of the speakers and originals are kept out, and the figures printed are of that half; of
the recorded music nothing is learned.
"""

from __future__ import annotations

import io
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from workbench.features.speech_cues import CUES, cues
from workbench.training.clips import find_clips
from workbench.training.speech_pack import find_noises, find_speech

RATE = 16_000
LENGTH = 4 * RATE
VOICES = {"breathing", "coughing", "crying_baby", "laughing", "sneezing", "snoring"}
MUSIC = 500
"""Pieces of each kind."""
FALSE_WARNINGS = 0.025
"""Share of speech with noise at 0 dB that may be warned about."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    speech: bool
    side: int
    """0 is learned from, 1 and 2 are measured."""
    kind: str
    cues: Floats


def main(data: Path) -> None:
    examples = [each for part in (_speech, _surroundings, _music, _recorded) for each in part(data)]
    values = np.stack([each.cues for each in examples])
    speech, side, kind = (np.array([getattr(each, name) for each in examples]) for name in ("speech", "side", "kind"))
    mean, spread = values[side == 0].mean(axis=0), values[side == 0].std(axis=0)
    scaled = np.clip((values - mean) / spread, -4.0, 4.0)
    inputs = np.hstack([scaled, scaled**2])
    weight = np.where(speech, np.where(kind == "speech at 0 dB", 2.0, 1.0), np.where(kind == "mix", 2.0, 1.0))
    weight[~speech] *= weight[speech & (side == 0)].sum() / weight[~speech & (side == 0)].sum()
    known = side == 0
    model = LogisticRegression(max_iter=1000).fit(inputs[known], speech[known], weight[known])
    probability = model.predict_proba(inputs)[:, 1]
    threshold = float(np.quantile(probability[(side == 1) & (kind == "speech at 0 dB")], FALSE_WARNINGS))
    lines = [f"area under the curve {roc_auc_score(speech[side == 1], probability[side == 1]):.4f}"]
    for name in sorted(set(kind[side > 0])):
        chosen = (kind == name) & (side > 0)
        lines.append(f"  {name:40} {chosen.sum():5} warned {np.mean(probability[chosen] < threshold):6.1%}")
    lines.append(f"LIKELY = {threshold:.3f}\nINTERCEPT = {model.intercept_[0]:.3f}\nCUE_WEIGHTS")
    columns = (CUES, mean, spread, model.coef_[0][: len(CUES)], model.coef_[0][len(CUES) :])
    lines += [f"    {name}: " + ", ".join(f"{value:.3f}" for value in row) for name, *row in zip(*columns, strict=True)]
    sys.stdout.write("\n".join(lines) + "\n")


def _speech(data: Path) -> Iterator[Example]:
    random = np.random.default_rng(0)
    noises = [(_side(noise.origin), noise.clip) for noise in find_noises(data / "speech-noise.tar")]
    for number, source in enumerate(find_speech(data / "speech-noise.tar", 0.0)):
        side, sound = _side(source.origin), _mono(*source.clip.read())
        at = random.integers(0, max(1, len(sound) - LENGTH))
        sound = sound[at : at + LENGTH]
        own = [clip for noise_side, clip in noises if noise_side == side]
        noise = np.resize(_mono(*own[random.integers(len(own))].read()), len(sound))
        ratio_db = (0, 0, 5, 10, 15)[number % 5]
        gain = np.sqrt(np.mean(sound**2) / max(np.mean(noise**2), 1e-9) / 10.0 ** (ratio_db / 10.0))
        yield from _example(True, side, f"speech at {ratio_db} dB", sound + gain * noise)
        if number % 2:
            yield from _example(True, side, "speech", sound)


def _surroundings(data: Path) -> Iterator[Example]:
    for clip in find_clips(data / "esc50.tar"):
        if clip.label not in VOICES:
            original = Path(clip.member).name.split("-")[1]
            sound = _mono(*clip.read())
            audible = np.flatnonzero(np.abs(sound) > 1e-4)
            yield from _example(False, _side(original), "surroundings", sound[: audible[-1] + 1 if len(audible) else 0])


def _music(data: Path) -> Iterator[Example]:
    random = np.random.default_rng(1)
    hits = {name: sound for name, sound in _members(data / "oneshots.tar") if random.random() < 0.5}
    drums = [sound for name, sound in hits.items() if "/bass/" not in name]
    basses = [sound for name, sound in hits.items() if "/bass/" in name]
    for number in range(MUSIC):
        beat_s = 60.0 / random.uniform(60.0, 170.0)
        parts = {
            "drums": _pattern(random, drums, beat_s),
            "melody": _tune(random, beat_s, chords=False),
            "chords": _tune(random, beat_s, chords=True),
        }
        if basses:
            parts["bass"] = _pattern(random, basses, beat_s)
        chosen = [name for name in parts if random.random() < 0.6] or ["chords"]
        yield from _example(False, number % 2, "mix", sum(random.uniform(0.3, 1.0) * parts[name] for name in chosen))
        for name in ("drums", "melody"):
            yield from _example(False, number % 2, name, parts[name])


def _pattern(random: np.random.Generator, hits: list[Floats], beat_s: float) -> Floats:
    """A bar of hits that repeats, each hit at its own pitch."""
    piece = np.zeros(LENGTH + 2 * RATE, np.float32)
    chosen = [hits[number] for number in random.integers(0, len(hits), 4)]
    bar = [(random.integers(4), random.uniform(0.3, 1.0)) if random.random() < 0.7 else None for _ in range(8)]
    for step in range(int(4.0 / (beat_s / 2.0))):
        if (hit := bar[step % 8]) is not None:
            sound, at = hit[1] * chosen[hit[0]], round((step * beat_s / 2.0 + random.normal(0.0, 0.004)) * RATE)
            at = max(at, 0)
            piece[at : at + len(sound)] += sound[: len(piece) - at]
    return _loud(piece[:LENGTH])


def _tune(random: np.random.Generator, beat_s: float, *, chords: bool) -> Floats:
    """Tones of one instrument: harmonics, decay, vibrato and a slight detuning are drawn once."""
    piece = np.zeros(LENGTH + 4 * RATE, np.float32)
    root, steps = random.uniform(38.0, 66.0), np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16])
    harmonics, tilt, decay_s = random.integers(1, 16), random.uniform(0.4, 2.0), random.uniform(0.1, 3.0)
    vibrato, rise_s, detune = random.choice([0.0, 0.1, 0.3]), random.uniform(0.003, 0.15), random.uniform(0.0, 0.1)
    at = 0.0
    while at < LENGTH:
        length_s = beat_s * random.choice([0.5, 1.0, 2.0, 4.0] if chords else [0.25, 0.5, 1.0, 2.0])
        times = np.arange(round(min(length_s * random.uniform(0.7, 1.3), 4.0) * RATE)) / RATE
        first = root + steps[random.integers(len(steps))]
        for tone in first + (np.array([0, 4, 7, 12, -12])[: random.integers(2, 6)] if chords else np.zeros(1)):
            hertz = 440.0 * 2.0 ** ((tone + random.normal(0.0, detune) - 69.0) / 12.0)
            phase = 2.0 * np.pi * hertz * times + hertz / 100.0 * vibrato * np.sin(2.0 * np.pi * 5.5 * times)
            orders = np.arange(1, min(harmonics, int(7500.0 / hertz) or 1) + 1)
            sound = sum(np.sin(order * phase + order**2) / order**tilt for order in orders)
            sound *= np.minimum(times / rise_s, 1.0) * np.exp(-times / decay_s) * np.minimum(times[::-1] / 0.03, 1.0)
            start = round(at)
            piece[start : start + len(times)] += sound[: len(piece) - start]
        at += length_s * RATE
    return _loud(piece[:LENGTH])


def _recorded(data: Path) -> Iterator[Example]:
    for name, sound in _members(data / "samples.tar"):
        kind, speech = " ".join(Path(name).parts[-2:]), "/speech/" in name
        for at in range(0, max(1, len(sound) - LENGTH // 2), LENGTH):
            yield from _example(speech, 2, kind, sound[at : at + LENGTH])


def _members(path: Path) -> Iterator[tuple[str, Floats]]:
    with tarfile.open(path) as archive:
        for member in archive:
            if Path(member.name).suffix in {".opus", ".flac", ".wav", ".ogg", ".mp3", ".aiff"}:
                samples, rate = soundfile.read(io.BytesIO(archive.extractfile(member).read()), dtype="float32")
                yield member.name, _mono(np.atleast_2d(samples.T), rate)


def _example(speech: bool, side: int, kind: str, sound: Floats) -> Iterator[Example]:
    sound = np.asarray(sound[:LENGTH], np.float32)
    if len(sound) >= RATE and np.mean(sound**2) > 1e-9:
        yield Example(speech, side, kind, cues(sound, RATE))


def _mono(samples: Floats, rate: int) -> Floats:
    import soxr

    mono = samples.mean(axis=0)
    return mono if rate == RATE else soxr.resample(mono, rate, RATE)


def _loud(sound: Floats) -> Floats:
    return sound / max(float(np.sqrt(np.mean(sound**2))), 1e-6) * np.float32(0.1)


def _side(name: str) -> int:
    return sum(map(ord, name)) % 2


if __name__ == "__main__":
    main(Path(sys.argv[1]))
