"""Volume in decibels, mute, and the sound output."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QSlider, QToolButton, QWidget

from workbench.audio.output import Device
from workbench.gui import icons
from workbench.gui.panels.buttons import tool_button

LOWEST_DB, HIGHEST_DB = -48.0, 12.0
"""The lowest step of the slider is silence."""
STEPS_PER_DB = 2


class VolumeSlider(QSlider):
    """A double click goes back to 0 dB, where the samples are played as they are.

    Signals
    -------
    volume_changed(float) : a factor on the samples, 0…4
    """

    volume_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(round(LOWEST_DB * STEPS_PER_DB), round(HIGHEST_DB * STEPS_PER_DB))
        self.setPageStep(3 * STEPS_PER_DB)
        self.setFixedWidth(88)
        self.setAccessibleName("Volume")
        self.set_volume(1.0)
        self.valueChanged.connect(self._say)

    def set_volume(self, volume: float) -> None:
        """Show a volume without saying that it changed."""
        decibels = LOWEST_DB if volume <= 0 else 20 * math.log10(volume)
        blocked = self.blockSignals(True)
        self.setValue(round(min(max(decibels, LOWEST_DB), HIGHEST_DB) * STEPS_PER_DB))
        self.blockSignals(blocked)
        self._show_tip()

    @property
    def decibels(self) -> float:
        return self.value() / STEPS_PER_DB

    def mouseDoubleClickEvent(self, event) -> None:
        self.setValue(0)

    def _say(self) -> None:
        self._show_tip()
        silent = self.decibels <= LOWEST_DB
        self.volume_changed.emit(0.0 if silent else 10 ** (self.decibels / 20))

    def _show_tip(self) -> None:
        words = "silent" if self.decibels <= LOWEST_DB else f"{self.decibels:+.1f} dB".replace("-", "−")
        self.setToolTip(f"Volume: {words}; double-click for 0 dB")


class OutputButton(QToolButton):
    """The menu of sound outputs, the one in use ticked.

    Signals
    -------
    device_chosen(object) : the name of a `Device`, or None for the system's default
    rescan_requested()
    """

    device_chosen = Signal(object)
    rescan_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tool_button("headphones", "Sound output", self)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._devices: tuple[Device, ...] = ()
        self._current: str | None = None
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        # The arrow of a menu button would sit on the icon.
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")

    def show_devices(self, devices: Sequence[Device], current: str | None, problem: str | None) -> None:
        self._devices, self._current = tuple(devices), current
        self.setToolTip(problem or f"Sound output: {current or 'system default'}")
        self.setIcon(icons.icon("triangle-alert" if problem else "headphones"))

    def _fill(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        default = next((device.name for device in self._devices if device.is_default), "")
        names: list[tuple[str, str | None]] = [(f"System default ({default})" if default else "System default", None)]
        names += [(device.name, device.name) for device in self._devices]
        if self._current not in {name for _, name in names}:
            names.append((f"{self._current} (not connected)", self._current))
        for words, name in names:
            action = self._menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == self._current)
            action.triggered.connect(lambda _, name=name: self.device_chosen.emit(name))
            group.addAction(action)
        self._menu.addSeparator()
        self._menu.addAction(icons.icon("refresh-cw"), "Look for outputs again", self.rescan_requested.emit)
