"""Menus, shortcuts and enabled states, made from the list of actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QWidget, QWidgetAction

from workbench.gui import icons
from workbench.gui.actions import ACTIONS, MENUS, Action, tooltip
from workbench.gui.theme import GRID_PX


def make_actions(window: QMainWindow, overrides: Mapping[str, str]) -> dict[str, QAction]:
    """One QAction an entry of `ACTIONS`, by id; keys as the person changed them."""
    made = {}
    for entry in ACTIONS:
        action = QAction(entry.text, window)
        action.setObjectName(entry.id)
        action.setCheckable(entry.checkable)
        action.setProperty("keywords", entry.keywords)
        if entry.icon:
            action.setIcon(icons.icon(entry.icon))
            action.setIconVisibleInMenu(True)
        action.triggered.connect(lambda _checked=False, entry=entry: entry.do(window))
        window.addAction(action)
        made[entry.id] = action
    apply_keys(made, overrides)
    return made


def apply_keys(actions: Mapping[str, QAction], overrides: Mapping[str, str]) -> None:
    """Set the keys of all actions: those of the list, or what the person chose instead."""
    for entry in ACTIONS:
        action = actions[entry.id]
        action.setShortcuts(_keys_of(entry, overrides))
        action.setToolTip(tooltip(entry, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)))


def _keys_of(entry: Action, overrides: Mapping[str, str]) -> list[QKeySequence]:
    keys = (overrides[entry.id],) if entry.id in overrides else entry.keys
    # Tab belongs to the lanes only (`add_lane_keys`); elsewhere it moves the focus.
    return [QKeySequence(key) for key in keys if key and key != "Tab"]


SHARED_KEYS = (("label-accept", "label-rename"), ("hear-output", "play-around"))
"""Where both can be done, a key of both is the first one's: Enter accepts a proposal, and renames any other label; B is
the output where there is one."""


def share_keys(actions: Mapping[str, QAction], overrides: Mapping[str, str]) -> None:
    """Give each key that two actions have to one of them; called when what can be done, or a key, has changed."""
    for first, second in SHARED_KEYS:
        taken = actions[first].shortcuts() if actions[first].isEnabled() else []
        keys = [key for key in _keys_of(entry_of(second), overrides) if key not in taken]
        if keys != actions[second].shortcuts():
            actions[second].setShortcuts(keys)


def default_keys() -> dict[str, tuple[str, ...]]:
    return {entry.id: entry.keys for entry in ACTIONS}


def add_lane_keys(lanes: QWidget, actions: Mapping[str, QAction]) -> None:
    """In the lanes Tab plays, as users of Praat expect."""
    shortcut = QShortcut(QKeySequence("Tab"), lanes)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(actions["play"].trigger)


def fill_menus(window: QMainWindow, actions: Mapping[str, QAction]) -> dict[str, object]:
    """The menu bar; returns the menus by name."""
    menus = {name: window.menuBar().addMenu(name) for name in MENUS}
    submenus: dict[str, QMenu] = {}
    section = ""
    for entry in ACTIONS:
        menu = menus[entry.menu]
        if entry.submenu:
            if entry.submenu not in submenus:
                if section:
                    menu.addSeparator()
                submenus[entry.submenu] = menu.addMenu(entry.submenu)
            menu = submenus[entry.submenu]
        if entry.separator:
            menu.addSeparator()
        if entry.section and entry.section != section:
            _add_heading(menu, entry.section)
        section = entry.section
        menu.addAction(actions[entry.id])
    for menu in (*menus.values(), *submenus.values()):
        menu.setToolTipsVisible(True)
    return menus


def _add_heading(menu: QMenu, words: str) -> None:
    """Soft words over a group, that cannot be chosen."""
    if menu.actions():
        menu.addSeparator()
    label = QLabel(words)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setContentsMargins(3 * GRID_PX, GRID_PX, 3 * GRID_PX, GRID_PX)
    heading = QWidgetAction(menu)
    heading.setDefaultWidget(label)
    heading.setEnabled(False)
    menu.addAction(heading)


LANE_MENU = (
    "lane-hide",
    "lane-up",
    "lane-down",
    "lane-top",
    "",
    "lane-higher",
    "lane-lower",
    "lane-height",
    "lane-heights",
)
CHANNEL_MENU = (
    "solo",
    "solo-alone",
    "mute-channel",
    "hear-all",
    "",
    "channel-spectrogram",
    "channel-only",
    "channels",
    "",
)


def lane_menu(window: QMainWindow, actions: Mapping[str, QAction], *, of_channel: bool) -> QMenu:
    """What can be done with the chosen lane; it deletes itself when it is closed."""
    return menu_of(window, actions, (*CHANNEL_MENU, *LANE_MENU) if of_channel else LANE_MENU)


def menu_of(window: QMainWindow, actions: Mapping[str, QAction], ids: Iterable[str]) -> QMenu:
    """A menu of some actions by id, "" for a line; it deletes itself when it is closed."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for action_id in ids:
        if action_id:
            menu.addAction(actions[action_id])
        else:
            menu.addSeparator()
    return menu


def enable(actions: Mapping[str, QAction], there: Mapping[str, bool]) -> None:
    """Grey what cannot be done now; `there` says which needs are met."""
    for entry in ACTIONS:
        if entry.needs:
            actions[entry.id].setEnabled(there[entry.needs])


def command_of(actions: Mapping[str, QAction], key: str) -> str:
    """The words of the command that has this key, or ""."""
    wanted = QKeySequence(key)
    return next((each.text().rstrip("…") for each in actions.values() if wanted in each.shortcuts()), "")


def entry_of(action_id: str) -> Action:
    return next(entry for entry in ACTIONS if entry.id == action_id)
