"""Reviews in files: earlier versions, kills, damage, backups, copies, and another window that looks on."""

from __future__ import annotations

import inspect
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.labels.conftest import furnishing, make_label
from tests.labels.plain import everything
from workbench.errors import ProjectDamaged
from workbench.labels import backups, repair, report, schema
from workbench.labels.changes import add_labels
from workbench.labels.copying import save_as
from workbench.labels.edit import COLUMNS, Step, added, to_bytes
from workbench.labels.keeper import Keeper
from workbench.labels.label import Review, ReviewClip, Status
from workbench.labels.lock import ProjectLock, take
from workbench.labels.opening import open_file
from workbench.labels.project import Project
from workbench.labels.review.answers import answer_step, go_edits
from workbench.labels.review.lists import LabelFilter, Wanted, of_labels, review_step
from workbench.labels.salvage import salvage
from workbench.labels.store import Store

CLIPS = 3000
LONG_S = 30.0
_ROOT = Path(__file__).parents[3]

FIRST_VERSION = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE recordings (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL, fingerprint TEXT NOT NULL,
    sample_rate INTEGER NOT NULL, frames INTEGER NOT NULL, channels INTEGER NOT NULL
);
CREATE TABLE tiers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, position REAL NOT NULL, hidden INTEGER NOT NULL,
    locked INTEGER NOT NULL, exclusive INTEGER NOT NULL
);
CREATE TABLE classes (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, position REAL NOT NULL, color TEXT NOT NULL, key TEXT NOT NULL
);
CREATE TABLE authors (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL);
CREATE TABLE labels (
    id INTEGER PRIMARY KEY, recording INTEGER NOT NULL, tier INTEGER NOT NULL, start_s REAL NOT NULL,
    end_s REAL NOT NULL, low_hz REAL, high_hz REAL, channel INTEGER, text TEXT NOT NULL, author INTEGER NOT NULL,
    score REAL, status INTEGER NOT NULL, judged_by INTEGER, created_s REAL NOT NULL, changed_s REAL NOT NULL,
    CHECK (start_s <= end_s)
);
CREATE TABLE steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, series TEXT NOT NULL, made_s REAL NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0, edits BLOB NOT NULL
);
CREATE INDEX undone_steps ON steps (id) WHERE undone;
PRAGMA application_id = 0x41574250;
PRAGMA user_version = 1;
"""


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    (tmp_path / "projects").mkdir()
    return tmp_path / "projects" / "a.workbench"


def first_version(path) -> Project:
    """A project as the first version of the program wrote it: two tiers, a recording and a label; what it holds."""
    project = Project()
    steps = [furnishing()]
    project.apply(steps[0].edits)
    steps.append(add_labels(project, [make_label(1.0, 2.0, "dog", score=0.5, status=Status.PROPOSED)]))
    project.apply(steps[1].edits)
    connection = sqlite3.connect(path)
    connection.executescript(FIRST_VERSION)
    connection.execute("INSERT INTO about VALUES ('id', '0123456789abcdef')")
    for table, columns in COLUMNS.items():
        rows = project.rows(table)
        if rows["id"]:
            marks = ", ".join("?" * len(columns))
            values = zip(*(rows[name] for name in columns), strict=True)
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
    for step in steps:
        kept = (step.name, step.series, step.made_s, to_bytes(step))
        connection.execute("INSERT INTO steps (name, series, made_s, edits) VALUES (?, ?, ?, ?)", kept)
    connection.commit()
    connection.close()
    return project


def fill(path, clips: int = CLIPS) -> Project:
    """A project with a review whose first three clips are answered; what it holds."""
    project, store = Project(), Store(path)

    def do(step: Step) -> None:
        store.commit(step)
        project.apply(step.edits)

    do(furnishing())
    labels = [make_label(n, n + 0.5, "dog", status=Status.PROPOSED, score=n / clips) for n in range(clips)]
    do(add_labels(project, labels))
    review, step = review_step(project, "Dogs", of_labels(project, LabelFilter()), {"kind": "labels"}, {"loop": True})
    do(step)
    for answer in ("yes", "no", "unsure"):
        do(answer_step(project, project.clip_ids(review.id)[project.reviews[review.id].position], answer, judge=1))
    store.close()
    return project


def version_of(path) -> int:
    with sqlite3.connect(path) as connection:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return found


def kept_in(path) -> Project:
    store = Store(path, read_only=True)
    try:
        return Project(store.contents())
    finally:
        store.close()


def hurt(path, pages) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * 4096)
            file.write(os.urandom(4096))


# Earlier versions


def test_a_project_of_the_first_version_is_brought_up_with_a_copy_made_before(path) -> None:
    project = first_version(path)
    store = Store(path)
    assert everything(Project(store.contents())) == everything(project)
    _, step = review_step(project, "Dogs", of_labels(project, LabelFilter()), {}, {})
    store.commit(step)
    assert store.step_names()[0] == ["Begin", "Add label", "Begin review Dogs"]
    for _ in range(2):
        store.undo()
    assert store.contents().tables["labels"]["id"] == store.contents().tables["reviews"]["id"] == []
    store.close()
    assert version_of(path) == schema.VERSION
    (backup,) = backups.listed(path)
    assert version_of(backup.path) == 1 and backup.labels == 1


def test_tables_that_were_brought_up_are_those_of_a_new_file(path) -> None:
    def tables(file) -> list[tuple[str, str]]:
        with sqlite3.connect(file) as connection:
            found = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name"
            ).fetchall()
        connection.close()
        return found

    first_version(path)
    new = path.with_name("new.workbench")
    for each in (path, new):
        Store(each).close()
    assert tables(path) == tables(new)


def test_a_project_of_the_first_version_that_is_only_looked_at_stays_as_it_is(path) -> None:
    project = first_version(path)
    before = path.read_bytes()
    assert everything(kept_in(path)) == everything(project)
    assert list(report.info(path)) and list(report.check(path))
    assert path.read_bytes() == before and version_of(path) == 1


def test_a_migration_that_fails_leaves_the_file_as_it_was(path, monkeypatch) -> None:
    first_version(path)

    def fails(connection) -> None:
        connection.execute("CREATE TABLE reviews (id INTEGER PRIMARY KEY)")
        raise OSError(28, "no space left on device")

    monkeypatch.setitem(schema.MIGRATIONS, 1, fails)
    with pytest.raises(Exception, match="full"):
        Store(path)
    assert version_of(path) == 1
    monkeypatch.undo()
    monkeypatch.setenv("WORKBENCH_HOME", str(path.parent.parent / "home"))
    Store(path).close()
    assert version_of(path) == schema.VERSION


def test_a_damaged_project_of_the_first_version_is_read_without_a_word_of_reviews(path) -> None:
    project = first_version(path)
    found = salvage(path, path.with_name("b.workbench"))
    assert (found.gaps, found.senseless, found.counts["reviews"]) == (0, 0, 0)
    assert everything(kept_in(path.with_name("b.workbench"))) == everything(project)


def test_a_backup_of_the_first_version_comes_back_and_is_brought_up(path) -> None:
    project = first_version(path)
    Store(path).close()
    (backup,) = backups.listed(path)
    with_reviews = path.with_name("b.workbench")
    fill(with_reviews, 10)
    backups.restore(with_reviews, backup.path)
    assert everything(open_file(with_reviews).project) == everything(project)


# What is kept


def test_a_file_that_was_made_just_now_is_read_like_any_other(path) -> None:
    store = Store(path)
    store.commit(furnishing())
    _, step = review_step(Project(store.contents()), "Dogs", [Wanted(21, 0.0, 1.0)], {}, {})
    store.commit(step)
    assert len(store.contents().tables["tiers"]["id"]) == 2
    assert len(store.contents().tables["review_clips"]["id"]) == 1
    store.close()


def test_a_review_is_as_it_was_when_it_is_opened_again(path) -> None:
    project = fill(path)
    file = open_file(path)
    (review,) = file.project.reviews.values()
    assert isinstance(review, Review) and review.position == 3
    assert everything(file.project) == everything(project)
    clips = [file.project.review_clips[each] for each in file.project.clip_ids(review.id)]
    assert [clip.position for clip in clips] == list(range(CLIPS))
    assert all(isinstance(clip, ReviewClip) for clip in clips)
    file.lock.release()


def test_answers_are_undone_and_done_again_by_the_keeper_also_after_opening_again(path) -> None:
    fill(path, 5)
    states = []
    for _ in range(2):
        store = Store(path)
        keeper = Keeper(lambda store=store: store, Project(store.contents()), store.step_names())
        states.append(everything(keeper.project))
        for _ in range(3):
            keeper.take_turn(keeper.undo().result(LONG_S), undone=True)
        (review_id,) = keeper.project.reviews
        assert keeper.project.reviews[review_id].position == 0
        assert not any(clip.answer for clip in keeper.project.review_clips.values())
        assert set(keeper.project.labels.view().column("status")) == {Status.PROPOSED}
        for _ in range(3):
            keeper.take_turn(keeper.redo().result(LONG_S), undone=False)
        states.append(everything(keeper.project))
        keeper.note(go_edits(keeper.project, review_id, 1)).result(LONG_S)
        keeper.take_turn(keeper.undo().result(LONG_S), undone=True)
        keeper.take_turn(keeper.redo().result(LONG_S), undone=False)
        states.append(everything(keeper.project))
        keeper.close()
        assert everything(kept_in(path)) == states[-1]
    assert all(each == states[0] for each in states)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_no_answer_is_lost_when_its_process_is_killed(path) -> None:
    fill(path, 400)
    script = Path(__file__).with_name("reviewer.py")
    answered = 3
    for count in (1, 7, 30):
        child = subprocess.Popen(
            [sys.executable, str(script), str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )  # fmt: skip
        child.stdin.write("\n")
        child.stdin.flush()
        said = [child.stdout.readline() for _ in range(count)]
        child.kill()
        said += [line for line in child.stdout if line.endswith("\n")]
        child.stdout.close()
        child.stdin.close()
        child.wait()
        project = kept_in(path)
        (review,) = project.reviews.values()
        clips = [project.review_clips[each] for each in project.clip_ids(review.id)]
        done = sum(bool(clip.answer) for clip in clips)
        assert [int(line) for line in said] == list(range(answered, answered + len(said)))
        assert 0 <= done - (answered + len(said)) <= 1, "but for one that was not acknowledged yet"
        assert review.position == done and not any(clip.answer for clip in clips[done:])
        statuses = {"yes": Status.ACCEPTED, "no": Status.REJECTED, "unsure": Status.PROPOSED, "": Status.PROPOSED}
        assert all(project.labels.label(clip.label).status == statuses[clip.answer] for clip in clips)
        answered = done


def test_saved_elsewhere_with_answers_that_are_not_on_the_disk_yet(path, tmp_path) -> None:
    project = fill(path, 5)
    store = Store(path)
    keeper = Keeper(lambda: store, project, store.step_names())
    (review_id,) = project.reviews
    with keeper.pause():
        for _ in range(2):
            clip_id = project.clip_ids(review_id)[project.reviews[review_id].position]
            keeper.do(answer_step(project, clip_id, "no", judge=1))
    save_as(path, project, keeper, tmp_path / "b.workbench")
    keeper.close()
    copy = kept_in(tmp_path / "b.workbench")
    assert everything(copy) == everything(project) and copy.reviews[review_id].position == 5


def test_saved_elsewhere_from_the_first_version(path, tmp_path) -> None:
    project = first_version(path)
    save_as(path, project, None, tmp_path / "b.workbench")
    assert everything(open_file(tmp_path / "b.workbench").project) == everything(project)
    assert version_of(path) == 1


def test_backups_have_the_reviews_and_bring_them_back(path) -> None:
    project = fill(path, 20)
    backup = backups.make(path)
    store = Store(path)
    store.undo()
    store.close()
    backups.restore(path, backup)
    assert everything(kept_in(path)) == everything(project)


def test_another_window_sees_the_answers_as_they_are_given(path) -> None:
    project = fill(path, 5)
    lock = take(path)
    assert isinstance(lock, ProjectLock)
    looking = open_file(path)
    assert looking.read_only and everything(looking.project) == everything(project)
    store = Store(path)
    (review_id,) = project.reviews
    step = answer_step(project, project.clip_ids(review_id)[3], "yes", judge=1)
    store.commit(step)
    project.apply(step.edits)
    later = looking.follower.look()
    assert everything(later.project) == everything(project)
    assert later.project.reviews[review_id].position == 4
    assert later.follower.look() is None
    later.follower.close()
    store.close()
    lock.release()


# Damage


@pytest.mark.parametrize("part", [0.55, 0.7, 0.85])
def test_repair_keeps_the_clips_whose_pages_can_be_read(path, part) -> None:
    project = fill(path)
    hurt(path, [int(path.stat().st_size / 4096 * part)])
    with pytest.raises(ProjectDamaged):
        open_file(path)
    _, found = repair.from_what_reads(path)
    saved = open_file(path)
    clips = saved.project.review_clips
    assert len(clips) == found.counts["review_clips"] >= CLIPS - 200
    assert len(saved.project.labels) >= CLIPS - 200 and len(saved.project.reviews) == 1
    assert all(project.review_clips[each.id] == each for each in clips.values())
    saved.lock.release()


def test_what_clips_belong_to_comes_back_without_its_name(path) -> None:
    fill(path, 5)
    connection = sqlite3.connect(path)
    for statement in ("DELETE FROM reviews", "DELETE FROM recordings", "DELETE FROM labels",
                      "UPDATE review_clips SET answer = 'perhaps' WHERE position = 4",
                      "UPDATE review_clips SET was = '{' WHERE position = 3"):  # fmt: skip
        connection.execute(statement)
    connection.commit()
    connection.close()
    with pytest.raises(ProjectDamaged, match="that clips of reviews belong to are missing"):
        list(report.check(path))
    found = salvage(path, path.with_name("b.workbench"))
    saved = kept_in(path.with_name("b.workbench"))
    assert found.senseless == 2 and len(saved.review_clips) == 3
    assert [each.name for each in saved.reviews.values()] == ["Recovered 1"] and len(saved.recordings) == 1
    assert list(report.check(path.with_name("b.workbench")))


def test_what_is_in_a_project_tells_of_its_reviews(path) -> None:
    fill(path, 5)
    assert "Reviews     1, 3 of 5 clips answered" in report.info(path)


def test_values_are_made_in_the_order_of_their_columns() -> None:
    """`Project` makes rows into values by position."""
    from workbench.labels.project import KINDS

    for table, kind in KINDS.items():
        assert tuple(inspect.signature(kind).parameters) == COLUMNS[table]
    assert added("reviews", {"id": []}).table in COLUMNS
