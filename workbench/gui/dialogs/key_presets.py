"""Sets of keys that people bring along from other programs, as differences from our own."""

from __future__ import annotations

from collections.abc import Mapping

PRESETS: dict[str, Mapping[str, str]] = {
    "Audio Workbench": {},
    "Audacity": {
        "preferences": "Ctrl+P",
        "zoom-in": "Ctrl+1",
        "zoom-out": "Ctrl+3",
        "zoom-normal": "Ctrl+2",
        "zoom-selection": "Ctrl+E",
        "zoom-fit": "Ctrl+F",
    },
    "Praat": {
        "play": "Tab",
        "stop": "Escape",
        "zoom-in": "Ctrl+I",
        "zoom-out": "Ctrl+O",
        "zoom-selection": "Ctrl+N",
        "zoom-fit": "Ctrl+A",
        "zero-crossing": "Ctrl+0",
        "open": "Ctrl+Shift+F",
        "select-all": "",
        "select-none": "Ctrl+Shift+A",
    },
}
"""Name of the preset: key by id of action. Actions that this program does not have are left out when it is used."""


def overrides_of(preset: str, known: Mapping[str, object]) -> dict[str, str]:
    return {name: key for name, key in PRESETS[preset].items() if name in known}
