"""Speed of the synthesisers on one core against real time, and how soon the first sound is there.

The floor is what a person without a synthesiser does: a recorded sound of the same length is decoded, and resampled to
the same rate. The floor of the first sound is a process that imports torch and ends.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from benchmarks.row import Options, Row, Skipped, median_row, percentile
from workbench.audio.signal import Samples
from workbench.models.catalogue import cards, load
from workbench.models.contract import Card, Synthesiser, as_synthesiser
from workbench.models.synthesise.recipe import Recipe, random_recipe

MODELS = ("synthesise/oneshots-gan", "synthesise/digits-gan")
SOUNDS, RUNS, COLD_RUNS = 100, 3, 5
GOAL = 0.05
RECORDED_RATE = 44_100


def measure(options: Options) -> Iterator[Row]:
    """Rows for each model: real-time factor, the same against the floor, one sound, the first one from a cold start."""
    import torch

    there = {card.name: card for card in cards()}
    torch.set_num_threads(1)
    for card in (there[name] for name in MODELS if name in there):
        yield from _speed(as_synthesiser(load(card.name, "cpu")), options)
        yield _cold(card, options)
    missing = [name for name in MODELS if name not in there]
    if missing:
        raise Skipped(f"not installed: {', '.join(missing)}")


def _speed(model: Synthesiser, options: Options) -> Iterator[Row]:
    name, rate = model.card.name, model.card.sample_rate
    recipes = _recipes(model.card, SOUNDS // 10 if options.quick else SOUNDS)
    list(model.make(recipes[:3]))
    factors, ratios, each_ms = [], [], []
    for _ in range(options.runs(RUNS)):
        sounds, waits_s = _made(model, recipes)
        length_s = sum(sound.shape[1] for sound in sounds) / rate
        factors.append(sum(waits_s) / length_s)
        ratios.append(sum(waits_s) / _seconds_to_read(sounds, rate))
        each_ms += [1e3 * wait_s for wait_s in waits_s]
    row = median_row(
        f"{name.replace('/', '.')}.real_time",
        f"{name}, {len(recipes)} sounds, {length_s:.0f} s in all: seconds of work a second of sound, one thread",
        factors,
        "s/s",
        goal=GOAL,
    )
    yield row
    yield median_row(
        f"{name.replace('/', '.')}.floor",
        f"{name}: the same sounds against decoding and resampling recorded ones",
        ratios,
        "×",
        beside=f"{1 / row.value:.0f} × real time; FLAC of {RECORDED_RATE / 1000:g} kHz to {rate / 1000:g} kHz",
    )
    yield Row(
        f"{name.replace('/', '.')}.one",
        f"{name}: one sound, one thread, 95th percentile",
        percentile(each_ms, 0.95),
        "ms",
        spread=(min(each_ms), max(each_ms)),
        runs=len(each_ms),
        beside=f"median {percentile(each_ms, 0.5):.1f} ms",
    )


def _recipes(card: Card, count: int) -> list[Recipe]:
    """Of all labels in turn."""
    return [random_recipe(card, card.classes[seed % len(card.classes)], seed) for seed in range(count)]


def _made(model: Synthesiser, recipes: Sequence[Recipe]) -> tuple[list[Samples], list[float]]:
    """The sounds, and seconds until each was there."""
    sounds, waits_s = [], []
    began = time.perf_counter()
    for made in model.make(recipes):
        sounds.append(made.samples)
        waits_s.append(time.perf_counter() - began)
        began = time.perf_counter()
    return sounds, waits_s


def _seconds_to_read(sounds: Sequence[Samples], rate: int) -> float:
    """To decode the same sounds, were they recorded, and to resample them to `rate`."""
    import soundfile
    import soxr

    files = []
    for sound in sounds:
        file = BytesIO()
        soundfile.write(file, soxr.resample(sound.T, rate, RECORDED_RATE), RECORDED_RATE, "PCM_24", format="FLAC")
        files.append(file)
    began = time.perf_counter()
    for file in files:
        file.seek(0)
        soxr.resample(soundfile.read(file, dtype="float32")[0], RECORDED_RATE, rate)
    return time.perf_counter() - began


def _cold(card: Card, options: Options) -> Row:
    """From starting `workbench synthesise` until its file is whole, which is when it ends; the system's file cache is
    warm."""
    with tempfile.TemporaryDirectory(prefix="workbench-synthesise-") as folder:
        program = ["-m", "workbench", "synthesise", "--model", card.name, "--label", card.classes[0]]
        command = [*program, "--device", "cpu", "--overwrite", "-o", str(Path(folder) / "sound.wav")]
        _seconds_of(command)  # the warm-up
        # Taken in turns, so that a busy moment of the machine hits both.
        pairs = [(_seconds_of(["-c", "import torch"]), _seconds_of(command)) for _ in range(options.runs(COLD_RUNS))]
    floor, ours = (percentile(times, 0.5) for times in zip(*pairs, strict=True))
    return median_row(
        f"{card.name.replace('/', '.')}.cold",
        f"`workbench synthesise`, {card.name}: one sound written by a new process, against one that imports torch",
        [mine / least for least, mine in pairs],
        "×",
        beside=f"{ours:.2f} s; a process that imports torch {floor:.2f} s",
    )


def _seconds_of(arguments: Sequence[str]) -> float:
    began = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)
    return time.perf_counter() - began
