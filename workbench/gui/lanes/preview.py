"""One lane alone in a window, with a chirp or the file named on the command line: to look at it while working on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from workbench.audio.signal import ArraySignal
from workbench.gui import theme
from workbench.gui.document import Document
from workbench.jobs.worker import Job, Worker, favour_the_window

if TYPE_CHECKING:
    from workbench.gui.lanes.lane import Lane

_RATE = 48_000


class Chirp(ArraySignal):
    """Twelve seconds from 100 Hz to 20 kHz over soft noise, with a short click at 6 s; stands in for a recording."""

    complete = True
    expected_frames = None
    path = Path("chirp.wav")

    def __init__(self) -> None:
        t = np.arange(12 * _RATE) / _RATE
        sweep = 0.3 * np.sin(2 * np.pi * 100 * 12 / np.log(200) * (200 ** (t / 12) - 1))
        noise = np.random.default_rng(1).normal(0, 1e-3, t.size)
        click = np.where(np.abs(t - 6) < 0.005, np.random.default_rng(2).normal(0, 0.2, t.size), 0)
        super().__init__(sweep + noise + click, _RATE)


class WidthFollower(QObject):
    """Keeps the axis as wide as the lane's body; in the program the lane stack does that."""

    def eventFilter(self, lane: Lane, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            lane.axis.set_width(lane.width() - lane.body_rect().left())
        return False


def preview(
    make_lane: Callable[[Document, Worker], Lane],
    prepare: Callable[[Document, Lane], QWidget | None] | None = None,
) -> None:
    """Show a lane until its window is closed.

    Parameters
    ----------
    prepare : may fill the document, and return a widget to stand above the lane
    """
    app = QApplication(sys.argv[:1])
    theme.apply()
    favour_the_window()
    worker = Worker()
    worker.start()
    document = Document()
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    lane = make_lane(document, worker)
    follower = WidthFollower()
    lane.installEventFilter(follower)
    document.open(_recording(), None)
    decoding = _decode(document, worker)
    above = prepare(document, lane) if prepare is not None else None
    if above is not None:
        layout.addWidget(above)
    layout.addWidget(lane, 1)
    window.setWindowTitle(lane.title)
    window.resize(1600, lane.default_height + 40)
    window.show()
    status = app.exec()
    del decoding
    sys.exit(status)


def _recording():
    if len(sys.argv) < 2:
        return Chirp()
    from workbench.audio.open import open_recording

    return open_recording(Path(sys.argv[1]))


def _decode(document: Document, worker: Worker) -> Job | None:
    """Go on decoding a compressed file."""
    if document.recording.complete:
        return None
    job = worker.run(document.recording.decode_steps)
    job.progress.connect(document.note_growth)
    job.ended.connect(document.note_growth)
    return job
