"""Training of a synthesiser in miniature: it can be interrupted, and leaves a model like any other."""

from __future__ import annotations

import csv
import json
from itertools import takewhile

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import load_file

from workbench import paths
from workbench.errors import DataError, RecipeError
from workbench.models import catalogue, weights
from workbench.models.synthesise.recipe import random_recipe
from workbench.models.synthesise.sound_shape import SoundShape
from workbench.models.synthesise.space import space_of
from workbench.training import believed_places, sorters, synthesise
from workbench.training.commands import main
from workbench.training.described_sounds import DescribedSounds
from workbench.training.gan_generator import GeneratorRecipe
from workbench.training.gan_vocoder import VocoderRecipe
from workbench.training.sounds_pack import find_sounds
from workbench.training.synthesise import Kind, Learned, Plan, train

RATE = 8_000
SHAPE = SoundShape(RATE, 64, 64, 256, 32, 30.0, 4_000.0, "partials", 8)
TINY = Kind(
    SHAPE,
    VocoderRecipe(16, 1, 2, (64, 256), (256, 64), 0.25, None),
    GeneratorRecipe((16, 16, 8), size=8, critic_width=4, batch_size=4),
    {"vocoder": 2, "generator": 2},
)


@pytest.fixture(autouse=True)
def _tiny(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setitem(synthesise.KINDS, "hits", TINY)
    monkeypatch.setattr(synthesise, "STEPS", 2)
    monkeypatch.setattr(sorters, "STEPS", 2)
    monkeypatch.setattr(believed_places, "DRAWN", 50)
    monkeypatch.setattr(believed_places, "_KEPT", 20)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def pack(tmp_path):
    """Tones and bursts of noise at another rate; of each label four to learn from and one unseen."""
    folder, random = tmp_path / "pack", np.random.default_rng(0)
    folder.mkdir()
    time = np.arange(3_000) / 16_000
    rows = ["path,label,split,corpus,licence"]
    for index in range(10):
        label = ("noise", "tone")[index % 2]
        sound = np.sin(2 * np.pi * 40.0 * index * time) if index % 2 else random.standard_normal(time.size) / 4
        soundfile.write(folder / f"{index}.wav", sound * np.exp(-30.0 * time), 16_000)
        rows.append(f"{index}.wav,{label},{'test' if index > 7 else 'train'},ours,CC0")
    (folder / "meta.csv").write_text("\n".join(rows))
    return folder


def _learned(events):
    return [(event.part, event.round.round) for event in events if isinstance(event, Learned)]


def test_an_interrupted_run_ends_like_one_that_was_not_and_leaves_a_model(pack, tmp_path):
    plan, out = Plan(pack, "hits", seed=3), paths.data_dir() / "models" / "synthesise" / "tiny"
    whole = list(train(plan, out))
    parts = [("vocoder", 0), ("vocoder", 1), ("generator", 0), ("generator", 1)]
    assert _learned(whole) == parts

    resumed = tmp_path / "resumed"
    for part in synthesise.PARTS:  # each by itself, stopped after its first round
        run = train(plan, resumed, (part,))
        list(takewhile(lambda event: not isinstance(event, Learned), run))
        run.close()
    assert _learned(train(plan, resumed, resume=True)) == [parts[1], parts[3]]
    for name in ("vocoder.checkpoint.safetensors", "generator.checkpoint.safetensors", "weights.safetensors"):
        once, again = load_file(out / name), load_file(resumed / name)
        assert once.keys() == again.keys()
        assert all(torch.equal(value, again[key]) for key, value in once.items()), name

    model = catalogue.load("synthesise/tiny", "cpu")
    card = model.card
    assert card.classes == ("noise", "tone") and card.sample_rate == RATE
    assert card.parameters == sum(value.numel() for value in load_file(out / "weights.safetensors").values())
    assert card.trained_on == "8 sounds of pack, 4 steps of the vocoder and 4 steps of the generator"
    space = space_of(card)
    vectors = np.array([direction.vector for direction in space.directions])
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(len(vectors)), atol=1e-3)
    assert len({direction.name for direction in space.directions}) == len(vectors)
    (made,) = model.make([random_recipe(card, "tone", 1)])
    assert made.sample_rate == RATE and np.isfinite(made.samples).all()
    with (out / "attribution.csv").open(newline="") as file:
        assert list(csv.reader(file))[1:] == [["", "ours", "", "CC0", "8"]]
    assert card.licence.startswith("Bound to the licences of the sounds")  # nobody knows these
    for part, other in (("vocoder", "generator"), ("generator", "vocoder")):
        # Whatever the last plan says of the part that it does not train.
        list(train(Plan(pack, "hits", {other: 9}, seed=3), out, (part,), resume=True))
        command = json.loads((out / "card.json").read_text())["extra"]["command"]
        assert "--vocoder-rounds 2 --generator-rounds 2 --seed 3" in command


