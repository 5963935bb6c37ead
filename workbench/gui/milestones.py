"""When the pictures of a recording were there, for measuring: `workbench open --report-times FILE`, and benchmarks."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from workbench.gui.lanes.spectrogram import SpectrogramLane
from workbench.gui.lanes.waveform import WaveformLane

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

SHOWN = "window shown"
OPENED = "recording opened"
WAVEFORM_COVERED = "waveform covered"
WAVEFORM_WHOLE = "waveform whole"
SPECTROGRAM_COVERED = "spectrogram covered"
SPECTROGRAM_EXACT = "spectrogram exact"


def waveforms_of(window: MainWindow) -> list[WaveformLane]:
    """The waveform lanes that are shown, one a channel."""
    return [lane for lane in window.stack.lanes if isinstance(lane, WaveformLane) and not lane.isHidden()]


def spectrogram_of(window: MainWindow) -> SpectrogramLane:
    """The spectrogram lane."""
    return next(lane for lane in window.stack.lanes if isinstance(lane, SpectrogramLane))


class PaintWatch(QObject):
    """Tells of each paint of a widget, once it is done.

    Signals
    -------
    painted(object) : the widget
    """

    painted = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pending: set[QWidget] = set()

    def watch(self, widget: QWidget) -> None:
        """Tell of this widget's paints too; harmless when it is watched already."""
        widget.installEventFilter(self)

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and widget not in self._pending:
            self._pending.add(widget)
            QTimer.singleShot(0, self, lambda: self._tell(widget))
        return False

    def _tell(self, widget: QWidget) -> None:
        self._pending.discard(widget)
        self.painted.emit(widget)


class Milestones(QObject):
    """Notes when each picture of the recording that was opened last has been painted.

    "Covered": all in view is drawn, be it coarsely. "Whole" and "exact": what is drawn stays.

    Signals
    -------
    reached(str, float) : one of the names above, and when: seconds of `time.monotonic`, which all processes share
    """

    reached = Signal(str, float)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self.document = window, window.document
        self.spectrogram = spectrogram_of(window)
        self.times: dict[str, float] = {}
        self._unpainted: set[QWidget] | None = None
        self._watch = PaintWatch(self)
        self._watch.painted.connect(self._painted)
        self._watch.watch(window)
        self._watch.watch(self.spectrogram)
        self.document.opened.connect(self._opened)
        self.document.grew.connect(self._grew)
        self.spectrogram.settled_changed.connect(self._look)

    def reset(self) -> None:
        """Forget the recording that is open; what comes is that of the next one."""
        self.times.clear()
        self._unpainted = None

    def _opened(self) -> None:
        if self.document.recording is not None:
            self.times = {SHOWN: self.times[SHOWN]} if SHOWN in self.times else {}
            self._unpainted = None
            for lane in waveforms_of(self.window):
                self._watch.watch(lane)
            self._note(OPENED)
            self._grew()

    def _grew(self) -> None:
        """The overview is complete: the waveform is, too, once each of its lanes has been painted again."""
        overview = self.document.overview
        if OPENED in self.times and self._unpainted is None and overview is not None and overview.finished:
            self._unpainted = set(waveforms_of(self.window))
            for lane in waveforms_of(self.window):
                lane.update()

    def _painted(self, widget: QWidget) -> None:
        self._note(SHOWN)
        if self._unpainted is not None:
            self._unpainted.discard(widget)
        self._look()

    def _look(self) -> None:
        if OPENED not in self.times:
            return
        covered = all(lane.covered for lane in waveforms_of(self.window))
        for name, there in (
            (WAVEFORM_COVERED, covered),
            (WAVEFORM_WHOLE, covered and self._unpainted is not None and not self._unpainted),
            (SPECTROGRAM_COVERED, self.spectrogram.covered),
            (SPECTROGRAM_EXACT, self.spectrogram.covered and self.spectrogram.settled),
        ):
            if there:
                self._note(name)

    def _note(self, name: str) -> None:
        if name not in self.times:
            self.times[name] = time.monotonic()
            self.reached.emit(name, self.times[name])


def tell(name: str, monotonic_s: float) -> None:
    """One line of JSON to standard output."""
    sys.stdout.write(json.dumps({"milestone": name, "monotonic_s": monotonic_s}) + "\n")
    sys.stdout.flush()
