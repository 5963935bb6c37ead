"""Audio Workbench: open a recording, hear it, see it, label it, and let neural networks work on it."""

__version__ = "0.1.0"
