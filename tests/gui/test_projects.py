"""Projects in the window: two windows, a full disk, a damaged file, saving elsewhere, backups, closing."""

from __future__ import annotations

import sqlite3

import pytest

from workbench.errors import ProjectFull
from workbench.gui import project_commands
from workbench.gui.document import Selection
from workbench.labels import backups, schema
from workbench.labels.library import project_of_folder
from workbench.labels.lock import ProjectLock, take
from workbench.labels.store import Store


@pytest.fixture(autouse=True)
def nobody_to_answer(monkeypatch):
    """A failed test must not wait for somebody to answer the one question."""
    monkeypatch.setattr(project_commands, "ask_about_unsaved", lambda *_: "lose")


@pytest.fixture
def disk(monkeypatch):
    """A disk that is full while its `full` is set."""

    class Disk:
        full = False

    transaction = Store._transaction

    def checked(store):
        if Disk.full:
            raise ProjectFull(store.path)
        return transaction(store)

    monkeypatch.setattr(Store, "_transaction", checked)
    yield Disk
    Disk.full = False


@pytest.fixture
def open_window(make_window, recording, qtbot):
    def open_one(**values):
        made = make_window(**values)
        made.opener.open(recording)
        qtbot.waitUntil(lambda: made.project_host.recording_id is not None)
        return made

    return open_one


def label(window, start_s: float, text: str) -> None:
    window.document.select(Selection(start_s, start_s + 0.25))
    window.labelling.make(text)
    window.label_selection.clear()
    window.document.select(None)


def words(window) -> list[str]:
    """The words of all labels in memory."""
    table = window.project_host.project.labels
    return sorted(table.texts[code] for code in table.view().column("text"))


