"""The denoising network: causal, the same in pieces as in one, and indifferent to loudness."""

import numpy as np
import pytest
import torch

from workbench.models.denoise.bands import upper_bands
from workbench.models.denoise.mask_gru import HOP, LATENCY, MaskGru


@pytest.fixture
def network():
    torch.manual_seed(0)
    network = MaskGru((4, 8, 8, 8), units=16)
    for module in network.modules():  # as if it had learned from sound of some level
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 2.0)
    return network.eval()


def _sound(samples, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).standard_normal((2, samples)).astype(np.float32) * 0.1)


@torch.no_grad()
def test_pieces_give_what_the_whole_gives(network):
    sound = _sound(41 * HOP)
    whole = network(sound)
    state, parts, place = network.start(2), [], 0
    for hops in (1, 3, 17, 20):
        part, state = network.stream(sound[:, place : place + hops * HOP], state)
        parts.append(part)
        place += hops * HOP
    pieces = torch.cat(parts, dim=1)
    torch.testing.assert_close(pieces[:, HOP:], whole[:, : 40 * HOP], atol=1e-6, rtol=0.0)


@torch.no_grad()
def test_nothing_is_heard_before_it_is_there(network):
    sound, changed = _sound(30 * HOP), _sound(30 * HOP)
    at = 20 * HOP
    changed[:, at:] = 0.0
    state = network.start(2)
    delayed, _ = network.stream(sound, state)
    other, _ = network.stream(changed, state)
    assert torch.equal(delayed[:, :at], other[:, :at])
    assert not torch.equal(delayed[:, at:], other[:, at:])
    assert LATENCY == 2 * HOP


@torch.no_grad()
@pytest.mark.parametrize("samples", [1, HOP, 1000, 4096])
def test_length_is_kept_and_silence_stays_silence(network, samples):
    assert network(_sound(samples)).shape == (2, samples)
    assert not network(torch.zeros(1, samples)).any()


@torch.no_grad()
def test_loudness_makes_no_difference(network):
    sound = _sound(8000)
    for gain in (0.03, 7.0):
        torch.testing.assert_close(network(sound * gain), network(sound) * gain, atol=1e-5 * gain, rtol=1e-3)


@torch.no_grad()
def test_a_mask_of_one_gives_the_sound_back(network):
    """What frames take apart, they put together; the samples lie where they lay."""
    network.to_mask.weight.zero_()
    network.to_mask.bias.zero_()
    network.to_mask.bias[0] = 20.0  # tanh of it is 1
    sound = _sound(5000)
    torch.testing.assert_close(network(sound), sound, atol=1e-5, rtol=0.0)


def test_bands_share_each_bin():
    spread = upper_bands(257, 64, 64, 16_000)
    assert spread.shape == (64, 193)
    np.testing.assert_allclose(spread.sum(axis=0), 1.0, atol=1e-6)
    assert (spread.sum(axis=1) > 0.5).all()
