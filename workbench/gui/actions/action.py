"""What an entry of a menu is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


@dataclass(frozen=True)
class Action:
    """One thing to do.

    `needs` : "" always there; "recording", "selection", "scores", "job", "result" that is compared,
        "running result" or "unfinished result": one that runs, or of which something is missing; "model's result":
        what a model made of the recording, no sound of its own; "sound" or "two sounds" chosen on the bench, "short
        sound": a selection, or a short recording; "sound beside recording": both
        "review" that is on; "labels" that are selected, "acceptable" and
        "rejectable" ones among them; "proposals" in the recording; "undo", "redo" (something to undo or redo); "lane" a
        chosen lane, "channel" that of a channel, "channels" more than one in the recording: greyed while it is missing
    `keys` : the first is shown in the menu
    `separator` : a line above it in the menu
    `section` : the part of the menu in which it stands, named above its first entry
    `submenu` : the menu within the menu in which it stands
    `keywords` : further words by which the command palette finds it
    """

    id: str
    menu: str
    text: str
    do: Callable[[MainWindow], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: str = ""
    checkable: bool = False
    separator: bool = False
    section: str = ""
    submenu: str = ""
    tip: str = ""
    keywords: str = ""


# What most of them need, short enough for a table
R, S, L, C, CS = "recording", "selection", "lane", "channel", "channels"
LS = "labels"
