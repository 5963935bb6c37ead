"""What models made: any part in any order, seen by other processes, kept after a crash, never more than was there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from workbench.audio.blend import Difference, Output
from workbench.audio.cache import Cache
from workbench.audio.made_file import MadeFile, MadeHeader, create_made, find_made, fits, open_made
from workbench.audio.signal import ArraySignal
from workbench.errors import MadeFileError

RATE, FRAMES = 8000, 1000
SOUND = np.random.default_rng(1).uniform(-1, 1, (2, FRAMES)).astype(np.float32)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def made(cache) -> MadeFile:
    return create_made(cache, "key", MadeHeader(RATE, 2, FRAMES, {"name": "first"}))


def test_parts_come_in_any_order_and_what_lacks_is_silent(made) -> None:
    made.write(600, SOUND[:, 600:700])
    made.write(-50, np.zeros((2, 50), np.float32))
    made.write(900, np.ones((2, 500), np.float32))
    assert made.covered.spans() == [(600, 700), (900, 1000)]
    np.testing.assert_array_equal(made.read(550, 750)[:, 50:150], SOUND[:, 600:700])
    assert not made.read(550, 600).any()
    assert made.read(-9, 2000).shape == (2, FRAMES)
    assert not made.whole
    made.write(0, SOUND)
    assert made.whole
    np.testing.assert_array_equal(made.read(0, FRAMES), SOUND)


def test_another_process_sees_what_was_written_before_a_crash(made) -> None:
    script = (
        "import os, sys, numpy as np; from workbench.audio.made_file import open_made\n"
        "made = open_made(sys.argv[1]); made.write(100, np.ones((2, 50), np.float32)); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, made.path], check=False, timeout=60)
    assert made.covered.spans() == [(100, 150)]
    assert made.read(100, 150).all()


def test_results_are_found_again_with_what_is_known_about_them(cache, made) -> None:
    made.write(0, SOUND[:, :10])
    made.describe({"name": "renamed", "strength": 0.5})
    made.close()
    (path,) = find_made(cache, "key")
    again = open_made(path)
    assert again.about == {"name": "renamed", "strength": 0.5}
    assert again.covered.spans() == [(0, 10)]
    assert fits(ArraySignal(SOUND, RATE), again)
    assert not fits(ArraySignal(SOUND[:, 1:], RATE), again)
    assert list(find_made(cache, "other")) == []


def test_a_torn_journal_is_read_up_to_its_last_whole_span(made) -> None:
    made.write(0, SOUND[:, :10])
    with made.path.open("ab") as file:
        file.write(b"\1\0\0\0\0")
    again = open_made(made.path)
    assert again.covered.spans() == [(0, 10)]
    again.write(10, SOUND[:, 10:20])
    assert open_made(made.path).covered.spans() == [(0, 20)]


def test_sound_of_another_number_of_channels_is_refused(made) -> None:
    with pytest.raises(ValueError, match="1 channels"):
        made.write(0, SOUND[:1])
    assert not made.covered


@pytest.mark.parametrize("size", [0, 100, 4096, 5000])
def test_damaged_ones_are_refused(made, size) -> None:
    os.truncate(made.path, size)
    with pytest.raises(MadeFileError, match="damaged"):
        open_made(made.path)


def test_holes_take_no_room_and_a_result_in_use_is_never_removed(cache) -> None:
    long = create_made(cache, "long", MadeHeader(48_000, 2, 48_000 * 3600))
    long.write(48_000 * 1800, np.ones((2, 48_000), np.float32))
    assert cache.usage().size_bytes < 2_000_000
    cache.empty()
    assert long.path.exists()
    long.close()
    cache.empty()
    assert not long.path.exists()


def test_no_room_is_said_in_our_words(made, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.audio.made_file.write_all", full)
    with pytest.raises(MadeFileError, match="no room left"):
        made.write(0, SOUND)
    assert made.covered.spans() == []


def test_output_and_difference_add_up_to_the_original_where_something_was_made(made) -> None:
    original = ArraySignal(SOUND, RATE)
    cleaned = (SOUND * 0.25).astype(np.float32)
    made.write(200, cleaned[:, 200:800])
    for strength in (0.0, 0.3, 1.0):
        output, difference = Output(original, made, strength), Difference(original, made, strength)
        expected = SOUND[:, 200:800] * (1 - 0.75 * strength)
        np.testing.assert_allclose(output.read(200, 800), expected, atol=1e-6)
        np.testing.assert_allclose(output.read(200, 800) + difference.read(200, 800), SOUND[:, 200:800], atol=1e-6)
        assert not output.read(0, 200).any()
        assert not difference.read(800, FRAMES).any()
    np.testing.assert_array_equal(Output(original, made, 1.0).read(200, 800), cleaned[:, 200:800])
    np.testing.assert_array_equal(Output(original, made, 0.0).read(200, 800), SOUND[:, 200:800])


def test_damage_in_the_original_is_silence_in_a_mix(made) -> None:
    broken = SOUND.copy()
    broken[:, 5] = np.nan
    made.write(0, np.zeros_like(SOUND))
    for kind in (Output, Difference):
        mixed = kind(ArraySignal(broken, RATE), made, 0.5).read(0, 10)
        assert np.isfinite(mixed).all()
        assert not mixed[:, 5].any()
