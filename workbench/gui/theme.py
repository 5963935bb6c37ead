"""Light and dark: the colours of the window and of the lanes, and one spacing grid."""

from __future__ import annotations

import os
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

GRID_PX = 4
"""All spacing is a multiple of this."""

THEME_VARIABLE = "WORKBENCH_THEME"
"""Set to "light" or "dark", it wins over the system's choice."""

CLASS_COLORS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999")
"""Safe for the colour-blind: Okabe & Ito, Color Universal Design (2008)."""


@dataclass(frozen=True)
class Colors:
    """Neutral greys carry the window; colour carries meaning."""

    name: str
    window: QColor
    panel: QColor
    lane: QColor
    line: QColor
    text: QColor
    text_soft: QColor
    wave_peak: QColor
    wave_rms: QColor
    clipped: QColor
    selection: QColor
    selection_edge: QColor
    cursor: QColor
    playhead: QColor
    accent: QColor
    accent_text: QColor
    good: QColor
    warning: QColor
    error: QColor


def _colors(name: str, **values: str) -> Colors:
    return Colors(name, **{key: QColor(value) for key, value in values.items()})


LIGHT = _colors(
    "light",
    window="#F3F4F6", panel="#FAFAFB", lane="#FFFFFF", line="#D5D8DE", text="#1D2129", text_soft="#5C6470",
    wave_peak="#8FA6BF", wave_rms="#3F6A96", clipped="#D1322E",
    selection="#332F7BD9", selection_edge="#2F7BD9", cursor="#5C6470", playhead="#D9480F",
    accent="#1F66C1", accent_text="#FFFFFF", good="#1C7C3C", warning="#A86200", error="#C2271F",
)  # fmt: skip

DARK = _colors(
    "dark",
    window="#1B1D21", panel="#222529", lane="#141619", line="#363B43", text="#E4E7EB", text_soft="#9AA3AF",
    wave_peak="#4E6C8C", wave_rms="#8DB6E0", clipped="#FF6B5E",
    selection="#3A5AA9FF", selection_edge="#6CB2FF", cursor="#9AA3AF", playhead="#FF9452",
    accent="#4C94EA", accent_text="#0B1420", good="#58C27D", warning="#E7A94B", error="#FF7B72",
)  # fmt: skip

_current = LIGHT


def colors() -> Colors:
    """The colours of the theme in force."""
    return _current


def choose(wish: str = "system") -> Colors:
    """Resolve "light", "dark" or "system" (the variable wins, then the system's scheme, then light)."""
    wish = os.environ.get(THEME_VARIABLE, wish)
    if wish in ("light", "dark"):
        return DARK if wish == "dark" else LIGHT
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def apply(wish: str = "system") -> Colors:
    """Put the theme into force for the whole application. Fusion looks the same on every system."""
    global _current  # noqa: PLW0603 one theme a process
    _current = choose(wish)
    app = QGuiApplication.instance()
    if hasattr(app, "setStyle"):
        app.setStyle("Fusion")
    app.setPalette(_palette(_current))
    # Fusion draws the outlines of boxes darker than the window, which in the dark is nothing: fill the boxes instead.
    boxes = _palette(_current)
    if _current.name == "dark":
        boxes.setColor(QPalette.ColorRole.Base, _current.line)
    for kind in ("QCheckBox", "QLineEdit", "QAbstractSpinBox"):
        app.setPalette(boxes, kind)
    return _current


def _palette(c: Colors) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, color in {
        role.Window: c.window, role.WindowText: c.text, role.Base: c.lane, role.AlternateBase: c.panel,
        role.Text: c.text, role.Button: c.panel, role.ButtonText: c.text, role.BrightText: c.error,
        role.Highlight: c.accent, role.HighlightedText: c.accent_text, role.ToolTipBase: c.panel,
        role.ToolTipText: c.text, role.PlaceholderText: c.text_soft, role.Link: c.accent,
        role.Mid: c.line, role.Midlight: c.line, role.Dark: c.line, role.Light: c.panel, role.Shadow: c.line,
    }.items():  # fmt: skip
        palette.setColor(which, color)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(
            QPalette.ColorGroup.Disabled,
            which,
            c.text_soft.lighter(115) if c.name == "light" else c.text_soft.darker(150),
        )
    for which in (role.Highlight, role.Accent):  # else a slider that cannot be moved is as blue as any
        palette.setColor(QPalette.ColorGroup.Disabled, which, c.line)
    return palette
