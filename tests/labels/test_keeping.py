"""Full disks, read-only disks, damaged files, backups: what is there afterwards."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.labels.conftest import furnishing, make_label
from tests.labels.plain import everything
from workbench.errors import ProjectDamaged, ProjectError, ProjectFull
from workbench.labels import backups, repair
from workbench.labels.changes import add_labels
from workbench.labels.copying import save_as
from workbench.labels.edit import Step, added
from workbench.labels.keeper import Keeper
from workbench.labels.library import project_of_folder
from workbench.labels.opening import open_file
from workbench.labels.places import risk_of
from workbench.labels.project import Project, rows_of
from workbench.labels.salvage import salvage
from workbench.labels.store import Store

LONG_S = 30.0
DAY_S = backups.DAY_S


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    return tmp_path / "projects" / "a.workbench"


def fill(path, count: int = 3000) -> Project:
    """A project of many labels, and what it should hold."""
    path.parent.mkdir(exist_ok=True)
    store = Store(path)
    project = Project()
    labels = [make_label(start, start + 0.5, f"class {start % 7}") for start in range(count)]
    labels = [replace(label, id=number) for number, label in enumerate(labels, 1)]  # the same pages each time
    for step in (furnishing(), Step("Add labels", (added("labels", rows_of("labels", labels)),))):
        store.commit(step)
        project.apply(step.edits)
    store.close()
    return project


class SmallStore(Store):
    """On a disk of so many pages (of 4 KiB)."""

    pages = 60

    def commit(self, step, *, joins_last=False) -> None:
        self._connection.execute(f"PRAGMA max_page_count = {type(self).pages}")
        super().commit(step, joins_last=joins_last)


def label_until_full(keeper: Keeper) -> int:
    """Labels beyond the one that did not fit any more."""
    keeper.do(furnishing())
    made = 0
    while keeper.error is None:
        keeper.do(add_labels(keeper.project, [make_label(made, made + 1, f"label {made}")]))
        made += 1
        if made % 50 == 0:
            keeper.settle(LONG_S)
        assert made < 50_000
    for _ in range(20):
        keeper.do(add_labels(keeper.project, [make_label(made, made + 1, f"label {made}")]))
        made += 1
    return made


def test_a_full_file_keeps_all_in_order_and_goes_on(path, monkeypatch) -> None:
    path.parent.mkdir()
    monkeypatch.setattr(SmallStore, "pages", 60)
    keeper = Keeper(lambda: SmallStore(path), Project())
    made = label_until_full(keeper)
    assert isinstance(keeper.error, ProjectFull)
    assert keeper.unsaved >= 21
    kept = Store(path, read_only=True)
    assert 0 < len(kept.contents().tables["labels"]["id"]) == made - keeper.unsaved
    kept.close()
    SmallStore.pages = 1 << 20
    keeper.retry()
    assert keeper.settle(LONG_S)
    assert keeper.close(LONG_S)
    store = Store(path)
    assert everything(Project(store.contents())) == everything(keeper.project)
    assert len(store.step_names()[0]) == made + 1
    store.close()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a tmpfs of 1 MB")
def test_a_disk_of_one_megabyte(tmp_path) -> None:
    """In a process with a mount of its own: label until it is full, free some room, and write it all."""
    script = "from tests.labels.test_keeping import on_a_small_disk; on_a_small_disk(Path(sys.argv[1]))"
    disk = tmp_path / "disk"
    disk.mkdir()
    done = with_mounts(f'mount -t tmpfs -o size=1m none "{disk}"', script, disk, tmp_path)
    assert done.stdout.strip().endswith("all there")


def with_mounts(mount: str, script: str, argument, tmp_path) -> subprocess.CompletedProcess[str]:
    """Run Python in a process with mounts of its own; skips the test where one may not have them."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here, so no mount of one's own")
    file = tmp_path / "script.py"
    file.write_text(f"import sys\nfrom pathlib import Path\nsys.path[:0] = {sys.path!r}\n{script}\n")
    words = f'{mount} || exit 77; exec "{sys.executable}" "{file}" "{argument}"'
    home = {**os.environ, "WORKBENCH_HOME": str(tmp_path / "home")}
    done = subprocess.run(["unshare", "-rm", "sh", "-c", words], capture_output=True, text=True, env=home, check=False)
    if done.returncode and "Traceback" not in done.stderr:
        pytest.skip(f"no mount of one's own is allowed here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done


def on_a_small_disk(disk) -> None:
    path, ballast = disk / "a.workbench", disk / "ballast"
    ballast.write_bytes(bytes(400_000))
    keeper = Keeper(lambda: Store(path), Project())
    made = label_until_full(keeper)
    assert isinstance(keeper.error, ProjectError), keeper.error
    assert "full" in str(keeper.error), keeper.error
    keeper.retry()
    keeper.settle(LONG_S)
    assert keeper.error is not None
    again = open_file(path)
    assert len(again.project.labels) >= made - keeper.unsaved
    ballast.unlink()
    keeper.retry()
    assert keeper.settle(LONG_S), keeper.error
    assert keeper.close(LONG_S)
    store = Store(path)
    assert everything(Project(store.contents())) == everything(keeper.project)
    sys.stdout.write(f"{made} labels, all there\n")


def test_saved_elsewhere_with_what_is_not_on_the_disk(path, tmp_path, monkeypatch) -> None:
    path.parent.mkdir()
    monkeypatch.setattr(SmallStore, "pages", 60)
    keeper = Keeper(lambda: SmallStore(path), Project())
    made = label_until_full(keeper)
    target = tmp_path / "b.workbench"
    save_as(path, keeper.project, keeper, target)
    store = Store(target)
    assert everything(Project(store.contents())) == everything(keeper.project)
    assert len(store.step_names()[0]) == made + 1
    store.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["b.workbench", "projects"]
    keeper.close(LONG_S)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a mount that may only be read")
@pytest.mark.parametrize("log", [False, True], ids=["closed", "with a log"])
def test_a_read_only_disk_is_looked_at(path, tmp_path, log) -> None:
    fill(path, 30)
    if log:  # as after a crash: the last label is in the log only
        store = Store(path)
        store.commit(Step("Add label", (added("labels", rows_of("labels", [make_label(99, 100)])),)))
        for name in (path.name, f"{path.name}-wal"):
            shutil.copyfile(path.with_name(name), tmp_path / name)
        store.close()
        for name in (path.name, f"{path.name}-wal"):
            (tmp_path / name).replace(path.with_name(name))
    folder = path.parent
    mount = f'mount --bind "{folder}" "{folder}" && mount -o remount,ro,bind "{folder}"'
    script = (
        "from workbench.labels.opening import open_file\n"
        "file = open_file(Path(sys.argv[1]))\n"
        "print(len(file.project.labels), file.read_only)"
    )
    done = with_mounts(mount, script, path, tmp_path)
    assert done.stdout.startswith(f"{31 if log else 30} ")
    assert "may not be written to" in done.stdout


# Damage


def test_a_cut_file_is_said_to_be_damaged(path) -> None:
    fill(path)
    size = path.stat().st_size
    os.truncate(path, size // 2)
    with pytest.raises(ProjectDamaged):
        open_file(path)
    backups_before = backups.listed(path)
    assert backups_before == []
    os.truncate(path, 100)
    with pytest.raises(ProjectDamaged):
        open_file(path)


def test_a_file_that_was_emptied_is_not_taken_for_a_new_one(path) -> None:
    fill(path, 20)
    backups.make(path)
    os.truncate(path, 0)
    with pytest.raises(ProjectDamaged, match="empty"):
        open_file(path)
    repair.from_backup(path, backups.newest_good(path).path)
    assert len(open_file(path).project.labels) == 20


@pytest.mark.parametrize("hurt", [[9], [20, 21], [5, 15, 25, 35]], ids=str)
def test_salvage_reads_all_but_the_hurt_pages(path, hurt) -> None:
    project = fill(path)
    with path.open("r+b") as file:
        for page in hurt:
            file.seek(page * 4096)
            file.write(random.Random(page).randbytes(4096))
    if sqlite_says_fine(path):
        pytest.skip("the pages hurt were not in use")
    aside, found = repair.from_what_reads(path)
    assert aside.exists()
    saved = open_file(path).project
    ids = saved.labels.view().column("id").tolist()
    assert len(ids) == found.counts["labels"]
    assert len(ids) >= 3000 - 110 * len(hurt), "a page holds some hundred labels"
    assert saved.labels.labels(ids) == project.labels.labels(ids)
    assert not sqlite_says_fine(aside)


def sqlite_says_fine(path) -> bool:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


def test_what_labels_belong_to_comes_back_without_its_name(path, tmp_path) -> None:
    fill(path, 5)
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM tiers")
    connection.execute("DELETE FROM recordings")
    connection.commit()
    connection.close()
    salvage(path, tmp_path / "b.workbench")
    project = open_file(tmp_path / "b.workbench").project
    assert [tier.name for tier in project.tier_list] == ["Recovered 1"]
    assert len(project.recordings) == 1


# Backups


def test_ten_and_one_a_day_are_kept(path, tmp_path) -> None:
    fill(path, 3)
    now_s = 1.8e9
    for hour in range(0, 40 * 24, 6):
        backups.make(path, lambda hour=hour: now_s + hour * 3600)
    last_s = now_s + 40 * DAY_S - 6 * 3600
    made = [each.made_s for each in backups.listed(path)]
    assert made[:10] == [last_s - 6 * 3600 * number for number in range(10)]
    days = [int(each // DAY_S) for each in made[10:]]
    assert len(days) == len(set(days))
    assert made[-1] > last_s - 30 * DAY_S
    assert 35 <= len(made) <= 40


def test_rounds_follow_the_clock_and_the_changes(path) -> None:
    fill(path, 3)
    failures, now = [], [1.8e9]
    rounds = backups.Rounds(path, failures.append, lambda: now[0])

    def look(changes: int) -> int:
        rounds.look(changes)
        rounds.wait()
        return len(backups.listed(path))

    assert look(0) == 1, "it is new"
    now[0] += backups.EVERY_S + 1
    assert look(0) == 1, "nothing was changed"
    store = Store(path)
    store.commit(Step("Add label", (added("labels", rows_of("labels", [make_label(99, 100)])),)))
    assert look(1) == 2, "while it is open"
    store.commit(Step("Add label", (added("labels", rows_of("labels", [make_label(98, 100)])),)))
    now[0] += 60
    assert look(2) == 2, "too soon"
    now[0] += backups.EVERY_S
    assert look(2) == 3
    store.close()
    again = backups.Rounds(path, failures.append, lambda: now[0])
    again.look(0)
    again.wait()
    assert len(backups.listed(path)) == 3, "opened again, with nothing changed since"
    assert failures == []


def test_restoring_keeps_what_was(path) -> None:
    fill(path, 3)
    backups.make(path)
    store = Store(path)
    store.commit(Step("Add label", (added("labels", rows_of("labels", [make_label(99, 100)])),)))
    store.close()
    (old,) = backups.listed(path)
    backups.restore(path, old.path)
    assert len(open_file(path).project.labels) == 3
    assert sorted(each.labels for each in backups.listed(path)) == [3, 4]
    newer = next(each for each in backups.listed(path) if each.labels == 4)
    backups.restore(path, newer.path)
    assert len(open_file(path).project.labels) == 4


# Places


def test_risky_places(tmp_path) -> None:
    assert "Dropbox" in risk_of(tmp_path / "Dropbox (Me)" / "a.workbench", "")
    assert "OneDrive" in risk_of(tmp_path / "OneDrive - Lab" / "calls" / "a.workbench", "")
    mounts = f"/dev/sda1 / ext4 rw 0 0\nlab:/x {tmp_path} nfs4 rw 0 0\n"
    assert "network" in risk_of(tmp_path / "a.workbench", mounts)
    assert risk_of(tmp_path / "a.workbench", "/dev/sda1 / ext4 rw 0 0\n") == ""
    assert risk_of(project_of_folder(tmp_path), "/dev/sda1 / ext4 rw 0 0\n") == ""


# Two processes


def test_what_another_process_writes_is_followed_until_it_ends(path) -> None:
    """The other one is killed while it labels: then the project is ours, with all that it was told is kept."""
    path.parent.mkdir()
    script = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from pathlib import Path\n"
        "from workbench.labels.lock import take\n"
        "held = take(Path(sys.argv[1]))\n"
        "from tests.labels.labeller import main\n"
        "main()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, path, "0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    said = [other.stdout.readline() for _ in range(50)]
    file = open_file(path)
    assert f"process {other.pid}" in file.read_only
    assert file.follower is not None
    assert file.lock is None
    before = len(file.project.labels)
    assert before >= 25
    with pytest.raises(ProjectError, match="has it open"):
        repair.anew(path)
    said += [other.stdout.readline() for _ in range(50)]
    later = file.follower.look()
    assert later is not None
    assert len(later.project.labels) > before
    other.kill()
    said += other.stdout.readlines()
    other.stdout.close()
    other.wait()
    taken = later.follower.look()
    assert taken.read_only == ""
    assert taken.follower is None
    kept = sum(not line.startswith(("?", "-")) for line in said) - sum(line.startswith("-") for line in said)
    assert abs(len(taken.project.labels) - kept) <= 1, "but for one that was not acknowledged yet"
    taken.lock.release()
