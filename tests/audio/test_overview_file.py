"""Overviews kept in the cache: the same to the bit when loaded, never of another content, never a damaged one."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.audio.cache import OVERVIEWS, Cache, has_overview
from workbench.audio.columns import columns
from workbench.audio.open import Recording, open_recording
from workbench.audio.overview import Overview, overview_steps
from workbench.audio.overview_file import LARGEST_SHARE, SMALLEST_BYTES, load_overview, save_steps

RATE = 48_000
FRAMES = 2_300_123  # no multiple of a bin


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def make_file(path: Path, subtype: str = "PCM_16", channels: int = 2, seed: int = 1, frames: int = FRAMES) -> Path:
    """Noise of a different loudness in each channel, with one full-scale sample."""
    rng = np.random.default_rng(seed)
    loud = 0.9 * (1 + np.arange(channels)) / channels
    sound = (rng.random((frames, channels), np.float32) * 2 - 1) * loud.astype(np.float32)
    sound[frames // 3] = -1.0
    soundfile.write(path, sound, RATE, subtype)
    return path


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording for tests that leave it as it is."""
    return make_file(tmp_path_factory.mktemp("noise") / "noise.wav")


def seen(path: Path, cache: Cache) -> tuple[Recording, Overview]:
    """Open a recording and read it to the end, as the window does."""
    recording = open_recording(path, cache)
    overview = Overview(recording.channels, recording.sample_rate, recording.expected_frames)
    for _ in overview_steps(recording, overview):
        pass
    return recording, overview


def keep(path: Path, cache: Cache) -> Overview:
    recording, overview = seen(path, cache)
    for _ in save_steps(cache, recording, overview):
        pass
    recording.close()
    return overview


def entries(cache: Cache) -> list[Path]:
    folder = cache.folder / OVERVIEWS.folder
    return list(folder.iterdir()) if folder.exists() else []


def loaded(path: Path, cache: Cache) -> Overview | None:
    recording = open_recording(path, cache)
    try:
        return load_overview(cache, recording)
    finally:
        recording.close()


