"""Joins the comparison of annotators to the window: its panel, its commands, and another's project."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from workbench.errors import LabelRefused, printable
from workbench.gui import menus
from workbench.gui.key_guard import leave_keys
from workbench.gui.panels.agreement import AgreementPanel
from workbench.gui.theme import CLASS_COLORS
from workbench.gui.tooltips import follow_action
from workbench.gui.user import user_name
from workbench.jobs.scheduler import Priority
from workbench.labels.events import Side
from workbench.labels.other_project import OtherProject, plan_other, tier_name
from workbench.labels.project import Excerpt
from workbench.labels.schema import SUFFIX
from workbench.labels.sheet_import import import_step

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

PANEL = "agreement"


def make_agreement_panel(w: MainWindow) -> AgreementPanel:
    """Called when it is first wanted."""
    agreeing = w.agreeing
    panel = AgreementPanel(agreeing)
    agreeing.open_wanted.connect(w.opener.open)
    agreeing.went.connect(w.playback.play_span)
    agreeing.told.connect(w.messages.show_message)
    for name, button in panel.bar.buttons.items():
        button.clicked.connect(w.actions_by_id[name].trigger)
        follow_action(button, w.actions_by_id[name], menus.entry_of(name).tip)
    w.settings.changed.connect(lambda: panel.set_form(w.settings.settings.time_format))
    panel.set_form(w.settings.settings.time_format)
    leave_keys(panel)
    return panel


def go(w: MainWindow, direction: int) -> None:
    """To the next or previous disagreement, with the panel and the lane of labels in sight."""
    w.show_panel(PANEL)
    w.lanes.show("labels")
    w.agreeing.go(direction)


def ask_project(w: MainWindow) -> None:
    """Let the person choose the project of another one."""
    if w.project_host.project is None:
        w.messages.show_message("Open a recording that both have labelled first, or your project.")
        return
    dialog = QFileDialog(w, "Import another’s project", w.settings.settings.last_folder)
    dialog.setNameFilters([f"Projects (*{SUFFIX})", "All files (*)"])
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: import_project(w, Path(name)))
    dialog.open()


def import_project(w: MainWindow, path: Path) -> None:
    """Bring the labels of another's project into tiers of their own; returns at once."""
    host = w.project_host
    if host.project is None or not host.can_change():
        return
    if host.path is not None and path.absolute() == host.path.absolute():
        host.refuse(LabelRefused("This is the project that is open. Choose that of another person."))
        return
    host.note_recording()
    excerpt = host.project.excerpt()
    job = w.worker.run(partial(_plan_steps, excerpt, path, user_name()), Priority.VIEW)
    w.job_bar.follow(job, f"Reading {printable(path.name)}", f"Read {printable(path.name)}")
    job.result.connect(partial(_take, w, excerpt))


def _plan_steps(excerpt: Excerpt, path: Path, me: str) -> Iterator[OtherProject]:
    yield plan_other(excerpt.project(), path, besides=me, colors=CLASS_COLORS)


def _take(w: MainWindow, excerpt: Excerpt, other: OtherProject) -> None:
    host = w.project_host
    if host.project is None or host.project.about.get("folder") != excerpt.about.get("folder"):
        return  # another project was opened meanwhile
    name = f"Import {printable(other.path.name)}"
    if not w.labelling.perform(lambda project: import_step(project, other.plan, name)):
        return
    w.lanes.show("labels")
    w.show_panel(PANEL)
    _choose_sides(w, other)
    w.messages.show_message(
        _words(other), "info", "Undo", lambda: host.undo() if host.undo_name == name else None
    )  # fmt: skip


def _choose_sides(w: MainWindow, other: OtherProject) -> None:
    """Mine and theirs of the first tier that both have."""
    project = w.project_host.project
    if project is None:
        return
    ids = {tier.name: tier.id for tier in project.tier_list}
    theirs = [tier for tier in other.tiers if tier in ids]
    pairs = [(mine, tier) for tier in theirs for mine in ids if tier_name(mine, other.name) == tier]
    if pairs:
        w.agreeing.set_sides(Side(tier=ids[pairs[0][0]]), Side(tier=ids[pairs[0][1]]))
    elif theirs and w.label_selection.tier_id is not None:
        w.agreeing.set_sides(Side(tier=w.label_selection.tier_id), Side(tier=ids[theirs[0]]))


def _words(other: OtherProject) -> str:
    plan = other.plan
    labels = "1 label" if plan.count == 1 else f"{plan.count:,} labels"
    parts = [f"{labels} of {printable(other.name)} came into tiers beside yours."]
    if plan.replaced:
        parts.append(f"{plan.replaced:,} got the values that they have there now.")
    if other.rejected_here:
        parts.append(f"{other.rejected_here:,} that were rejected here stay so.")
    if other.unmatched:
        which = "1 recording is" if len(other.unmatched) == 1 else f"{len(other.unmatched):,} recordings are"
        parts.append(f"{which} not in this project or its folder: {printable(other.unmatched[0])}.")
    return " ".join((*parts, *plan.notes))
