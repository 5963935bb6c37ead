"""The textbook network, kept so that one can see what a better one buys.

Two convolutions and two dense layers on a 128×128 picture of the sound, much as in Salamon and Bello, "Deep
Convolutional Neural Networks and Data Augmentation for Environmental Sound Classification" (2017).
"""

from __future__ import annotations

from torch import Tensor, nn

from workbench.models.classify.scaling import scale_levels


class ReferenceCnn(nn.Module):
    """Log-mel spectrograms of 128 bands × 128 columns to one logit a class."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 32, 3),  # (B, 1, 128, 128) -> (B, 32, 126, 126)
            nn.ReLU(),
            nn.MaxPool2d(2),  # -> (B, 32, 63, 63)
            nn.Conv2d(32, 64, 3),  # -> (B, 64, 61, 61)
            nn.ReLU(),
            nn.MaxPool2d(2),  # -> (B, 64, 30, 30)
            nn.Flatten(),  # -> (B, 57600)
            nn.Linear(64 * 30 * 30, 128),
            nn.ReLU(),
            nn.Linear(128, classes),  # the softmax is in the loss, and in the classifier
        )

    def forward(self, mel: Tensor) -> Tensor:
        """`mel` in dB, shape (batch, 128, 128), to logits, shape (batch, classes)."""
        logits: Tensor = self.layers(scale_levels(mel)[:, None])  # (B, 128, 128) -> (B, 1, 128, 128)
        return logits
