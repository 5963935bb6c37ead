"""The default classifier: a residual network small enough to train on two processor cores.

Residual blocks as in He et al., "Deep Residual Learning for Image Recognition" (2016), with average pooling in
place of strides. What is particular to sound: each band is normalised on its own, as in Kong et al., "PANNs" (2020);
the network knows at which frequency it looks, as in Koutini et al., "Receptive-Field-Regularized CNNs" (2021), here
by a learned offset per band; and the last step keeps both the mean and the maximum over time, because a dog barks
once and rain goes on.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.models.classify.scaling import scale_levels

_STEM_CHANNELS = 16
_STRIDE = 4
"""The stem makes one position of 4 bands × 4 columns."""


class CompactCnn(nn.Module):
    """Log-mel spectrograms to one logit a class.

    Parameters
    ----------
    classes : number of classes
    n_mels : bands of the spectrogram, a multiple of 4
    width : channels of the first stage; each later stage has twice as many
    blocks : residual blocks of each stage; bands and columns are halved between stages
    dropout : share of the pooled features that training drops
    """

    def __init__(
        self,
        classes: int,
        n_mels: int = 128,
        width: int = 32,
        blocks: tuple[int, ...] = (1, 1, 2, 1),
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        self.band_norm = nn.BatchNorm1d(n_mels)
        self.stem = nn.Sequential(
            _conv(1, _STEM_CHANNELS, 5, stride=2), _Relu(), _conv(_STEM_CHANNELS, width, 3, stride=2), _Relu()
        )
        self.band_offset = nn.Parameter(torch.zeros(1, width, n_mels // _STRIDE, 1))
        stages: list[nn.Module] = []
        channels = width
        for stage, count in enumerate(blocks):
            if stage:
                stages.append(nn.AvgPool2d(2))
            for _ in range(count):
                stages.append(_Block(channels, width * 2**stage))
                channels = width * 2**stage
        self.stages = nn.Sequential(*stages)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(2 * channels, classes)

    def forward(self, mel: Tensor) -> Tensor:
        """`mel` in dB, shape (batch, n_mels, frames) with frames ≥ 32, to logits, shape (batch, classes)."""
        logits: Tensor = self.classify(self.dropout(self.pooled(mel)))
        return logits

    def pooled(self, mel: Tensor) -> Tensor:
        """What the last layer decides by: `mel` as in `forward`, to shape (batch, 2 C), values of 0 and above."""
        x = self.band_norm(scale_levels(mel))
        x = x[:, None].contiguous(memory_format=torch.channels_last)  # (B, M, T) -> (B, 1, M, T)
        x = self.stem(x) + self.band_offset  # -> (B, width, M / 4, T / 4)
        x = self.stages(x)  # -> (B, C, M / 32, T / 32)
        x = x.mean(dim=2)  # -> (B, C, T / 32)
        return torch.cat([x.mean(dim=2), x.amax(dim=2)], dim=1)  # -> (B, 2 C)


class _Relu(nn.ReLU):
    """In place: on a processor, memory that is not touched anew makes training half as fast again."""

    def __init__(self) -> None:
        super().__init__(inplace=True)


class _Block(nn.Module):
    """Two 3×3 convolutions beside a short cut; shape (B, in, M, T) -> (B, out, M, T)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.first = _conv(channels_in, channels_out, 3)
        self.second = _conv(channels_out, channels_out, 3)
        same = channels_in == channels_out
        self.short_cut = nn.Identity() if same else _conv(channels_in, channels_out, 1)

    def forward(self, x: Tensor) -> Tensor:
        inner = functional.relu_(self.first(x))
        return functional.relu_(self.second(inner) + self.short_cut(x))


def _conv(channels_in: int, channels_out: int, size: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, size, stride, padding=size // 2, bias=False), nn.BatchNorm2d(channels_out)
    )
