"""`workbench synthesise`, as a script sees it: what is made, names, what is refused, exit codes, what is left."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from workbench.batch import synthesise as synthesise_module
from workbench.cli import main
from workbench.errors import ModelLoadError, RecipeError
from workbench.models import catalogue
from workbench.models.contract import Encoded
from workbench.models.placeholder import Tones
from workbench.models.synthesise.recipe import MAX_SEED, Recipe, random_recipe
from workbench.models.synthesise.space import near

MODEL = ["--model", "placeholder/tones"]
RATE = Tones.sample_rate


@pytest.fixture(autouse=True)
def tones(monkeypatch) -> None:
    real = catalogue.cards()
    monkeypatch.setattr(catalogue, "cards", lambda: [*real, Tones.card])
    monkeypatch.setattr(synthesise_module, "load", lambda name, device: Tones())


def synthesise(*words: str | Path) -> int:
    return main(["synthesise", *MODEL, *map(str, words)])


def read(path: Path) -> np.ndarray:
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    return samples


def made(*recipes: Recipe) -> list[np.ndarray]:
    return [sound.samples[0] for sound in Tones().make(recipes)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def make_recording(path: Path, peak: float = 0.5, seconds: float = 1.0) -> Path:
    sound = np.zeros(round(seconds * 8000))
    sound[len(sound) // 2] = peak
    soundfile.write(path, sound, 8000, subtype="FLOAT")
    return path


def test_a_sound_is_that_of_its_seed(tmp_path, capsys) -> None:
    target = tmp_path / "a.wav"
    assert synthesise("--label", "low", "--seed", "4711", "-o", target) == 0
    assert capsys.readouterr().out == f"{target}\n"
    (wanted,) = made(random_recipe(Tones.card, "low", 4711))
    np.testing.assert_allclose(read(target), wanted, atol=2**-23)
    with soundfile.SoundFile(target) as file:
        assert (file.format, file.subtype, file.channels) == ("WAV", "PCM_24", 1)
        notes = json.loads(file.comment)
        assert file.title == "low 4711 tones"
    assert (notes["model"], notes["sounds"]) == ("placeholder/tones", [{"label": "low", "seed": 4711}])
    (again,) = made(Recipe("low", tuple(notes["point"]), 4711))
    np.testing.assert_allclose(again, wanted, atol=1e-3)


def test_many_sounds_are_files_of_a_folder_with_the_next_seeds(tmp_path, capsys) -> None:
    folder = tmp_path / "new" / "sounds"
    assert synthesise("--label", "high", "--seed", "7", "--count", "3", "--json", "-o", folder) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [Path(line["file"]).name for line in lines] == [f"high {seed} tones.wav" for seed in (7, 8, 9)]
    for line in lines:
        recipe = random_recipe(Tones.card, "high", line["seed"])
        assert (line["model"], line["label"], tuple(line["point"])) == ("placeholder/tones", "high", recipe.point)
        (wanted,) = made(recipe)
        np.testing.assert_allclose(read(Path(line["file"])), wanted, atol=2**-23)
        assert line["duration_s"] == pytest.approx(len(wanted) / line["sample_rate"], abs=1e-6)
    assert names(folder) == [f"high {seed} tones.wav" for seed in (7, 8, 9)]


def test_a_text_is_said_in_one_voice_with_pauses(tmp_path, capsys) -> None:
    target = tmp_path / "a.wav"
    assert synthesise("--say", "low high, lowlow", "--gap", "0.25", "--seed", "3", "--json", "-o", target) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["label"], line["seed"]) == ("low-high-low-low", 3)
    point = random_recipe(Tones.card, "low", 3).point
    labels = ("low", "high", "low", "low")
    sounds = made(*(Recipe(label, point, 3 + place) for place, label in enumerate(labels)))
    pause = np.zeros(RATE // 4)
    wanted = np.concatenate([sounds[0], pause, sounds[1], pause, sounds[2], pause, sounds[3]])
    np.testing.assert_allclose(read(target), wanted, atol=2**-23)
    assert synthesise("--say", "low high", "--count", "2", "-o", tmp_path / "out") == 0
    assert names(tmp_path / "out") == ["low-high 0 tones.wav", "low-high 1 tones.wav"]


def test_a_recording_is_varied(tmp_path) -> None:
    source = make_recording(tmp_path / "hit.wav", 0.5)
    place = (0.5, 0.0, 0.0, 0.0)  # where the stand-in puts a peak of 0.5
    for name, words, recipe in (
        ("near", ["--vary", "0"], Recipe("low", place, 0)),
        ("far", ["--vary", "0.8", "--seed", "5"], Recipe("low", near(place, 5, 0.8), 5)),
        ("other", ["--vary", "0", "--label", "high"], Recipe("high", place, 0)),
        ("before", ["--vary", "0", "--span", "0-0.4"], Recipe("low", (0.0,) * 4, 0)),
        ("to its end", ["--vary", "0", "--span", "0.4-9"], Recipe("low", place, 0)),
    ):
        assert synthesise("--from", source, *words, "-o", tmp_path / f"{name}.wav") == 0
        np.testing.assert_allclose(read(tmp_path / f"{name}.wav"), made(recipe)[0], atol=2**-23, err_msg=name)
    assert synthesise("--from", source, "--count", "2", "-o", tmp_path / "out") == 0
    first, second = (read(tmp_path / "out" / name) for name in names(tmp_path / "out"))
    assert names(tmp_path / "out") == ["low 0 tones like hit.wav", "low 1 tones like hit.wav"]
    assert first.shape != second.shape
    assert synthesise("--from", source, "--say", "high low", "--vary", "0", "--gap", "0", "-o", tmp_path / "b.wav") == 0
    voice = np.concatenate(made(Recipe("high", place, 0), Recipe("low", place, 1)))
    np.testing.assert_allclose(read(tmp_path / "b.wav"), voice, atol=2**-23)


def test_sounds_lie_where_they_are_set_along_directions(tmp_path) -> None:
    one, two = Tones.card.extra["space"]["directions"]
    assert synthesise("--label", "low", "--set", "pitch=2.5", "--set", "length=-1", "-o", tmp_path / "out") == 0
    assert names(tmp_path / "out") == ["low 0 tones pitch +2.5 length -1.wav"]
    point = random_recipe(Tones.card, "low", 0).point
    assert (one["vector"], two["vector"]) == ([1, 0, 0, 0], [0, 1, 0, 0]), "so the first two numbers are set"
    (wanted,) = made(Recipe("low", (2.5, -1.0, *point[2:]), 0))
    np.testing.assert_allclose(read(next((tmp_path / "out").iterdir())), wanted, atol=2**-23)
    source = make_recording(tmp_path / "hit.wav", 0.5)
    assert synthesise("--from", source, "--vary", "0", "--set", "length=1", "-o", tmp_path / "out") == 0
    (wanted,) = made(Recipe("low", (0.5, 1.0, 0.0, 0.0), 0))
    np.testing.assert_allclose(read(tmp_path / "out" / "low 0 tones length +1 like hit.wav"), wanted, atol=2**-23)
    assert synthesise("--say", "low high", "--set", "pitch=4", "--gap", "0", "-o", tmp_path / "a.wav") == 0
    wanted = np.concatenate(made(*(Recipe(label, (4.0, *point[1:]), n) for n, label in enumerate(("low", "high")))))
    np.testing.assert_allclose(read(tmp_path / "a.wav"), wanted, atol=2**-23)


def test_a_row_of_sounds_goes_from_one_seed_to_another(tmp_path, capsys) -> None:
    assert synthesise("--label", "low", "--between", "3", "9", "--count", "10", "--json", "-o", tmp_path / "out") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [Path(line["file"]).name for line in lines] == [f"low 3 to 9 tones {n:02} of 10.wav" for n in range(1, 11)]
    first, last = (random_recipe(Tones.card, "low", seed) for seed in (3, 9))
    assert (tuple(lines[0]["point"]), tuple(lines[-1]["point"])) == (first.point, last.point)
    assert [line["seed"] for line in lines] == [3] * 5 + [9] * 5, "the noise is that of the nearer end"
    steps = np.diff([line["point"] for line in lines], axis=0)
    assert (steps @ (np.array(last.point) - first.point) > 0.0).all()
    for line, recipe in ((lines[0], first), (lines[-1], last)):
        np.testing.assert_allclose(read(Path(line["file"])), made(recipe)[0], atol=2**-23)
    voices = ["--say", "low high", "--between", "3", "9", "--set", "length=0", "-o", tmp_path / "voices"]
    assert synthesise(*voices) == 0, "without a count there are five"
    assert names(tmp_path / "voices") == [f"low-high 3 to 9 tones {n} of 5 length +0.wav" for n in range(1, 6)]


def test_format_and_bits_may_be_chosen(tmp_path) -> None:
    for words, subtype in (
        (["-o", "b.flac"], "PCM_24"),
        (["-o", "b.wav", "--bits", "float"], "FLOAT"),
        (["-o", "b.opus"], "OPUS"),
        (["-o", "folder", "--format", "mp3"], "MPEG_LAYER_III"),
    ):
        path = tmp_path / words[1]
        assert synthesise("--label", "low", "-o", path, *words[2:]) == 0
        assert soundfile.info(path / "low 0 tones.mp3" if path.is_dir() else path).subtype == subtype


def test_the_models_and_their_labels_are_listed(tmp_path, capsys) -> None:
    assert main(["synthesise", "--list"]) == 0
    assert "placeholder/tones: low, high\n" in capsys.readouterr().out
    assert synthesise("--list", "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["classes"] == ["low", "high"]


def test_without_any_model_it_is_said(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(catalogue, "cards", lambda: [])
    for words in (["--list"], ["--label", "low", "-o", str(tmp_path / "a.wav")]):
        assert main(["synthesise", *words]) == 1
        assert "There is no model to synthesise with" in capsys.readouterr().err
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "c.wav"], "Say what to make: --label, --say or --from"),
        (["--label", "low"], "Say where to write: -o OUT"),
        (["--label", "mid", "-o", "c.wav"], "placeholder/tones cannot make 'mid'. It knows: low, high."),
        (["--say", "lowmid", "-o", "c.wav"], "placeholder/tones cannot make 'mid'. It knows: low, high."),
        (["--say", "low", "--label", "low", "-o", "c.wav"], "--label and --say are two sounds"),
        (["--label", "low", "--seed", "-1", "-o", "c.wav"], "The seed -1 is out of range"),
        (["--label", "low", "--seed", str(MAX_SEED), "--count", "2", "-o", "out"], "2147483648 is out of range"),
        (["--label", "low", "--count", "0", "-o", "out"], "--count 0: at least one"),
        (["--label", "low", "--count", "2", "-o", "c.wav"], "2 sounds do not go into one file c.wav. Name a folder"),
        (["--label", "low", "-o", "c.m4a"], ".m4a cannot be written. Choose one of .wav, .flac"),
        (["--label", "low", "-o", "c.wav", "--format", "flac"], ".wav is not the ending of a FLAC file"),
        (["--label", "low", "-o", "c.flac", "--bits", "float"], "FLAC has no float bits, but: 24, 16"),
        (["--label", "low", "-o", "c.wav", "--vary", "0.5"], "--vary means something with --from only"),
        (["--label", "low", "-o", "c.wav", "--span", "0-1"], "--span means something with --from only"),
        (["--label", "low", "-o", "c.wav", "--gap", "1"], "--gap means something with --say only"),
        (["--label", "low", "-o", "c.wav", "--set", "colour=1"], "tones has the directions pitch, length"),
        (["--label", "low", "-o", "c.wav", "--set", "pitch"], "--set pitch: say it as NAME=NUMBER"),
        (["--label", "low", "-o", "c.wav", "--set", "pitch=up"], "--set pitch=up: say it as NAME=NUMBER"),
        (["--label", "low", "-o", "c.wav", "--set", "pitch=-4.5"], "--set pitch=-4.5: give −4 to 4"),
        (["--label", "low", "-o", "c.wav", "--set", "pitch=nan"], "--set pitch=nan: give −4 to 4"),
        (["--label", "low", "-o", "out", "--between", "1", "2", "--count", "1"], "--count 1: at least two sounds"),
        (
            ["--label", "low", "-o", "out", "--between", "1", "2", "--count", "10001"],
            "between two sounds at most 10,000",
        ),
        (["--label", "low", "-o", "out", "--between", "1", "-2"], "The seed -2 is out of range"),
        (["--label", "low", "-o", "out", "--between", "1", "2", "--seed", "3"], "--between names its seeds"),
        (["--label", "low", "-o", "c.wav", "--between", "1", "2"], "5 sounds do not go into one file c.wav"),
        (["--from", "/hit.wav", "-o", "out", "--between", "1", "2"], "--from begins at a recording. Choose one"),
        (["--between", "1", "2", "-o", "out"], "Say what to make"),
        (["--say", "low", "-o", "c.wav", "--gap", "11"], "there can be 0 to 10 s, not 11 s"),
        (["--from", "/hit.wav", "--label", "mid", "-o", "c.wav"], "cannot make 'mid'"),
        (["--model", "none", "--label", "low", "-o", "c.wav"], "There is no model 'synthesise/none'"),
        (["--model", "classify/compact-cnn", "--label", "low", "-o", "c.wav"], "compact-cnn is no synthesiser"),
    ],
)
def test_wrong_usage_is_explained_and_exits_with_2(tmp_path, monkeypatch, capsys, words, said) -> None:
    monkeypatch.chdir(tmp_path)
    assert synthesise(*words) == 2
    assert said in capsys.readouterr().err
    assert names(tmp_path) == []


def test_a_span_after_the_end_is_wrong_usage(tmp_path, capsys) -> None:
    source = make_recording(tmp_path / "hit.wav")
    assert synthesise("--from", source, "--span", "5-6", "-o", tmp_path / "out") == 2
    assert "--span begins at 5 s, and hit.wav ends at 1.000 s" in capsys.readouterr().err
    assert names(tmp_path) == ["hit.wav"]


def test_what_cannot_be_read_makes_nothing(tmp_path, monkeypatch, capsys) -> None:
    bad = tmp_path / "text.wav"
    bad.write_text("no sound")
    assert synthesise("--from", bad, "-o", tmp_path / "out") == 1
    assert "text.wav: this is text" in capsys.readouterr().err
    assert synthesise("--from", tmp_path / "none.wav", "-o", tmp_path / "out") == 1
    assert "none.wav: there is no such file" in capsys.readouterr().err

    def silent(self, signal, span, label="") -> Encoded:
        raise RecipeError("There is no sound in that span. Choose another.")

    monkeypatch.setattr(Tones, "encode", silent)
    assert synthesise("--from", make_recording(tmp_path / "hit.wav", 0.0), "-o", tmp_path / "out") == 1
    assert "There is no sound in that span" in capsys.readouterr().err
    assert names(tmp_path) == ["hit.wav", "text.wav"]


def test_damaged_weights_make_nothing(tmp_path, monkeypatch, capsys) -> None:
    def damaged(name: str, device: str) -> Tones:
        raise ModelLoadError(f"{name}: the weights are damaged. Install it again.")

    monkeypatch.setattr(synthesise_module, "load", damaged)
    assert synthesise("--label", "low", "-o", tmp_path / "out") == 1
    assert "placeholder/tones: the weights are damaged" in capsys.readouterr().err
    assert names(tmp_path) == []


def test_files_that_are_there_are_kept(tmp_path, capsys) -> None:
    there = tmp_path / "low 1 tones.wav"
    there.write_text("precious")
    assert synthesise("--label", "low", "--count", "3", "-o", tmp_path) == 1
    out, err = capsys.readouterr()
    assert "low 1 tones.wav was not written: there is a file of this name already" in err
    assert [Path(line).name for line in out.splitlines()] == ["low 0 tones.wav", "low 2 tones.wav"]
    assert there.read_text() == "precious"
    assert synthesise("--label", "low", "--seed", "1", "-o", tmp_path, "--overwrite") == 0
    assert len(read(there)) > RATE // 10


def test_names_that_are_no_unicode_can_be_written(tmp_path) -> None:
    source = make_recording(tmp_path / "hit.wav")
    odd = source.rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.wav"))
    assert synthesise("--from", odd, "-o", tmp_path / "out") == 0
    assert names(tmp_path / "out") == ["low 0 tones like -.wav"]
    assert synthesise("--label", "low", "-o", odd.with_stem(odd.stem + "2")) == 0


def test_a_recording_is_never_written_over(tmp_path, capsys) -> None:
    source = make_recording(tmp_path / "hit.wav")
    before = source.read_bytes()
    assert synthesise("--from", source, "-o", source, "--overwrite") == 1
    assert "this is the recording itself" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_folders_that_are_missing_or_cannot_be_made_are_named(tmp_path, capsys) -> None:
    assert synthesise("--label", "low", "-o", tmp_path / "missing" / "a.wav") == 1
    assert "a.wav was not written: there is no folder" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert synthesise("--label", "low", "-o", tmp_path / "file" / "out") == 1
    assert "out was not written: the folder cannot be made (not a directory)" in capsys.readouterr().err
    assert names(tmp_path) == ["file"]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, monkeypatch, capsys) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))  # Python ignores the signal, so writing fails
    try:
        assert synthesise("--label", "low", "--count", "2", "-o", tmp_path / "out") == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert capsys.readouterr().err.count("was not written: there is no room left on the disk") == 2
    assert names(tmp_path / "out") == []
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    assert synthesise("--say", "low high", "-o", tmp_path / "a.wav") == 1
    assert re.search(r"no room for it on the disk: \d+\.\d kB are needed and 1\.0 kB free", capsys.readouterr().err)
    assert names(tmp_path) == ["out"]


def test_cancelling_keeps_what_was_written_and_nothing_half(tmp_path, monkeypatch, capsys) -> None:
    whole = synthesise_module.export

    def interrupted(signal, wish):
        if "low 1" in wish.path.name:
            read = signal.read

            def cancel(start: int, stop: int):
                if start > 0:
                    raise KeyboardInterrupt
                return read(start, stop)

            monkeypatch.setattr("workbench.audio.export.BLOCK_SAMPLES", 4096)
            signal.read = cancel
        return whole(signal, wish)

    monkeypatch.setattr(synthesise_module, "export", interrupted)
    assert synthesise("--label", "low", "--count", "3", "-o", tmp_path) == 130
    assert capsys.readouterr().err == "workbench: cancelled\n"
    assert names(tmp_path) == ["low 0 tones.wav"]


def test_a_terminal_sees_how_far_it_is(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert synthesise("--label", "low", "--count", "4", "-o", tmp_path / "out") == 0
    err = capsys.readouterr().err
    assert "\r\x1b[Kout   75%" in err
    assert err.endswith("\r\x1b[K")
