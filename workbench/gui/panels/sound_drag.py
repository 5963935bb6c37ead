"""Dragging made sounds out of the window as audio files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from workbench.gui import typography
from workbench.gui.bench_files import SoundFile, file_of, store_steps
from workbench.gui.bench_sounds import BenchSound
from workbench.gui.result_words import short_name
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker
from workbench.models.contract import Card


class SoundDrag(QObject):
    """The files are written in the worker when a drag begins, and it goes on when they are there: a sound that is
    never dragged leaves none, and the window never waits.

    Parameters
    ----------
    source : the widget from which is dragged
    card_of : the card of a model by its name; None where it is not installed

    Signals
    -------
    ended() : what was dragged is dropped, or goes nowhere
    failed(Exception) : the files cannot be written
    """

    ended = Signal()
    failed = Signal(object)

    def __init__(self, source: QWidget, worker: Worker, card_of: Callable[[str], Card | None]) -> None:
        super().__init__(source)
        self._source, self._worker, self._card_of = source, worker, card_of
        self._job: Job | None = None
        self._picture = QPixmap()

    def begin(self, sounds: Sequence[BenchSound], picture: QPixmap) -> None:
        """The pointer drags those of the sounds that are made; `picture` of one of them goes with it."""
        files = [self._file(sound) for sound in sounds if sound.samples is not None]
        if not files or self._job is not None:
            return
        self._picture = _counted(picture, len(files))
        self._job = job = self._worker.run(partial(_store_all, files), Priority.VIEW)
        job.result.connect(partial(self._go_on, job))
        job.ended.connect(partial(self._note_end, job))

    def release(self) -> bool:
        """The button was released. Where the files are not there yet, nothing is dragged, and that is so."""
        waiting, self._job = self._job is not None, None
        return waiting

    def _file(self, sound: BenchSound) -> SoundFile:
        card = self._card_of(sound.model)
        if card is not None:
            return file_of(sound, card)
        return SoundFile(sound.samples, sound.sample_rate, sound.name, short_name(sound.model), notes="")

    def _go_on(self, job: Job, paths: tuple[Path, ...]) -> None:
        if job is not self._job:  # the button was released since
            return
        drag = QDrag(self._source)
        drag.setMimeData(files_as_mime(paths))
        drag.setPixmap(self._picture)
        drag.setHotSpot(QPoint(self._picture.deviceIndependentSize().toSize().width() // 2, 0))
        drag.exec(Qt.DropAction.CopyAction)
        self._job = None
        self.ended.emit()

    def _note_end(self, job: Job, end: JobEnd) -> None:
        if end.error is None:
            return
        if job is self._job:
            self._job = None
            self.ended.emit()
        self.failed.emit(end.error)


def files_as_mime(paths: Sequence[Path]) -> QMimeData:
    """As file managers and audio programs take files that are dropped on them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _store_all(files: Sequence[SoundFile]) -> Iterator[tuple[Path, ...] | None]:
    paths: list[Path] = []
    for file in files:
        paths += store_steps(file)
        yield None
    yield tuple(paths)


def _counted(picture: QPixmap, count: int) -> QPixmap:
    """With how many go with it, where that is more than the one that is seen."""
    if count > 1:
        painter = QPainter(picture)
        painter.setFont(typography.bold())
        words = f"{count} sounds"
        place = QRect(GRID_PX, GRID_PX, painter.fontMetrics().horizontalAdvance(words) + 2 * GRID_PX, 6 * GRID_PX)
        painter.fillRect(place, colors().accent)
        painter.setPen(colors().accent_text)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
    return picture
