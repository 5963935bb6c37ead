"""What one open recording is to the window: the sound, what is in view, selected, and found out about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.gui.axis import TimeAxis
from workbench.gui.channels import Channels
from workbench.gui.results import Results

if TYPE_CHECKING:
    from workbench.audio.open import Recording
    from workbench.audio.overview import Overview
    from workbench.gui.scores import ScoreTrack


@dataclass(frozen=True)
class Selection:
    """A span of time, or a time-frequency box when both frequencies are given. Seconds and Hz."""

    start_s: float
    end_s: float
    low_hz: float | None = None
    high_hz: float | None = None

    @property
    def is_box(self) -> bool:
        return self.low_hz is not None and self.high_hz is not None


@dataclass(frozen=True)
class SpectrogramView:
    """How the spectrogram is drawn. Everything here changes live.

    `scale` : "linear", "log" or "mel"; `floor_db`…`ceiling_db` in dBFS; `high_hz` None means up to half the
    sample rate; `channel` None means the loudest of all channels.
    """

    n_fft: int = 2048
    window: str = "hann"
    scale: str = "linear"
    floor_db: float = -100.0
    ceiling_db: float = -20.0
    colormap: str = "magma"
    low_hz: float = 0.0
    high_hz: float | None = None
    channel: int | None = None


class Document(QObject):
    """One recording in the window. Lanes and panels read it and listen to it; they never know each other.

    Signals
    -------
    opened() : another recording is here (or none)
    grew() : more of the recording is decoded; the overview has more to show
    selection_changed()
    cursor_changed() : the edit cursor, where playing starts
    playhead_moved(object, object) : old and new time in seconds; None when nothing plays
    spectrogram_changed() : `spectrogram` was replaced
    scores_changed() : results of the running or last classification, or the threshold
    """

    opened = Signal()
    grew = Signal()
    selection_changed = Signal()
    cursor_changed = Signal()
    playhead_moved = Signal(object, object)
    spectrogram_changed = Signal()
    scores_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.axis = TimeAxis(self)
        self.channels = Channels(self)
        self.results = Results(self)
        self.recording: Recording | None = None
        self.overview: Overview | None = None
        self.scores: ScoreTrack | None = None
        self.spectrogram = SpectrogramView()
        self.selection: Selection | None = None
        self.cursor_s = 0.0
        self.playhead_s: float | None = None

    def open(self, recording: Recording, overview: Overview) -> None:
        """Show `recording` whole, with nothing selected, the cursor at its start, and no scores."""
        self.recording, self.overview, self.scores = recording, overview, None
        self.selection, self.cursor_s, self.playhead_s = None, 0.0, None
        self.axis.set_recording(self.total_s, recording.sample_rate)
        self.channels.begin(recording.channels)
        self.results.begin()
        self.opened.emit()
        self.selection_changed.emit()
        self.cursor_changed.emit()
        self.scores_changed.emit()

    @property
    def total_s(self) -> float:
        """Length in seconds; while decoding, what the file's header promises."""
        if self.recording is None:
            return 0.0
        frames = self.recording.frames
        if not self.recording.complete:
            frames = max(frames, self.recording.expected_frames or 0)
        return frames / self.recording.sample_rate

    @property
    def spectrogram_channel(self) -> int | None:
        """The channel that the spectrogram shows, from 0; None: all of them, also where the recording lacks it."""
        recording, channel = self.recording, self.spectrogram.channel
        return None if recording is None or channel is None or channel >= recording.channels else channel

    def note_growth(self) -> None:
        """More is decoded, or the overview is further."""
        self.axis.set_total(self.total_s)
        self.grew.emit()

    def select(self, selection: Selection | None) -> None:
        """Select a span or box (kept inside the recording, ends in order), or nothing."""
        if selection is not None:
            start, end = sorted((selection.start_s, selection.end_s))
            start, end = max(start, 0.0), min(end, self.axis.total_s)
            low, high = selection.low_hz, selection.high_hz
            if low is not None and high is not None:
                low, high = min(low, high), max(low, high)
            selection = Selection(start, end, low, high) if end > start else None
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    def set_cursor(self, time_s: float) -> None:
        time_s = min(max(time_s, 0.0), self.axis.total_s)
        if time_s != self.cursor_s:
            self.cursor_s = time_s
            self.cursor_changed.emit()

    def set_playhead(self, time_s: float | None) -> None:
        if time_s != self.playhead_s:
            old, self.playhead_s = self.playhead_s, time_s
            self.playhead_moved.emit(old, time_s)

    def set_spectrogram(self, **changes: object) -> None:
        """Change how the spectrogram is drawn, for instance `set_spectrogram(n_fft=4096)`."""
        view = replace(self.spectrogram, **changes)
        if view != self.spectrogram:
            self.spectrogram = view
            self.spectrogram_changed.emit()

    def set_scores(self, scores: ScoreTrack | None) -> None:
        self.scores = scores
        self.scores_changed.emit()
