"""A clip that is to be heard and seen: what is asked for, how its picture shall be, and what was prepared."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import ArraySignal
from workbench.gui.document import SpectrogramView
from workbench.gui.lanes.frequency_scale import FrequencyScale
from workbench.gui.lanes.stft_lane import without_colors


@dataclass(frozen=True)
class ClipRequest:
    """A span of a recording with its context.

    Requests are compared by value: the same clip with more context is another request.

    `key` : whatever tells the caller which clip this is, such as the `id` of a `ReviewClip`
    `start_s`, `end_s` : in seconds of the recording; `end_s` None: to its end
    `before_s`, `after_s` : context, in seconds, cut off at the ends of the recording
    `low_hz`, `high_hz` : the band that is heard; None: from 0 Hz, up to half the sample rate
    """

    key: Hashable
    path: Path
    start_s: float
    end_s: float | None
    before_s: float = 0.0
    after_s: float = 0.0
    low_hz: float | None = None
    high_hz: float | None = None


@dataclass(frozen=True)
class ClipLook:
    """How the pictures of clips are made.

    `columns` : device pixels from the first frame to the last, ≥ 1
    `rows` : device pixels of the spectrogram, ≥ 1
    `wave_rows` : device pixels of the waveform; 0 for none
    `spectrogram` : FFT, scale and range of frequencies, channel; looks that differ in its colours only are equal
    `sound` : whether the samples are kept, to be played
    """

    columns: int
    rows: int
    wave_rows: int
    spectrogram: SpectrogramView
    sound: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "spectrogram", without_colors(self.spectrogram))


@dataclass(frozen=True, eq=False)
class PreparedClip:
    """A clip ready to be shown and played.

    `start_s`, `end_s` : from where to where it reaches with its context, in seconds of the recording
    `clip_start_s`, `clip_end_s` : the same without its context
    `sample_rate`, `channels` : Hz, count
    `sound` : all of that at the recording's rate and with its channels, only the band that was asked for; None if the
        look wanted none
    `levels` : uint8, shape (rows, columns), as of `features.stft`, the highest frequency in row 0
    `scale` : the frequencies of those rows
    `wave` : uint8, shape (wave_rows, columns), colours as of `lanes.wave_picture`; None if the look wanted none
    `peak` : the highest sample, which touches the edge of the waveform; full scale is 1
    `left_out_s` : how much of its end is not here, since it is too long to be held in memory
    """

    request: ClipRequest
    look: ClipLook
    start_s: float
    end_s: float
    clip_start_s: float
    clip_end_s: float
    sample_rate: int
    channels: int
    sound: ArraySignal | None
    levels: NDArray[np.uint8]
    scale: FrequencyScale
    wave: NDArray[np.uint8] | None
    peak: float
    left_out_s: float = 0.0

    @property
    def bytes(self) -> int:
        """What it takes of memory."""
        sound = 0 if self.sound is None else self.sound.frames * self.sound.channels * 4
        return sound + self.levels.nbytes + (0 if self.wave is None else self.wave.nbytes)
