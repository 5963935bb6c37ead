"""Only a band of frequencies: a linear-phase filter, so that everything stays at its time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Samples

_EDGE = 0.2
"""Each edge of the band is about so wide, as a share of the lower edge: a third of an octave."""
_NARROWEST_HZ = 25.0
_WIDTH_OF_BLACKMAN = 5.5
"""Width of the edge of a windowed-sinc filter with a Blackman window, times its length: 74 dB down beyond it
(Oppenheim & Schafer, Discrete-Time Signal Processing, chapter on windows)."""
_BLOCK = 2**16


def band_pass(sample_rate: int, low_hz: float | None, high_hz: float | None) -> NDArray[np.float32]:
    """The impulse response, of odd length and symmetric.

    Parameters
    ----------
    low_hz, high_hz : where half the amplitude passes; None: down to 0 Hz, up to half the sample rate
    """
    low = (low_hz or 0.0) / sample_rate
    high = min((high_hz or sample_rate) / sample_rate, 0.5)
    edge = max(_EDGE * min(low or high, high), _NARROWEST_HZ / sample_rate)
    half = int(np.ceil(_WIDTH_OF_BLACKMAN / edge / 2))
    n = np.arange(-half, half + 1)
    ideal = 2 * high * np.sinc(2 * high * n) - 2 * low * np.sinc(2 * low * n)
    response: NDArray[np.float32] = (ideal * np.blackman(2 * half + 3)[1:-1]).astype(np.float32)
    return response


def filter_steps(samples: Samples, response: NDArray[np.float32]) -> Iterator[Samples | None]:
    """None after each few milliseconds, at the end the filtered samples, in step with what came in.

    Silence lies beyond both ends; what is no number counts as silence. Overlap-add, as in Oppenheim & Schafer.
    """
    from scipy import fft

    frames, half = samples.shape[1], len(response) // 2
    length = fft.next_fast_len(_BLOCK + len(response) - 1, real=True)
    spectrum = fft.rfft(response, length)
    out = np.zeros((len(samples), frames + 2 * half), np.float32)
    for channel, sound in zip(out, samples, strict=True):
        for start in range(0, frames, _BLOCK):
            block = np.nan_to_num(sound[start : start + _BLOCK], posinf=0.0, neginf=0.0)
            made = fft.irfft(fft.rfft(block, length) * spectrum, length)
            stop = min(start + length, len(channel))
            channel[start:stop] += made[: stop - start]
            yield None
    yield out[:, half : half + frames]
