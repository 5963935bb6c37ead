"""The denoiser over recordings: in step with them, alike however it is cut, at any rate, in any number of channels."""

import json
from itertools import pairwise

import numpy as np
import pytest
import torch

from workbench import paths
from workbench.audio.signal import ArraySignal
from workbench.errors import DeviceUnavailable, ModelLoadError
from workbench.models import catalogue
from workbench.models.contract import Span
from workbench.models.denoise.denoiser import Denoiser
from workbench.models.denoise.mask_gru import HOP, SAMPLE_RATE, MaskGru
from workbench.models.denoise.passes import LEFT, PASS
from workbench.models.denoise.settings import DenoiseSettings
from workbench.models.describe import as_text
from workbench.models.weights import save_weights

NAME = "denoise/random"
SIZES = {"channels": [4, 8, 8, 8], "units": 16, "layers": 2}
CPU = torch.device("cpu")
PASS_S = PASS * HOP / SAMPLE_RATE


@pytest.fixture(autouse=True)
def _one_thread():
    """The network is so small that threads would only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def _network():
    torch.manual_seed(0)
    network = MaskGru(**SIZES)
    for module in network.modules():  # as if it had learned from sound of some level
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 2.0)
    with torch.no_grad():
        network.to_mask.weight.mul_(20.0)  # so that what it hears makes a difference
    return network


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of a model called `NAME`."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    folder = paths.data_dir() / "models" / NAME
    folder.mkdir(parents=True)
    card = {
        "name": NAME,
        "task": "denoise",
        "summary": "random weights",
        "classes": [],
        "sample_rate": SAMPLE_RATE,
        "window_s": 0.032,
        "licence": "Apache-2.0",
        "trained_on": "nothing",
        "quality": [],
        "not_meant_for": "anything but tests",
        "parameters": 1,
        "weights_sha256": save_weights(_network(), folder / "weights.safetensors"),
        "extra": {"architecture": "mask-gru", "network": SIZES},
    }
    (folder / "card.json").write_text(json.dumps(card))
    return folder


@pytest.fixture
def model(folder):
    return catalogue.load(NAME, "cpu")


@pytest.fixture
def lets_all_through(model):
    """A denoiser whose mask is one."""
    network = _network()
    with torch.no_grad():
        network.to_mask.weight.zero_()
        network.to_mask.bias.zero_()
        network.to_mask.bias[0] = 20.0  # tanh of it is 1
    return Denoiser(model.card, network, CPU)


@pytest.fixture
def lets_nothing_through(model):
    network = _network()
    with torch.no_grad():
        network.to_mask.weight.zero_()
        network.to_mask.bias.zero_()
    return Denoiser(model.card, network, CPU)


def _noise(length_s, sample_rate, channels=1, seed=0):
    samples = np.random.default_rng(seed).standard_normal((channels, round(length_s * sample_rate))) * 0.1
    return ArraySignal(samples, sample_rate)


def _run(model, signal, *edges_s, settings=None):
    """Blocks of the runs between neighbouring edges, which must tile them exactly, joined."""
    parts = []
    for start_s, end_s in pairwise(edges_s):
        place = round(start_s * signal.sample_rate)
        for block in model.run(signal, Span(start_s, end_s), settings):
            assert block.sample_rate == signal.sample_rate
            assert block.start_s * signal.sample_rate == pytest.approx(place, abs=1e-6)
            assert block.samples.dtype == np.float32
            assert block.samples.shape[1] <= 2 * signal.sample_rate
            place += block.samples.shape[1]
            parts.append(block.samples)
        assert place == round(end_s * signal.sample_rate)
    return np.concatenate(parts, axis=1)


@pytest.mark.parametrize("sample_rate", [16_000, 48_000, 44_100, 8_000, 22_050, 192_000, 11_987])
@pytest.mark.parametrize("above", ["follow", "keep"])
def test_a_mask_of_one_gives_the_recording_back(lets_all_through, sample_rate, above):
    """In step to the sample, with all that lies above the network's band."""
    signal = _noise(3.1, sample_rate, channels=2)
    made = _run(lets_all_through, signal, 0.0, 1.3, 3.1, settings=DenoiseSettings(above=above))
    np.testing.assert_allclose(made, signal.read(0, signal.frames), atol=1e-4)


