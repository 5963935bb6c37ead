from __future__ import annotations

import sqlite3

import pytest

from tests.labels.conftest import furnishing, make_label
from workbench.errors import ProjectDamaged, ProjectError, ProjectReadOnly
from workbench.labels import schema
from workbench.labels.changes import add_labels, remove_labels, set_text
from workbench.labels.project import Project
from workbench.labels.store import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.workbench"


def labels_in(path) -> list[tuple[float, str]]:
    """As another program sees them."""
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT start_s, text FROM labels ORDER BY start_s").fetchall()


def test_what_is_committed_is_there_when_opened_again(path, project) -> None:
    store = Store(path)
    store.commit(furnishing())
    made = make_label(1.25, 2.5, "dog", low_hz=300.0, high_hz=4000.5, channel=1, score=0.25)
    store.commit(add_labels(project, [made]))
    store.close()
    assert Project(Store(path).contents()).labels.label(made.id) == made


def test_a_closed_project_is_one_whole_file(path, project) -> None:
    store = Store(path)
    store.commit(furnishing())
    store.commit(add_labels(project, [make_label(1, 2, "dog")]))
    store.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert labels_in(path) == [(1.0, "dog")]


def test_undo_and_redo_survive_closing(path, project) -> None:
    store = Store(path)
    store.commit(furnishing())
    dog = make_label(1, 2, "dog")
    for step in (add_labels(project, [dog]),):
        store.commit(step)
        project.apply(step.edits)
    store.commit(set_text(project, [dog.id], "cat"))
    store.close()
    store = Store(path)
    assert store.step_names() == (["Begin", "Add label", "Name label “cat”"], [])
    store.undo()
    assert labels_in(path) == [(1.0, "dog")]
    store.undo()
    assert labels_in(path) == []
    store.close()
    store = Store(path)
    assert store.step_names() == (["Begin"], ["Name label “cat”", "Add label"])
    store.redo()
    store.redo()
    assert store.redo() is None
    assert labels_in(path) == [(1.0, "cat")]


def test_a_step_that_does_not_fit_changes_nothing(path, project) -> None:
    store = Store(path)
    store.commit(furnishing())
    there, absent = make_label(1, 2), make_label(3, 4)
    project.apply(add_labels(project, [there, absent]).edits)
    store.commit(add_labels(project, [there]))
    with pytest.raises(ValueError, match="labels"):
        store.commit(remove_labels(project, [there.id, absent.id]))
    assert len(labels_in(path)) == 1
    assert store.step_names()[0] == ["Begin", "Add label"]


def test_durable_settings(path) -> None:
    store = Store(path)
    pragma = store._connection.execute
    assert pragma("PRAGMA journal_mode").fetchone() == ("wal",)
    assert pragma("PRAGMA synchronous").fetchone() == (2,)
    assert pragma("PRAGMA user_version").fetchone() == (schema.VERSION,)
    assert pragma("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)


def test_a_newer_project_is_only_looked_at(path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(ProjectReadOnly, match="newer version"):
        Store(path)
    reader = Store(path, read_only=True)
    assert reader.contents().tables["labels"]["id"] == []
    with pytest.raises(ProjectReadOnly):
        reader.commit(furnishing())


@pytest.mark.parametrize("content", [b"RIFF....WAVEfmt ", b"SQLite format 3\0" + b"\xff" * 4080])
def test_what_is_no_database_is_said_to_be_damaged(path, content) -> None:
    path.write_bytes(content * 8)
    with pytest.raises(ProjectDamaged, match=r"a\.workbench"):
        Store(path)


def test_a_foreign_database_is_refused_and_left_alone(path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE something (x)")
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="no project"):
        Store(path)
    assert path.read_bytes() == before


def test_a_long_history_makes_no_change_slower(path, project) -> None:
    """What is looked for in it has an index: SQLite says so itself."""
    store = Store(path)
    for statement in ("DELETE FROM steps WHERE undone", "SELECT id FROM steps WHERE undone ORDER BY id LIMIT 1"):
        plan = " ".join(row[3] for row in store._connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
        assert "undone_steps" in plan
