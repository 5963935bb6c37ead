"""Typing the names of labels where they are: opens the field over a label, and does what it ends with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from workbench.gui.label_walking import LabelWalking
from workbench.gui.labelling import Labelling
from workbench.gui.lane_kinds import LABELS
from workbench.gui.lane_set import LaneSet
from workbench.labels import changes

if TYPE_CHECKING:
    from workbench.gui.lanes.label_editor import LabelEditor
    from workbench.gui.lanes.labels import LabelsLane


class LabelNaming(QObject):
    """One label at a time."""

    def __init__(self, labelling: Labelling, walking: LabelWalking, lanes: LaneSet) -> None:
        super().__init__(labelling)
        self.labelling, self.walking, self.lanes = labelling, walking, lanes
        self.host, self.selection = labelling.host, labelling.selection
        self.editor: LabelEditor | None = None
        self._label_id = 0
        self._is_new = False
        self._before = ""
        lanes.when_made(LABELS, lambda lane: lane.edit_requested.connect(self.edit))
        self.labelling.document.axis.view_changed.connect(self._follow)
        self.labelling.document.opened.connect(lambda: self._finish(keep=False))
        self.selection.changed.connect(self._follow_selection)
        self.host.changed.connect(self._follow_project)

    # Commands

    def make(self) -> None:
        """Label the selection and ask for its name."""
        self._edit_new(self.labelling.make())

    def make_point(self) -> None:
        self._edit_new(self.labelling.make_point())

    def rename(self) -> None:
        """Type another name for the selected labels; over the one selected last."""
        if self.selection.ids:
            self.edit(self.selection.ids[-1])

    def edit(self, label_id: int, *, is_new: bool = False) -> None:
        """Type the words of a label."""
        from workbench.gui.lanes.label_editor import LabelEditor  # seldom wanted at the start

        self._finish(keep=True)
        project, recording_id = self.host.project, self.host.recording_id
        if project is None or label_id not in project.labels:
            return
        if label_id not in self.selection.ids:
            self.selection.set([label_id])
        label = project.labels.label(label_id)
        if label.recording != recording_id:
            return
        self.lanes.show(LABELS)
        lane = self.lanes.lane(LABELS)
        lane.axis.reveal(label.start_s)
        self._label_id, self._is_new, self._before = label_id, is_new, label.text
        self.editor = editor = LabelEditor(
            lane, self.lanes.stack, label.text, project.class_list, self.labelling.recent
        )
        editor.committed.connect(partial(self._commit, label_id, label.text))
        editor.cancelled.connect(partial(self._cancel, label_id, is_new))
        self._follow()
        editor.show()
        self.lanes.stack.area.ensureWidgetVisible(editor)
        editor.setFocus()
        self._follow()

    def _edit_new(self, label_id: int | None) -> None:
        if label_id is not None:
            self.edit(label_id, is_new=True)

    def finish(self) -> None:
        """Take what is being typed, if anything is."""
        self._finish(keep=True)

    # How it ends

    def _commit(self, label_id: int, before: str, text: str, go_on: int) -> None:
        self.editor = None
        project = self.host.project
        if project is None or label_id not in project.labels:
            return
        if text != before:
            ids = self.selection.ids if label_id in self.selection.ids else (label_id,)
            self.labelling.name_labels(ids, text)
        if go_on and self.walking.go(go_on):
            self.edit(self.selection.ids[-1])

    def _cancel(self, label_id: int, is_new: bool) -> None:
        """A label that was made for this field goes again; the one who asked for it has thought better of it."""
        self.editor = None
        project = self.host.project
        if not is_new or project is None or label_id not in project.labels:
            return
        if self.host.undo_name == "Add label" and not project.labels.label(label_id).text:
            self.host.undo(for_good=True)
        else:
            self.labelling.perform(lambda project: changes.remove_labels(project, [label_id]))

    def _finish(self, *, keep: bool) -> None:
        if self.editor is not None:
            editor = self.editor
            editor.finish(keep=keep)
            self.editor = None

    # What goes on meanwhile

    def _follow(self) -> None:
        """The field stays over its label when the view moves."""
        if self.editor is not None:
            lane = self.lanes.lane(LABELS)
            self.editor.stand_over(self._rect_in(lane), lane.body_rect())

    def _rect_in(self, lane: LabelsLane) -> QRect:
        rect = lane.label_rect(self._label_id)
        return lane.body_rect() if rect is None else rect

    def _follow_selection(self) -> None:
        if self.editor is not None and self._label_id not in self.selection.ids:
            self._finish(keep=True)

    def _follow_project(self, _tables: frozenset[str]) -> None:
        """Named or removed otherwise: what was being typed is void."""
        project = self.host.project
        if self.editor is None or project is None:
            return
        there = self._label_id in project.labels
        if not there or project.labels.rows([self._label_id], ["text"])["text"][0] != self._before:
            self._finish(keep=False)
        else:
            self._follow()