def test_it_is_where_the_network_puts_it_when_it_hears_the_whole(model):
    signal = _noise(4.0, SAMPLE_RATE)
    with torch.inference_mode():
        expected = _network().eval()(torch.from_numpy(signal.read(0, signal.frames))).numpy()
    expected += LEFT * (signal.read(0, signal.frames) - expected)
    # Weights are kept as float16.
    np.testing.assert_allclose(_run(model, signal, 0.0, 4.0), expected, atol=2e-4)


@pytest.mark.parametrize("sample_rate", [16_000, 44_100])
def test_pieces_in_any_order_give_what_the_whole_gives(model, sample_rate):
    """Across two places where the network starts anew, after a bang, and with jumps to and fro."""
    length_s = 2 * PASS_S + 1.5
    samples = _noise(length_s, sample_rate, channels=2).read(0, round(length_s * sample_rate))
    samples[:, sample_rate : 2 * sample_rate] *= 9.0
    samples[:, 3 * sample_rate :] *= 1e-2
    signal = ArraySignal(samples, sample_rate)
    whole = _run(model, signal, 0.0, length_s)
    for start_s, end_s in ((PASS_S + 0.1, PASS_S + 2.7), (3.21, 5.0), (5.0, 6.0), (2 * PASS_S - 1.0, length_s)):
        part = _run(model, signal, start_s, end_s)
        first = round(start_s * sample_rate)
        np.testing.assert_allclose(part, whole[:, first : first + part.shape[1]], atol=1e-6)


def test_a_takeover_makes_no_click(model):
    """Where one pass fades into the next, the sound moves no faster than elsewhere."""
    time_s = np.arange(round((PASS_S + 1.0) * SAMPLE_RATE)) / SAMPLE_RATE
    signal = ArraySignal(0.1 * np.sin(2 * np.pi * 440 * time_s), SAMPLE_RATE)
    moves = np.abs(np.diff(_run(model, signal, 0.0, PASS_S + 1.0)[0]))
    at = round(PASS_S * SAMPLE_RATE)
    assert moves[at - 100 : at + 6000].max() < 1.1 * moves[at - 20_000 : at - 200].max()


def test_voices_stay_where_they_are_between_the_channels(model):
    left = _noise(3.0, 48_000).read(0, 144_000)
    both = ArraySignal(np.concatenate([left, left, -0.25 * left]), 48_000)
    made = _run(model, both, 0.0, 3.0)
    assert not np.allclose(made[0], left[0], atol=1e-2)
    np.testing.assert_array_equal(made[0], made[1])
    np.testing.assert_allclose(made[2], -0.25 * made[0], atol=1e-6)


def test_opposite_channels_do_not_cancel_in_what_is_heard(model):
    left = _noise(2.0, SAMPLE_RATE)
    samples = left.read(0, left.frames)
    opposite = ArraySignal(np.concatenate([samples, -samples]), SAMPLE_RATE)
    np.testing.assert_allclose(_run(model, opposite, 0.0, 2.0)[:1], _run(model, left, 0.0, 2.0), atol=1e-5)


def test_each_channel_by_itself_is_as_if_it_were_alone(model):
    both = _noise(2.0, 44_100, channels=2)
    made = _run(model, both, 0.0, 2.0, settings=DenoiseSettings(channels="each"))
    for index in range(2):
        alone = ArraySignal(both.read(0, both.frames)[index], 44_100)
        np.testing.assert_allclose(made[index : index + 1], _run(model, alone, 0.0, 2.0), atol=1e-5)


def test_what_lies_above_the_band(lets_nothing_through, lets_all_through):
    time_s = np.arange(48_000) / 48_000
    tone = ArraySignal(0.5 * np.sin(2 * np.pi * 12_000 * time_s) + 0.1 * np.sin(2 * np.pi * 5_000 * time_s), 48_000)
    level = {}
    for model in (lets_nothing_through, lets_all_through):
        for above in ("follow", "keep", "remove"):
            made = _run(model, tone, 0.0, 1.0, settings=DenoiseSettings(above=above))[0, 12_000:36_000]
            level[model, above] = np.abs(made @ np.exp(-2j * np.pi * 0.25 * np.arange(24_000))) / 12_000
    heard = {above: round(float(level[lets_nothing_through, above]), 3) for above in ("follow", "keep", "remove")}
    assert heard == {"follow": LEFT / 2.0, "keep": 0.5, "remove": 0.0}
    heard = {above: round(float(level[lets_all_through, above]), 3) for above in ("follow", "keep", "remove")}
    assert heard == {"follow": 0.5, "keep": 0.5, "remove": 0.0}


