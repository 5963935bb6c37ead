"""Runs a classifying network over a recording, window by window."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from workbench.audio.channels import MonoSignal
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import Signal, duration_s
from workbench.errors import ModelLoadError
from workbench.features.mel import MelSettings, mel_columns
from workbench.models.classify.architectures import ARCHITECTURES
from workbench.models.classify.settings import ClassifySettings
from workbench.models.contract import Card, Scores, Span
from workbench.models.device import out_of_memory, resolve_device
from workbench.models.weights import load_weights

SILENCE = 10.0 ** (-80.0 / 20.0)
"""A window whose peak lies below this (−80 dBFS) is silent."""

_FIRST_BATCH = 2
_LARGEST_BATCH = 32
_LONGEST_READ_S = 120.0


@dataclass(frozen=True)
class _Cells:
    """Where the windows begin, in columns of the mel spectrogram, and the cells that their scores stand for."""

    first_columns: NDArray[np.int64]
    edges_s: NDArray[np.float64]


class Classifier:
    """A network that scores windows of sound.

    Parameters
    ----------
    card : its classes, sample rate, window, and in `extra` its architecture and mel settings
    network : with its weights, on `device`
    """

    settings_type = ClassifySettings

    def __init__(self, card: Card, network: nn.Module, device: torch.device) -> None:
        self.card = card
        self.mel = MelSettings(**card.extra["mel"])
        self._network = network.to(device).eval()
        self._device = device
        self._columns = round(card.window_s * card.sample_rate / self.mel.hop_length)
        self._largest_batch = _LARGEST_BATCH

    def run(self, signal: Signal, span: Span, settings: ClassifySettings | None = None) -> Iterator[Scores]:
        """Yield `Scores` for the cells that begin inside `span`, in order of time; see `Model.run`.

        Windows of `card.window_s` begin every `hop_s` seconds, the last one ends with the recording (to 20 ms); a
        recording no longer than that is one window, completed with silence. A cell is the part of the axis nearest
        to the middle of its window. Channels are averaged. Silent windows, and all that NaN and infinities stand for,
        count as silence: the scores of a silent window are all zero.

        Raises `AudioReadError`, `OutOfMemory`.
        """
        settings = settings or ClassifySettings()
        heard = ResampledSignal(MonoSignal(signal), self.card.sample_rate)
        if heard.frames == 0:
            return
        cells = self._cells(heard.frames, duration_s(signal), settings.hop_s)
        starts_s = cells.edges_s[:-1]
        begin, end = (int(np.searchsorted(starts_s, time_s)) for time_s in (span.start_s, span.end_s))
        size = _FIRST_BATCH
        while begin < end:
            stop = min(begin + self._batch(size, settings.hop_s), end)
            values = self._score(heard, cells.first_columns[begin:stop])
            for cell in range(begin, stop):
                yield Scores(float(cells.edges_s[cell]), float(cells.edges_s[cell + 1]), values[cell - begin])
            begin, size = stop, size * 2

    def _batch(self, size: int, hop_s: float) -> int:
        """Windows at once: few at first, so that something shows soon; never more than two minutes of sound."""
        return max(min(size, self._largest_batch, math.floor(_LONGEST_READ_S / hop_s)), 1)

    def _cells(self, frames: int, length_s: float, hop_s: float) -> _Cells:
        # Windows begin on whole columns, so that neighbouring windows share theirs.
        last = max(self.mel.frames(frames) - self._columns, 0)
        count = math.ceil(last * self._column_s / hop_s) + 1
        first_columns = np.rint(np.arange(count) * (hop_s / self._column_s)).astype(np.int64)
        first_columns = np.unique(np.append(first_columns[first_columns < last], last))
        centres_s = first_columns * self._column_s + self.card.window_s / 2.0
        between_s = np.minimum((centres_s[1:] + centres_s[:-1]) / 2.0, length_s)
        return _Cells(first_columns, np.concatenate([[0.0], between_s, [length_s]]))

    @property
    def _column_s(self) -> float:
        return self.mel.hop_length / self.mel.sample_rate

    def _score(self, heard: Signal, first_columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """Scores of windows, shape (windows, classes); the spectrogram they share is computed once."""
        first, last = int(first_columns[0]), int(first_columns[-1]) + self._columns
        levels = mel_columns(heard, first, last, self.mel)
        windows = np.lib.stride_tricks.sliding_window_view(levels, self._columns, axis=1)[:, first_columns - first]
        values = self._forward(np.ascontiguousarray(windows.transpose(1, 0, 2)))  # (windows, n_mels, columns)
        values[~self._audible(heard, first_columns)] = 0.0
        return values

    def _audible(self, heard: Signal, first_columns: NDArray[np.int64]) -> NDArray[np.bool_]:
        hop, first = self.mel.hop_length, int(first_columns[0])
        samples = heard.read(first * hop, (int(first_columns[-1]) + self._columns) * hop)[0]
        loud = np.nan_to_num(np.abs(samples), nan=0.0, posinf=0.0) >= SILENCE
        count = np.concatenate([[0], np.cumsum(loud)])
        begins = np.minimum((first_columns - first) * hop, samples.size)
        ends = np.minimum(begins + self._columns * hop, samples.size)
        return np.asarray(count[ends] > count[begins])

    def _forward(self, levels: NDArray[np.float32]) -> NDArray[np.float32]:
        """The network on a batch; a batch too large for the device is halved, and later ones are no larger."""
        try:
            with torch.inference_mode():
                logits = self._network(torch.from_numpy(levels).to(self._device))
                values: NDArray[np.float32] = logits.softmax(dim=1).float().cpu().numpy()
                return values
        except torch.OutOfMemoryError as error:
            if len(levels) == 1:
                raise out_of_memory(self.card.name, self._device) from error
        half = len(levels) // 2
        self._largest_batch = half
        return np.concatenate([self._forward(levels[:half]), self._forward(levels[half:])])


def load_classifier(card: Card, weights: Path, device: str) -> Classifier:
    """Raises `ModelLoadError` for a card or weights that do not fit, and `DeviceUnavailable`."""
    architecture = ARCHITECTURES.get(str(card.extra.get("architecture")))
    if architecture is None:
        known = ", ".join(ARCHITECTURES)
        raise ModelLoadError(
            f"{card.name}: its architecture {card.extra.get('architecture')!r} is unknown here (known: {known})."
        )
    if card.extra.get("mel") != vars(architecture.mel) or card.sample_rate != architecture.mel.sample_rate:
        raise ModelLoadError(f"{card.name}: its card asks for another input than its network takes.")
    network = architecture.build(len(card.classes))
    load_weights(network, weights, card.weights_sha256)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # faster; missing from torch's types
    return Classifier(card, network, resolve_device(device))
