"""Playing prepared clips: one at a time, at once, looped, at a speed, by the output that plays the recording."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.audio.player import Player
from workbench.gui.review.clip import PreparedClip


class ClipPlayer(QObject):
    """The recording is paused meanwhile, and a clip falls silent when it goes on.

    `loop`, `speed` and `keep_pitch` are taken as they are when a clip begins; `set_loop` and `set_speed` change them
    while it sounds.

    Signals
    -------
    moved(float) : it is heard at so many seconds of its recording; at the display's rate
    ended(PreparedClip) : it is over, or something else plays
    """

    moved = Signal(float)
    ended = Signal(object)

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = player
        self.loop, self.speed, self.keep_pitch = False, 1.0, True

    @property
    def sounding(self) -> PreparedClip | None:
        raise NotImplementedError

    def play(self, clip: PreparedClip, at_s: float | None = None, *, context: bool = True) -> None:
        """From its start or from `at_s` (seconds of the recording), instead of what sounds now.

        `context` : with it, or only what lies within the clip's own edges
        """
        raise NotImplementedError

    def set_loop(self, loop: bool) -> None:
        raise NotImplementedError

    def set_speed(self, speed: float, *, keep_pitch: bool = True) -> None:
        """0.25…4; what sounds goes on from where it is."""
        raise NotImplementedError

    def stop(self) -> None:
        """Fall silent; harmless where nothing sounds."""
        raise NotImplementedError
