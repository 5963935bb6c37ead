"""Moving labels by keys: earlier and later, their edges, to zero crossings, to another tier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QObject

from workbench.errors import LabelRefused
from workbench.gui.labelling import Labelling
from workbench.gui.selecting import nearest_crossing
from workbench.gui.settings_file import SettingsFile
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels import changes
from workbench.labels.edge_changes import Edge, move_edges, set_edges
from workbench.labels.edit import Step
from workbench.labels.project import Project

_Bounds = tuple[list[float], list[float]]


class LabelMoving(QObject):
    """What it does is done to the selected labels. Keys held down make one step of undoing."""

    def __init__(self, labelling: Labelling, settings: SettingsFile, worker: Worker) -> None:
        super().__init__(labelling)
        self.labelling, self.settings, self.worker = labelling, settings, worker
        self.document, self.selection = labelling.document, labelling.selection

    def nudge(self, direction: int) -> None:
        """Earlier (−1) or later (+1) by the step of the settings, not beyond the recording."""
        ids = self.selection.ids
        if not ids:
            return

        def step(project: Project) -> Step:
            room_s = self.document.total_s - max(project.labels.rows(ids, ["end_s"])["end_s"])
            return changes.move_labels(project, ids, min(direction * self._step_s(), max(room_s, 0.0)), series="nudge")

        self.labelling.perform(step)

    def nudge_edge(self, edge: Edge, direction: int) -> None:
        """Only where they start, or end."""
        ids = self.selection.ids
        if not ids:
            return

        def step(project: Project) -> Step:
            by_s = direction * self._step_s()
            if edge == "end_s" and direction > 0:
                room_s = self.document.total_s - max(project.labels.rows(ids, ["end_s"])["end_s"])
                by_s = min(by_s, max(room_s, 0.0))
            return move_edges(project, ids, edge, by_s, series=f"nudge {edge}")

        self.labelling.perform(step)

    def _step_s(self) -> float:
        """A whole number of frames, one at least."""
        recording = self.document.recording
        rate = 1 if recording is None else recording.sample_rate
        return max(round(self.settings.settings.nudge_s * rate), 1) / rate

    def change_tier(self, by: int) -> None:
        """To the tier above (−1) or below (+1) that is shown."""
        ids = self.selection.ids

        def step(project: Project) -> Step:
            shown = [tier.id for tier in project.tier_list if not tier.hidden]
            now = set(project.labels.rows(ids, ["tier"])["tier"])
            if len(now) > 1:
                raise LabelRefused("To move labels to another tier, select labels of one tier.")
            here = shown.index(now.pop()) if now <= set(shown) else -1
            if here < 0 or not 0 <= here + by < len(shown):
                raise LabelRefused(f"There is no tier {'above' if by < 0 else 'below'} this one.")
            return changes.set_tier(project, ids, shown[here + by])

        if ids:
            self.labelling.perform(step)

    # Zero crossings

    def snap_to_zero(self) -> bool:
        """Move the edges of the selected labels to the zero crossings beside them; whether there are such labels."""
        host, recording, ids = self.labelling.host, self.document.recording, self.selection.ids
        if not ids or recording is None or host.project is None:
            return False
        ids = tuple(label.id for label in self.selection.labels if label.recording == host.recording_id)
        bounds = self._bounds(host.project, ids)
        job = self.worker.run(partial(_crossing_steps, recording, bounds), Priority.VIEW)
        job.result.connect(partial(self._take_crossings, ids, bounds))
        return True

    def _take_crossings(self, ids: Sequence[int], before: _Bounds, found: _Bounds) -> None:
        project = self.labelling.host.project
        if project is None or any(each not in project.labels for each in ids) or self._bounds(project, ids) != before:
            return  # changed meanwhile
        words = "Move edges of label to zero crossings" if len(ids) == 1 else "Move edges of labels to zero crossings"
        self.labelling.perform(lambda project: set_edges(project, ids, *found, words))

    @staticmethod
    def _bounds(project: Project, ids: Sequence[int]) -> _Bounds:
        rows = project.labels.rows(ids, ["start_s", "end_s"])
        return rows["start_s"], rows["end_s"]


def _crossing_steps(recording, bounds: _Bounds) -> Iterator[_Bounds]:
    """The nearest crossings of all edges; an edge that two labels share is looked for once."""
    edges = sorted({*bounds[0], *bounds[1]})
    found = {edge_s: nearest_crossing(recording, edge_s) for edge_s in edges}
    yield [found[edge_s] for edge_s in bounds[0]], [found[edge_s] for edge_s in bounds[1]]
