"""The settings: what a person set comes back, and no file can keep the program from starting."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from workbench.gui.settings import RECENT_FILES_MAX, Session, Settings, from_json, to_json, with_recent
from workbench.gui.settings_file import SettingsFile


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


def test_everything_set_is_there_again(qapp, path):
    file = SettingsFile(path)
    wanted = replace(
        Settings(), theme="dark", volume=0.5, output_device="Speakers", recent_files=("/ä b.wav", "/\udcff.wav"),
        shortcuts={"open": "Ctrl+1"}, panels={"files": False}, session=Session("/a.wav", 1.0, 2.5, 1.25, 0.7),
    )  # fmt: skip
    file.change(**{name: getattr(wanted, name) for name in to_json(wanted) if name != "spectrogram"})
    file.flush()
    again = SettingsFile(path)
    assert again.settings == wanted
    assert again.problem is None


def test_changes_are_written_soon_and_in_one_go(qtbot, path):
    file = SettingsFile(path)
    with qtbot.waitSignal(file.changed):
        file.change(theme="dark")
    file.change(volume=0.25)
    assert not path.exists()
    qtbot.waitUntil(path.exists)
    stored = json.loads(path.read_text())
    assert (stored["theme"], stored["volume"]) == ("dark", 0.25)
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"\xff\xfe\x00", b"null", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside_and_said_once(qapp, path, content):
    path.write_bytes(content)
    file = SettingsFile(path)
    assert file.settings == Settings()
    aside = [entry for entry in path.parent.iterdir() if entry.name.startswith("settings.json.broken-")]
    assert len(aside) == 1 and aside[0].read_bytes() == content
    assert aside[0].name in file.problem
    assert SettingsFile(path).problem is None


WRONG = {
    "theme": "pink", "volume": 17.0, "follow": "yes", "recent_files": [1, 2], "shortcuts": {"open": 3},
    "cache_limit_gb": float("nan"), "session": {"threshold": 2, "cursor_s": -1}, "spectrogram": {"n_fft": True},
    "output_device": 7, "geometry": None,
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_costs_only_itself(name):
    settings = from_json({"time_format": "samples", name: WRONG[name]})
    assert settings == Settings(time_format="samples")


def test_unknown_keys_of_a_newer_version_are_kept(qapp, path):
    path.write_text(json.dumps({"theme": "light", "from_the_future": [1, {"a": 2}]}))
    file = SettingsFile(path)
    file.change(theme="dark")
    file.flush()
    stored = json.loads(path.read_text())
    assert stored["from_the_future"] == [1, {"a": 2}] and stored["theme"] == "dark"


def test_the_program_itself_cannot_set_nonsense(qapp, path):
    with pytest.raises(ValueError, match="volume"):
        SettingsFile(path).change(volume=99.0)


def test_a_folder_that_cannot_be_written_is_said_once(qtbot, path):
    file = SettingsFile(path)
    path.mkdir()
    (path / "in the way").touch()
    file.change(theme="dark")
    with qtbot.waitSignal(file.write_failed) as said:
        file.flush()
    assert str(path.parent) in said.args[0]
    with qtbot.assertNotEmitted(file.write_failed):
        file.flush()


def test_recent_files_have_no_doubles_and_an_end():
    settings = Settings()
    for number in [*range(30), 25]:
        settings = replace(settings, recent_files=with_recent(settings, f"{number}.wav"))
    assert len(settings.recent_files) == RECENT_FILES_MAX
    assert settings.recent_files[:3] == ("25.wav", "29.wav", "28.wav")
