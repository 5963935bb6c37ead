"""What stands in the gutter of a channel's lane: its name, its level, and the buttons that say whether it is heard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractButton

from workbench.gui.channels import Channels, channel_name
from workbench.gui.lanes.channel_levels import WIDTH_PX, LevelBar
from workbench.gui.lanes.lane import GUTTER_PX, Lane
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.typography import body

COMPACT_FROM = 3
"""So many channels have low lanes, to leave room for the spectrogram."""
COMPACT_HEIGHT, COMPACT_SMALLEST = 32, 18
BUTTON_WIDTH, BUTTON_HEIGHT = 18, 16
_BESIDE_BELOW_PX = 48
"""In lanes lower than this the buttons stand beside the name, else below it."""


class LetterButton(QAbstractButton):
    """A letter in a small box, filled while it is on.

    Signals
    -------
    pressed_with(bool) : clicked; whether Shift or Ctrl was held
    """

    pressed_with = Signal(bool)

    def __init__(self, letter: str, parent: Lane) -> None:
        super().__init__(parent)
        self.setText(letter)
        self.setCheckable(True)
        self.setFixedSize(BUTTON_WIDTH, BUTTON_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def nextCheckState(self) -> None:
        """A click alone changes nothing: it is the channels that say what is on."""

    def mouseReleaseEvent(self, event) -> None:
        inside = self.rect().contains(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if inside and event.button() == Qt.MouseButton.LeftButton:
            held = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
            self.pressed_with.emit(bool(held))

    def on_color(self) -> QColor:
        """What fills it while it is on."""
        return QColor(colors().warning if self.text() == "S" else colors().text_soft)

    def paintEvent(self, event) -> None:
        c, painter = colors(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = self.on_color() if self.isChecked() else QColor(c.lane)
        painter.setBrush(fill.darker(115) if self.isDown() else fill)
        painter.setPen(fill if self.isChecked() else (c.text_soft if self.underMouse() else c.line))
        painter.drawRoundedRect(box, 3, 3)
        font = body()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(c.lane if self.isChecked() else c.text_soft)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def enterEvent(self, event) -> None:
        self.update()

    def leaveEvent(self, event) -> None:
        self.update()


class ChannelGutter(QObject):
    """Names the lane of a channel, makes it low where there are many, and shows and changes whether it is heard.

    Parameters
    ----------
    kind : the lane's height is kept under this name, apart for few and for many channels
    """

    def __init__(self, lane: Lane, channels: Channels, channel: int, kind: str) -> None:
        super().__init__(lane)
        self.lane, self.channels, self.channel, self.kind = lane, channels, channel, kind
        self.solo, self.mute = LetterButton("S", lane), LetterButton("M", lane)
        self.level = LevelBar(lane)
        self._usual = (lane.default_height, lane.smallest_height, lane.grows)
        self.solo.pressed_with.connect(lambda alone: channels.toggle_solo(channel, alone))
        self.mute.pressed_with.connect(lambda alone: channels.toggle_mute(channel, alone))
        channels.heard_changed.connect(self._show_heard)
        channels.count_changed.connect(self._follow_count)
        lane.installEventFilter(self)
        self._follow_count()
        self._show_heard()

    def eventFilter(self, lane, event) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _follow_count(self) -> None:
        count, number, lane = self.channels.count, self.channel + 1, self.lane
        name = channel_name(self.channel, count)
        many = count >= COMPACT_FROM
        lane.key = f"{self.kind}-{number}-of-many" if many else f"{self.kind}-{number}"
        lane.title = name if not many else (f"Ch {number}" if number < 100 else f"{number}")
        lane.setAccessibleName(f"Waveform, {name.lower()}")
        default, smallest, lane.grows = (COMPACT_HEIGHT, COMPACT_SMALLEST, 0) if many else self._usual
        lane.set_heights(default, smallest)
        self.level.setVisible(many)
        for button, word in ((self.solo, "Solo"), (self.mute, "Mute")):
            button.setVisible(count > 1)
            button.setAccessibleName(f"{word} {name.lower()}")
        self.solo.setToolTip(f"Hear {name.lower()} and no channel that is not soloed; with Shift, only this one")
        self.mute.setToolTip(f"Do not hear {name.lower()}; with Shift, all others are heard")
        lane.invalidate()

    def _show_heard(self) -> None:
        self.solo.setChecked(self.channel in self.channels.soloed)
        self.mute.setChecked(self.channel in self.channels.muted)
        self.lane.set_dimmed(not self.channels.is_heard(self.channel))

    def _place(self) -> None:
        height = self.lane.height()
        self.level.setGeometry(GUTTER_PX - 1 - WIDTH_PX, 0, WIDTH_PX, height - 1)
        if height < _BESIDE_BELOW_PX:
            left = GUTTER_PX - 2 * BUTTON_WIDTH - 2 - GRID_PX
            top = max((height - 1 - BUTTON_HEIGHT) // 2, 0)
        else:
            left, top = 2 * GRID_PX, 5 * GRID_PX + 2
        self.solo.move(left, top)
        self.mute.move(left + BUTTON_WIDTH + 2, top)
