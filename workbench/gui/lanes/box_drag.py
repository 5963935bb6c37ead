"""A drag of a time-frequency box, its edges or corners: where it would be; nothing is changed before the end."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.labels import changes
from workbench.labels.changes import Bounds
from workbench.labels.edit import Step
from workbench.labels.label import Label
from workbench.labels.project import Project

_LEAST_HZ = 1.0


@dataclass(frozen=True)
class Grip:
    """Which edges of a box are held: −1 the start or the low one, +1 the end or the high one, 0 neither.

    With neither, the whole box is.
    """

    time: int
    frequency: int

    @property
    def is_body(self) -> bool:
        return self.time == self.frequency == 0


@dataclass
class BoxDrag:
    """From press to release.

    `at_s`, `at_hz` : where the pointer took hold; `total_s`, `rate` : of the recording, in s and Hz
    """

    label: Label
    grip: Grip
    at_s: float
    at_hz: float
    total_s: float
    rate: int

    def __post_init__(self) -> None:
        label = self.label
        self.bounds = Bounds(label.start_s, label.end_s, label.low_hz, label.high_hz)

    @property
    def changed(self) -> bool:
        label = self.label
        return self.bounds != Bounds(label.start_s, label.end_s, label.low_hz, label.high_hz)

    def edges_s(self, time_s: float) -> list[float]:
        """The edges that follow the pointer at a time: what is to be snapped."""
        shift_s, label = time_s - self.at_s, self.label
        if self.grip.is_body:
            return [label.start_s + shift_s, label.end_s + shift_s]
        return [edge + shift_s for edge in ((label.start_s,), (), (label.end_s,))[self.grip.time + 1]]

    def move_to(self, time_s: float, frequency_hz: float) -> None:
        """Follow the pointer, within the recording and up to half its rate; a box keeps some width and height."""
        label, grip = self.label, self.grip
        assert label.low_hz is not None
        assert label.high_hz is not None
        shift_s, shift_hz = time_s - self.at_s, frequency_hz - self.at_hz
        nyquist, frame_s = self.rate / 2, 1 / self.rate
        moved = Bounds(label.start_s, label.end_s, label.low_hz, label.high_hz)
        if grip.is_body:
            shift_s = min(max(shift_s, -label.start_s), max(self.total_s - label.end_s, 0.0))
            shift_s = self._whole(label.start_s + shift_s) - label.start_s
            shift_hz = min(max(shift_hz, -label.low_hz), max(nyquist - label.high_hz, 0.0))
            moved = Bounds(
                label.start_s + shift_s, label.end_s + shift_s, label.low_hz + shift_hz, label.high_hz + shift_hz
            )
        if grip.time < 0:
            moved = replace(moved, start_s=self._whole(min(max(label.start_s + shift_s, 0), label.end_s - frame_s)))
        elif grip.time > 0:
            end_s = min(max(label.end_s + shift_s, label.start_s + frame_s), self.total_s)
            moved = replace(moved, end_s=self._whole(end_s))
        if grip.frequency < 0:
            moved = replace(moved, low_hz=min(max(label.low_hz + shift_hz, 0.0), label.high_hz - _LEAST_HZ))
        elif grip.frequency > 0:
            moved = replace(moved, high_hz=min(max(label.high_hz + shift_hz, label.low_hz + _LEAST_HZ), nyquist))
        self.bounds = moved

    def step(self, project: Project) -> Step:
        """The change. Raises `LabelRefused`."""
        words = "Move label" if self.grip.is_body else "Change label"
        return changes.set_bounds(project, self.label.id, self.bounds, words)

    def _whole(self, time_s: float) -> float:
        return round(time_s * self.rate) / self.rate
