"""Fixed mixtures to measure a denoiser on: each voice once, noises in turn, at ratios that are fixed too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.training.mixing import LEVEL, active_level, level
from workbench.training.sound_store import SoundStore
from workbench.training.speech_quality import SpeechQuality, measure

SNRS_DB = (0.0, 5.0, 10.0, 15.0)
_LONGEST_S = 6.0
_MOST = 40


@dataclass(frozen=True)
class Trial:
    """Speech with noise at `snr_db`, and without; each float32, shape (samples,)."""

    noisy: NDArray[np.float32]
    clean: NDArray[np.float32]
    snr_db: float

    @cached_property
    def noisy_quality(self) -> SpeechQuality:
        return measure(self.clean, self.noisy)


def make_trials(speech: SoundStore, noise: SoundStore) -> list[Trial]:
    """At most 40 trials, the same for the same stores."""
    longest = round(_LONGEST_S * speech.sample_rate)
    spoken = [i for i in range(len(speech.clips)) if speech.lengths[i] > speech.sample_rate]
    sounding = [i for i in range(len(noise.clips)) if noise.lengths[i] > 0]
    random = np.random.default_rng(0)
    random.shuffle(spoken)
    random.shuffle(sounding)
    trials = []
    for place, index in enumerate(spoken[:_MOST]):
        clean = speech.read(index, 0, longest)
        other = sounding[place % len(sounding)]
        sound = np.resize(noise.read(other, 0, clean.size), clean.size)
        snr_db = SNRS_DB[place % len(SNRS_DB)]
        sound = sound * np.float32(active_level(clean) / max(level(sound), 1e-9) * 10.0 ** (-snr_db / 20.0))
        scale = np.float32(LEVEL / level(clean + sound))
        trials.append(Trial((clean + sound) * scale, clean * scale, snr_db))
    return trials
