"""Every format opens to the very samples that were written, or to those that ffmpeg decodes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from make_audio import RATE, decode_with_ffmpeg, ffmpeg, make_sound, write

from workbench.audio.cache import Cache
from workbench.audio.open import Recording, open_recording
from workbench.audio.overview import Overview, overview_steps
from workbench.audio.probe import SUPPORTED_SUFFIXES, looks_like_audio
from workbench.audio.signal import Signal

SOUND = make_sound()

UNCOMPRESSED = [
    # container, encoding, words, largest error
    ("wav", None, "PCM_16", "WAV, 16 bit", 0),
    ("wav", None, "PCM_24", "WAV, 24 bit", 0),
    ("wav", None, "PCM_32", "WAV, 32 bit", 0),
    ("wav", None, "FLOAT", "WAV, 32 bit float", 0),
    ("wav", None, "DOUBLE", "WAV, 64 bit float", 0),
    ("wav", None, "PCM_U8", "WAV, 8 bit", 1 / 128),
    ("wav", None, "ULAW", "WAV, µ-law", 1 / 40),
    ("wav", "WAVEX", "PCM_24", "WAV, 24 bit", 0),
    ("wav", "RF64", "PCM_16", "WAV (RF64), 16 bit", 0),
    ("w64", None, "PCM_24", "Wave64, 24 bit", 0),
    ("aiff", None, "PCM_16", "AIFF, 16 bit", 0),
    ("aifc", "AIFF", "FLOAT", "AIFF, 32 bit float", 0),
    ("au", None, "PCM_16", "AU, 16 bit", 0),
    ("caf", None, "PCM_16", "CAF, 16 bit", 0),
    ("caf", None, "FLOAT", "CAF, 32 bit float", 0),
]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.mark.parametrize(("suffix", "container", "encoding", "words", "error"), UNCOMPRESSED)
def test_uncompressed_is_read_in_place_and_exact(tmp_path, cache, *, suffix, container, encoding, words, error) -> None:
    path = write(tmp_path / f"a.{suffix}", SOUND, subtype=encoding, container=container)
    recording = open_recording(path, cache)
    assert isinstance(recording, Signal)
    assert (recording.format, recording.sample_rate, recording.channels) == (words, RATE, 2)
    assert recording.complete
    assert list(recording.decode_steps()) == []
    assert recording.frames == recording.expected_frames == SOUND.shape[1]
    assert recording.warnings == ()
    assert np.abs(recording.read(0, recording.frames) - SOUND).max() <= error
    assert_random_access(recording)
    assert cache.usage().size_bytes == 0
    recording.close()


@pytest.mark.parametrize(
    ("suffix", "encoding", "words", "dtype"),
    [
        ("flac", "PCM_16", "FLAC, 16 bit", "int16"),
        ("flac", "PCM_24", "FLAC, 24 bit", "int32"),
        ("caf", "ALAC_16", "CAF, Apple Lossless 16 bit", "int16"),
    ],
)
def test_lossless_is_decoded_exactly(tmp_path, cache, *, suffix, encoding, words, dtype) -> None:
    path = write(tmp_path / f"a.{suffix}", SOUND, subtype=encoding)
    recording = open_and_decode(path, cache)
    assert (recording.format, recording.dtype.name, recording.warnings) == (words, dtype, ())
    np.testing.assert_array_equal(recording.read(0, recording.frames), SOUND)
    assert_random_access(recording)
    recording.close()


@pytest.mark.parametrize(
    ("name", "codec", "words"),
    [
        ("a.mp3", "libmp3lame", "MP3"),
        ("a.ogg", "libvorbis", "Ogg Vorbis"),
        ("a.opus", "libopus", "Ogg Opus"),
        ("a.webm", "libopus", "Opus"),
        ("a.m4a", "aac", "AAC"),
        ("lossless.m4a", "alac", "Apple Lossless, 16 bit"),
        ("a.mp4", "aac", "AAC"),
        ("a.wma", "wmav2", "WMA"),
        ("a.aac", "aac", "AAC"),
        ("adpcm.wav", "adpcm_ms", "WAV, Microsoft ADPCM"),
    ],
)
def test_compressed_equals_an_independent_decode(tmp_path, cache, name, codec, words) -> None:
    wav = write(tmp_path / "source.wav", SOUND)
    path = tmp_path / name
    ffmpeg("-i", wav, "-c:a", codec, path)
    recording = open_and_decode(path, cache)
    reference = "libopus" if codec == "libopus" else None  # FFmpeg's own Opus decoder is wrong by up to full scale
    expected = decode_with_ffmpeg(path, 2, reference)
    assert (recording.format, recording.frames, recording.warnings) == (words, expected.shape[1], ())
    assert np.abs(recording.read(0, recording.frames) - expected).max() < 1e-4
    assert recording.frames / recording.sample_rate == pytest.approx(1.5, abs=0.1)
    assert_random_access(recording)
    recording.close()


def test_a_finished_decode_makes_the_next_open_instant(tmp_path, cache) -> None:
    path = write(tmp_path / "a.flac", SOUND)
    first = open_recording(path, cache)
    assert not first.complete
    assert (first.frames, first.expected_frames) == (0, SOUND.shape[1])
    progress = list(first.decode_steps())
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert first.complete
    second = open_recording(path, cache)
    assert second.complete
    assert (second.format, second.dtype) == (first.format, first.dtype)
    np.testing.assert_array_equal(second.read(0, second.frames), SOUND)
    first.close()
    second.close()


def test_a_recording_can_be_read_while_it_is_decoded(tmp_path, cache) -> None:
    long_sound = make_sound(60)
    recording = open_recording(write(tmp_path / "a.flac", long_sound), cache)
    lengths = []
    for _ in recording.decode_steps():
        frames = recording.frames  # which a thread makes more
        lengths.append(frames)
        last = max(0, frames - 100)
        np.testing.assert_array_equal(recording.read(last, frames), long_sound[:, last:frames])
    assert lengths == sorted(lengths)
    assert len(lengths) > 2
    recording.close()


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_the_overview_is_made_in_the_same_pass(tmp_path, cache, suffix) -> None:
    recording = open_recording(write(tmp_path / f"a.{suffix}", SOUND), cache)
    overview = Overview(recording.channels, recording.sample_rate, recording.expected_frames)
    progress = list(overview_steps(recording, overview))
    assert recording.complete
    assert overview.finished
    assert progress[-1] == 1.0
    whole_bins = SOUND[:, : SOUND.shape[1] // 512 * 512].reshape(2, -1, 512)
    found = overview.levels[0].maximum[:, : whole_bins.shape[1]]
    np.testing.assert_array_equal(found, whole_bins.max(axis=2))
    recording.close()


def test_many_channels_and_high_rates(tmp_path, cache) -> None:
    sound = make_sound(0.05, channels=32, rate=384_000)
    recording = open_recording(write(tmp_path / "a.wav", sound, 384_000), cache)
    assert (recording.channels, recording.sample_rate) == (32, 384_000)
    np.testing.assert_array_equal(recording.read(100, 300), sound[:, 100:300])
    recording.close()


def test_a_file_that_changed_is_noticed(tmp_path, cache) -> None:
    path = write(tmp_path / "a.wav", SOUND)
    recording = open_recording(path, cache)
    assert not recording.changed_on_disk()
    write(path, SOUND[:, :100])
    assert recording.changed_on_disk()
    path.unlink()
    assert recording.changed_on_disk()
    recording.close()


def test_names_tell_what_is_worth_listing() -> None:
    assert looks_like_audio(Path("x/A.WAV"))
    assert not looks_like_audio(Path("notes.txt"))
    assert {".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".aiff", ".caf", ".w64"} <= SUPPORTED_SUFFIXES


def open_and_decode(path: Path, cache: Cache) -> Recording:
    recording = open_recording(path, cache)
    recording.decode()
    return recording


def assert_random_access(recording: Recording) -> None:
    """Any span, in any order, on one handle, equals the same span of one read from the start."""
    whole = recording.read(0, recording.frames)
    assert whole.shape == (recording.channels, recording.frames)
    generator = np.random.default_rng(5)
    for start in generator.integers(0, recording.frames, 40):
        stop = start + int(generator.integers(1, 3000))
        np.testing.assert_array_equal(recording.read(int(start), stop), whole[:, start:stop])
    assert recording.read(-10, 5).shape == (recording.channels, 5)
    assert recording.read(recording.frames, recording.frames + 5).shape == (recording.channels, 0)
