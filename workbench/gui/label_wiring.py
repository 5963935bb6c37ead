"""Joins what has to do with labels to the window: lanes, table, palette, proposals, tiers, history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu

from workbench.gui import history, menus
from workbench.gui.lane_kinds import LABELS, NETWORK_INPUT, SPECTROGRAM
from workbench.gui.lanes.label_boxes import LabelBoxes
from workbench.gui.lanes.label_strip import strip_image
from workbench.gui.lanes.labels import LabelsLane
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.score_words import readable
from workbench.gui.snapping import GRIDS_S, Snapping
from workbench.gui.soon import Soon
from workbench.gui.theme import colors
from workbench.gui.tooltips import follow_action
from workbench.labels.counts import label_counts

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow
    from workbench.gui.panels.label_table import LabelTablePanel

LABEL_MARKS_MS = 250
"""So late the overview and the list of files may show that labels were made."""

BOX_LANES = (SPECTROGRAM, "constant-q", NETWORK_INPUT)
"""The lanes that have a frequency axis."""
_TIER_MENU = (
    "tier-rename", "tier-hide", "tier-lock", "tier-exclusive", "", "tier-up", "tier-down", "", "tier-add", "",
    "tier-delete",
)  # fmt: skip
_LABEL_MENU = ("label-rename", "", "label-split", "label-merge", "label-duplicate", "", "label-delete")


def join_labels(w: MainWindow) -> None:
    """Called once, when all parts are there."""
    _join_lanes(w)
    _join_project(w)
    _join_proposals(w)
    _join_palette(w)


def _join_lanes(w: MainWindow) -> None:
    w.lanes.when_made(LABELS, lambda lane: _join_lane(w, lane))
    for kind in BOX_LANES:
        w.lanes.when_made(kind, lambda lane: _join_boxes(w, lane))
    tiers = w.tier_commands
    tiers.rename_requested.connect(lambda tier_id: _edit_name(w, tier_id))
    tiers.deleted.connect(lambda text, name: _offer_undo(w, text, name))
    _add_shown_tiers(w)
    for changed in (w.project_host.opened, w.project_host.changed, w.label_selection.tier_changed):
        changed.connect(lambda *_: _show_tier(w))
    w.settings.changed.connect(lambda: _apply_settings(w))
    _show_tier(w)
    _apply_settings(w)


def snapping_of(w: MainWindow) -> Snapping:
    """As the person set it."""
    settings = w.settings.settings
    return Snapping(settings.snap_to_labels, settings.snap_to_zero, settings.snap_grid_s)


def _join_lane(w: MainWindow, lane: LabelsLane) -> None:
    lane.bind(w.labelling, w.worker, lambda: snapping_of(w))
    lane.names.renamed.connect(w.tier_commands.rename)
    lane.names.moved.connect(w.tier_commands.move_above)
    lane.names.menu_requested.connect(lambda _tier_id, place: _popup(w, _TIER_MENU, place))
    lane.menu_requested.connect(lambda place: _popup(w, _LABEL_MENU, place))
    _apply_settings(w)


def _join_boxes(w: MainWindow, lane: Lane) -> None:
    LabelBoxes(lane, w.labelling, lambda: snapping_of(w))
    _apply_settings(w)


def _popup(w: MainWindow, ids: tuple[str, ...], place: QPoint) -> None:
    menus.menu_of(w, w.actions_by_id, ids).popup(place)


def _edit_name(w: MainWindow, tier_id: int) -> None:
    w.lanes.show(LABELS)
    lane = w.lanes.lane(LABELS)
    if lane is not None:
        w.stack.area.ensureWidgetVisible(lane, 0, 0)
        lane.names.edit(tier_id)


def _offer_undo(w: MainWindow, text: str, name: str) -> None:
    """As long as nothing else was done."""
    host = w.project_host
    w.messages.show_message(text, "info", "Undo", lambda: host.undo() if host.undo_name == name else None)


def _add_shown_tiers(w: MainWindow) -> None:
    tiers = next(menu for menu in w.menus["Label"].findChildren(QMenu) if menu.title() == "Tiers")
    shown = tiers.addMenu("Shown tiers")
    shown.aboutToShow.connect(lambda: w.tier_commands.fill(shown))


def _show_tier(w: MainWindow) -> None:
    tier = w.tier_commands.current
    w.actions_by_id["tier-lock"].setChecked(tier is not None and tier.locked)
    w.actions_by_id["tier-exclusive"].setChecked(tier is not None and tier.exclusive)


def _apply_settings(w: MainWindow) -> None:
    settings, actions = w.settings.settings, w.actions_by_id
    actions["snap-labels"].setChecked(settings.snap_to_labels)
    actions["snap-zero"].setChecked(settings.snap_to_zero)
    actions["show-rejected"].setChecked(settings.show_rejected_labels)
    for step_s in GRIDS_S:
        actions[f"snap-grid-{step_s:g}"].setChecked(settings.snap_grid_s == step_s)
    for lane in filter(None, map(w.lanes.lane, BOX_LANES)):
        for overlay in lane.overlays:
            overlay.show_rejected = settings.show_rejected_labels
        lane.update()
    lane = w.lanes.lane(LABELS)
    if lane is not None:
        lane.form = settings.time_format
        lane.show_rejected = settings.show_rejected_labels


def _join_project(w: MainWindow) -> None:
    host = w.project_host
    host.refused.connect(w.messages.show_error)
    host.changed.connect(lambda _tables: w.messages.forget_refusal())
    w.classifying.known_color = lambda name: _color_of(w, name)
    host.changed.connect(lambda tables: "classes" in tables and w.document.scores_changed.emit())
    host.turned.connect(lambda step: history.show_what_came(w, step))
    host.state_changed.connect(lambda: _show_history(w))
    w.labelling.named.connect(lambda text, count: _say_name(w, text, count))
    w.stack.minimap.labels = lambda pixels: _label_strip(w, pixels)
    # Both look at all labels, which may be very many.
    strip = Soon(w.stack.minimap.invalidate_labels, LABEL_MARKS_MS, w)
    counts = Soon(lambda: _count(w), LABEL_MARKS_MS, w)
    for changed in (host.opened, host.changed):
        changed.connect(strip.ask)
        changed.connect(counts.ask)


def _count(w: MainWindow) -> None:
    project = w.project_host.project
    w.files.set_label_counts({} if project is None else label_counts(project))


def join_table(w: MainWindow, table: LabelTablePanel) -> None:
    """Called when it is made."""
    table.open_wanted.connect(w.opener.open)
    table.play_wanted.connect(w.playback.play_once)
    table.arrange(w.settings.settings.label_table)
    table.columns.arranged.connect(lambda: w.settings.change(label_table=table.columns.arrangement))
    accept = w.actions_by_id["label-accept"]
    accept.enabledChanged.connect(lambda on: table.rows.setProperty("gives_enter", on))
    table.rows.setProperty("gives_enter", accept.isEnabled())
    w.settings.changed.connect(lambda: table.set_form(w.settings.settings.time_format))
    table.set_form(w.settings.settings.time_format)


def _join_proposals(w: MainWindow) -> None:
    proposing, judging = w.proposing, w.judging
    w.models.classify.propose_requested.connect(w.actions_by_id["propose"].trigger)
    follow_action(w.models.classify.propose_button, w.actions_by_id["propose"], menus.entry_of("propose").tip)
    proposing.made.connect(lambda: w.lanes.show(LABELS))
    for told in (proposing.told, judging.told):
        told.connect(w.messages.show_message)
    judging.went.connect(lambda *span: w.settings.settings.play_proposals and w.playback.play_span(*span))
    for action in ("label-accept", "label-reject"):  # held down, it would judge what nobody has seen
        w.actions_by_id[action].setAutoRepeat(False)


def _color_of(w: MainWindow, class_name: str) -> str | None:
    project = w.project_host.project
    known = None if project is None else project.class_of(readable(class_name))
    return None if known is None else known.color


def _label_strip(w: MainWindow, pixels: int) -> QImage | None:
    host = w.project_host
    if host.project is None or host.recording_id is None:
        return None
    return strip_image(host.project, host.recording_id, w.document.total_s, pixels, colors().text_soft)


def _join_palette(w: MainWindow) -> None:
    classes, files = w.classes, w.vocabulary_files
    classes.load_requested.connect(files.ask_load)
    classes.save_requested.connect(files.ask_save)
    classes.file_dropped.connect(lambda path: files.load(Path(path)))
    w.class_editing.told.connect(w.messages.show_message)
    w.class_editing.command_of = lambda key: menus.command_of(w.actions_by_id, key)


def _say_name(w: MainWindow, text: str, count: int) -> None:
    project = w.project_host.project
    known = None if project is None else project.class_of(text)
    w.readout.say(text if count == 1 else f"{text}, {count:,} labels", known.color if known is not None else "")


def _show_history(w: MainWindow) -> None:
    for action, words, name in (("undo", "Undo", w.project_host.undo_name), ("redo", "Redo", w.project_host.redo_name)):
        w.actions_by_id[action].setText(f"{words}: {name}" if name else words)
        w.actions_by_id[action].setEnabled(name is not None)
