"""Colours of a change: blue for softer, red for louder, and the ground of the theme for what stayed as it was.

Straight lines in Oklab from the ground to both ends, so that equal changes look equally different, and both ends
equally far (B. Ottosson, A perceptual color space for image processing, 2020). Blue and red are told apart with each of
the common kinds of colour blindness; light and dark of both are alike.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

_TO_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
_ENDS = {
    # ground, softest, loudest
    "light": ("#F7F7F5", "#0B4F9E", "#A32A12"),
    "dark": ("#1A1B1E", "#79BDFF", "#FF9B80"),
}
MIDDLE = 128
"""The step of no change."""


@cache
def diverging(theme: str) -> NDArray[np.uint8]:
    """Red, green and blue of 256 steps from softest to loudest, step `MIDDLE` for no change; "light" or "dark"."""
    ground, softer, louder = (to_oklab(_rgb(color)) for color in _ENDS[theme])
    share = np.clip((np.arange(256) - MIDDLE) / (255 - MIDDLE), -1, 1)[:, np.newaxis]
    lab = ground + np.where(share < 0, -share * (softer - ground), share * (louder - ground))
    table = np.rint(_from_oklab(lab) * 255).astype(np.uint8)
    table.flags.writeable = False
    return table


def to_oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """sRGB, 0…1, shape (…, 3), as lightness, green–red and blue–yellow."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T


def _from_oklab(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _rgb(color: str) -> NDArray[np.float64]:
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
