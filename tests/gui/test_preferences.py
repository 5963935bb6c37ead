from __future__ import annotations

import pytest

from workbench.audio.output import Device
from workbench.gui.dialogs.preferences import PreferencesDialog
from workbench.gui.settings_file import SettingsFile
from workbench.jobs.worker import Worker


@pytest.fixture
def dialog(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    entries = tmp_path / "cache" / "decoded"
    entries.mkdir(parents=True)
    (entries / "unused.pcm").write_bytes(bytes(1_500_000))
    worker, settings = Worker(), SettingsFile(tmp_path / "settings.json")
    worker.start()
    dialog = PreferencesDialog(settings, worker, devices=(Device("Speakers", 2, 48_000, True),))
    dialog.kept = settings, entries
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.size.text() == "1.5 MB")
    yield dialog
    worker.stop()


def test_each_change_counts_at_once(dialog):
    dialog.theme.setCurrentText("Dark")
    dialog.time_format.setCurrentText("Samples")
    dialog.output.setCurrentText("Speakers")
    dialog.follow.setChecked(False)
    dialog.limit.setValue(2.5)
    settings = dialog.kept[0].settings
    assert (settings.theme, settings.time_format, settings.output_device) == ("dark", "samples", "Speakers")
    assert (settings.follow, settings.cache_limit_gb) == (False, 2.5)


def test_the_cache_is_emptied_and_its_size_shown(qtbot, dialog):
    dialog.empty.click()
    qtbot.waitUntil(lambda: dialog.size.text() == "0 bytes")
    assert list(dialog.kept[1].iterdir()) == []
    assert not dialog.empty.isEnabled()
