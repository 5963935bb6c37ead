"""Files of labels on their way into a project: which recordings they mean, and that hostile ones change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import AudioReadError
from workbench.labels.edit import added
from workbench.labels.incoming import Arrival, ImportWish, Incoming, incoming_steps
from workbench.labels.label import KnownRecording
from workbench.labels.project import Project, rows_of

HERE = KnownRecording(1, "here.wav", 9, "f00d", 1000, 9000, 1)


@pytest.fixture
def project(tmp_path) -> Project:
    made = Project()
    made.about["folder"] = str(tmp_path)
    made.apply([added("recordings", rows_of("recordings", [HERE]))])
    return made


def look(path: Path) -> KnownRecording:
    if path.suffix != ".wav":
        raise AudioReadError(path, "it is no recording")
    return KnownRecording(7, path.name, 9, path.name, 1000, 9000, 1)


def arrived(project: Project, *paths: Path, here: int | None = 1) -> tuple[list[Incoming], Arrival]:
    *files, arrival = incoming_steps(project, ImportWish(paths, here, look, (".flac", ".wav")))
    return files, arrival


def table(path: Path, *names: str) -> Path:
    rows = [f'"{name}",1.0,2.0,dog' for name in names]
    path.write_text("\n".join(["file,start,end,label", *rows]) + "\n")
    return path


def test_recordings_are_found_where_the_file_says_or_beside_it(project, tmp_path) -> None:
    (tmp_path / "site").mkdir()
    for name in ("site/a.wav", "b.wav", "c.flac"):
        (tmp_path / name).touch()
    names = ("site/a.wav", "D:\\gone\\b.wav", "c.flac", "d.wav", "HERE.wav")
    (file,), _ = arrived(project, table(tmp_path / "t.csv", *names))
    assert list(file.names.values()) == ["a.wav", "b.wav", "", "", "here.wav"]
    assert file.plan.unmatched == {"c.flac": 1, "d.wav": 1}


@pytest.mark.parametrize(
    "name", ["x" * 5000 + ".wav", "bytes://%00", "bytes://%ff", "file:///%00.wav", "/", "..", "../" * 2000, "\\", "~"]
)
def test_names_that_no_file_can_have_are_not_found(project, tmp_path, name) -> None:
    (file,), arrival = arrived(project, table(tmp_path / "t.csv", name))
    assert arrival.plan.unmatched == {name: 1}
    assert file.error is None and arrival.plan.count == 0


def test_one_file_belongs_to_the_recording_beside_it_else_to_the_one_that_is_open(project, tmp_path) -> None:
    (tmp_path / "a.wav").touch()
    for name in ("a.txt", "b.txt", f"{'n' * 250}.txt"):
        (tmp_path / name).write_text("1.0\t2.0\tdog\n")
    (file,), _ = arrived(project, tmp_path / "a.txt")
    assert file.names == {"": "a.wav"}
    for name in ("b.txt", f"{'n' * 250}.txt"):
        (file,), _ = arrived(project, tmp_path / name)
        assert file.names == {"": "here.wav"}
    files, arrival = arrived(project, tmp_path / "a.txt", tmp_path / "b.txt")
    assert [file.names for file in files] == [{"": "a.wav"}, {"": ""}]
    assert (arrival.intervals, arrival.plan.unmatched) == (1, {"1/": 1})


def test_a_file_that_cannot_be_read_does_not_keep_the_others_out(project, tmp_path) -> None:
    (tmp_path / "bad.eaf").write_text("<ANNOTATION_DOCUMENT")
    (tmp_path / "here.txt").write_text("1.0\t2.0\tdog\n3.0\t3.0\tclick\n")
    files, arrival = arrived(project, tmp_path / "bad.eaf", tmp_path / "here.txt", tmp_path / "gone.txt")
    assert [file.error is None for file in files] == [False, True, False]
    assert (arrival.intervals, arrival.points, arrival.boxes) == (1, 1, 0)
