"""Joins the labels lane, the boxes in other lanes, and the commands of tiers and snapping to the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from workbench.gui import menus
from workbench.gui.lane_kinds import LABELS, NETWORK_INPUT, SPECTROGRAM
from workbench.gui.lanes.label_boxes import LabelBoxes
from workbench.gui.lanes.labels import LabelsLane
from workbench.gui.lanes.lane import Lane
from workbench.gui.snapping import GRIDS_S, Snapping

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

BOX_LANES = (SPECTROGRAM, "constant-q", NETWORK_INPUT)
"""The lanes that have a frequency axis."""
_TIER_MENU = (
    "tier-rename", "tier-hide", "tier-lock", "tier-exclusive", "", "tier-up", "tier-down", "", "tier-add", "",
    "tier-delete",
)  # fmt: skip
_LABEL_MENU = ("label-rename", "", "label-split", "label-merge", "label-duplicate", "", "label-delete")


def join_label_lane(w: MainWindow) -> None:
    """Called once, when all parts are there."""
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
