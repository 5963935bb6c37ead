from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from workbench.audio.cache import DECODED, OVERVIEWS, Cache
from workbench.audio.output import Device
from workbench.gui.dialogs.preferences import PreferencesDialog
from workbench.gui.settings_file import SettingsFile
from workbench.jobs.worker import Worker


@pytest.fixture
def dialog(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    monkeypatch.setattr("workbench.gui.dialogs.cache_rows.LOOK_EVERY_MS", 50)
    entries = tmp_path / "cache" / "decoded"
    entries.mkdir(parents=True)
    (entries / "unused.pcm").write_bytes(bytes(1_500_000))
    worker, settings = Worker(), SettingsFile(tmp_path / "settings.json")
    worker.start()
    dialog = PreferencesDialog(settings, worker, devices=(Device("Speakers", 2, 48_000, True),))
    dialog.kept = settings, entries
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.cache.size.text() == "1.5 MB of 10 GB")
    yield dialog
    worker.stop()


def test_each_change_counts_at_once(dialog):
    dialog.theme.setCurrentText("Dark")
    dialog.time_format.setCurrentText("Samples")
    dialog.output.setCurrentText("Speakers")
    dialog.follow.setChecked(False)
    dialog.cache.limit.setValue(2.5)
    settings = dialog.kept[0].settings
    assert (settings.theme, settings.time_format, settings.output_device) == ("dark", "samples", "Speakers")
    assert (settings.follow, settings.cache_limit_gb) == (False, 2.5)


def test_the_cache_is_emptied_and_says_so(qtbot, dialog):
    dialog.cache.empty.click()
    assert not dialog.cache.empty.isEnabled()
    qtbot.waitUntil(lambda: dialog.cache.size.text() == "0 bytes of 10 GB")
    assert dialog.cache.note.text() == "1.5 MB freed."
    assert list(dialog.kept[1].iterdir()) == []
    assert not dialog.cache.empty.isEnabled()


def test_what_another_window_uses_stays_and_what_it_adds_is_seen(qtbot, dialog):
    other = Cache()
    entry = other.create(OVERVIEWS, "new")
    entry.write(bytes(20_000))
    entry.keep()
    dialog.cache.limit.setValue(0.2)
    qtbot.waitUntil(lambda: dialog.cache.note.text().startswith("1 decoded recording, 1 overview\nNothing is lost"))
    with other.open(DECODED, "unused"):
        dialog.cache.empty.click()
        qtbot.waitUntil(lambda: dialog.cache.note.text() == "1 decoded recording\n20 kB freed; the rest is in use.")
        assert dialog.cache.size.text() == "1.5 MB of 0.2 GB"
        dialog.cache.empty.click()
        qtbot.waitUntil(lambda: dialog.cache.note.text().endswith("\nAll of it is in use by open windows."))


def test_it_looks_again_by_itself(qtbot, dialog):
    (dialog.kept[1] / "another.pcm").write_bytes(bytes(500_000))
    qtbot.waitUntil(lambda: dialog.cache.size.text() == "2.0 MB of 10 GB")


@pytest.mark.parametrize(
    ("typed", "limit", "words"),
    [
        ("2,5", 2.5, ""), ("0.7", 0.7, ""),
        ("0,05", 0.1, "The smallest limit is 0.1 GB."), ("0", 0.1, ""), ("99999", 10_000.0, "The largest limit"),
    ],
)  # fmt: skip
def test_the_limit_is_typed_with_comma_or_point_and_kept_in_its_range(qtbot, dialog, typed, limit, words):
    said = []
    dialog.cache.limit.clamped.connect(said.append)
    dialog.cache.limit.selectAll()
    qtbot.keyClicks(dialog.cache.limit, typed)
    qtbot.keyClick(dialog.cache.limit, Qt.Key.Key_Return)
    assert dialog.kept[0].settings.cache_limit_gb == limit
    assert not words or said[0].startswith(words)
    qtbot.waitUntil(lambda: not words or words in dialog.cache.note.text())
