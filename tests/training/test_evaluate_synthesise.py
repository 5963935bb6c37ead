"""Synthesisers are measured by a judge that heard real sounds only."""

import json
from functools import partial

import numpy as np
import pytest
import soundfile
import torch

from workbench import paths
from workbench.errors import DataError, RecipeError, WrongUsage
from workbench.features.mel import MelSettings, log_mel
from workbench.models import catalogue, placeholder
from workbench.models.synthesise.recipe import random_recipe
from workbench.training import evaluate_synthesise
from workbench.training.commands import main
from workbench.training.evaluate_synthesise import Wish, evaluate, load_synthesiser
from workbench.training.judge_training import JudgeRecipe, trained_judge
from workbench.training.sound_judge import FLOOR_DB, HITS, SPEECH, Hearing, levels, placed
from workbench.training.sound_store import SoundStore
from workbench.training.sounds_pack import find_sounds
from workbench.training.synthesis_figures import Heard, recognition, replay, set_distances, spreads

RATE = 48_000
BRIEF = JudgeRecipe(epochs=1, steps=4, batch_size=8)


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))


@pytest.fixture
def one_thread():
    """As in the command, which leaves it so; later tests get theirs back."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def listed(folder, header, rows):
    """A pack of sounds, each a tone in noise, at the paths of `rows`."""
    random = np.random.default_rng(0)
    for row in rows:
        path = folder / row.split(",")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, random.standard_normal(800) * 0.1, RATE)
    (folder / "meta.csv").write_text("\n".join([header, *rows]))
    return folder


@pytest.fixture
def tones(tmp_path):
    """A pack of sounds like those that `Tones` makes: of each label twelve to learn from and five unseen ones."""
    folder = tmp_path / "tones"
    folder.mkdir()
    model, rows = placeholder.Tones(), ["path,label,split"]
    for label in model.card.classes:
        recipes = [random_recipe(model.card, label, 1000 + index) for index in range(17)]
        for made in model.make(recipes):
            name = f"{label}_{made.index}.wav"
            soundfile.write(folder / name, made.samples[0], RATE)
            rows.append(f"{name},{label},{'train' if made.index < 12 else 'valid'}")
    (folder / "meta.csv").write_text("\n".join(rows))
    return folder


def test_a_synthesiser_is_measured_from_end_to_end(tones, monkeypatch, capsys, one_thread):
    monkeypatch.setattr(catalogue, "load", placeholder.load)
    monkeypatch.setattr(evaluate_synthesise, "Wish", partial(Wish, judge=BRIEF))
    command = ["workbench", "evaluate", "synthesise", "--model", placeholder.TONES, "--data", str(tones)]
    command += ["--sounds", "20", "--device", "cpu"]
    monkeypatch.setattr("sys.argv", [*command, "--json"])
    assert main() == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert (found["model"], found["sounds"], found["seed"]) == (placeholder.TONES, 20, 0)
    assert "training the judge" in printed.err
    assert found["judge"]["learned_from"] == 24
    assert found["judge"]["unseen_sounds"] == 10
    assert found["recognition"]["overall"]["count"] == 20
    assert found["recognition"]["per_label"]["low"]["count"] == 10
    assert found["diversity"]["per_label"]["high"]["sounds"] == 10
    assert found["frechet"]["sounds"] == 10
    # The same distribution, so the figures of made sounds are about those of real ones.
    assert 0.3 < found["diversity"]["mean_ratio"] < 3.0
    assert 0.3 < found["replay"]["levels_db"]["ratio"] < 3.0
    assert found["speed"]["clock"] > 1.0

    monkeypatch.setattr("sys.argv", command)
    assert main() == 0
    again = capsys.readouterr()
    assert "training the judge" not in again.err  # it was kept
    assert f"made {found['frechet']['made']:.2f}, other real ones {found['frechet']['real']:.2f}" in again.out


def test_a_judge_learns_and_is_kept(tones, one_thread):
    sounds = find_sounds(tones)
    hearing = Hearing(MelSettings(8_000, 256, 128, 32, 60.0, 4_000.0), 0.64, centred=False)
    store = SoundStore([sound.clip for sound in sounds], 8_000)
    assert list(store.prepare())[-1] == 1.0
    recipe = JudgeRecipe(epochs=3, steps=25, batch_size=8)
    *steps, judge = trained_judge(sounds, store, hearing, recipe)
    assert len(steps) == 75
    unseen = [sound for sound in sounds if sound.unseen]
    heard = [sound.clip.read()[0][0] for sound in unseen]
    assert judge.accuracy(heard, [sound.label for sound in unseen], RATE) == 1.0  # two octaves apart
    (kept,) = trained_judge(sounds, store, hearing, recipe)
    assert np.array_equal(kept.embed(kept.hear(heard, RATE)), judge.embed(judge.hear(heard, RATE)))


def test_what_cannot_be_measured_is_said(tones, tmp_path, monkeypatch):
    model = placeholder.Tones()
    digits = listed(tmp_path / "digits", "path,digits", [f"{i}.wav,{i % 2}" for i in range(4)])
    with pytest.raises(DataError, match=r"has no sounds to learn high, low from, which placeholder/tones makes"):
        next(evaluate(model, digits, Wish()))
    with (tones / "meta.csv").open("a") as listing:
        listing.write("\nlow_1.wav,gong,valid")
    with pytest.raises(DataError, match="has sounds of gong to measure on, but none to learn from"):
        next(evaluate(model, tones, Wish()))
    with pytest.raises(DataError, match="no such file or folder"):
        next(evaluate(model, tmp_path / "nothing", Wish()))
    with pytest.raises(WrongUsage, match="--sounds 1"):
        next(evaluate(model, tones, Wish(sounds=1)))
    with pytest.raises(RecipeError, match="seed -1 is out of range"):
        next(evaluate(model, tones, Wish(seed=-1)))
    monkeypatch.setattr(catalogue, "load", placeholder.load)
    with pytest.raises(WrongUsage, match="cannot make sounds of its own"):
        load_synthesiser(placeholder.QUIETER, "cpu")


def test_packs_are_split_by_their_column_or_by_instrument(tmp_path):
    rows = ["a.wav,fsdd,zero,0,ann,train", "b.wav,fsdd,cat,,ann,train", "c.wav,fsdd,one two,12,bob,valid"]
    rows += ["d.wav,fsdd,one,1,bob,valid"]
    digits = find_sounds(listed(tmp_path / "digits", "path,corpus,text,digits,speaker,split", rows))
    assert [(s.label, s.origin, s.unseen) for s in digits] == [("0", "fsdd/ann", False), ("1", "fsdd/bob", True)]

    rows = [f"snare/set_{kit}_hard_rr{take}.wav,snare" for kit in "abcdefg" for take in (1, 2)]
    rows += [f"kick/x{index:02}.wav,kick" for index in range(20)]
    hits = find_sounds(listed(tmp_path / "hits", "path,kind", rows))
    unseen = [sound for sound in hits if sound.unseen]
    assert {sound.origin for sound in unseen} == {"set_e", "x04", "x14"}
    assert len(unseen) == 4  # both takes of the kit
    with pytest.raises(DataError, match="the split 'mine' must be train, valid or test"):
        find_sounds(listed(tmp_path / "wrong", "path,kind,split", ["a.wav,kick,mine"]))
    with pytest.raises(DataError, match="must name one of the columns label, kind, digits"):
        find_sounds(listed(tmp_path / "bare", "path", ["a.wav"]))


def test_levels_of_many_sounds_are_those_of_each_alone():
    mel = MelSettings(16_000, 512, 160, 40, 60.0, 7_600.0)
    windows = np.random.default_rng(1).standard_normal((3, 3200)).astype(np.float32) * np.float32(0.1)
    windows[1] = 0.0
    together = levels(windows, mel)
    alone = log_mel(windows[2], mel)
    assert together.shape == (3, 40, 20)
    assert together[2] == pytest.approx(np.maximum(alone - alone.max(), FLOOR_DB), abs=1e-3)
    assert levels(windows * 7.0, mel)[0] == pytest.approx(together[0], abs=1e-3)
    assert np.all(together[1] <= -30.0)  # silence is not made loud


def test_sounds_are_brought_to_their_place():
    click = np.zeros(1000, np.float32)
    click[100] = 1.0
    assert placed(click, SPEECH).argmax() == SPEECH.window // 2
    assert placed(click, HITS).argmax() == round(0.02 * 32_000) + 100
    assert placed(click, HITS, shift=-80_000).max() == 0.0
    assert placed(np.ones(100_000, np.float32), SPEECH).min() == 1.0


def test_figures_of_sets_that_are_known():
    random = np.random.default_rng(5)
    labels = np.array(["kick"] * 30 + ["snare"] * 30)

    def heard(embedded, taken_for=labels):
        return Heard(labels, embedded[:, :4], embedded, taken_for)

    learned, unseen = (heard(random.standard_normal((60, 8)).astype(np.float32)) for _ in range(2))
    copies = heard(learned.embedded.copy(), np.where(np.arange(60) < 6, "snare", labels))
    found = recognition(copies, {"kick": 14, "snare": 15})
    assert (found.overall.right, found.overall.count, found.enough.share) == (54, 60, 1.0)
    assert (found.enough_labels, found.confused) == (("snare",), (("kick", "snare", 6),))
    assert spreads(copies, learned, random)["kick"].ratio == pytest.approx(1.0)
    narrow = spreads(heard(learned.embedded * 0.5), learned, random)["snare"]
    assert (narrow.sounds, narrow.ratio) == (30, pytest.approx(0.5, rel=1e-4))
    of_copies = replay(copies, learned, unseen)["embedding"]
    assert (of_copies.made.median, of_copies.nearer) == (0.0, 1.0)
    assert replay(unseen, learned, unseen)["embedding"].ratio == 1.0
    sets = set_distances(copies, learned, unseen, random)
    assert (sets.sounds, sets.dimensions) == (60, 8)  # all there are
    assert sets.made == pytest.approx(sets.real)
