"""Files read without a decoder give the same numbers as libsndfile gives."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.audio.open import open_recording
from workbench.audio.pcm_file import PcmFile
from workbench.audio.raw_pcm import RawPcm
from workbench.errors import AudioReadError

SOUND = np.random.default_rng(5).uniform(-1, 1, (10_007, 3)).astype(np.float32)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT"])
@pytest.mark.parametrize("form", ["WAV", "WAVEX", "RF64"])
def test_reads_equal_libsndfile(tmp_path: Path, form: str, subtype: str) -> None:
    path = tmp_path / "sound.wav"
    soundfile.write(path, SOUND, 44_100, subtype=subtype, format=form)
    recording = open_recording(path)
    assert isinstance(recording._in_place, RawPcm)
    whole, _ = soundfile.read(path, dtype=str(recording.dtype), always_2d=True)
    for start, stop in ((0, 10_007), (1, 2), (9_999, 20_000), (5_000, 5_000)):
        np.testing.assert_array_equal(recording.read_stored(start, stop), whole[start:stop])
    into = np.empty((4_000, 3), recording.dtype)
    np.testing.assert_array_equal(recording.read_stored(100, 3_100, into), whole[100:3_100])
    recording.close()
    with pytest.raises(AudioReadError):
        recording.read(0, 10)


@pytest.mark.parametrize(
    ("form", "subtype", "endian"),
    [("WAV", "PCM_16", "BIG"), ("WAV", "PCM_U8", "FILE"), ("WAV", "DOUBLE", "FILE"), ("AIFF", "PCM_16", "FILE")],
)
def test_all_else_goes_through_libsndfile(tmp_path: Path, form: str, subtype: str, endian: str) -> None:
    path = tmp_path / "sound"
    soundfile.write(path, SOUND, 44_100, subtype=subtype, format=form, endian=endian)
    recording = open_recording(path)
    assert isinstance(recording._in_place, PcmFile)
    whole, _ = soundfile.read(path, dtype="float32", always_2d=True)
    np.testing.assert_allclose(recording.read(50, 5_050).T, whole[50:5_050], atol=1e-7)


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system takes no such advice")
def test_the_system_reads_ahead_for_whoever_goes_on_where_it_ended_and_for_nobody_else(tmp_path, monkeypatch) -> None:
    path = tmp_path / "sound.wav"
    soundfile.write(path, np.zeros(500_000, np.int16), 48_000)
    recording = open_recording(path)
    advised = []
    monkeypatch.setattr(os, "posix_fadvise", lambda _file, _at, _length, advice: advised.append(advice))
    in_order, scattered = os.POSIX_FADV_SEQUENTIAL, os.POSIX_FADV_RANDOM

    def last_after(start: int, frames: int) -> int:
        recording.read_stored(start, start + frames)
        return advised[-1]

    def play(block: int) -> int:
        return last_after(48_000 + 2_400 * block, 2_400)

    assert play(0) == scattered
    assert [play(1), play(2)] == [in_order, in_order]
    for block in range(3, 20):  # while a picture is made of places all over the file
        assert {last_after(200_000 + 10_000 * block + 700 * place, 512) for place in range(10)} == {scattered}
        assert play(block) == in_order
    assert last_after(200_000, 100_000) == in_order, "a large read, wherever it is"
    assert last_after(100, 10) == scattered
    recording.close()


@pytest.mark.parametrize("frames", [10, 90_000])
def test_closed_it_raises_its_own_error(tmp_path: Path, frames: int) -> None:
    path = tmp_path / "sound.wav"
    soundfile.write(path, np.zeros(100_000, np.int16), 48_000)
    recording = open_recording(path)
    recording.close()
    with pytest.raises(AudioReadError, match="reading failed"):
        recording.read(0, frames)


def test_a_file_that_shrinks_says_where(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    soundfile.write(path, SOUND[:, 0], 10_000, subtype="PCM_16")
    recording = open_recording(path)
    with path.open("r+b") as file:
        file.truncate(44 + 2 * 5_000)
    assert recording.read(0, 5_000).shape == (1, 5_000)
    with pytest.raises(AudioReadError, match="became shorter") as caught:
        recording.read(4_000, 6_000)
    assert caught.value.at_s == pytest.approx(0.5)