def assert_shows_the_file(overview: Overview, path: Path) -> None:
    """Against the samples themselves, reduced by numpy alone."""
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    wide = 4096
    shown = columns(overview, overview.channels - 1, 0, wide, len(samples) // wide)
    blocks = samples[: len(samples) // wide * wide, -1].reshape(-1, wide).astype(np.float64)
    np.testing.assert_array_equal(shown.minimum, blocks.min(axis=1).astype(np.float32))
    np.testing.assert_array_equal(shown.maximum, blocks.max(axis=1).astype(np.float32))
    np.testing.assert_allclose(shown.rms, np.sqrt((blocks**2).mean(axis=1)), rtol=1e-5)


@pytest.mark.parametrize(
    ("subtype", "channels"), [("PCM_16", 1), ("PCM_16", 2), ("PCM_24", 2), ("PCM_32", 1), ("FLOAT", 2), ("DOUBLE", 1)]
)
def test_a_loaded_overview_is_the_computed_one_to_the_bit(tmp_path, cache, subtype, channels) -> None:
    path = make_file(tmp_path / "a.wav", subtype, channels)
    computed, found = keep(path, cache), loaded(path, cache)
    assert found is not None
    assert (found.finished, found.frames_done, found.sample_rate) == (True, FRAMES, RATE)
    for channel in range(channels):
        for start, per_column, count in ((0, FRAMES / 1600, 1600), (-5000.5, 700.3, 4000), (FRAMES - 600, 512, 3)):
            for one, other in zip(
                columns(computed, channel, start, per_column, count),
                columns(found, channel, start, per_column, count),
                strict=True,
            ):
                np.testing.assert_array_equal(one, other)
    assert_shows_the_file(found, path)
    assert sum(entry.stat().st_size for entry in entries(cache)) <= LARGEST_SHARE * path.stat().st_size


def test_long_recordings_are_kept_in_several_blocks(tmp_path, cache, monkeypatch) -> None:
    monkeypatch.setattr("workbench.audio.overview_file._BLOCK_BINS", 5000)
    path = make_file(tmp_path / "a.wav", channels=3)
    recording, overview = seen(path, cache)
    assert len(list(save_steps(cache, recording, overview))) == 3
    found = loaded(path, cache)
    assert found is not None
    assert_shows_the_file(found, path)


def test_samples_that_are_no_numbers_are_counted_again(tmp_path, cache) -> None:
    sound = np.zeros(FRAMES, np.float32)
    sound[[5, 70_000]] = np.nan, np.inf
    soundfile.write(tmp_path / "a.wav", sound, RATE, "FLOAT")
    keep(tmp_path / "a.wav", cache)
    found = loaded(tmp_path / "a.wav", cache)
    assert found is not None and found.nonfinite_samples == 2


@pytest.mark.parametrize("keeps_decoded", [True, False])
def test_the_overview_of_a_compressed_recording_outlives_its_decoded_copy(tmp_path, cache, keeps_decoded) -> None:
    path = make_file(tmp_path / "a.flac")
    keep(path, cache)
    (size,) = (entry.stat().st_size for entry in entries(cache))
    assert size <= LARGEST_SHARE * FRAMES * 2 * 2
    if not keeps_decoded:
        assert cache.trim(size) > size
    recording = open_recording(path, cache)
    assert recording.complete == keeps_decoded
    found = load_overview(cache, recording)
    assert found is not None
    assert_shows_the_file(found, path)


def other_sound(path: Path) -> None:
    """Another content of the same size, in the middle only, at another time."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4000] = bytes(4000)
    path.write_bytes(data)
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


def other_ends(path: Path) -> None:
    """Another content of the same size and time, as by tools that set the time back."""
    status = path.stat()
    data = bytearray(path.read_bytes())
    data[-4000:] = bytes(4000)
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def other_time(path: Path) -> None:
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


def shorter(path: Path) -> None:
    status = path.stat()
    os.truncate(path, status.st_size - 40_000)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("change", [other_sound, other_ends, other_time, shorter])
def test_a_changed_file_is_noticed_and_redone(tmp_path, cache, change: Callable[[Path], None]) -> None:
    path = make_file(tmp_path / "a.wav")
    keep(path, cache)
    assert has_overview(cache, path)
    change(path)
    assert not has_overview(cache, path)
    assert loaded(path, cache) is None
    keep(path, cache)
    found = loaded(path, cache)
    assert found is not None
    assert_shows_the_file(found, path)


def test_nothing_is_kept_of_a_file_that_changed_while_it_was_read(tmp_path, cache) -> None:
    path = make_file(tmp_path / "a.wav")
    recording, overview = seen(path, cache)
    other_sound(path)
    assert list(save_steps(cache, recording, overview)) == entries(cache) == []


def test_nothing_is_kept_of_small_files_small_samples_and_half_a_reading(tmp_path, cache) -> None:
    keep(make_file(tmp_path / "small.wav", frames=SMALLEST_BYTES // 4 - 1000), cache)
    keep(make_file(tmp_path / "eight.wav", "PCM_U8", frames=SMALLEST_BYTES), cache)
    recording = open_recording(make_file(tmp_path / "half.wav"), cache)
    overview = Overview(recording.channels, recording.sample_rate)
    overview.append(recording.read_stored(0, FRAMES - 1000))
    assert list(save_steps(cache, recording, overview)) == []
    overview.finish()
    assert list(save_steps(cache, recording, overview)) == []
    assert entries(cache) == []


def test_saving_that_is_cancelled_leaves_nothing(noise, cache) -> None:
    recording, overview = seen(noise, cache)
    steps = save_steps(cache, recording, overview)
    next(steps)
    assert [entry.suffix for entry in entries(cache)] == [".part"]
    steps.close()
    assert entries(cache) == []


def flip(entry: Path, place: int) -> None:
    data = bytearray(entry.read_bytes())
    data[place] ^= 0x10
    entry.write_bytes(data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda entry: entry.write_bytes(b""),
    "cut": lambda entry: os.truncate(entry, entry.stat().st_size - 4),
    "longer": lambda entry: entry.write_bytes(entry.read_bytes() + bytes(8)),
    "header only": lambda entry: os.truncate(entry, 512),
    "half a header": lambda entry: os.truncate(entry, 100),
    "all zeros": lambda entry: entry.write_bytes(bytes(entry.stat().st_size)),
    "zeros for values": lambda entry: entry.write_bytes(entry.read_bytes()[:512] + bytes(entry.stat().st_size - 512)),
    "a bit of the last value": lambda entry: flip(entry, -1),
    "a bit of a first value": lambda entry: flip(entry, 512),
    "blocks of no bins": lambda entry: entry.write_bytes(
        entry.read_bytes().replace(b'bins": 32768', b'bins": 0    ', 1)
    ),
    "negative blocks": lambda entry: entry.write_bytes(entry.read_bytes().replace(b'bins": 32768', b'bins": -2   ', 1)),
    "huge blocks": lambda entry: entry.write_bytes(entry.read_bytes().replace(b'bins": 32768', b'bins": 9e999', 1)),
    "another version": lambda entry: entry.write_bytes(entry.read_bytes().replace(b'"version": 1', b'"version": 0', 1)),
    "words for counts": lambda entry: entry.write_bytes(entry.read_bytes().replace(b'"frames": 2', b'"frames": "', 1)),
    "a list": lambda entry: entry.write_bytes(b"[1]".ljust(512) + entry.read_bytes()[512:]),
    "nested too deep": lambda entry: entry.write_bytes(b"[" * 512 + entry.read_bytes()[512:]),
    "no text": lambda entry: entry.write_bytes(b"\xff\xfe" * 256 + entry.read_bytes()[512:]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_ignored_and_replaced(noise, cache, damage: str) -> None:
    keep(noise, cache)
    (entry,) = entries(cache)
    whole = entry.read_bytes()
    DAMAGES[damage](entry)
    assert entry.read_bytes() != whole
    assert loaded(noise, cache) is None
    keep(noise, cache)
    assert entry.read_bytes() == whole


@pytest.mark.parametrize("place", [40, 100, 150, 190])
def test_a_flipped_bit_in_the_header_is_noticed(noise, cache, place: int) -> None:
    keep(noise, cache)
    flip(entries(cache)[0], place)
    assert loaded(noise, cache) is None


def test_on_a_full_disk_nothing_is_kept_and_nothing_fails(noise, cache, caplog) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))  # Python ignores the signal, so writing fails
    try:
        keep(noise, cache)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "is not kept" in caplog.text
    assert entries(cache) == []


def test_without_a_cache_folder_nothing_is_kept_and_nothing_fails(noise, tmp_path, caplog) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    cache = Cache(tmp_path / "cache")
    keep(noise, cache)
    assert "is not kept" in caplog.text
    assert loaded(noise, cache) is None
