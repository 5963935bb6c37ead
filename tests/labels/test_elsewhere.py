"""Labels found in the projects of other folders, and projects that move with their folder."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.labels.relinking import CALLS, begin, look, make_folder
from workbench.errors import ProjectError
from workbench.labels.changes import add_labels
from workbench.labels.elsewhere import adopt, borrow, look_elsewhere
from workbench.labels.label import Label, Tier, new_id
from workbench.labels.library import stored_folder
from workbench.labels.lock import take
from workbench.labels.project import Project
from workbench.labels.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


@pytest.fixture
def kept(tmp_path, folder) -> Path:
    """A project on the disk."""
    path = tmp_path / "projects" / "sounds-0.workbench"
    path.parent.mkdir()
    store = Store(path)
    store.note(begin(folder, "a.wav")[0].edits, {"folder": stored_folder(folder)})
    store.close()
    return path


def test_labels_are_found_in_the_project_of_a_folder_that_is_no_more(kept, folder, tmp_path) -> None:
    now = look(folder, "a.wav")
    folder.rename(tmp_path / "renamed")
    (kept.parent / "broken.workbench").write_bytes(b"no database" * 99)
    (found,) = look_elsewhere(kept.parent, now, tmp_path / "own")
    assert (found.project, found.labels, found.gone, found.folder_gone) == (kept, 2, True, True)
    assert found.folder == folder
    assert look_elsewhere(kept.parent, now, besides=kept) == []
    rows = borrow(kept, found.recording.id).tables["labels"]
    assert rows["start_s"] == [1.0, 9.0]
    assert sorted(each.name for each in kept.parent.iterdir()) == ["broken.workbench", kept.name], "nothing made"


def test_labels_that_another_window_has_just_made_are_found_too(kept, folder, tmp_path) -> None:
    store = Store(kept)
    label = Label(new_id(), store.contents().tables["recordings"]["id"][0], CALLS, 3.0, 4.0)
    project = Project(store.contents())
    project.tiers[CALLS] = Tier(CALLS, "calls")
    store.commit(add_labels(project, [label]))
    assert look_elsewhere(kept.parent, look(folder, "a.wav"), tmp_path / "own")[0].labels == 3
    store.close()


def test_a_project_moves_with_its_folder(kept, folder, tmp_path) -> None:
    folder.rename(tmp_path / "renamed")
    target = kept.parent / "renamed-1.workbench"
    adopt(kept, target, tmp_path / "renamed")
    assert [each.name for each in kept.parent.iterdir()] == [target.name]
    with sqlite3.connect(target) as connection:
        query = "SELECT value FROM about WHERE key = 'folder'"
        assert connection.execute(query).fetchall() == [(str(tmp_path / "renamed"),)]
        assert connection.execute("SELECT count(*) FROM labels").fetchone() == (2,)


def test_a_project_that_is_open_elsewhere_stays_where_it_is(kept, tmp_path) -> None:
    store = Store(kept)
    before = store.contents().about
    with pytest.raises(ProjectError, match="could not be moved"):
        adopt(kept, kept.parent / "renamed-1.workbench", tmp_path / "renamed")
    assert store.contents().about == before and kept.exists()
    store.close()


def test_a_project_whose_lock_is_held_stays_where_it_is(kept, tmp_path) -> None:
    lock = take(kept)
    with pytest.raises(ProjectError, match="another window"):
        adopt(kept, kept.parent / "renamed-1.workbench", tmp_path / "renamed")
    lock.release()
    assert [each.name for each in kept.parent.iterdir()] == [kept.name]
