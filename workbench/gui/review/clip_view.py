"""One clip on its own: waveform and spectrogram, its context dimmed, its edges, its box, and the play head."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from workbench.gui.document import SpectrogramView
from workbench.gui.review.clip import ClipLook, PreparedClip
from workbench.labels.label import Status


@dataclass(frozen=True)
class ClipLabel:
    """What is drawn for the label that the clip is about.

    `low_hz`, `high_hz` : its box; None where it has none
    """

    color: QColor
    status: Status = Status.PROPOSED
    low_hz: float | None = None
    high_hz: float | None = None


class ClipView(QWidget):
    """Shows a prepared clip; what it shows is put in by `show_…`.

    Signals
    -------
    look_changed(ClipLook) : pictures of another size or kind are wanted, see `ClipSource.set_look`
    play_wanted(float) : the clip was clicked at so many seconds of the recording
    """

    look_changed = Signal(object)
    play_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    @property
    def look(self) -> ClipLook:
        """The pictures that are wanted now."""
        raise NotImplementedError

    def set_spectrogram(self, view: SpectrogramView) -> None:
        """How spectrograms are drawn: colours at once, the rest when the pictures come."""
        raise NotImplementedError

    def set_time_format(self, form: str) -> None:
        """One of `time_text.TIME_FORMATS`."""
        raise NotImplementedError

    def show_clip(self, clip: PreparedClip, label: ClipLabel | None = None) -> None:
        raise NotImplementedError

    def show_label(self, label: ClipLabel | None) -> None:
        """Another state of the label of the clip that is shown."""
        raise NotImplementedError

    def show_waiting(self, words: str = "Reading the clip…", done: float | None = None) -> None:
        raise NotImplementedError

    def show_problem(self, words: str) -> None:
        """It cannot be read, and why."""
        raise NotImplementedError

    def show_empty(self, words: str) -> None:
        """There is no clip; say what belongs here."""
        raise NotImplementedError

    def set_playhead(self, time_s: float | None) -> None:
        """Where it is heard now, in seconds of the recording; None: it is not."""
        raise NotImplementedError
