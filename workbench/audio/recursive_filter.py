"""Recursive filters block by block, in numpy alone: importing scipy.signal takes longer than measuring an hour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BLOCK = 64
_AT_ONCE = _BLOCK * 64
"""Products of this size are not split among threads, which would wait for one another on a busy processor."""


class RecursiveFilter:
    """A cascade of second-order sections that goes on where it stopped; silence lies before the first sample.

    In state space (x' = A x + B u, y = C x + D u) the response of a block is a product with a triangular matrix of the
    impulse response, and only the states between blocks follow one another.

    Parameters
    ----------
    sections : shape (n, 6), each b0 b1 b2 a0 a1 a2 with a0 = 1, as scipy.signal has them
    channels : how many are filtered alike
    """

    def __init__(self, sections: NDArray[np.float64], channels: int) -> None:
        a, b, c, d = _state_space(sections)
        powers = [np.eye(len(a))]
        for _ in range(_BLOCK):
            powers.append(a @ powers[-1])
        self._powers = np.array(powers)
        self._observed = np.array([c @ power for power in powers[:-1]])
        """What a state adds to the k-th sample after it."""
        self._reached = np.array([power @ b for power in powers[:-1]])
        """What a sample leaves in the state, k samples later."""
        response = np.array([d, *(self._observed[:-1] @ b)])
        ago = np.arange(_BLOCK)[None, :] - np.arange(_BLOCK)[:, None]
        self._direct = np.where(ago >= 0, response[ago.clip(0)], 0.0)
        self._state = np.zeros((channels, len(a)))

    def __call__(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        """The next samples, shape (channels, n), filtered."""
        out = np.empty_like(samples)
        whole = samples.shape[1] // _BLOCK * _BLOCK
        for start in range(0, whole, _AT_ONCE):
            span = slice(start, min(start + _AT_ONCE, whole))
            blocks = samples[:, span].reshape(len(samples), -1, _BLOCK)
            out[:, span] = self._filtered(blocks).reshape(len(samples), -1)
        if whole < samples.shape[1]:
            out[:, whole:] = self._filtered(samples[:, None, whole:])[:, 0]
        return out

    def _filtered(self, blocks: NDArray[np.float64]) -> NDArray[np.float64]:
        """Blocks of equal length, at most `_BLOCK`, shape (channels, blocks, samples)."""
        length = blocks.shape[2]
        step = self._powers[length].T
        left = blocks @ self._reached[:length][::-1]
        states = np.empty_like(left)
        for block in range(blocks.shape[1]):
            states[:, block] = self._state
            self._state = self._state @ step + left[:, block]
        out: NDArray[np.float64] = blocks @ self._direct[:length, :length] + states @ self._observed[:length].T
        return out


def _state_space(
    sections: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """A, B, C, D of the sections (transposed direct form II), each fed by the one before."""
    a, b, c, d = np.zeros((0, 0)), np.zeros(0), np.zeros(0), 1.0
    for b0, b1, b2, _, a1, a2 in sections:
        own_a, own_b = np.array([[-a1, 1.0], [-a2, 0.0]]), np.array([b1 - a1 * b0, b2 - a2 * b0])
        a = np.block([[a, np.zeros((len(a), 2))], [np.outer(own_b, c), own_a]])
        b, c, d = np.concatenate([b, own_b * d]), np.concatenate([b0 * c, [1.0, 0.0]]), float(b0 * d)
    return a, b, c, d
