"""The player: what the transport's buttons do, and what its display shows."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from workbench.audio.devices import find_backend
from workbench.audio.engine import Cue, Engine, FindBackend, Wish
from workbench.audio.feed import Manner, Passage
from workbench.audio.meter import Level
from workbench.audio.output import Device
from workbench.audio.signal import ArraySignal, Signal
from workbench.errors import WorkbenchError

SPEED_MIN, SPEED_MAX = 0.25, 4.0
VOLUME_MAX = 4.0
"""+12 dB."""


class Status(Enum):
    STOPPED = "stopped"
    PLAYING = "playing"
    PAUSED = "paused"


@dataclass(frozen=True)
class PlayerState:
    """All that a window shows of the player, as of one moment.

    `position_s` is what is heard now, in seconds of the signal; stopped, it is where playing began. `waiting`: the
    recording is still being decoded and the play head has caught up with it. `levels`: one for each output channel.
    `heard`: per channel of the signal whether it is heard, None: all are.
    `device` is the name asked for, None for the default. `problem` is a sentence for the person, or None.
    `underruns` counts how often sound was missing, since the device was opened: the disk or this program was late.
    `auditioned_s` is what is heard of another signal that is played meanwhile, see `Player.audition`; None: none is.
    """

    status: Status
    position_s: float
    passage: Passage
    speed: float
    keep_pitch: bool
    heard: tuple[bool, ...] | None
    volume: float
    muted: bool
    waiting: bool
    levels: tuple[Level, ...]
    device: str | None
    devices: tuple[Device, ...]
    problem: str | None
    underruns: int
    auditioned_s: float | None = None


class Player:
    """Plays a signal. Every method returns at once; a thread of its own reads the signal and opens devices.

    Call `snapshot` as often as the display is drawn. Times are seconds of the signal. All methods may be called from
    any thread.

    Parameters
    ----------
    find : finds the sound devices; by default the machine's, or silence in real time where there are none
    threaded : False only in tests, which call `work` themselves
    """

    def __init__(self, find: FindBackend = find_backend, *, threaded: bool = True) -> None:
        self._lock = threading.Condition(threading.RLock())
        self._engine = Engine(find, self._lock)
        self._wish = Wish(ArraySignal(np.zeros((1, 0), np.float32), 48_000))
        self._status = Status.STOPPED
        self._at_s = 0.0
        self._resume_s: float | None = None
        self._jump = 0
        self._aside: Wish | None = None
        """What is wanted of the recording, while another signal is auditioned."""
        self._volume, self._muted = 1.0, False
        self._problem: str | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="player", daemon=True) if threaded else None
        if self._thread is not None:
            self._thread.start()

    def load(self, signal: Signal) -> None:
        """Another recording: stops, and makes the device ready for it."""
        with self._lock:
            self._return()
            self._stop_at(0.0)
            self._order(signal=signal, passage=Passage(), prepare=self._wish.prepare + 1)

    def swap(self, signal: Signal) -> None:
        """Another signal under the same play head, without a gap: the original and what a model made of it."""
        self._change(signal=signal)

    def play(self, start_s: float = 0.0, stop_s: float | None = None, loop: bool = False) -> None:
        """Play from `start_s` to `stop_s` (None: to the end), once or over and over, instead of what plays now."""
        with self._lock:
            self._return()
            self._problem = None
            self._status = Status.PLAYING
            self._leap(max(0.0, start_s), passage=Passage(max(0.0, start_s), stop_s, loop))

    def pause(self) -> None:
        """Hold, keeping the place. The last few milliseconds before the device falls silent are still heard."""
        with self._lock:
            self._settle()
            if self._status is Status.PLAYING:
                self._status, self._resume_s = Status.PAUSED, None
                pending = self._wish.cue
                if pending is not None and pending is not self._engine.done_cue:
                    self._resume_s = pending.at_s
                self._order(playing=False)

    def resume(self) -> None:
        """Go on after `pause`."""
        with self._lock:
            self._return()
            if self._status is Status.PAUSED:
                self._problem = None
                self._status = Status.PLAYING
                if self._resume_s is not None:
                    self._leap(self._resume_s)
                else:
                    self._order(playing=True, cue=Cue(None, self._jump))

    def stop(self) -> None:
        """Fall silent and go back to where playing began."""
        with self._lock:
            self._return()
            self._stop_at(self._wish.passage.start_s)

    def audition(
        self, signal: Signal, at_s: float = 0.0, passage: Passage | None = None, manner: Manner | None = None
    ) -> None:
        """Play another signal from `at_s` on, once unless `passage` says otherwise; the recording is paused.

        Whatever plays the recording or moves its play head ends that, as does another signal that is auditioned.
        """
        with self._lock:
            self.pause()
            if self._aside is None:
                self._at_s = self._position_s()
                self._resume_s = self._at_s if self._status is Status.PAUSED else None
                self._aside = self._wish
            self._problem = None
            self._jump += 1
            cue, passage, manner = Cue(at_s, self._jump), passage or Passage(), manner or Manner()
            self._order(signal=signal, passage=passage, manner=manner, playing=True, cue=cue)

    def end_audition(self) -> None:
        """Fall silent, if another signal is auditioned."""
        with self._lock:
            self._return()

    def seek(self, position_s: float) -> None:
        """Leap to `position_s`; what plays goes on from there, to the same end."""
        with self._lock:
            self._return()
            self._settle()
            position_s = max(0.0, position_s)
            if self._status is Status.PLAYING:
                self._leap(position_s)
                return
            self._jump += 1
            self._at_s = position_s
            if self._status is Status.PAUSED:
                self._resume_s = position_s

    def set_speed(self, speed: float, keep_pitch: bool = True) -> None:
        """Speed 0.25…4, heard at once; the pitch is kept, or rises and falls with the speed as on a tape."""
        speed = round(min(max(speed, SPEED_MIN), SPEED_MAX), 2)
        self._change(manner=replace(self._own.manner, speed=speed, keep_pitch=keep_pitch))

    def set_loop(self, loop: bool) -> None:
        """Whether the passage begins anew when it is over."""
        self._change(passage=replace(self._own.passage, loop=loop))

    def set_channels(self, heard: Sequence[bool] | None) -> None:
        """Which channels of the signal are heard; None: all."""
        self._change(manner=replace(self._own.manner, heard=None if heard is None else tuple(heard)))

    def set_volume(self, volume: float) -> None:
        """Factor on the samples, 0…4 (+12 dB); at 1 they are untouched. What goes beyond full scale is clipped."""
        with self._lock:
            self._volume = min(max(volume, 0.0), VOLUME_MAX)
            self._set_gain()

    def set_muted(self, muted: bool) -> None:
        with self._lock:
            self._muted = muted
            self._set_gain()

    def set_device(self, name: str | None) -> None:
        """Another output, by the name of a `Device` (None: the default); what plays goes on there from where it is."""
        with self._lock:
            self._return()
            self._settle()
            position_s = self._position_s()
            self._order(device=name, prepare=self._wish.prepare + 1)
            if self._status is Status.PLAYING:
                self._leap(position_s)
            elif self._status is Status.PAUSED:
                self._resume_s = position_s

    def scan_devices(self) -> None:
        """Look for devices again; while something plays, when that is over."""
        with self._lock:
            self._order(scan=self._wish.scan + 1)

    def reset_clip(self) -> None:
        with self._lock:
            self._engine.playout.reset_clip()

    def snapshot(self) -> PlayerState:
        """The state now. Takes microseconds."""
        with self._lock:
            self._settle()
            wish, engine, playout = self._own, self._engine, self._engine.playout
            return PlayerState(
                status=self._status,
                position_s=self._position_s(),
                passage=wish.passage,
                speed=wish.manner.speed,
                keep_pitch=wish.manner.keep_pitch,
                heard=wish.manner.heard,
                volume=self._volume,
                muted=self._muted,
                waiting=self._status is Status.PLAYING and engine.waiting,
                levels=playout.levels(playout.heard_frames(engine.now_s()), time.monotonic()),
                device=wish.device,
                devices=engine.devices,
                problem=self._problem or engine.standing_problem,
                underruns=engine.underruns,
                auditioned_s=None if self._aside is None else self._heard_s() or _begin_s(self._wish),
            )

    def close(self) -> None:
        """Fall silent and give the device back; waits for that, at most two seconds."""
        with self._lock:
            self._closing = True
            self._order(playing=False)
        if self._thread is not None:
            self._thread.join(timeout=2.0)
        else:
            self._engine.close()

    def work(self) -> float | None:
        """One round of the player's thread; returns after how many seconds the next is due."""
        with self._lock:
            wish = self._wish
        try:
            due = self._engine.work(wish)
        except WorkbenchError as error:
            with self._lock:
                self._fail(str(error))
            return 0.0
        except Exception as error:
            logging.getLogger(__name__).exception("the player failed")
            with self._lock:
                self._fail(f"Playing failed ({error}); the log says more.")
            return 0.0
        with self._lock:
            self._settle()
            return due if wish is self._wish else 0.0

    def _run(self) -> None:
        while True:
            due = self.work()
            with self._lock:
                if self._closing:
                    break
                if due != 0.0:
                    self._lock.wait(due)
        self._engine.close()

    # All that follows is called under the lock.

    @property
    def _own(self) -> Wish:
        """What is wanted of the recording, be it that another signal sounds."""
        return self._aside or self._wish

    def _return(self) -> None:
        """Another signal that is auditioned falls silent, and the recording is there again."""
        own, self._aside = self._aside, None
        if own is not None:
            self._jump += 1
            self._order(signal=own.signal, passage=own.passage, manner=own.manner, playing=False)

    def _order(self, **wish: object) -> None:
        self._wish = replace(self._wish, **wish)  # type: ignore[arg-type]
        self._lock.notify_all()

    def _leap(self, at_s: float, **wish: object) -> None:
        self._jump += 1
        self._at_s, self._resume_s = at_s, None
        self._order(playing=True, cue=Cue(at_s, self._jump), **wish)

    def _change(self, **wish: object) -> None:
        """Something else about what plays: it goes on in another way from where it is."""
        with self._lock:
            self._settle()
            pending = self._wish.cue
            if self._aside is not None:
                self._aside = replace(self._aside, **wish)  # type: ignore[arg-type]
            elif self._status is not Status.PLAYING:
                self._order(**wish)
            elif pending is not None and pending is not self._engine.done_cue:
                self._order(cue=replace(pending), **wish)
            else:
                self._order(cue=Cue(None, self._jump), **wish)

    def _stop_at(self, position_s: float) -> None:
        self._jump += 1
        self._status, self._at_s, self._resume_s = Status.STOPPED, position_s, None
        self._order(playing=False)

    def _position_s(self) -> float:
        if self._status is Status.STOPPED or self._aside is not None:
            return self._at_s
        heard_s = self._heard_s()
        return self._at_s if heard_s is None else heard_s

    def _heard_s(self) -> float | None:
        """Where in what is played the sound lies that is heard; None when nothing was heard yet."""
        playout = self._engine.playout
        return playout.heard_at_s(playout.heard_frames(self._engine.now_s()), self._jump)

    def _settle(self) -> None:
        """A passage that was heard to its end is over."""
        playout = self._engine.playout
        if (self._status is Status.PLAYING or self._aside is not None) and playout.ended is not None:
            jump, last = playout.ended
            if jump == self._jump and playout.heard_frames(self._engine.now_s()) >= last:
                if self._aside is not None:
                    self._return()
                else:
                    self._stop_at(self._wish.passage.start_s)

    def _fail(self, problem: str) -> None:
        """Sound is not possible now: hold, keep the place, and say why."""
        self._problem = problem
        self._return()
        if self._status is Status.PLAYING:
            self._at_s = self._resume_s = self._position_s()
            self._status = Status.PAUSED
            self._jump += 1
        self._order(playing=False)

    def _set_gain(self) -> None:
        gain = 0.0 if self._muted else self._volume
        self._engine.playout.gain = gain
        self._order(gain=gain)


def _begin_s(wish: Wish) -> float:
    """Where it was told to begin."""
    return 0.0 if wish.cue is None else wish.cue.at_s or 0.0
