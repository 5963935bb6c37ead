"""A synthesiser with random weights, loaded as any: what its recipes mean, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from workbench import paths
from workbench.audio.signal import ArraySignal
from workbench.errors import ModelLoadError, RecipeError
from workbench.models import catalogue
from workbench.models.contract import Span
from workbench.models.placeholder import Tones
from workbench.models.synthesise.recipe import MAX_SEED, Recipe, random_recipe
from workbench.models.synthesise.sound_shape import SoundShape
from workbench.models.synthesise.synthesiser import Networks
from workbench.models.weights import file_sha256, save_weights

NAME = "synthesise/random"
HITS = SoundShape(8_000, 64, 32, 256, 16, 30.0, 4_000.0, "partials", 8)
VOICE = SoundShape(8_000, 96, 32, 384, 16, 40.0, 3_900.0, "voice")
SIZES = {"generator": (16, 16, 8), "vocoder": (16, 1)}
SPACE = {"size": 8, "directions": []}


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Leaves a model in the person's own folder; returns the folder."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    folder = paths.data_dir() / "models" / NAME
    folder.mkdir(parents=True)

    def write_model(shape=HITS):
        torch.manual_seed(0)
        networks = Networks(shape, 2, 8, SIZES)
        with torch.no_grad():  # noise that dies away before the end
            networks.vocoder.noise.bias.fill_(-2.0)
        card = asdict(replace(Tones.card, name=NAME, sample_rate=shape.sample_rate, classes=("kick", "snare"))) | {
            "weights_sha256": save_weights(networks, folder / catalogue.WEIGHTS_NAME),
            "extra": {"architecture": "cvae-gan", "shape": asdict(shape), "network": SIZES, "space": SPACE},
        }
        (folder / catalogue.CARD_NAME).write_text(json.dumps(card))
        return folder

    return write_model


def _loaded():
    return catalogue.load(NAME, "cpu")


def _made(model, recipe):
    (made,) = model.make([recipe])
    return made.samples[0]


@pytest.mark.parametrize("shape", [HITS, VOICE], ids=["hits", "voice"])
def test_a_recipe_is_a_sound(write, shape):
    write(shape)
    model = _loaded()
    recipe = random_recipe(model.card, "snare", 4711)
    sound = _made(model, recipe)
    assert sound.dtype == np.float32 and 0 < sound.size <= shape.samples
    assert 1e-3 < np.abs(sound).max() <= 0.9 + 1e-6
    # Bit for bit, in another order, by another copy of the model.
    others = [random_recipe(model.card, label, seed) for label, seed in (("kick", 1), ("snare", 2), ("kick", 3))]
    together = list(_loaded().make([*others, recipe]))
    assert [made.index for made in together] == [0, 1, 2, 3] and together[-1].sample_rate == shape.sample_rate
    np.testing.assert_array_equal(together[-1].samples[0], sound)
    for other in (replace(recipe, label="kick"), replace(recipe, point=others[0].point), replace(recipe, seed=4712)):
        assert not np.array_equal(_made(model, other), sound)


def test_another_seed_is_another_noise_in_the_same_sound(write):
    write()
    model = _loaded()
    with torch.no_grad():
        model._networks.vocoder.noise.bias.fill_(-100.0)  # no noise is left
        model._networks.vocoder.tones.bias.fill_(0.0)
    recipe = random_recipe(model.card, "kick", 1)
    np.testing.assert_allclose(_made(model, recipe), _made(model, replace(recipe, seed=2)), atol=1e-3)


def test_silence_at_the_end_is_cut_off_and_silence_is_short(write):
    write()
    model = _loaded()
    sound = np.zeros(HITS.samples, np.float32)
    sound[:1000] = np.sin(np.arange(1000))
    sound[1000:] = 5e-4  # below −60 dB
    finished = model._finished(sound)
    assert finished.shape == (1, 1000) and finished[0, -1] == 0.0
    assert np.abs(finished).max() == pytest.approx(0.9, rel=1e-3)
    assert model._finished(np.zeros(500, np.float32)).shape == (1, 1)


def test_recipes_that_cannot_be_followed(write):
    write()
    model = _loaded()
    point = (0.0,) * 8
    for recipe, said in (
        (Recipe("gong", point, 0), "synthesise/random cannot make 'gong'. It knows: kick, snare"),
        (Recipe("kick", point[1:], 0), "needs places of 8 numbers, not 7"),
        (Recipe("kick", (1e300, *point[1:]), 0), "too far out"),
    ):
        with pytest.raises(RecipeError, match=said):
            list(model.make([Recipe("kick", point, 0), recipe]))
    for seed in (-1, MAX_SEED + 1):
        with pytest.raises(RecipeError, match="out of range"):
            Recipe("kick", point, seed)
    with pytest.raises(RecipeError, match="not finite"):
        Recipe("kick", (float("nan"), *point[1:]), 0)


@pytest.mark.parametrize("shape", [HITS, VOICE], ids=["hits", "voice"])
def test_a_recording_has_a_place(write, shape):
    write(shape)
    model = _loaded()
    time = np.arange(24_000) / 48_000
    sound = np.stack([np.exp(-20.0 * time) * np.sin(2 * np.pi * 300.0 * time), np.zeros(24_000)]).astype(np.float32)
    quiet = np.concatenate([np.zeros((2, 48_000), np.float32), 0.1 * sound], axis=1)
    found = model.encode(ArraySignal(sound, 48_000), Span(0.0, 0.5), "snare")
    assert found.label == "snare" and len(found.point) == 8 and np.isfinite(found.point).all()
    # Neither level nor what lies around it makes a difference.
    later = model.encode(ArraySignal(quiet, 48_000), Span(1.0, 9.0), "snare")
    np.testing.assert_allclose(later.point, found.point, atol=5e-3)
    chosen = model.encode(ArraySignal(sound, 48_000), Span(0.0, 0.5))
    assert chosen.label in ("kick", "snare")
    named = model.encode(ArraySignal(sound, 48_000), Span(0.0, 0.5), chosen.label)
    np.testing.assert_allclose(chosen.point, named.point, atol=1e-6)
    assert _made(model, Recipe(chosen.label, chosen.point, 0)).size > 1


def test_recordings_that_have_none(write):
    write()
    model = _loaded()
    sound = np.random.default_rng(0).standard_normal(8000).astype(np.float32) * 0.1
    spoilt = sound.copy()
    spoilt[2000:2010], spoilt[3000], spoilt[3001] = np.nan, np.inf, -np.inf
    clean = np.where(np.isfinite(spoilt), spoilt, 0.0)
    for rate in (8_000, 44_100):
        found, expected = (model.encode(ArraySignal(each, rate), Span(0.0, 1.0), "kick") for each in (spoilt, clean))
        assert found == expected
    with pytest.raises(RecipeError, match="knows no 'gong'"):
        model.encode(ArraySignal(sound, 8_000), Span(0.0, 1.0), "gong")
    for signal, span in (
        (np.zeros(8000), Span(0.0, 1.0)),
        (np.full(8000, np.nan), Span(0.0, 1.0)),
        (np.zeros(0), Span(0.0, 1.0)),
        (sound, Span(2.0, 3.0)),
        (sound, Span(-2.0, -1.0)),
        (sound, Span(0.5, 0.5)),
    ):
        with pytest.raises(RecipeError, match="nothing to hear"):
            model.encode(ArraySignal(signal, 8_000), span)


def _changed(folder, **extra):
    path = folder / catalogue.CARD_NAME
    card = json.loads(path.read_text())
    path.write_text(json.dumps(card | {"extra": card["extra"] | extra}))


@pytest.mark.parametrize(
    "extra",
    [
        {"architecture": "diffusion"},
        {"shape": None},
        {"shape": asdict(HITS) | {"frames": 33}},
        {"shape": asdict(HITS) | {"frames": 32.0}},
        {"shape": asdict(HITS) | {"frames": 2**24}},
        {"shape": asdict(HITS) | {"hop_length": 2**20}},
        {"shape": asdict(HITS) | {"n_mels": 2**30}},
        {"shape": asdict(HITS) | {"bands": 0}},
        {"shape": asdict(HITS) | {"f_max_hz": 30_000.0}},
        {"shape": asdict(HITS) | {"tone": "chord"}},
        {"shape": asdict(HITS) | {"sample_rate": 44_100}},
        {"network": {}},
        {"network": SIZES | {"vocoder": [10**9, 1]}},
        {"network": SIZES | {"vocoder": [16, 10**9]}},
        {"network": SIZES | {"vocoder": ["wide", 1]}},
        {"network": SIZES | {"generator": [16, 16]}},
        {"network": SIZES | {"generator": [1024, 1024, 1024]}, "shape": asdict(HITS) | {"frames": 4096}},
        {"network": SIZES | {"generator": [640, 640, 640]}, "space": SPACE | {"size": 4096}},
    ],
)
def test_cards_that_describe_no_networks_are_refused_and_cost_no_memory(write, extra):
    folder = write()
    _changed(folder, **extra)
    before = torch.get_rng_state()
    with pytest.raises(ModelLoadError, match=r"synthesise.random"):
        _loaded()
    assert torch.equal(torch.get_rng_state(), before)  # no weights were drawn, so none had a place in memory


def test_weights_of_another_model_are_refused(write):
    folder = write()
    path = folder / catalogue.WEIGHTS_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:-50])
    with pytest.raises(ModelLoadError, match="not the file that its card describes"):
        _loaded()
    path.write_bytes(whole)
    _changed(folder, network=SIZES | {"vocoder": [24, 1]})
    with pytest.raises(ModelLoadError, match="has shape"):
        _loaded()
    _changed(folder, network=SIZES)
    weights = {name: value.clone() for name, value in load_file(path).items()}
    del weights["vocoder.noise.bias"]
    save_file(weights, path)
    card = json.loads((folder / catalogue.CARD_NAME).read_text())
    (folder / catalogue.CARD_NAME).write_text(json.dumps(card | {"weights_sha256": file_sha256(path)}))
    with pytest.raises(ModelLoadError, match=r"lacks vocoder\.noise\.bias"):
        _loaded()
    path.unlink()
    with pytest.raises(ModelLoadError, match="cannot be read"):
        _loaded()
