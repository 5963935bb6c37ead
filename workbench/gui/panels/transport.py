"""The bar at the top: playing, time, selection, volume, level."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from workbench.audio.meter import Level
from workbench.audio.output import Device
from workbench.audio.player import PlayerState, Status
from workbench.gui import icons, preview
from workbench.gui.document import Document, Selection
from workbench.gui.panels.buttons import tool_button
from workbench.gui.panels.compare_bar import CompareBar
from workbench.gui.panels.folding_row import FoldingRow
from workbench.gui.panels.meter import LevelMeter
from workbench.gui.panels.selection_fields import SelectionFields
from workbench.gui.panels.speed_box import SpeedBox
from workbench.gui.panels.time_display import TimeDisplay
from workbench.gui.panels.volume import OutputButton, VolumeSlider
from workbench.gui.theme import GRID_PX

_BUTTONS = (
    ("play", "play", "Play", False),
    ("stop", "square", "Stop", False),
    ("loop", "repeat", "Loop", True),
    ("follow", "locate", "Follow the play head", True),
    ("keep_pitch", "music", "Keep the pitch at other speeds", True),
    ("mute", "volume-2", "Mute", True),
)


class TransportBar(FoldingRow):
    """Says what the person wants, shows what the player does; it plays nothing itself.

    `buttons` : by name, "play", "stop", "loop", "follow", "keep_pitch", "mute", so that each can follow an action

    Signals
    -------
    play_pressed(), stop_pressed() : play also stands for pause while something plays
    loop_toggled(bool), follow_toggled(bool), mute_toggled(bool)
    speed_changed(float, bool) : 0.25…4, and whether the pitch is kept
    volume_changed(float) : factor on the samples, 0…4
    device_chosen(object) : name of an output, None for the default
    rescan_requested() : look for outputs again
    clip_reset() : the red lamp was clicked away
    format_changed(str) : one of `time_text.TIME_FORMATS`
    """

    play_pressed = Signal()
    stop_pressed = Signal()
    loop_toggled = Signal(bool)
    follow_toggled = Signal(bool)
    mute_toggled = Signal(bool)
    speed_changed = Signal(float, bool)
    volume_changed = Signal(float)
    device_chosen = Signal(object)
    rescan_requested = Signal()
    clip_reset = Signal()
    format_changed = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._state: PlayerState | None = None
        self.buttons: dict[str, QToolButton] = {
            name: tool_button(icon, words, checkable=checkable) for name, icon, words, checkable in _BUTTONS
        }
        self.speed = SpeedBox()
        self.time = TimeDisplay()
        self.selection = SelectionFields(document)
        self.compare = CompareBar()
        self.output = OutputButton()
        self.volume = VolumeSlider()
        self.meter = LevelMeter()
        self.buttons["keep_pitch"].setChecked(True)
        self.buttons["follow"].setChecked(True)
        self._lay_out()
        self._connect()

    def show_player(self, state: PlayerState) -> None:
        """Show the player's state; only what differs from the last one is touched."""
        old, self._state = self._state, state
        if old is None or state.status is not old.status:
            playing = state.status is Status.PLAYING
            self.buttons["play"].setIcon(icons.icon("pause" if playing else "play"))
            self.buttons["play"].setAccessibleName("Pause" if playing else "Play")
        if old is None or (state.speed, state.keep_pitch) != (old.speed, old.keep_pitch):
            self.set_speed(state.speed, state.keep_pitch)
        if old is None or (state.volume, state.muted) != (old.volume, old.muted):
            self.set_volume(state.volume, state.muted)
        if old is None or (state.devices, state.device, state.problem) != (old.devices, old.device, old.problem):
            self.output.show_devices(state.devices, state.device, state.problem)
        self.time.set_waiting(state.waiting)
        self.meter.set_levels(state.levels)

    def set_loop(self, on: bool) -> None:
        self._check("loop", on)

    def set_follow(self, on: bool) -> None:
        self._check("follow", on)

    def set_speed(self, speed: float, keep_pitch: bool) -> None:
        self.speed.set_speed(speed)
        self._check("keep_pitch", keep_pitch)

    def set_volume(self, volume: float, muted: bool) -> None:
        if not self.volume.isSliderDown():
            self.volume.set_volume(volume)
        self._check("mute", muted)
        self.buttons["mute"].setIcon(icons.icon("volume-x" if muted else "volume-2"))

    def set_format(self, form: str) -> None:
        """How times are written, one of `time_text.TIME_FORMATS`."""
        self.time.set_format(form)
        self.selection.set_format(form)

    def _lay_out(self) -> None:
        for name in ("play", "stop"):
            self.add(self.buttons[name])
        self.add(self.buttons["loop"], 4)
        self.add(self.buttons["follow"], 5)
        self.add(self.speed, 7, "Speed", _line())
        self.add(self.buttons["keep_pitch"], 8)
        self.add(self.time, mate=_line())
        self.add(self.selection, 9, "", _line())
        self.add(self.selection.band, 1, spare=True)
        self.add(self.compare, 1, mate=_line())
        self.add(self.compare.match, 4)
        self.add(self.compare.word, 2, spare=True)
        self.add_stretch()
        self.add(self.output, 6)
        self.add(self.buttons["mute"], 2)
        self.add(self.volume, 3)
        self.add(self.meter)
        self.meter.setMaximumWidth(260)

    def _connect(self) -> None:
        button = self.buttons
        button["play"].clicked.connect(self.play_pressed)
        button["stop"].clicked.connect(self.stop_pressed)
        button["loop"].toggled.connect(self.loop_toggled)
        button["follow"].toggled.connect(self.follow_toggled)
        button["mute"].toggled.connect(self.mute_toggled)
        button["keep_pitch"].toggled.connect(lambda on: self.speed_changed.emit(self.speed.speed, on))
        self.speed.speed_changed.connect(lambda speed: self.speed_changed.emit(speed, button["keep_pitch"].isChecked()))
        self.volume.volume_changed.connect(self.volume_changed)
        self.output.device_chosen.connect(self.device_chosen)
        self.output.rescan_requested.connect(self.rescan_requested)
        self.meter.clip_reset.connect(self.clip_reset)
        self.time.format_changed.connect(self.selection.set_format)
        self.time.format_changed.connect(self.format_changed)
        self._document.opened.connect(self._show_recording)
        self._document.cursor_changed.connect(self._show_time)
        self._document.playhead_moved.connect(self._show_time)
        self._show_recording()

    def _check(self, name: str, on: bool) -> None:
        button = self.buttons[name]
        blocked = button.blockSignals(True)
        button.setChecked(on)
        button.blockSignals(blocked)

    def _show_recording(self) -> None:
        recording = self._document.recording
        for name in ("play", "stop"):
            self.buttons[name].setEnabled(recording is not None)
        if recording is not None:
            self.time.set_rate(recording.sample_rate)
        self._show_time()

    def _show_time(self) -> None:
        playhead_s = self._document.playhead_s
        self.time.set_time(self._document.cursor_s if playhead_s is None else playhead_s)


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setForegroundRole(line.palette().ColorRole.Mid)
    line.setFixedWidth(GRID_PX + 1)
    return line


def make_preview() -> QWidget:
    from workbench.audio.feed import Passage

    document = Document()
    document.axis.set_recording(600.0, 48_000)
    bar = TransportBar(document)
    document.setParent(bar)
    document.select(Selection(70.0, 74.5, 200.0, 4000.0))
    document.set_cursor(72.345)
    levels = (Level(-9.0, -18.5, -4.2, False), Level(-12.0, -20.0, -6.1, False))
    devices = (Device("Speakers", 2, 48_000, True), Device("Headphones", 2, 48_000))
    bar.show_player(
        PlayerState(Status.PLAYING, 72.3, Passage(), 1.0, True, None, 0.7, False, False, levels, None, devices, None, 0)
    )
    bar.setAutoFillBackground(True)
    return bar


if __name__ == "__main__":
    preview.run(make_preview, 1400, 48)
