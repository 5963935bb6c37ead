"""What can be done with the chosen sounds, as a context menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from workbench.gui import icons

if TYPE_CHECKING:
    from workbench.gui.panels.sound_strip import SoundStrip


def sound_menu(strip: SoundStrip) -> QMenu:
    """It deletes itself when it is closed. What cannot be done with what is chosen is greyed."""
    chosen = strip.sounds.chosen
    current, made = chosen[-1], [sound for sound in chosen if sound.samples is not None]
    there, failed = current.samples is not None, [sound for sound in chosen if sound.failed]
    pair = chosen if len(chosen) == 2 else None
    one_model = pair is not None and pair[0].model == pair[1].model and not any(each.is_sequence for each in pair)
    these = "these sounds" if len(chosen) > 1 else "this sound"
    menu = QMenu(strip)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(icon: str, words: str, do: Callable[[], object], possible: bool = True, key: str = "") -> None:
        action = menu.addAction(icons.icon(icon), f"{words}\t{key}" if key else words)
        action.setEnabled(possible)
        action.triggered.connect(lambda _checked: do())

    add("play", "Play", lambda: strip.play_requested.emit(current), there, "Space")
    add("file-audio", "Open in the window", lambda: strip.open_requested.emit(current), there, "Enter")
    if failed:
        add("refresh-cw", "Make again", lambda: strip.again_requested.emit(failed))
    menu.addSeparator()
    add("sparkles", "More like this", lambda: strip.more_requested.emit(current))
    add("blend", "Between the two", lambda: strip.between_requested.emit(*pair), one_model)
    add("arrow-left-right", "Compare the two", lambda: strip.compare_requested.emit(*pair), pair == tuple(made))
    menu.addSeparator()
    kept = all(sound.kept for sound in chosen)
    add("star", f"Do not keep {these}" if kept else f"Keep {these}", lambda: strip.keep(not kept), key="K")
    add("download", "Export…", lambda: strip.export_requested.emit(made), bool(made))
    add("external-link", "Show in file manager", lambda: strip.reveal_requested.emit(current), there)
    menu.addSeparator()
    add("trash-2", f"Remove {these}", lambda: strip.remove_requested.emit(list(chosen)), key="Del")
    return menu
