"""Joins running models that make sound, and their results, to the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from workbench.errors import printable
from workbench.gui import menus
from workbench.gui.result_keeping import make_room
from workbench.gui.result_words import share_text
from workbench.gui.results import Result
from workbench.gui.tasks import task_of
from workbench.gui.tooltips import follow_action
from workbench.jobs.job import JobEnd
from workbench.jobs.worker import Job

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow
    from workbench.gui.panels.results import ResultsPanel

_RESULT_MENU = (
    "result-rename", "result-settings", "", "result-stop", "result-go-on", "", "export-sound", "", "result-delete",
)  # fmt: skip


def join_making(w: MainWindow) -> None:
    """Called once, when all parts are there."""
    making = w.making
    making.began.connect(lambda result, job: _follow(w, result, job))
    making.ended.connect(lambda result, end: _note_end(w, result, end))
    w.result_commands.suiting.began.connect(lambda job: _show_listening(w, job))
    making.refused.connect(w.messages.show_error)
    making.running_changed.connect(lambda running: _show_running(w, running))
    w.document.results.chosen_changed.connect(w.result_commands.changed)


def join_results(w: MainWindow, panel: ResultsPanel) -> None:
    """Called when it is made."""
    panel.delete_requested.connect(w.result_commands.delete)
    panel.menu_requested.connect(lambda place: _menu(w).popup(place))
    for name, button in panel.buttons.items():
        action = w.actions_by_id.get(name)
        button.setVisible(action is not None)
        if action is not None:
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            button.setEnabled(action.isEnabled())
            follow_action(button, action, menus.entry_of(name).text)


def _show_running(w: MainWindow, running: bool) -> None:
    w.models.set_running(running, making=True)
    w.models.making.set_waiting(w.making.waiting)
    w.result_commands.changed.emit()


def _show_listening(w: MainWindow, job: Job) -> None:
    name = printable(w.document.recording.path.name)
    w.job_bar.follow(job, f"Listening whether {name} is speech", f"Listened to {name}", tells=False)


def _follow(w: MainWindow, result: Result, job: Job) -> None:
    task, name = task_of(result.model), printable(result.recording.path.name)
    w.job_bar.follow(job, f"{task.doing} {name}", f"{task.done} {name}")
    w.show_panel("results")


def _note_end(w: MainWindow, result: Result, end: JobEnd) -> None:
    commands = w.result_commands
    make_room(w.worker)
    commands.changed.emit()
    if end.state != "cancelled" or result not in w.document.results.items:
        return
    if not result.share:
        commands.keeping.discard(result)  # as if it had not been begun
        return
    w.messages.show_message(
        f"“{result.name}” was stopped; {share_text(result.share)} is there and can be heard.",
        "info", "Go on", lambda: commands.go_on(result), subject=str(result.recording.path),
    )  # fmt: skip


def _menu(w: MainWindow) -> QMenu:
    there = [name for name in _RESULT_MENU if not name or name in w.actions_by_id]
    return menus.menu_of(w, w.actions_by_id, there)