def on_disk(path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return sorted(text for (text,) in connection.execute("SELECT text FROM labels"))
    finally:
        connection.close()


def said(window) -> str:
    return "\n".join(message.text for message in window.messages.messages)


def settled(window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.project_host.saving.unsaved == 0)


def test_a_second_window_looks_on_and_takes_over(open_window, qtbot, tmp_path) -> None:
    first = open_window()
    label(first, 1, "dog")
    second = open_window(settings=tmp_path / "other.json")
    assert "another window" in second.project_host.read_only
    assert "has it open" in said(second)
    label(second, 2, "refused")
    assert words(second) == ["dog"]
    assert len(second.messages.messages) == 2, "what is the case, and once more why nothing was done"
    label(first, 3, "cat")
    settled(first, qtbot)
    second.label_selection.set(second.project_host.project.labels.view().column("id").tolist())
    second.project_commands.following.look()
    qtbot.waitUntil(lambda: words(second) == ["cat", "dog"])
    assert len(second.label_selection.ids) == 1, "what was selected still is"
    first.close()

    def is_free() -> bool:
        second.project_commands.following.look()
        return not second.project_host.read_only

    qtbot.waitUntil(is_free)
    assert said(second) == "The project is free now: it can be changed here."
    label(second, 2, "mine")
    settled(second, qtbot)
    assert on_disk(second.project_host.path) == ["cat", "dog", "mine"]


def test_a_full_disk_loses_nothing_and_says_so(open_window, qtbot, disk) -> None:
    window = open_window()
    label(window, 1, "dog")
    settled(window, qtbot)
    disk.full = True
    label(window, 2, "cat")
    label(window, 3, "owl")
    qtbot.waitUntil(lambda: "2 changes are not saved" in said(window))
    assert "disk is full" in said(window)
    window.project_host.undo()
    assert words(window) == ["cat", "dog"]
    window.project_host.redo()
    assert words(window) == ["cat", "dog", "owl"]
    disk.full = False
    message = next(message for message in window.messages.messages if message.choices)
    message.choices["Retry"].click()
    qtbot.waitUntil(lambda: "All changes are saved now" in said(window))
    assert "not saved" not in said(window)
    assert on_disk(window.project_host.path) == ["cat", "dog", "owl"]
    assert window.project_host.undo_name == "Add label “owl”"


def test_closing_with_unsaved_changes_asks_and_stays(open_window, qtbot, disk, monkeypatch) -> None:
    window = open_window()
    disk.full = True
    label(window, 1, "dog")
    qtbot.waitUntil(lambda: window.project_host.unsaved is not None)
    asked = []
    monkeypatch.setattr(project_commands, "ask_about_unsaved", lambda *values: asked.append(values[1]) or "stay")
    window.close()
    assert window.isVisible()
    assert len(asked) == 1
    disk.full = False
    label(window, 2, "cat")
    window.project_host.retry()
    settled(window, qtbot)
    assert on_disk(window.project_host.path) == ["cat", "dog"]
    path = window.project_host.path
    window.close()
    assert not window.isVisible()
    assert isinstance(take(path), ProjectLock)


def test_unsaved_changes_outlast_a_look_at_another_folder(open_window, qtbot, disk, recording, tmp_path) -> None:
    window = open_window()
    disk.full = True
    label(window, 1, "dog")
    qtbot.waitUntil(lambda: window.project_host.unsaved is not None)
    other = tmp_path / "elsewhere" / recording.name
    other.parent.mkdir()
    other.write_bytes(recording.read_bytes())
    path = window.project_host.path
    window.opener.open(other)
    qtbot.waitUntil(lambda: window.project_host.path not in (path, None) and bool(window.project_host.recording_id))
    assert window.project_host.unsaved_count == 1
    window.opener.open(recording)
    qtbot.waitUntil(lambda: window.project_host.path == path and bool(window.project_host.recording_id))
    assert words(window) == ["dog"]
    disk.full = False
    window.project_host.retry()
    settled(window, qtbot)
    assert on_disk(path) == ["dog"]


def test_saved_elsewhere_it_goes_on_there_with_its_history(open_window, qtbot, disk, tmp_path) -> None:
    window = open_window()
    label(window, 1, "dog")
    settled(window, qtbot)
    disk.full = True
    label(window, 2, "cat")
    qtbot.waitUntil(lambda: window.project_host.unsaved is not None)
    automatic, target = window.project_host.path, tmp_path / "mine.workbench"
    disk.full = False  # elsewhere there is room; the old one is not tried again meanwhile
    window.project_commands.save_as(target)
    qtbot.waitUntil(lambda: window.project_host.path == target and window.project_host.recording_id is not None)
    assert on_disk(target) == ["cat", "dog"]
    assert on_disk(automatic) == ["dog"]
    assert window.project_host.undo_name == "Add label “cat”"
    assert "mine" in window.windowTitle()
    label(window, 3, "owl")
    settled(window, qtbot)
    assert on_disk(target) == ["cat", "dog", "owl"]
    window.project_commands.close_project()
    assert f"{target.name} keeps its labels" in said(window), "or those that are shown now would seem to be all"
    qtbot.waitUntil(lambda: window.project_host.path == automatic)
    assert window.settings.settings.projects == {}


def test_a_newer_project_is_looked_at(open_window, recording, qtbot) -> None:
    path = project_of_folder(recording.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    window = open_window()
    assert "newer version" in said(window)
    label(window, 1, "dog")
    assert words(window) == []
    assert "newer version" in window.messages.messages[-1].text


def test_a_damaged_project_has_ways_on(make_window, open_window, recording, qtbot) -> None:
    window = open_window()
    label(window, 1, "dog")
    path = window.project_host.path
    window.close()
    backups.make(path)
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 20_000)
    again = make_window()
    again.opener.open(recording)
    qtbot.waitUntil(lambda: "damaged" in said(again))
    label(again, 1, "refused")
    assert again.project_host.project is None
    again.project_commands.restore_damaged(path, backups.newest_good(path))
    qtbot.waitUntil(lambda: again.project_host.recording_id is not None)
    assert words(again) == ["dog"]
    assert len(list(path.parent.glob("*.damaged-*[0-9]"))) == 1


def test_a_backup_comes_back_and_the_present_becomes_one(open_window, qtbot) -> None:
    window = open_window()
    label(window, 1, "dog")
    settled(window, qtbot)
    path = window.project_host.path
    backups.make(path)
    label(window, 2, "cat")
    settled(window, qtbot)
    (backup,) = backups.listed(path)
    assert backup.labels == 1
    window.project_commands.restore(path, backup)
    qtbot.waitUntil(lambda: window.project_host.project is not None and words(window) == ["dog"])
    assert sorted(each.labels for each in backups.listed(path)) == [1, 2]


def test_a_project_is_opened_by_its_file(open_window, make_window, recording, qtbot, tmp_path) -> None:
    window = open_window()
    target = tmp_path / "mine.workbench"
    label(window, 1, "dog")
    window.project_commands.save_as(target)
    qtbot.waitUntil(lambda: window.project_host.path == target)
    window.close()
    again = make_window(settings=tmp_path / "fresh.json")
    again.begin(target, restore=False)
    qtbot.waitUntil(lambda: again.project_host.path == target)
    assert words(again) == ["dog"], "without any recording"
    again.opener.open(recording)
    qtbot.waitUntil(lambda: again.project_host.recording_id is not None)
    assert again.project_host.path == target
