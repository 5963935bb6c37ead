"""Undo and redo as commands: the status bar says what came back, which may be out of sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow
    from workbench.labels.edit import Step


def undo(w: MainWindow) -> None:
    _turn(w, "Undone", w.project_host.undo_name, w.project_host.undo)


def redo(w: MainWindow) -> None:
    _turn(w, "Done again", w.project_host.redo_name, w.project_host.redo)


def _turn(w: MainWindow, words: str, name: str | None, turn: Callable[[], None]) -> None:
    if name is not None and w.project_host.can_change():
        turn()
        w.readout.say(f"{words}: {name}")


def show_what_came(w: MainWindow, step: Step) -> None:
    """Select the labels that an undo or redo brought back or changed, and bring the first of them into view: they are
    what the next key is for."""
    project, recording_id = w.project_host.project, w.project_host.recording_id
    ids = [row for edit in step.edits if edit.table == "labels" and edit.after is not None for row in edit.after["id"]]
    if project is None or recording_id is None or not ids:
        return
    rows = project.labels.rows([each for each in ids if each in project.labels], ["recording", "start_s"])
    here = [each for each, where in zip(rows["id"], rows["recording"], strict=True) if where == recording_id]
    if here:
        w.label_selection.set(here)
        w.document.axis.reveal(project.labels.label(here[0]).start_s)
