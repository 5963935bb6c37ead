"""The large time read-out: where the play head is, or the cursor."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QFontMetrics, QPainter
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from workbench.gui import preview, typography
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.time_text import TIME_FORMAT_NAMES, TIME_FORMATS, WIDEST_TIME, time_text

_TIP = "Play head, or cursor. Click for other units, right-click to choose."
WAITING_WORDS = "Still reading…"
WAITING_SENTENCE = "Playing waits for what is still being read"
WAITING_AFTER_MS = 300
"""A shorter wait is not worth words that come and go."""


class TimeDisplay(QWidget):
    """Painted, not a label: at 60 new texts a second a label would have the whole bar laid out anew each time.

    Signals
    -------
    format_changed(str) : the person chose another of `time_text.TIME_FORMATS`
    """

    format_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form, self._time_s, self._rate = "clock", 0.0, 48_000
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAITING_AFTER_MS)
        self._wait.timeout.connect(lambda: self._say_waiting(True))
        self.waiting = False
        """Whether it says that playing waits for what is still being read."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setToolTip(_TIP)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_format("clock")

    @property
    def text(self) -> str:
        return time_text(self._time_s, self._form, self._rate)

    @property
    def shown_text(self) -> str:
        return WAITING_WORDS if self.waiting else self.text

    def set_format(self, form: str) -> None:
        self._form = form
        width = QFontMetrics(typography.large()).horizontalAdvance(WIDEST_TIME[form]) + 4 * GRID_PX
        self.setFixedWidth(width)
        self.setAccessibleName(f"Time, {TIME_FORMAT_NAMES[form].lower()}")
        self.update()

    def set_rate(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self.update()

    def set_time(self, time_s: float) -> None:
        if time_s != self._time_s:
            self._time_s = time_s
            self.update()

    def set_waiting(self, waiting: bool) -> None:
        """Playing has caught up with what is read of the recording, and goes on when there is more."""
        if not waiting:
            self._wait.stop()
            self._say_waiting(False)
        elif not self.waiting and not self._wait.isActive():
            self._wait.start()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), 36)

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._next_format()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next_format()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for form in TIME_FORMATS:
            action = menu.addAction(TIME_FORMAT_NAMES[form])
            action.setCheckable(True)
            action.setChecked(form == self._form)
            action.triggered.connect(lambda _, form=form: self._choose(form))
            group.addAction(action)
        menu.popup(event.globalPos())

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setFont(typography.body() if self.waiting else typography.large())
        painter.setPen(colors().text_soft if self.waiting else colors().text)
        area = self.rect().adjusted(2 * GRID_PX, 0, -2 * GRID_PX, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.shown_text)
        if self.hasFocus():
            painter.setPen(colors().accent)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 3, 3)

    def _say_waiting(self, waiting: bool) -> None:
        if waiting != self.waiting:
            self.waiting = waiting
            self.setAccessibleDescription(WAITING_SENTENCE if waiting else "")
            self.setToolTip(WAITING_SENTENCE if waiting else _TIP)
            self.update()

    def _next_format(self) -> None:
        forms = TIME_FORMATS
        self._choose(forms[(forms.index(self._form) + 1) % len(forms)])

    def _choose(self, form: str) -> None:
        self.set_format(form)
        self.format_changed.emit(form)


def make_preview() -> QWidget:
    display = TimeDisplay()
    display.set_time(72.345)
    return display


if __name__ == "__main__":
    preview.run(make_preview, 200, 40)
