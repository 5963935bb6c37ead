"""What must not hurt us: damaged, lying, unfinished and impossible files; each has its clear message or warning."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from make_audio import RATE, ffmpeg, make_sound, write

from workbench.audio.cache import Cache
from workbench.audio.open import Recording, open_recording
from workbench.audio.overview import Overview, overview_steps
from workbench.errors import AudioReadError

SOUND = make_sound(3.0)
FRAMES = SOUND.shape[1]  # 3 s


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


# -- files that cannot be opened ---------------------------------------------------------------------------------


def wav_bytes(channels: int, rate: int, bits: int, data: bytes, data_size: int | None = None) -> bytes:
    frame_bytes = channels * bits // 8
    header = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * frame_bytes % 2**32, frame_bytes % 2**16, bits)
    size = len(data) if data_size is None else data_size
    riff_size = min(36 + size, 2**32 - 1)
    return b"RIFF" + struct.pack("<I", riff_size) + b"WAVEfmt " + header + b"data" + struct.pack("<I", size) + data


def encoded(folder: Path, suffix: str, sound: np.ndarray = SOUND) -> bytes:
    path = folder / f"whole.{suffix}"
    if suffix in ("flac", "wav"):
        write(path, sound)
    else:
        ffmpeg("-i", write(folder / "source.wav", sound), path)
    return path.read_bytes()


REFUSED: list[tuple[str, Callable[[Path], bytes], str]] = [
    ("1 zero-length.wav", lambda _: b"", "empty"),
    ("2 text.mp3", lambda _: b"not a sound\n" * 9000, "text"),
    ("2 playlist.mp3", lambda _: b"#EXTM3U\nfile:///etc/passwd\n", "text"),
    ("2 picture.mp3", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "PNG picture"),
    ("2 zeros.wav", lambda _: bytes(50_000), "nothing but zeros"),
    ("2 noise.wav", lambda _: np.random.default_rng(1).bytes(90_000), "no known audio format"),
    ("3 header cut.wav", lambda folder: encoded(folder, "wav")[:20], "damaged"),
    ("3 header cut.flac", lambda folder: encoded(folder, "flac")[:30], "damaged"),
    ("3 header cut.ogg", lambda folder: encoded(folder, "ogg")[:30], "damaged"),
    ("11 cut.m4a", lambda folder: encoded(folder, "m4a")[:-9000], "recorder did not finish"),
    ("12 giant tag.mp3", lambda _: b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + b"\xff\xfb" * 5000, "larger than the file"),
    ("13 no channels.wav", lambda _: wav_bytes(0, RATE, 16, b"\1\2" * 500), "0 channels"),
    ("13 rate 0.wav", lambda _: wav_bytes(1, 0, 16, b"\1\2" * 500), "rate of 0 Hz"),
    ("13 rate 2^32-1.wav", lambda _: wav_bytes(1, 2**32 - 1, 16, b"\1\2" * 500), "4,294,967,295 Hz"),
    ("13 bits 0.wav", lambda _: wav_bytes(1, RATE, 0, b"\1\2" * 500), "0 bits"),
    ("15 channels 257.wav", lambda _: wav_bytes(257, RATE, 16, b"\1\2" * 2570), "257 channels"),
    ("15 channels 1024.wav", lambda _: wav_bytes(1024, RATE, 16, b"\1\2" * 10_240), "1,024 channels"),
    ("15 channels 65535.wav", lambda _: wav_bytes(65_535, RATE, 16, b"\1\2" * 131_070), "65,535 channels"),
]


@pytest.mark.parametrize(("name", "content", "words"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused_with_name_and_reason(tmp_path, cache, name, content, words) -> None:
    path = tmp_path / name
    path.write_bytes(content(tmp_path))
    with pytest.raises(AudioReadError) as caught:
        open_recording(path, cache)
    assert str(caught.value).startswith(name)
    assert words in str(caught.value)
    assert cache.usage().size_bytes == 0


def test_only_regular_files_are_opened(tmp_path, cache) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    cases = [
        (tmp_path, "a folder"),
        (tmp_path / "pipe", "a pipe"),  # opening it would wait for ever
        (Path("/dev/null"), "a device"),
        (tmp_path / "loop", "cannot read"),
        (tmp_path / "gone.wav", "no such file"),
        (tmp_path / ("x" * 300), "cannot read"),
        (tmp_path / "nul\0.wav", "cannot be the name"),
    ]
    for path, words in cases:
        with pytest.raises(AudioReadError, match=words):
            open_recording(path, cache)


def test_a_file_without_permission_says_so(tmp_path, cache, monkeypatch) -> None:
    path = write(tmp_path / "a.wav", SOUND)
    path.chmod(0)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # for root, permissions do not count
    with pytest.raises(AudioReadError, match="no permission"):
        open_recording(path, cache)


@pytest.mark.parametrize(
    "name", ["日本語 مرحبا.wav", "e\u0301🎵.flac", "a" * 251 + ".wav", "bad\udcff\udc80.wav", "line\nbreak.flac"]
)
def test_any_name_opens_and_any_name_can_be_said(tmp_path, cache, name) -> None:
    plain = write(tmp_path / ("plain" + Path(name).suffix), SOUND)
    path = tmp_path / name
    plain.rename(path)
    recording = opened(path, cache)
    assert recording.frames == FRAMES
    recording.close()
    path.write_bytes(b"")
    with pytest.raises(AudioReadError) as caught:
        open_recording(path, cache)
    message = str(caught.value)
    assert message.encode("utf-8")
    assert "\n" not in message


# -- files that open with a warning ------------------------------------------------------------------------------


def test_4_a_wav_cut_in_half_gives_what_is_there(tmp_path, cache) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(encoded(tmp_path, "wav")[: 44 + FRAMES * 2])
    recording = opened(path, cache)
    assert recording.frames == FRAMES // 2
    assert "shorter than its header says: 1.50 of 3.00 s" in recording.warnings[0]
    np.testing.assert_array_equal(recording.read(0, FRAMES), SOUND[:, : FRAMES // 2])


@pytest.mark.parametrize("suffix", ["w64", "aiff", "caf", "au", "rf64"])
def test_4_other_headers_are_held_to_their_word_too(tmp_path, cache, suffix) -> None:
    path = write(tmp_path / f"a.{suffix}", SOUND, container="RF64" if suffix == "rf64" else None)
    assert opened(path, cache).warnings == ()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    recording = opened(path, cache)
    assert "shorter than its header says" in recording.warnings[0]
    assert recording.frames == pytest.approx(FRAMES / 2, abs=2000)


def test_5_a_wav_that_its_recorder_never_finished(tmp_path, cache) -> None:
    path = tmp_path / "a.wav"
    data = encoded(tmp_path, "wav")[44:]
    path.write_bytes(wav_bytes(2, RATE, 16, data, data_size=0))
    for _ in range(2):  # the second time from the cache
        recording = opened(path, cache)
        np.testing.assert_array_equal(recording.read(0, FRAMES), SOUND)
        assert "never finished" in recording.warnings[0]
        assert recording.format == "WAV, 16 bit"


@pytest.mark.parametrize(("size", "warned"), [(0xFFFFFFFF, False), (0x40000000, True)])
def test_6_a_wav_that_claims_too_much(tmp_path, cache, size, warned) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(2, RATE, 16, encoded(tmp_path, "wav")[44:], data_size=size))
    recording = opened(path, cache)
    np.testing.assert_array_equal(recording.read(0, 10**9), SOUND)
    assert bool(recording.warnings) == warned


@pytest.mark.parametrize(("total", "warned"), [(0, False), (2**36 - 1, False), (FRAMES * 10, True)])
def test_7_a_flac_whose_header_does_not_know_or_lies(tmp_path, cache, total, warned) -> None:
    data = bytearray(encoded(tmp_path, "flac"))
    field = int.from_bytes(data[18:26], "big")
    data[18:26] = (field >> 36 << 36 | total).to_bytes(8, "big")
    path = tmp_path / "a.flac"
    path.write_bytes(data)
    recording = opened(path, cache)
    np.testing.assert_array_equal(recording.read(0, 10**9), SOUND)
    assert bool(recording.warnings) == warned


def test_8_a_cut_flac_keeps_what_was_decoded(tmp_path, cache) -> None:
    data = encoded(tmp_path, "flac")
    path = tmp_path / "a.flac"
    path.write_bytes(data[: len(data) * 6 // 10])
    recording = opened(path, cache)
    assert recording.frames > 0.5 * FRAMES
    assert "shorter than its header says" in recording.warnings[0]
    np.testing.assert_array_equal(recording.read(0, FRAMES), SOUND[:, : recording.frames])


@pytest.mark.parametrize("suffix", ["flac", "ogg"])
def test_8_damage_in_the_middle_is_silent_and_moves_nothing_after_it(tmp_path, cache, suffix) -> None:
    data = bytearray(encoded(tmp_path, suffix, make_sound(8.0)))
    truth = opened(tmp_path / f"whole.{suffix}", cache)
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(byte ^ 0x5A for byte in data[middle : middle + 40])
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data)
    recording = opened(path, cache)
    assert recording.frames == truth.frames
    assert "missing and silent" in recording.warnings[0]
    for span in ((0, RATE), (7 * RATE, 8 * RATE)):
        assert np.abs(recording.read(*span) - truth.read(*span)).max() < 1e-3


@pytest.mark.parametrize(
    ("suffix", "words"), [("mp3", "of 3.0"), ("ogg", "end is missing"), ("opus", "end is missing")]
)
def test_9_10_cut_streams_are_counted_not_padded(tmp_path, cache, suffix, words) -> None:
    data = encoded(tmp_path, suffix)
    truth = opened(tmp_path / f"whole.{suffix}", cache)
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data[: len(data) * 6 // 10])
    recording = opened(path, cache)
    assert 0.3 * truth.frames < recording.frames < 0.75 * truth.frames
    assert words in " ".join(recording.warnings)
    checked = recording.frames - 3000  # the very last block may lack what overlaps it
    assert np.abs(recording.read(0, checked) - truth.read(0, checked)).max() < 1e-3


def test_12_garbage_before_an_mp3_is_skipped(tmp_path, cache) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(np.random.default_rng(2).bytes(5000) + encoded(tmp_path, "mp3"))
    assert opened(path, cache).frames == FRAMES


@pytest.mark.parametrize("frames", [0, 1])
def test_17_next_to_nothing(tmp_path, cache, frames) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(1, RATE, 16, b"\0\x40" * frames))
    recording = opened(path, cache)
    assert recording.read(0, 10).tolist() == [[0.5] * frames]
    assert recording.warnings == ()


def test_18_wild_samples_are_passed_on_and_counted(tmp_path, cache) -> None:
    sound = SOUND.copy()
    sound[0, 5:9] = [np.nan, np.inf, -np.inf, 1e30]
    recording = opened(write(tmp_path / "a.wav", sound, subtype="FLOAT"), cache)
    np.testing.assert_array_equal(recording.read(0, 20), sound[:, :20])
    overview = Overview(2, RATE)
    for _ in overview_steps(recording, overview):
        pass
    assert overview.nonfinite_samples == 3


def test_22_no_sound_in_a_video(tmp_path, cache) -> None:
    path = tmp_path / "a.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc=d=0.2:s=64x64", "-c:v", "mpeg4", path)
    with pytest.raises(AudioReadError, match="no sound in it"):
        open_recording(path, cache)


def test_23_a_file_that_shrinks_while_open_names_the_place(tmp_path, cache) -> None:
    path = write(tmp_path / "a.wav", SOUND)
    recording = opened(path, cache)
    os.truncate(path, 44 + RATE * 4)
    np.testing.assert_array_equal(recording.read(0, RATE // 2), SOUND[:, : RATE // 2])
    with pytest.raises(AudioReadError, match=r"a\.wav at 1\.000 s: .*became shorter"):
        recording.read(RATE // 2, RATE * 2)
    with pytest.raises(AudioReadError, match=r"at 2\.000 s"):
        recording.read(RATE * 2, RATE * 2 + 10)


def test_25_a_share_that_goes_away_while_decoding_is_no_truncated_recording(tmp_path, cache, monkeypatch) -> None:
    path = tmp_path / "a.m4a"
    ffmpeg("-i", write(tmp_path / "source.wav", make_sound(20.0)), path)
    recording = open_recording(path, cache)
    steps = recording.decode_steps()
    next(steps)
    decoder = recording._decoding._decoder

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(decoder, "_packets", iter(fail, None))
    with pytest.raises(AudioReadError, match=r"a\.m4a at .*input/output error"):
        recording.decode()
    assert not recording.complete
    recording.close()
    assert cache.usage().size_bytes == 0


def test_23_a_file_that_vanishes_or_is_replaced_can_still_be_read(tmp_path, cache) -> None:
    path = write(tmp_path / "a.wav", SOUND)
    recording = opened(path, cache)
    path.unlink()
    write(path, SOUND[:, :50] * 0)
    np.testing.assert_array_equal(recording.read(0, FRAMES), SOUND)
    assert recording.changed_on_disk()


def opened(path: Path, cache: Cache) -> Recording:
    recording = open_recording(path, cache)
    recording.decode()
    assert recording.complete
    assert recording.frames == recording.expected_frames
    return recording
