"""A drag of labels or of an edge, from press to release: where they would be; nothing is changed before the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.gui.lanes.label_hits import Part
from workbench.gui.lanes.label_layout import DrawnLabels, LabelLayout, Times
from workbench.gui.snapping import Snapping, label_edges, nearest, shift_to
from workbench.labels import changes
from workbench.labels.edit import Step
from workbench.labels.label import Status
from workbench.labels.project import Project

_SAME_S = 1e-9


@dataclass(frozen=True)
class _Room:
    """How far each label may go to the left and right before it meets a neighbour; infinite where it may overlap."""

    from_s: Times
    to_s: Times


class LabelDrag:
    """Labels that are moved by the same time (`part` "body"), or one whose edge is.

    Parameters
    ----------
    at_s : where the pointer took hold
    total_s, rate : of the recording, in s and Hz; edges stay within it, on whole frames
    marks_s : times besides other labels' edges that draw a dragged edge, such as the play head
    """

    def __init__(
        self, layout: LabelLayout, ids: Sequence[int], part: Part, at_s: float, *, total_s: float, rate: int,
        marks_s: Sequence[float] = (),
    ) -> None:  # fmt: skip
        self.layout, self.part, self.at_s, self._rate = layout, part, at_s, rate
        self.labels = layout.of_ids(ids)
        self._marks = np.array([each for each in marks_s if each not in self._own_edges()])
        self._room = _room(layout, self.labels)
        self._limits = self._find_limits(total_s)
        self.start_s, self.end_s = self.labels.start_s, self.labels.end_s
        """Where each of `labels` would be now."""

    @property
    def moved(self) -> DrawnLabels:
        """The labels where they would be."""
        return replace(self.labels, start_s=self.start_s, end_s=self.end_s)

    @property
    def changed(self) -> bool:
        return not (np.array_equal(self.start_s, self.labels.start_s) and np.array_equal(self.end_s, self.labels.end_s))

    @property
    def edges_s(self) -> tuple[float, ...]:
        """The dragged edge; of what is moved, the first start."""
        edges = self.end_s if self.part == "end" else self.start_s
        return (float(edges[0]),)

    def move_to(self, time_s: float, reach_s: float, snapping: Snapping) -> None:
        """Follow the pointer; an edge within `reach_s` of what draws it goes there."""
        shift_s = time_s - self.at_s
        edges = [edge + shift_s for edge in self._leading_edges()]
        targets = self._marks
        if snapping.to_labels:
            tiers = [tier.id for tier in self.layout.tiers]
            found = label_edges(self.layout.view, tiers, edges, reach_s, self.labels.id)
            targets = np.concatenate([targets, found])
        extra_s = shift_to(edges, targets, reach_s, snapping.grid_s)
        exact = [nearest(targets, edge + extra_s, _SAME_S) for edge in edges]
        self._place(shift_s + extra_s, next((each for each in exact if each is not None), None))

    def move_edge_to(self, time_s: float) -> None:
        """Bring the first of `edges_s` to a time, such as a zero crossing, as far as it may go."""
        original = self.labels.end_s if self.part == "end" else self.labels.start_s
        self._place(time_s - float(original[0]), time_s)

    def step(self, project: Project) -> Step:
        """The change. Raises `LabelRefused`."""
        ids = self.labels.id.tolist()
        columns = {"start_s": self.start_s.tolist(), "end_s": self.end_s.tolist()}
        if self.part != "body":
            edge = f"{self.part}_s"
            return changes.change_labels(project, ids, {edge: columns[edge]}, f"Move {self.part} of label")
        words = "Move label" if len(ids) == 1 else f"Move {len(ids):,} labels"
        return changes.change_labels(project, ids, columns, words)

    def _leading_edges(self) -> list[float]:
        """Those that are drawn to others: of many labels, the ends of them all together."""
        if self.part == "start":
            return [float(self.labels.start_s[0])]
        if self.part == "end":
            return [float(self.labels.end_s[0])]
        first, last = float(self.labels.start_s[0]), float(self.labels.end_s.max())
        return [first] if first == last else [first, last]

    def _own_edges(self) -> tuple[float, float]:
        return float(self.labels.start_s[0]), float(self.labels.end_s.max())

    def _find_limits(self, total_s: float) -> tuple[float, float]:
        """The least and the greatest shift."""
        start_s, end_s, room = self.labels.start_s, self.labels.end_s, self._room
        least = max(-float(start_s.min()), float((room.from_s - start_s).max()))
        most = min(max(total_s - float(end_s.max()), 0.0), float((room.to_s - end_s).min()))
        length_s = max(float(end_s[0] - start_s[0]) - 1 / self._rate, 0.0)
        if self.part == "start":
            return least, length_s
        return (-length_s, most) if self.part == "end" else (least, most)

    def _place(self, shift_s: float, exact_s: float | None) -> None:
        """Shift, on whole frames but where an edge meets another one; never into a neighbour, by no rounding either."""
        first = float((self.labels.end_s if self.part == "end" else self.labels.start_s)[0])
        if exact_s is None:
            shift_s = round((first + shift_s) * self._rate) / self._rate - first
        shift_s = min(max(shift_s, self._limits[0]), self._limits[1])
        start_s, end_s = self.labels.start_s, self.labels.end_s
        if self.part != "end":
            start_s = self._settled(start_s + shift_s, exact_s)
        if self.part != "start":
            end_s = self._settled(end_s + shift_s, exact_s)
        if self.part == "body":
            end_s = np.where(self.labels.end_s == self.labels.start_s, start_s, end_s)
        self.start_s, self.end_s = start_s, end_s

    def _settled(self, times_s: Times, exact_s: float | None) -> Times:
        """Without the errors of the last digits, which would make labels that meet overlap."""
        wanted = np.rint(times_s * self._rate) / self._rate if exact_s is None else np.float64(exact_s)
        times_s = np.where(np.abs(wanted - times_s) < _SAME_S, wanted, times_s)
        return np.clip(times_s, np.maximum(self._room.from_s, 0.0), self._room.to_s)


def _room(layout: LabelLayout, labels: DrawnLabels) -> _Room:
    from_s, to_s = np.full(len(labels), -np.inf), np.full(len(labels), np.inf)
    view = layout.view
    tier_of = [layout.tier_of_row[row] for row in range(len(layout.tier_of_row))]
    for tier in {tier.id: tier for tier in tier_of if tier.exclusive}.values():
        rows = [row for row, each in enumerate(tier_of) if each.id == tier.id]
        ours = np.isin(labels.row, rows) & (labels.status != Status.REJECTED)
        if not ours.any():
            continue
        others = (view.column("tier") == tier.id) & (view.column("status") != Status.REJECTED)
        others &= ~np.isin(view.column("id"), labels.id)
        from_s[ours] = _last_up_to(np.sort(view.column("end_s")[others]), labels.start_s[ours])
        to_s[ours] = _first_from(view.column("start_s")[others], labels.end_s[ours])
    return _Room(from_s, to_s)


def _last_up_to(rising: Times, times_s: Times) -> NDArray[np.float64]:
    return np.concatenate([[-np.inf], rising])[np.searchsorted(rising, times_s, "right")]


def _first_from(rising: Times, times_s: Times) -> NDArray[np.float64]:
    return np.concatenate([rising, [np.inf]])[np.searchsorted(rising, times_s, "left")]
