from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QKeySequence

from workbench.gui.dialogs.shortcuts import ShortcutsDialog
from workbench.gui.settings_file import SettingsFile

DEFAULTS = {"open": ("Ctrl+O",), "play": ("Space", "Tab"), "quit": ("Ctrl+Q",)}


@pytest.fixture
def dialog(qtbot, tmp_path):
    settings = SettingsFile(tmp_path / "settings.json")
    actions = {name: QAction(name.capitalize()) for name in DEFAULTS}
    dialog = ShortcutsDialog(settings, actions, DEFAULTS)
    dialog.kept = settings, actions
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def overrides(dialog):
    return dialog.kept[0].settings.shortcuts


def test_a_key_is_changed_and_put_back(dialog):
    dialog.select("open")
    dialog.editor.setKeySequence(QKeySequence("Ctrl+K"))
    assert dialog.warning.text() == ""
    dialog.assign.click()
    assert overrides(dialog) == {"open": "Ctrl+K"}
    assert dialog.table.item(0, 2).text() == "Ctrl+K"
    dialog.reset.click()
    assert overrides(dialog) == {}
    assert dialog.table.item(0, 2).text() == "Ctrl+O"


def test_a_key_in_use_is_warned_of_and_then_taken_away(dialog):
    dialog.select("open")
    dialog.editor.setKeySequence(QKeySequence("Space"))
    assert "Play" in dialog.warning.text()
    dialog.assign.click()
    assert overrides(dialog) == {"open": "Space", "play": "Tab"}
    assert dialog.warning.text() == ""
    dialog.editor.setKeySequence(QKeySequence("Ctrl+Q"))
    dialog.assign.click()
    assert overrides(dialog)["quit"] == ""
    assert dialog.keys_of("quit") == ()


def test_filter_by_name_and_by_key(dialog):
    dialog.filter.setText("tab")
    assert [dialog.table.isRowHidden(row) for row in range(3)] == [True, False, True]
    dialog.filter.setText("QUIT")
    assert [dialog.table.isRowHidden(row) for row in range(3)] == [True, True, False]


def test_a_preset_changes_only_what_there_is(dialog):
    dialog.preset.setCurrentText("Praat")
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    assert overrides(dialog) == {"open": "Ctrl+Shift+F", "play": "Tab"}
    dialog.preset.activated.emit(1)
    assert overrides(dialog) == {}