def test_what_is_no_number_is_silence_and_is_forgotten(model):
    signal = _noise(3.0, 48_000)
    broken, silent = signal.read(0, signal.frames), signal.read(0, signal.frames)
    place = slice(48_000, 72_000)
    broken[0, place] = np.resize([np.nan, np.inf, -np.inf, 3e38], 24_000)
    silent[0, place] = 0.0
    made = _run(model, ArraySignal(broken, 48_000), 0.0, 3.0)
    np.testing.assert_array_equal(made, _run(model, ArraySignal(silent, 48_000), 0.0, 3.0))
    assert not made[0, 54_000:66_000].any()
    assert made[0, 80_000:].any()


@pytest.mark.parametrize("sample_rate", [16_000, 44_100])
def test_silence_stays_silence_and_clipping_is_survived(model, sample_rate):
    samples = np.clip(_noise(2.0, sample_rate).read(0, 2 * sample_rate) * 50.0, -1.0, 1.0)
    samples[0, sample_rate:] = 0.0
    made = _run(model, ArraySignal(samples, sample_rate), 0.0, 2.0)
    assert np.isfinite(made).all()
    assert not made[0, sample_rate + sample_rate // 5 :].any()


@pytest.mark.parametrize("frames", [0, 1, 200])
def test_the_shortest_recordings(model, frames):
    signal = ArraySignal(np.full(frames, 0.1), 44_100)
    assert sum(block.samples.shape[1] for block in model.run(signal, Span(0.0, frames / 44_100))) == frames


def test_going_on_costs_no_more_than_the_piece(model):
    """Pieces in order do not start the network anew; memory does not grow with them."""
    reads = []

    class Counted(ArraySignal):
        def read(self, start, stop):
            reads.append(stop - start)
            return super().read(start, stop)

    signal = Counted(np.random.default_rng(0).standard_normal(6 * 48_000) * 0.1, 48_000)
    _run(model, signal, 0.0, 3.0)
    reads.clear()
    _run(model, signal, 3.0, 4.0, 5.0)
    assert sum(reads) < 2 * 48_000 * 2.6  # once for the network, once for itself with a margin


def test_many_channels_come_in_short_blocks(model):
    signal = _noise(0.6, 16_000, channels=32)
    blocks = list(model.run(signal, Span(0.0, 0.6), DenoiseSettings(channels="each")))
    assert blocks[0].samples.shape == (32, 8_000)


def test_settings_are_checked():
    with pytest.raises(ValueError, match="together or each"):
        DenoiseSettings(channels="both")
    with pytest.raises(ValueError, match="may follow"):
        DenoiseSettings(above="up")


def test_the_catalogue_knows_it(model):
    assert catalogue.settings_of(model.card) is DenoiseSettings
    assert catalogue.default("denoise") == "denoise/mask-gru"
    assert "classes" not in as_text(model.card)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"extra": {"architecture": "nonesuch"}}, "architecture 'nonesuch' is unknown"),
        ({"extra": {"architecture": "mask-gru"}}, "does not say how large"),
        ({"extra": {"architecture": "mask-gru", "network": SIZES | {"units": 10**9}}}, "does not say how large"),
        ({"extra": {"architecture": "mask-gru", "network": SIZES | {"units": 32}}}, "has shape"),
        ({"sample_rate": 48_000}, "another input"),
        ({"weights_sha256": "0" * 64}, "not the file that its card describes"),
    ],
)
def test_a_card_or_weights_that_do_not_fit_are_refused(folder, fields, message):
    path = folder / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))
    with pytest.raises(ModelLoadError, match=message):
        catalogue.load(NAME, "cpu")


def test_weights_that_are_no_numbers_and_devices_that_are_not_there(folder):
    network = _network()
    with torch.no_grad():
        network.leave.bias[0] = float("nan")
    path = folder / "card.json"
    card = json.loads(path.read_text()) | {"weights_sha256": save_weights(network, folder / "weights.safetensors")}
    path.write_text(json.dumps(card))
    with pytest.raises(ModelLoadError, match=r"leave\.bias holds values that are not finite"):
        catalogue.load(NAME, "cpu")
    with pytest.raises(DeviceUnavailable, match="abacus"):
        catalogue.load("denoise/mask-gru", "abacus")
