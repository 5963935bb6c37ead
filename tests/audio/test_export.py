"""Files that are written, read back with other programs; and what is left when writing fails: nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile
from make_audio import decode_with_ffmpeg, make_sound, write

from workbench.audio import export as export_module
from workbench.audio.export import Exported, ExportWish, export, export_steps
from workbench.audio.export_formats import FLAC, FORMATS, MP3, OPUS, VORBIS, WAV, format_of_suffix
from workbench.audio.open import open_recording
from workbench.audio.signal import ArraySignal
from workbench.audio.tags import read_tags
from workbench.errors import AudioReadError, ExportError

SOUND = make_sound()


def wish(path: Path, encoding: str | None = None, **more) -> ExportWish:
    form = format_of_suffix(path)
    return ExportWish(path, form, form.encoding(encoding) if encoding else form.encodings[0], **more)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "encoding"), [("a.wav", "16"), ("a.wav", "24"), ("a.wav", "float"), ("a.flac", "16"), ("a.flac", "24")]
)
def test_samples_on_the_grid_are_kept_to_the_bit(tmp_path, name, encoding) -> None:
    path = tmp_path / name
    done = export(ArraySignal(SOUND, 44_100), wish(path, encoding))
    assert done == Exported(path, 44_100, 2, SOUND.shape[1], ())
    np.testing.assert_array_equal(decode_with_ffmpeg(path, 2), SOUND)
    assert names(tmp_path) == [name]


def test_24_bit_and_float_keep_what_16_bit_rounds(tmp_path) -> None:
    fine = np.round(np.random.default_rng(1).uniform(-1, 1, (1, 5000)) * 2**23).astype(np.float32) / 2**23
    for name in ("a.wav", "a.flac"):
        export(ArraySignal(fine, 8000), wish(tmp_path / name, "24"))
        np.testing.assert_array_equal(decode_with_ffmpeg(tmp_path / name, 1), fine)
    export(ArraySignal(fine, 8000), wish(tmp_path / "b.wav", "16"))
    rounded = soundfile.read(tmp_path / "b.wav", dtype="int16")[0]
    np.testing.assert_array_equal(rounded, np.clip(np.round(fine[0].astype(np.float64) * 2**15), -(2**15), 2**15 - 1))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("frames", [1, 575, 50_000])
def test_every_encoding_has_the_length_and_sounds_alike(tmp_path, form, frames) -> None:
    rate = form.rate_for(44_100)
    sound = SOUND[:, :frames]
    for encoding in form.encodings:
        path = tmp_path / f"{encoding.name}{form.suffixes[0]}"
        done = export(ArraySignal(sound, rate), ExportWish(path, form, encoding))
        assert done.frames == frames
        with closing(open_recording(path)) as recording:
            recording.decode()
            assert (recording.sample_rate, recording.channels, recording.frames) == (rate, 2, frames)
        if frames == 50_000:
            decoded = decode_with_ffmpeg(path, 2)
            assert decoded.shape[1] == pytest.approx(frames, abs=1152)
            quiet = 2000  # the encoders' first and last blocks
            alike = np.corrcoef(decoded[0, quiet : frames - quiet], sound[0, quiet : frames - quiet])[0, 1]
            assert alike > 0.97


def test_opus_is_written_at_a_rate_it_knows_and_says_so(tmp_path) -> None:
    time_s = np.arange(44_100) / 44_100
    tone = (0.5 * np.sin(2 * np.pi * 1000 * time_s)).astype(np.float32)
    done = export(ArraySignal(tone, 44_100), wish(tmp_path / "a.opus", start=4410, stop=44_100))
    assert (done.sample_rate, done.frames) == (48_000, 43_200)
    assert done.notes == ("Resampled from 44,100 to 48,000 Hz, as Opus knows few rates.",)
    there, rate = soundfile.read(tmp_path / "a.opus")
    assert (rate, len(there)) == (48_000, 43_200)
    wanted = 0.5 * np.sin(2 * np.pi * 1000 * (0.1 + np.arange(43_200) / 48_000))
    assert np.abs(there[2000:-2000] - wanted[2000:-2000]).max() < 0.05
    ultrasound = export(ArraySignal(tone, 250_000), wish(tmp_path / "b.mp3"))
    assert "above 24 kHz is gone" in ultrasound.notes[0]


def test_a_span_is_that_span(tmp_path) -> None:
    done = export(ArraySignal(SOUND, 44_100), wish(tmp_path / "a.wav", "16", start=100, stop=40_000))
    assert done.frames == 39_900
    np.testing.assert_array_equal(decode_with_ffmpeg(tmp_path / "a.wav", 2), SOUND[:, 100:40_000])


def test_what_is_lost_is_counted(tmp_path) -> None:
    odd = np.array([[0.5, 1.0, -1.0, 1.5, -2.0, np.nan, np.inf, 0.25]], np.float32)
    done = export(ArraySignal(odd, 8000), wish(tmp_path / "a.wav", "16"))
    there = soundfile.read(tmp_path / "a.wav", dtype="int16")[0]
    assert there.tolist() == [16384, 32767, -32768, 32767, -32768, 0, 0, 8192]
    assert done.notes[0].startswith("2 samples were above full scale and were clipped")
    assert done.notes[1].startswith("2 samples were no numbers")
    assert export(ArraySignal(odd, 8000), wish(tmp_path / "b.wav", "float")).notes == ()
    np.testing.assert_array_equal(soundfile.read(tmp_path / "b.wav", dtype="float32")[0], odd[0])
    for form in (VORBIS, OPUS, MP3):
        export(ArraySignal(np.tile(odd, 2000) * 1e30, 8000), wish(tmp_path / f"c{form.suffixes[0]}"))


def test_dither_makes_the_error_independent_of_the_sound(tmp_path) -> None:
    level = np.full((1, 200_000), 0.3 / 2**15, np.float32)
    export(ArraySignal(level, 8000), wish(tmp_path / "a.wav", "16", dither=True))
    there = soundfile.read(tmp_path / "a.wav", dtype="int16")[0].astype(float)
    assert np.mean(there) == pytest.approx(0.3, abs=0.01)  # plain rounding gives 0
    assert np.var(there) == pytest.approx(1 / 4, rel=0.05)  # two steps of 1/12 and the rounding's own


def test_more_than_wav_can_count_is_rf64(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(export_module, "WAV_BYTES", 100_000)
    path = tmp_path / "a.wav"
    export(ArraySignal(SOUND, 44_100), wish(path, "24"))
    assert soundfile.info(path).format == "RF64"
    np.testing.assert_array_equal(decode_with_ffmpeg(path, 2), SOUND)
    with closing(open_recording(path)) as recording:
        np.testing.assert_array_equal(recording.read(0, recording.frames), SOUND)


def test_texts_of_the_source_are_kept(tmp_path) -> None:
    source = tmp_path / "source.flac"
    with soundfile.SoundFile(source, "w", 44_100, 2) as file:
        file.title, file.artist = "Dawn, señor", "Somebody"
        file.write(SOUND.T)
    for form in FORMATS:
        path = tmp_path / f"a{form.suffixes[0]}"
        export(ArraySignal(SOUND, 44_100), wish(path, tags=read_tags(source)))
        assert read_tags(path)["title"] == "Dawn, señor"
        assert read_tags(path)["artist"] == "Somebody"


@pytest.mark.parametrize(
    ("name", "channels", "rate", "words"),
    [
        ("a.flac", 9, 48_000, "FLAC holds at most 8 channels, not 9. Choose WAV"),
        ("a.ogg", 3, 48_000, "Ogg Vorbis holds at most 2 channels"),
        ("a.opus", 6, 48_000, "Opus holds at most 2"),
        ("a.mp3", 3, 48_000, "MP3 holds at most 2"),
        ("a.flac", 1, 1_000_000, "FLAC holds sample rates to 655,350 Hz, not 1,000,000. Choose WAV"),
        ("a.ogg", 1, 250_000, "Ogg Vorbis holds sample rates to 200,000 Hz"),
    ],
)
def test_what_a_format_cannot_hold_is_refused_before(tmp_path, name, channels, rate, words) -> None:
    with pytest.raises(ExportError, match=rf"{name} was not written: {words}"):
        export(ArraySignal(np.zeros((channels, 100)), rate), wish(tmp_path / name))
    assert names(tmp_path) == []


def test_nothing_is_written_over_unless_it_is_asked_for(tmp_path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"precious")
    with pytest.raises(ExportError, match="there is a file of this name already"):
        export(ArraySignal(SOUND, 44_100), wish(path))
    assert path.read_bytes() == b"precious"
    steps = export_steps(ArraySignal(SOUND, 44_100), wish(tmp_path / "b.wav"))
    next(steps)
    (tmp_path / "b.wav").write_bytes(b"came meanwhile")
    with pytest.raises(ExportError, match="there is a file of this name already"):
        list(steps)
    assert (tmp_path / "b.wav").read_bytes() == b"came meanwhile"
    export(ArraySignal(SOUND, 44_100), wish(path, overwrite=True))
    assert soundfile.info(path).frames == SOUND.shape[1]
    assert names(tmp_path) == ["a.wav", "b.wav"]


def test_the_source_is_never_written(tmp_path) -> None:
    source = write(tmp_path / "a.wav", SOUND)
    before = source.read_bytes()
    (tmp_path / "link.wav").symlink_to(source)
    os.link(source, tmp_path / "hard.wav")
    with closing(open_recording(source)) as recording:
        for name in ("a.wav", "link.wav", "hard.wav"):
            with pytest.raises(ExportError, match="this is the recording itself"):
                export(recording, wish(tmp_path / name, overwrite=True, sources=(source,)))
    assert source.read_bytes() == before
    assert names(tmp_path) == ["a.wav", "hard.wav", "link.wav"]


def test_a_link_is_replaced_and_not_what_it_points_to(tmp_path) -> None:
    (tmp_path / "other").write_bytes(b"precious")
    for name, target in (("a.wav", "other"), ("b.wav", "nowhere")):
        (tmp_path / name).symlink_to(tmp_path / target)
        with pytest.raises(ExportError, match="already"):
            export(ArraySignal(SOUND, 44_100), wish(tmp_path / name))
        export(ArraySignal(SOUND, 44_100), wish(tmp_path / name, overwrite=True))
        assert not (tmp_path / name).is_symlink()
    assert (tmp_path / "other").read_bytes() == b"precious"
    assert not (tmp_path / "nowhere").exists()


def test_cancelling_leaves_nothing_at_any_step(tmp_path) -> None:
    steps_of_all = len(list(export_steps(ArraySignal(SOUND, 44_100), wish(tmp_path / "whole.flac"))))
    for count in range(1, steps_of_all):
        steps = export_steps(ArraySignal(SOUND, 44_100), wish(tmp_path / "a.flac"))
        for _ in range(count):
            assert 0.0 <= next(steps) <= 1.0
        steps.close()
        assert names(tmp_path) == ["whole.flac"], count


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.opus", "a.mp3"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, name) -> None:
    sound = ArraySignal(np.tile(SOUND, 4), 48_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in (0, 3000, 20_000):  # in the header, within the sound, near its end
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))  # Python ignores the signal, so writing fails
        try:
            with pytest.raises(ExportError, match=rf"{name} was not written: there is no room left"):
                export(sound, wish(tmp_path / name))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert names(tmp_path) == []


def test_a_source_that_cannot_be_read_on_leaves_nothing(tmp_path) -> None:
    class Cut(ArraySignal):
        def read(self, start, stop):
            if stop > 40_000:
                raise AudioReadError("cut.wav", "the disk is gone", 0.9)
            return super().read(start, stop)

    with pytest.raises(AudioReadError, match="the disk is gone"):
        export(Cut(SOUND, 44_100), wish(tmp_path / "a.flac"))
    assert names(tmp_path) == []


def test_cancelling_on_a_full_disk_is_quiet(tmp_path) -> None:
    steps = export_steps(ArraySignal(np.tile(SOUND, 4), 48_000), wish(tmp_path / "a.mp3"))
    next(steps)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        steps.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == []


def test_what_is_read_back_wrong_is_not_kept(tmp_path, monkeypatch) -> None:
    written = export_module.NewFile.check
    for name in ("a.wav", "a.ogg"):

        def spoil(new) -> None:
            written(new)
            if new.stream.file.seek(0, os.SEEK_END) > 60_000:
                new.stream.file.truncate(50_000)

        monkeypatch.setattr(export_module.NewFile, "check", spoil)
        with pytest.raises(ExportError, match="was not written"):
            export(ArraySignal(np.tile(SOUND, 8), 44_100), wish(tmp_path / name))
        assert names(tmp_path) == []


def test_folders_that_cannot_be_written_are_named(tmp_path) -> None:
    with pytest.raises(ExportError, match=r"there is no folder .*missing"):
        export(ArraySignal(SOUND, 44_100), wish(tmp_path / "missing" / "a.wav"))
    with pytest.raises(ExportError, match="its name is too long"):
        export(ArraySignal(SOUND, 44_100), wish(tmp_path / f"{'n' * 300}.wav"))
    (tmp_path / "d.wav").mkdir()
    with pytest.raises(ExportError, match="a folder has this name"):
        export(ArraySignal(SOUND, 44_100), wish(tmp_path / "d.wav", overwrite=True))
    with pytest.raises(ExportError, match="there is no sound to be written"):
        export(ArraySignal(SOUND, 44_100), wish(tmp_path / "a.wav", start=5, stop=5))
    strange = Path("/proc/self/a.wav")
    with pytest.raises(ExportError, match="was not written"):
        export(ArraySignal(SOUND, 44_100), wish(strange))


def test_memory_does_not_grow_with_the_length(tmp_path) -> None:
    program = f"""
import resource, sys
from pathlib import Path
import numpy as np
from workbench.audio.export import ExportWish, export
from workbench.audio.export_formats import FLAC
class Endless:
    sample_rate, channels, frames = 48_000, 2, 48_000 * 60 * int(sys.argv[1])
    def read(self, start, stop):
        return np.full((2, stop - start), 0.25, np.float32)
export(Endless(), ExportWish(Path({str(tmp_path)!r}) / (sys.argv[1] + ".flac"), FLAC, FLAC.encodings[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    used = [
        int(subprocess.run([sys.executable, "-c", program, minutes], capture_output=True, check=True).stdout)
        for minutes in ("1", "6")
    ]
    assert used[1] - used[0] < 5_000  # kB


def test_suffixes_choose_the_format() -> None:
    assert [format_of_suffix(Path(n)) for n in ("a.FLAC", "a.wave", "a.oga", "a.m4a", "a")] == [
        FLAC,
        WAV,
        VORBIS,
        None,
        None,
    ]
