"""`workbench denoise`, as a script sees it: samples, names, formats, what is refused, exit codes."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.audio.blend import Difference, Output
from workbench.audio.cache import Cache
from workbench.audio.forward import ForwardSignal
from workbench.audio.made_file import MadeHeader, create_made
from workbench.audio.open import open_recording
from workbench.audio.signal import ArraySignal
from workbench.batch import denoise as denoise_module
from workbench.batch.denoise_command import settings_of
from workbench.cli import main
from workbench.errors import WorkbenchError, WrongUsage
from workbench.jobs.pieces import run_view_first
from workbench.models.catalogue import cards, load
from workbench.models.contract import AudioBlock, Span

GATE = ["--model", "denoise/spectral-gate"]
RATE = 22_050


class Halver:
    """A model that makes everything half as loud, in blocks of uneven lengths."""

    card = next(card for card in cards() if card.name == GATE[1])

    def run(self, signal, span, settings=None):
        first, stop = round(span.start_s * signal.sample_rate), round(span.end_s * signal.sample_rate)
        for start in range(first, stop, 7001):
            samples = signal.read(start, min(start + 7001, stop))
            yield AudioBlock(start / signal.sample_rate, samples * np.float32(0.5), signal.sample_rate)


@pytest.fixture
def halver(monkeypatch) -> None:
    monkeypatch.setattr(denoise_module, "load", lambda name, device: Halver())


def make(path: Path, seconds: float = 3.0, channels: int = 2, rate: int = RATE, **more) -> Path:
    sound = 0.2 * np.random.default_rng(4).standard_normal((round(seconds * rate), channels))
    path.parent.mkdir(exist_ok=True)
    soundfile.write(path, sound.clip(-1, 1), rate, **more)
    return path


def read(path: Path) -> np.ndarray:
    return soundfile.read(path, dtype="float32", always_2d=True)[0].T


def test_the_samples_are_those_of_the_window(tmp_path) -> None:
    source = make(tmp_path / "a.wav", 45.0)
    for what, kind in (("output", Output), ("difference", Difference)):
        target = tmp_path / f"{what}.wav"
        words = ["--strength", "0.6", "--what", what, "--bits", "float", "--set", "reduction_db=30"]
        assert main(["denoise", str(source), "-o", str(target), *GATE, *words]) == 0
        settings = settings_of(GATE[1], ["reduction_db=30"])
        with closing(open_recording(source)) as recording:
            header = MadeHeader(recording.sample_rate, recording.channels, recording.frames, {})
            made = create_made(Cache(), "key", header)
            # As the window does, with another part in view first
            whole, view = Span(0.0, 45.0), Span(21.0, 33.0)
            for result in run_view_first(load(GATE[1]), recording, whole, settings, view=lambda: view):  # noqa: B023
                if isinstance(result, AudioBlock):
                    made.write(round(result.start_s * RATE), result.samples)
            wanted = kind(recording, made, 0.6).read(0, recording.frames)
            np.testing.assert_allclose(read(target), wanted, atol=1e-6)
            assert np.abs(wanted - recording.read(0, recording.frames)).max() > 0.01


@pytest.mark.parametrize(
    ("name", "subtype", "written"),
    [
        ("a.wav", "PCM_16", ("WAV", "PCM_16")),
        ("a.wave", "PCM_24", ("WAV", "PCM_24")),
        ("a.wav", "FLOAT", ("WAV", "FLOAT")),
        ("a.wav", "PCM_U8", ("WAV", "PCM_16")),
        ("a.flac", "PCM_16", ("FLAC", "PCM_16")),
        ("a.flac", "PCM_24", ("FLAC", "PCM_24")),
        ("a.ogg", "VORBIS", ("OGG", "VORBIS")),
        ("a.mp3", None, ("MP3", "MPEG_LAYER_III")),
        ("a.aiff", "PCM_24", ("WAV", "PCM_24")),
    ],
)
def test_rate_channels_and_format_are_those_of_the_source(tmp_path, halver, name, subtype, written) -> None:
    source = make(tmp_path / name, subtype=subtype, format="WAV" if name == "a.wave" else None)
    assert main(["denoise", str(source), "-o", str(tmp_path / "out")]) == 0
    (path,) = (tmp_path / "out").iterdir()
    info = soundfile.info(path)
    assert (info.format, info.subtype) == written
    assert (info.samplerate, info.channels, info.frames) == (RATE, 2, 3 * RATE)
    assert path.name == (name if name != "a.aiff" else "a.wav")


def test_format_and_bits_may_be_chosen(tmp_path, halver, capsys) -> None:
    source = make(tmp_path / "a.wav", rate=44_100)
    for words, subtype in (
        (["-o", "b.flac"], "PCM_16"),
        (["-o", "b.wav", "--bits", "24"], "PCM_24"),
        (["-o", "b.opus"], "OPUS"),
        (["-o", "folder", "--format", "mp3"], "MPEG_LAYER_III"),
    ):
        words[1] = str(tmp_path / words[1])
        assert main(["denoise", str(source), *words]) == 0
        out, err = capsys.readouterr()
        assert soundfile.info(out.strip()).subtype == subtype
        assert ("Resampled from 44,100 to 48,000 Hz" in err) == (subtype == "OPUS")
    half = read(source) * np.float32(0.5)
    np.testing.assert_allclose(read(tmp_path / "b.flac"), half, atol=0.51 / 2**15)
    opus = read(tmp_path / "b.opus")
    assert opus.shape == (2, 3 * 48_000)


def test_strength_0_is_the_original(tmp_path, halver) -> None:
    source = make(tmp_path / "a.wav")
    assert main(["denoise", str(source), "-o", str(tmp_path / "b.wav"), "--strength", "0"]) == 0
    np.testing.assert_array_equal(read(tmp_path / "b.wav"), read(source))


def test_a_bad_file_fails_alone(tmp_path, halver, capsys) -> None:
    bad = tmp_path / "text.wav"
    bad.write_text("no sound")
    good = make(tmp_path / "good.wav")
    assert main(["denoise", str(bad), str(good), str(tmp_path / "none.wav"), "-o", str(tmp_path / "out")]) == 1
    out, err = capsys.readouterr()
    assert out == f"{tmp_path / 'out' / 'good.wav'}\n"
    assert "text.wav: this is text" in err
    assert "none.wav: there is no such file" in err
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["good.wav"]


def test_inputs_of_the_same_name_get_numbers(tmp_path, halver, capsys) -> None:
    files = [make(tmp_path / place / name) for place, name in (("a", "x.wav"), ("b", "x.wav"), ("c", "X.WAV"))]
    assert main(["denoise", *map(str, files), "-o", str(tmp_path / "out")]) == 0
    names = [Path(line).name for line in capsys.readouterr().out.splitlines()]
    assert names == ["x.wav", "x (2).wav", "X (3).WAV"]


def test_inputs_and_files_that_are_there_are_kept(tmp_path, halver, capsys) -> None:
    source, other = make(tmp_path / "a.wav"), make(tmp_path / "b.wav", seconds=1.0)
    before = source.read_bytes(), other.read_bytes()
    assert main(["denoise", str(source), "-o", str(tmp_path), "--overwrite"]) == 1
    assert main(["denoise", str(source), str(other), "-o", str(tmp_path), "--overwrite"]) == 1
    assert main(["denoise", str(source), "-o", str(other)]) == 1
    said = capsys.readouterr().err
    assert said.count("this is the recording itself") == 3
    assert "b.wav was not written: there is a file of this name already" in said
    assert (source.read_bytes(), other.read_bytes()) == before
    assert main(["denoise", str(source), "-o", str(other), "--overwrite"]) == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.wav", "b.wav"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.wav", "b.wav", "-o", "c.wav"], "2 inputs do not go into one file c.wav. Name a folder"),
        (["a.wav", "-o", "c.m4a"], ".m4a cannot be written. Choose one of .wav, .flac"),
        (["a.wav", "-o", "c.wav", "--format", "flac"], ".wav is not the ending of a FLAC file"),
        (["a.wav", "-o", "c.wav", "--model", "none"], "There is no model 'denoise/none'"),
        (["a.wav", "-o", "c.wav", "--model", "denoise/none"], "There is no model 'denoise/none'"),
        (["a.wav", "-o", "c.wav", "--model", "classify/compact-cnn"], "classify/compact-cnn is no denoiser"),
        (["a.wav", "-o", "c.wav", *GATE, "--set", "loudness=3"], "has the settings reduction_db, sensitivity"),
        (["a.wav", "-o", "c.wav", *GATE, "--set", "reduction_db=much"], "'much' is not a number"),
        (["a.wav", "-o", "c.wav", *GATE, "--set", "reduction_db=99"], "reduction must be 0 to 48 dB"),
    ],
)
def test_wrong_usage_is_explained_and_exits_with_2(tmp_path, monkeypatch, capsys, words, said) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["denoise", *words]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_bits_that_a_format_has_not_are_named(tmp_path, halver, capsys) -> None:
    source = make(tmp_path / "a.flac")
    assert main(["denoise", str(source), "-o", str(tmp_path / "out"), "--bits", "float"]) == 1
    assert "FLAC has no float bits, but: 24, 16" in capsys.readouterr().err


def test_settings_have_the_types_of_their_fields() -> None:
    settings = settings_of(GATE[1], ["reduction_db=20", "channels=each", "noise_start_s=1.5", "noise_end_s=2"])
    assert (settings.reduction_db, settings.channels) == (20.0, "each")
    assert settings.noise == (1.5, 2.0)
    assert settings_of(GATE[1], ["noise_start_s=none"]).noise is None
    with pytest.raises(WrongUsage, match="channels must be"):
        settings_of(GATE[1], ["channels=both"])


def test_what_is_no_speech_is_warned_of_where_a_model_is_for_speech(tmp_path, halver, monkeypatch, capsys) -> None:
    monkeypatch.setattr(Halver, "card", replace(Halver.card, extra={"meant_for": "speech"}))
    time_s = np.arange(20 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * time_s) for hertz in (220.0, 277.2, 329.6))
    source = tmp_path / "chord.wav"
    soundfile.write(source, 0.2 * chord, RATE)
    assert main(["denoise", str(source), "-o", str(tmp_path / "out.wav")]) == 0
    out, err = capsys.readouterr()
    assert "chord.wav: This does not sound like speech" in err
    assert out == f"{tmp_path / 'out.wav'}\n"  # it is done all the same


def test_a_terminal_sees_how_far_it_is(tmp_path, halver, capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    source = make(tmp_path / "a.wav", seconds=10)
    assert main(["denoise", str(source), "-o", str(tmp_path / "b.wav")]) == 0
    err = capsys.readouterr().err
    assert "\r\x1b[Ka.wav    6%" in err
    assert err.endswith("\r\x1b[K")


def test_what_lies_far_behind_is_forgotten() -> None:
    like = ArraySignal(np.zeros((1, 100_000)), 1000)
    blocks = (np.full((1, 500), number, np.float32) for number in range(200))
    signal = ForwardSignal(like, blocks)
    for start in range(0, 100_000, 700):
        back = signal.read(max(0, start - 1000), min(start + 700, 100_000))
        assert back[0, -1] == (min(start + 700, 100_000) - 1) // 500
        assert signal._kept.shape[1] <= 3000 + 1000 + 700 + 500
    with pytest.raises(ValueError, match="is forgotten"):
        signal.read(0, 10)


def test_a_model_that_ends_early_is_an_error() -> None:
    signal = ForwardSignal(ArraySignal(np.zeros((1, 2000)), 1000), iter([np.zeros((1, 500), np.float32)]))
    with pytest.raises(WorkbenchError, match=r"ended after 0\.500 s"):
        signal.read(0, 2000)
