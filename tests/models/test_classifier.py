"""Running a classifier: the grid of cells, odd input, and shared work that changes nothing."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from workbench import paths
from workbench.audio.signal import ArraySignal
from workbench.errors import OutOfMemory
from workbench.features.mel import log_mel
from workbench.models import catalogue
from workbench.models.classify.architectures import ARCHITECTURES
from workbench.models.classify.segments import clip_scores, top
from workbench.models.classify.settings import ClassifySettings
from workbench.models.contract import Span

NAME = "classify/random"


@pytest.fixture
def model(random_model):
    return catalogue.load(NAME, "cpu")


def _noise(seconds, sample_rate=32_000, channels=1, seed=0):
    samples = np.random.default_rng(seed).standard_normal((channels, round(seconds * sample_rate))) * 0.1
    swell = np.linspace(0.05, 1.0, samples.shape[1])  # so that no two windows sound alike
    return ArraySignal((samples * swell).astype(np.float32), sample_rate)


def _run(model, signal, hop_s=1.0, start_s=0.0, end_s=1e9):
    return list(model.run(signal, Span(start_s, end_s), ClassifySettings(hop_s=hop_s)))


@pytest.mark.parametrize(
    ("seconds", "hop_s"), [(5.0, 1.0), (5.3, 1.0), (6.0, 1.0), (6.0, 0.37), (7.25, 0.37), (12.0, 5.0), (40.71, 7.0)]
)
def test_cells_tile_the_recording(model, seconds, hop_s):
    cells = _run(model, _noise(seconds), hop_s)
    assert cells[0].start_s == 0.0
    assert cells[-1].end_s == pytest.approx(seconds)
    for before, after in pairwise(cells):
        assert before.end_s == after.start_s
        assert after.end_s > after.start_s
    for cell in cells[1:-2]:
        assert cell.end_s - cell.start_s == pytest.approx(hop_s, abs=0.021)  # windows begin on whole columns
    for cell in cells:
        assert cell.values.shape == (3,) and cell.values.dtype == np.float32
        assert cell.values.sum() == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("cut_s", [1.0, 3.5, 9.004, 12.0])
def test_neighbouring_spans_give_what_one_span_gives(model, cut_s):
    signal = _noise(12.3, 44_100, 2)
    whole = _run(model, signal)
    parts = _run(model, signal, end_s=cut_s) + _run(model, signal, start_s=cut_s)
    assert [(cell.start_s, cell.end_s) for cell in parts] == [(cell.start_s, cell.end_s) for cell in whole]
    for cell, part in zip(whole, parts, strict=True):
        np.testing.assert_allclose(part.values, cell.values, atol=2e-4)


def test_windows_that_share_their_spectrogram_score_as_if_alone(model):
    signal = _noise(12.0)
    shared = _run(model, signal)
    alone = signal.read(3 * 32_000 - 640, 8 * 32_000 + 640)[0]
    levels = log_mel(alone, model.mel)[:, 1:-1]  # the outer columns were there for their neighbours only
    with torch.inference_mode():
        expected = model._network(torch.from_numpy(levels)[None]).softmax(1)[0].numpy()
    np.testing.assert_allclose(shared[3].values, expected, atol=2e-4)


def test_any_rate_and_channels_give_about_the_same_scores(model):
    seconds = np.arange(5 * 96_000) / 96_000
    tone = (0.3 * np.sin(2 * np.pi * 1000 * seconds) * np.exp(-seconds)).astype(np.float32)
    expected = _run(model, ArraySignal(tone[::3].copy(), 32_000))[0].values
    for samples, rate in ((tone, 96_000), (tone[::2].copy(), 48_000), (np.stack([tone[::3]] * 5), 32_000)):
        (cell,) = _run(model, ArraySignal(samples, rate))
        np.testing.assert_allclose(cell.values, expected, atol=0.02)


@pytest.mark.parametrize("frames", [1, 100, 22_050, 5 * 22_050])
def test_a_short_recording_is_one_window(model, frames):
    signal = ArraySignal(np.full(frames, 0.5, np.float32), 22_050)
    (cell,) = _run(model, signal)
    assert (cell.start_s, cell.end_s) == (0.0, frames / 22_050)
    assert np.isfinite(cell.values).all() and cell.values.sum() == pytest.approx(1.0, abs=1e-5)


def test_nothing_yields_nothing(model):
    assert _run(model, ArraySignal(np.empty((2, 0), np.float32), 48_000)) == []


def test_silence_and_damage_score_zero(model):
    samples = _noise(20.0).read(0, 10**9)[0]
    samples[:] += 0.01
    samples[7 * 32_000 : 13 * 32_000] = 1e-5
    cells = _run(model, ArraySignal(samples, 32_000))
    assert [not cell.values.any() for cell in cells] == [index in (7, 8) for index in range(16)]
    damaged = _run(model, ArraySignal(np.full((2, 200_000), np.nan, np.float32), 44_100))
    assert all(not cell.values.any() for cell in damaged)
    samples[5] = np.inf
    assert all(np.isfinite(cell.values).all() for cell in _run(model, ArraySignal(samples, 48_000)))


def test_a_batch_too_large_for_the_device_is_halved(model, monkeypatch):
    signal = _noise(20.0)
    expected = _run(model, signal)
    network, sizes = model._network, []

    def small(levels):
        sizes.append(len(levels))
        if len(levels) > 3:
            raise torch.OutOfMemoryError
        return network(levels)

    monkeypatch.setattr(model, "_network", small)
    cells = _run(model, signal)
    assert max(sizes) > 3
    for cell, other in zip(cells, expected, strict=True):
        np.testing.assert_allclose(cell.values, other.values, atol=2e-4)

    def none(levels):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(model, "_network", none)
    with pytest.raises(OutOfMemory, match="--device cpu"):
        _run(model, signal)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_networks_give_one_logit_a_class(name):
    kind = ARCHITECTURES[name]
    frames = round(5 * kind.mel.sample_rate / kind.mel.hop_length)
    assert kind.build(7).eval()(torch.zeros(2, kind.mel.n_mels, frames)).shape == (2, 7)


def test_settings_describe_their_form():
    field = ClassifySettings.__dataclass_fields__["hop_s"]
    assert {"label", "help", "minimum", "maximum"} <= field.metadata.keys()
    with pytest.raises(ValueError, match="step"):
        ClassifySettings(hop_s=0.0)


def _shipped(task="classify"):
    return [path.parent.name for path in (paths.resources_dir() / "models" / task).glob("*/card.json")]


@pytest.mark.parametrize("name", _shipped())
def test_shipped_cards_are_complete_and_their_weights_load(name):
    model = catalogue.load(f"classify/{name}", "cpu")
    card = model.card
    assert len(card.classes) == 50
    assert all([card.summary, card.licence, card.trained_on, card.quality, card.not_meant_for])
    assert card.parameters == sum(parameter.numel() for parameter in model._network.parameters())
    assert {"command", "seed"} <= card.extra.keys()


@pytest.mark.skipif("compact-cnn" not in _shipped(), reason="the default weights are not in this checkout")
def test_the_default_tells_made_up_sounds_apart():
    """Sounds by formula that nobody recorded: a siren's sweep, and clicks at the pace of a clock."""
    model = catalogue.load(catalogue.default("classify"), "cpu")
    rate, random = 32_000, np.random.default_rng(0)
    time_s = np.arange(5 * rate) / rate
    sweep = 900 + 350 * np.sin(2 * np.pi * 0.4 * time_s)
    siren = sum(np.sin(2 * np.pi * k * np.cumsum(sweep) / rate) / k for k in (1, 2, 3)) * 0.2
    click = np.exp(-np.arange(1600) / 120) * np.sin(2 * np.pi * 2600 * np.arange(1600) / rate)
    clock = random.standard_normal(time_s.size) * 1e-4
    for beat in range(0, time_s.size - 1600, rate // 2):
        clock[beat : beat + 1600] += 0.4 * click
    for sound, label in ((siren, "siren"), (clock, "clock_tick")):
        values = clip_scores(_run(model, ArraySignal(sound.astype(np.float32), rate)))
        assert label in [name for name, _ in top(values, model.card.classes, 3)]
