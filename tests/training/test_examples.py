"""Prepared examples lie in the one cache: found again, counted, and not removed while they are used."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from workbench.audio.cache import TRAINING, Cache
from workbench.features.mel import MelSettings
from workbench.training.clips import Clip
from workbench.training.examples import Examples

MEL = MelSettings(sample_rate=16_000, n_mels=32, f_max_hz=8000.0)


@pytest.fixture
def clips(tmp_path):
    for number in range(3):
        noise = np.random.default_rng(number).uniform(-0.5, 0.5, 8000)
        soundfile.write(tmp_path / f"{number}.wav", noise, 16_000)
    return [Clip(tmp_path / f"{number}.wav", "noise") for number in range(3)]


def prepared(clips) -> Examples:
    examples = Examples(clips, MEL, 0.5, (1.0, 0.84))
    for _ in examples.prepare():
        pass
    return examples


def test_examples_are_entries_of_the_cache(clips, monkeypatch) -> None:
    first = prepared(clips)
    assert dict(Cache().usage().counts)[TRAINING] == 2
    assert Cache().empty() == 0  # in use
    levels = first.plain(np.arange(3))
    monkeypatch.setattr(Examples, "_compute", lambda *_: pytest.fail("they are there already"))
    np.testing.assert_array_equal(prepared(clips).plain(np.arange(3)), levels)
    del first
    assert Cache().empty() > 0
    assert dict(Cache().usage().counts)[TRAINING] == 0
