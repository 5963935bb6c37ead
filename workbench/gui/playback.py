"""Playing as the person meets it: what the keys mean, the play head in the document, following."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from workbench.audio.player import VOLUME_MAX, Player, PlayerState, Status
from workbench.gui.document import Document

FRAME_MS = 16
IDLE_MS = 200
AROUND_S = 1.0
"""Played before and after an edge of the selection."""


class Playback(QObject):
    """Drives the player and shows it in the document.

    Signals
    -------
    state_changed(PlayerState) : at the display's rate while something plays, now and then otherwise
    problem_came(str) : sound is missing or was lost; said once until it is gone
    options_changed() : `loop`, `follow`, `speed` or `keep_pitch` differ
    """

    state_changed = Signal(object)
    problem_came = Signal(str)
    options_changed = Signal()

    def __init__(self, document: Document, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.player = document, player
        self.loop, self.follow, self.speed, self.keep_pitch = False, True, 1.0, True
        self._following = True
        self._levels_hidden = False
        self._problem: str | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._show)
        self._timer.start(IDLE_MS)
        document.opened.connect(self._load)
        document.channels.heard_changed.connect(lambda: player.set_channels(document.channels.heard))

    # What the keys mean

    def play_or_stop(self) -> None:
        if self._status() is Status.PLAYING:
            self.stop()
        else:
            self.play(loop=self.loop)

    def play(self, loop: bool = False) -> None:
        """The selection if there is one, else from the cursor; resumed if paused."""
        if self._status() is Status.PAUSED:
            self.player.resume()
            self._wake()
            return
        selection = self.document.selection
        if selection is not None:
            self._play(selection.start_s, selection.end_s, loop)
        else:
            start = 0.0 if self.document.cursor_s >= self.document.axis.total_s else self.document.cursor_s
            self._play(start, None, loop)

    def play_once(self) -> None:
        self.play(loop=False)

    def play_span(self, start_s: float, end_s: float, *, loop: bool = False) -> None:
        self._play(start_s, end_s, loop)

    def play_for(self, seconds: float) -> None:
        self._play(self.document.cursor_s, self.document.cursor_s + seconds, False)

    def play_around(self) -> None:
        """A second before and after the selection's start (or the cursor)."""
        selection = self.document.selection
        at = self.document.cursor_s if selection is None else selection.start_s
        self._play(max(at - AROUND_S, 0.0), at + AROUND_S, False)

    def pause_or_resume(self) -> None:
        if self._status() is Status.PLAYING:
            self.player.pause()
        else:
            self.play(loop=self.loop)

    def stop(self) -> None:
        self.player.stop()
        self._show()

    def go_to(self, time_s: float | None) -> None:
        """Put the cursor there (None: the end); what plays goes on from there."""
        time_s = self.document.axis.total_s if time_s is None else time_s
        time_s = min(max(time_s, 0.0), self.document.axis.total_s)
        self.document.set_cursor(time_s)
        if self._status() is not Status.STOPPED:
            self.player.seek(time_s)
        self.document.axis.reveal(time_s)

    def seek_by(self, seconds: float) -> None:
        here = self.document.cursor_s if self.document.playhead_s is None else self.document.playhead_s
        self.go_to(here + seconds)

    def step(self, share: float) -> None:
        """By a share of the span in view."""
        self.seek_by(share * self.document.axis.span_s)

    def toggle_loop(self) -> None:
        self.loop = not self.loop
        self.player.set_loop(self.loop)
        self.options_changed.emit()

    def loop_selection(self) -> None:
        self.loop = True
        self.stop()
        self.play(loop=True)
        self.options_changed.emit()

    def toggle_follow(self) -> None:
        """Follow, or stop it; after scrolling away it follows again."""
        self.follow = self._following = not (self.follow and self._following)
        self.options_changed.emit()

    def stop_following(self) -> None:
        """The person scrolled away: the view stays until playing starts anew."""
        self._following = False

    def set_speed(self, speed: float, keep_pitch: bool | None = None) -> None:
        self.speed = speed
        self.keep_pitch = self.keep_pitch if keep_pitch is None else keep_pitch
        self.player.set_speed(self.speed, self.keep_pitch)
        self.options_changed.emit()

    def toggle_keep_pitch(self) -> None:
        self.set_speed(self.speed, not self.keep_pitch)

    def change_volume(self, decibels: float) -> None:
        self.player.set_volume(min(max(self.player.snapshot().volume, 1e-3) * 10 ** (decibels / 20), VOLUME_MAX))
        self._show()

    def toggle_mute(self) -> None:
        self.player.set_muted(not self.player.snapshot().muted)
        self._show()

    def set_levels_hidden(self, hidden: bool) -> None:
        """The meter shows nothing: in a blind test it would give away what is heard."""
        self._levels_hidden = hidden
        self._show()

    def audition(self) -> None:
        """Play the recording that was just opened, from its start."""
        self._play(0.0, None, False)

    # The play head

    def _load(self) -> None:
        if self.document.recording is not None:
            self.player.load(self.document.recording)
        self._show()

    def _play(self, start_s: float, stop_s: float | None, loop: bool) -> None:
        self._following = self.follow
        self.player.play(start_s, stop_s, loop)
        self._wake()

    def _wake(self) -> None:
        self._timer.start(FRAME_MS)
        self._show()

    def _status(self) -> Status:
        return self.player.snapshot().status

    def _show(self) -> None:
        state: PlayerState = self.player.snapshot()
        active = state.status is not Status.STOPPED
        self.document.set_playhead(state.position_s if active else None)
        if state.status is Status.PLAYING and self._following:
            self._keep_in_view(state.position_s)
        quiet = all(level.hold_db <= -60 for level in state.levels)
        wanted = IDLE_MS if not active and quiet else FRAME_MS
        if self._timer.interval() != wanted:
            self._timer.start(wanted)
        self.state_changed.emit(replace(state, levels=()) if self._levels_hidden else state)
        if state.problem != self._problem:
            self._problem = state.problem
            if state.problem:
                self.problem_came.emit(state.problem)

    def _keep_in_view(self, time_s: float) -> None:
        """Turn the page when the play head leaves it."""
        axis = self.document.axis
        if time_s > axis.end_s or time_s < axis.start_s:
            axis.set_view(time_s, time_s + axis.span_s)
