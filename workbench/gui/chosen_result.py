"""The result that is compared, as pictures of it need it: told now and then, not at each block and each mouse move."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.audio.blend import Difference, Output
from workbench.audio.coverage import Coverage
from workbench.gui.document import Document
from workbench.gui.results import Result, Side

GROWTH_MS = 300
"""A model makes many blocks a second: pictures follow so often."""
MIX_MS = 150
"""While the strength is dragged: time enough for what is in view to be made once."""


class ChosenResult(QObject):
    """Of one document. Lives in the window's thread.

    Attributes
    ----------
    result : the result that is compared; None without one
    known : which of its frames pictures may show; grows every `GROWTH_MS`
    strength : what pictures show; follows that of the result every `MIX_MS`

    Signals
    -------
    changed() : another result, or none
    mixed() : another strength
    grew() : more is known, or no more will come
    described() : its name, strength or state are others
    """

    changed = Signal()
    mixed = Signal()
    grew = Signal()
    described = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.document = document
        self.result: Result | None = None
        self.known = Coverage()
        self.strength = 1.0
        self._came: list[tuple[int, int]] = []
        self._running = False
        self._growth = QTimer(self, interval=GROWTH_MS, singleShot=True)
        self._growth.timeout.connect(self._take_growth)
        self._mixing = QTimer(self, interval=MIX_MS, singleShot=True)
        self._mixing.timeout.connect(self._mix)
        document.results.chosen_changed.connect(self._follow)
        self._follow()

    @classmethod
    def of(cls, document: Document) -> ChosenResult:
        """The one of that document."""
        return document.findChild(cls) or cls(document)

    @property
    def growing(self) -> bool:
        """Whether more is being made."""
        return self._running

    def signal(self, side: Side) -> Output | Difference | None:
        """The output or the difference at `strength`."""
        if self.result is None:
            return None
        kind = Output if side is Side.OUTPUT else Difference
        return kind(self.result.recording, self.result.made, self.strength)

    def missing(self, start: int, stop: int) -> list[tuple[int, int]]:
        """What is not made of the frames `start` … `stop` - 1."""
        return [] if self.result is None else self.known.missing(max(start, 0), min(stop, self.result.made.frames))

    def awaits(self, start_s: float, end_s: float) -> bool:
        """Whether something between these times is still being made."""
        if self.result is None or not self.growing:
            return False
        rate, span = self.result.made.sample_rate, self.result.span
        start_s, end_s = max(start_s, span.start_s), min(end_s, span.end_s)
        return bool(self.missing(int(start_s * rate), int(end_s * rate)))

    def _follow(self) -> None:
        if self.result is not None:
            self.result.grew.disconnect(self._note_growth)
            self.result.changed.disconnect(self._note_change)
        self.result = result = self.document.results.chosen
        self._came, self.known, self.strength, self._running = [], Coverage(), 1.0, False
        self._growth.stop()
        self._mixing.stop()
        if result is not None:
            for span in result.there.spans():
                self.known.add(*span)
            self.strength, self._running = result.strength, result.state == "running"
            result.grew.connect(self._note_growth)
            result.changed.connect(self._note_change)
        self.changed.emit()
        self.described.emit()

    def _note_growth(self, first: int, last: int) -> None:
        self._came.append((first, last))
        if not self._growth.isActive():
            self._take_growth()

    def _take_growth(self) -> None:
        if self._came:
            for span in self._came:
                self.known.add(*span)
            self._came = []
            self._growth.start()
            self.grew.emit()

    def _note_change(self) -> None:
        self.described.emit()
        running = self.result.state == "running"
        if running != self._running:
            self._running = running
            for span in self._came:
                self.known.add(*span)
            self._came = []
            self.grew.emit()
        if not self._mixing.isActive():
            self._mix()

    def _mix(self) -> None:
        if self.result is not None and self.strength != self.result.strength:
            self.strength = self.result.strength
            self._mixing.start()
            self.mixed.emit()
