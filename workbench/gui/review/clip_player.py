"""Playing prepared clips: one at a time, at once, looped, at a speed, by the output that plays the recording."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from workbench.audio.feed import Manner, Passage
from workbench.audio.player import Player
from workbench.gui.playback import FRAME_MS
from workbench.gui.review.clip import PreparedClip


class ClipPlayer(QObject):
    """The recording is paused meanwhile, and a clip falls silent when it goes on.

    Volume, mute, output, and what is said where there is none, are the player's.

    Signals
    -------
    started(PreparedClip) : it was ordered to sound
    moved(float) : it is heard at so many seconds of its recording; at the display's rate
    ended(PreparedClip) : it is over, or something else plays
    """

    started = Signal(object)
    moved = Signal(float)
    ended = Signal(object)

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = player
        self.loop, self.speed, self.keep_pitch = False, 1.0, True
        self._sounding: PreparedClip | None = None
        self._context = True
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._look)

    @property
    def sounding(self) -> PreparedClip | None:
        return self._sounding

    def play(self, clip: PreparedClip, at_s: float | None = None, *, context: bool = True) -> None:
        """From its start or from `at_s` (seconds of the recording), instead of what sounds now, which is faded out.

        One that was prepared without sound is passed over.

        Parameters
        ----------
        context : with it, or only what lies within the clip's own edges
        """
        if clip.sound is None:
            return
        former, self._sounding, self._context = self._sounding, clip, context
        passage = self._passage(clip)
        begin_s = passage.start_s if at_s is None else min(max(at_s, clip.start_s), clip.end_s) - clip.start_s
        self.player.audition(clip.sound, begin_s, passage, Manner(self.speed, self.keep_pitch))
        self._timer.start()
        if former is not None and former is not clip:
            self.ended.emit(former)
        self.started.emit(clip)
        self.moved.emit(clip.start_s + begin_s)

    def set_loop(self, loop: bool) -> None:
        """For what sounds now, too, which goes on from where it is."""
        if loop != self.loop:
            self.loop = loop
            self._go_on()

    def set_speed(self, speed: float, *, keep_pitch: bool = True) -> None:
        """0.25…4, for what sounds now, too, which goes on from where it is."""
        if (speed, keep_pitch) != (self.speed, self.keep_pitch):
            self.speed, self.keep_pitch = speed, keep_pitch
            self._go_on()

    def stop(self) -> None:
        """Fall silent; harmless where nothing sounds."""
        if self._sounding is not None:
            self.player.end_audition()
            self._look()

    def _passage(self, clip: PreparedClip) -> Passage:
        if self._context:
            return Passage(0.0, None, self.loop)
        return Passage(clip.clip_start_s - clip.start_s, clip.clip_end_s - clip.start_s, self.loop)

    def _go_on(self) -> None:
        clip, at_s = self._sounding, self.player.snapshot().auditioned_s
        if clip is not None and at_s is not None:
            self.play(clip, clip.start_s + at_s, context=self._context)

    def _look(self) -> None:
        clip, at_s = self._sounding, self.player.snapshot().auditioned_s
        if clip is not None and at_s is not None:
            self.moved.emit(clip.start_s + at_s)
            return
        self._timer.stop()
        self._sounding = None
        if clip is not None:
            self.ended.emit(clip)