def test_unseen_sounds_are_not_even_opened(pack, tmp_path):
    for index in (8, 9):
        (pack / f"{index}.wav").write_bytes(b"no sound")
    assert _learned(train(Plan(pack, "hits", {"vocoder": 1}), tmp_path / "out", ("vocoder",))) == [("vocoder", 0)]
    (pack / "7.wav").write_bytes(b"no sound")
    with pytest.raises(DataError, match=r"7\.wav: cannot be read"):
        list(train(Plan(pack, "hits"), tmp_path / "out"))


def test_sounds_are_described_once_and_rare_ones_heard_more(pack):
    sounds = find_sounds(pack)
    described = DescribedSounds(sounds[:4] + sounds[5:8:2], SHAPE)  # two noises, four tones
    assert [round(share, 2) for share in described.prepare()][-1] == 1.0
    samples, descriptions = described.read(np.array([1, 0]))
    assert samples.shape == (2, SHAPE.samples) and descriptions.shape == (2, SHAPE.rows, SHAPE.frames)
    assert np.abs(samples).max(axis=1) == pytest.approx(0.9, abs=0.01)
    again = DescribedSounds(described.sounds, SHAPE)
    assert list(again.prepare()) == [1.0]
    np.testing.assert_array_equal(again.read(np.array([1, 0]))[1], descriptions)
    chances = described.chances()
    assert chances.sum() == pytest.approx(1.0) and chances[0] > chances[1]
    assert chances[described.label == 0].sum() == pytest.approx(1.0 / (1.0 + 2.0**0.25))


def test_what_cannot_be_trained_is_said(pack, tmp_path):
    out = tmp_path / "out"
    run = train(Plan(pack, "hits"), out, ("vocoder",))
    list(takewhile(lambda event: not isinstance(event, Learned), run))
    run.close()
    with pytest.raises(DataError, match=r"vocoder\.checkpoint.*was made with other settings"):
        list(train(Plan(pack, "hits", seed=1), out, ("vocoder",), resume=True))
    path = out / "vocoder.checkpoint.safetensors"
    for damaged in (path.read_bytes()[:-100], b"nonsense"):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"vocoder\.checkpoint.*is damaged.*start anew"):
            list(train(Plan(pack, "hits"), out, resume=True))
    with pytest.raises(DataError, match="no recipe for 'bells'; there is one for hits and digits"):
        list(train(Plan(pack, "bells"), out))
    with pytest.raises(DataError, match="one round at least"):
        list(train(Plan(pack, "hits", {"vocoder": 0}), out))
    with pytest.raises(RecipeError, match="seed -1 is out of range"):
        list(train(Plan(pack, "hits", seed=-1), out))
    (pack / "meta.csv").write_text("path,label,split\n8.wav,noise,test")
    with pytest.raises(DataError, match="none to learn from"):
        list(train(Plan(pack, "hits"), out))


def test_a_checkpoint_that_finds_no_room_leaves_the_one_before(pack, tmp_path, monkeypatch):
    from workbench.training import checkpoint

    def full(tensors, path, metadata):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    run = train(Plan(pack, "hits"), tmp_path, ("vocoder",))
    list(takewhile(lambda event: not isinstance(event, Learned), run))
    before = (tmp_path / "vocoder.checkpoint.safetensors").read_bytes()
    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(DataError, match=r"cannot be written .*No space left.* then resume"):
        list(run)
    assert [path.name for path in tmp_path.glob("vocoder*")] == ["vocoder.checkpoint.safetensors"]
    assert (tmp_path / "vocoder.checkpoint.safetensors").read_bytes() == before


def test_weights_that_find_no_room_leave_those_before(pack, tmp_path, monkeypatch):
    def full(tensors, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    list(train(Plan(pack, "hits", {"vocoder": 1, "generator": 1}), tmp_path / "out"))
    before = (tmp_path / "out" / "weights.safetensors").read_bytes()
    monkeypatch.setattr(weights, "save_file", full)
    with pytest.raises(DataError, match=r"weights.*cannot be written .*No space left"):
        list(train(Plan(pack, "hits"), tmp_path / "out", resume=True))
    assert [path.name for path in (tmp_path / "out").glob("weights*")] == ["weights.safetensors"]
    assert (tmp_path / "out" / "weights.safetensors").read_bytes() == before


def test_the_command_says_how_it_goes(pack, monkeypatch, capsys):
    command = ["workbench", "train", "synthesise", "--data", str(pack), "--kind", "hits", "--vocoder-rounds", "1"]
    command += ["--generator-rounds", "1", "--threads", "1"]
    out = paths.data_dir() / "models" / "synthesise" / "hits-0"
    monkeypatch.setattr("sys.argv", [*command, "--part", "vocoder"])
    assert main() == 0
    assert "it becomes a model when the other part is there" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", [*command, "--resume"])
    assert main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["preparing 100%", "generator, round 1", f"the model is in {out}"]
    assert "again" in lines[1] and lines[1].endswith("0.0 min left")
    assert json.loads((out / "card.json").read_text())["name"] == "synthesise/hits-0"
