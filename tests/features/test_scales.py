from __future__ import annotations

import librosa
import numpy as np
import pytest

from workbench.features.scales import SCALES, hz_to_position, position_to_hz


def test_the_mel_axis_is_librosas():
    hz = np.linspace(0, 24_000, 500)
    mel = librosa.hz_to_mel(hz, htk=False)
    np.testing.assert_allclose(hz_to_position(hz, "mel", 0.0, 24_000.0), mel / mel[-1], atol=1e-12)


def test_octaves_are_even_on_the_logarithmic_axis():
    octaves = 100.0 * 2.0 ** np.arange(8)
    np.testing.assert_allclose(hz_to_position(octaves, "log", 100.0, 12_800.0), np.arange(8) / 7, atol=1e-12)


@pytest.mark.parametrize("scale", SCALES)
def test_positions_and_frequencies_are_each_others_inverse(scale):
    position = np.linspace(0, 1, 101)
    hz = position_to_hz(position, scale, 30.0, 20_000.0)
    assert (np.diff(hz) > 0).all()
    np.testing.assert_allclose([hz[0], hz[-1]], [30.0, 20_000.0])
    np.testing.assert_allclose(hz_to_position(hz, scale, 30.0, 20_000.0), position, atol=1e-12)
