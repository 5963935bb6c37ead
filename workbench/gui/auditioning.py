"""Listening to single sounds: one at a time, at once, through the output that plays the recording."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from workbench.audio.player import Player
from workbench.audio.signal import ArraySignal
from workbench.gui.bench_sounds import BenchSound
from workbench.gui.playback import FRAME_MS


class Auditioning(QObject):
    """Plays sounds of the bench; the recording is paused meanwhile, and a sound falls silent when it goes on.

    Volume, mute and output are the player's, and so is what it says where there is no sound output. Closing the player
    ends what sounds.

    Signals
    -------
    moved(BenchSound, float) : it is heard, at so many seconds from its start; at the display's rate
    ended(BenchSound) : it is over, or something else plays
    """

    moved = Signal(object, float)
    ended = Signal(object)

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = player
        self._sounding: BenchSound | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._look)

    @property
    def sounding(self) -> BenchSound | None:
        return self._sounding

    def play(self, sound: BenchSound) -> None:
        """From its start, instead of what sounds now, which is faded out; one that is not made yet is passed over."""
        if sound.samples is None:
            return
        former, self._sounding = self._sounding, sound
        self.player.audition(ArraySignal(sound.samples, sound.sample_rate))
        self._timer.start()
        if former is not None and former is not sound:
            self.ended.emit(former)
        self.moved.emit(sound, 0.0)

    def stop(self) -> None:
        """Fall silent; harmless where nothing sounds."""
        if self._sounding is not None:
            self.player.end_audition()
            self._look()

    def _look(self) -> None:
        sound, at_s = self._sounding, self.player.snapshot().auditioned_s
        if sound is not None and at_s is not None:
            self.moved.emit(sound, at_s)
            return
        self._timer.stop()
        self._sounding = None
        if sound is not None:
            self.ended.emit(sound)
