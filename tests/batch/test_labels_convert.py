"""Which files labels go into, what is known of their recordings, and what is refused before anything is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.labels.conftest import RECORDING, furnishing, make_label
from workbench.batch.labels_convert import Target, format_by_suffix, plan_files
from workbench.batch.labels_source import read_source
from workbench.errors import AudioReadError, LabelFileError, ProjectError, WrongUsage
from workbench.labels.edit import Step, added
from workbench.labels.formats.catalogue import format_named, write_labels
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, sheet_of
from workbench.labels.label import Status
from workbench.labels.project import Project, rows_of
from workbench.labels.sheet_export import sheet_of_project
from workbench.labels.store import Store

JSONL, TEXTGRID, AUDACITY = map(format_named, ("jsonl", "textgrid", "audacity"))


def make_sound(path: Path, seconds: float = 2.0, rate: int = 8000, **more) -> Path:
    soundfile.write(path, np.zeros(round(seconds * rate)), rate, **more)
    return path


def make_labels(path: Path, *labels: SheetLabel, recordings: tuple[SheetRecording, ...] = ()) -> Path:
    write_labels(path, sheet_of(labels, recordings=recordings), JSONL)
    return path


def of_three(path: Path) -> Path:
    places = ("site1/a.wav", "site2/a.wav", "b.flac")
    labels = (SheetLabel(n, n + 0.5, text=place, recording=place) for n, place in enumerate(places))
    return make_labels(path, *labels, recordings=tuple(map(SheetRecording, (*places, "silent.wav"))))


def test_an_ending_says_the_format_where_only_one_has_it() -> None:
    assert format_by_suffix(Path("A.TEXTGRID")) is TEXTGRID  # and its variant textgrid-short has the same
    assert format_by_suffix(Path("a.b.jsonl")) is JSONL
    assert format_by_suffix(Path("a.Table.1.selections.txt")).name == "raven"
    with pytest.raises(WrongUsage, match=r"several formats end in \.txt.*--to: .*audacity"):
        format_by_suffix(Path("a.txt"))
    with pytest.raises(WrongUsage, match=r"does not say a format.*--to: .*jsonl.*audacity"):
        format_by_suffix(Path("a.doc"))


def test_labels_of_several_recordings_become_a_file_each(tmp_path) -> None:
    source = read_source(of_three(tmp_path / "all.jsonl"))
    plan = plan_files(source, Target(tmp_path / "out", AUDACITY))
    assert [(file.path.name, file.recording) for file in plan.files] == [
        ("a.txt", "site1/a.wav"), ("a (2).txt", "site2/a.wav"), ("b.txt", "b.flac"),
    ]  # fmt: skip
    assert [[label.text for label in file.sheet.labels] for file in plan.files] == [
        ["site1/a.wav"], ["site2/a.wav"], ["b.flac"],
    ]  # fmt: skip
    assert plan.labels == 3 and "1 of the recordings" in plan.notes[0]
    assert {file.path.parent for file in plan.files} == {tmp_path / "out"}
    (file,) = plan_files(source, Target(tmp_path / "all2.jsonl", JSONL)).files
    assert len(file.sheet.labels) == 3 and len(file.sheet.recordings) == 4
    with pytest.raises(WrongUsage, match=r"of 3.*--recording: site1/a.wav, site2/a.wav, b.flac"):
        plan_files(source, Target(tmp_path / "a.txt", AUDACITY))


def test_names_of_recordings_become_names_of_files_within_the_folder(tmp_path) -> None:
    paths = ("../../etc/passwd", "C:\\field\\é.wav", "..", "con.wav", "x" * 400, 'a"b?.wav', "")
    labels = make_labels(tmp_path / "a.jsonl", *(SheetLabel(0, 1, text="dog", recording=path) for path in paths))
    files = plan_files(read_source(labels), Target(tmp_path / "out", AUDACITY)).files
    assert [file.path.parent for file in files] == [tmp_path / "out"] * 7
    names = sorted(file.path.name for file in files)
    assert names == ["a-b-.txt", "con_.txt", "labels (2).txt", "labels.txt", "passwd.txt", f"{'x' * 120}.txt", "é.txt"]


def test_one_recording_is_chosen_by_path_name_or_stem(tmp_path) -> None:
    source = read_source(of_three(tmp_path / "all.jsonl"))
    for wanted, found in (("site2/a.wav", "site2/a.wav"), ("b.flac", "b.flac"), ("b", "b.flac")):
        (file,) = plan_files(source, Target(tmp_path / "x.txt", AUDACITY), wanted).files
        assert (file.path.name, file.recording, file.sheet.labels[0].text) == ("x.txt", found, found)
        (file,) = plan_files(source, Target(tmp_path / "x.jsonl", JSONL), wanted).files
        assert [each.path for each in file.sheet.recordings] == [found]
    with pytest.raises(WrongUsage, match=r"several are called so.*site1/a.wav, site2/a.wav"):
        plan_files(source, Target(tmp_path / "x.txt", AUDACITY), "a.wav")
    with pytest.raises(WrongUsage, match=r"there is none. There are site1/a.wav.*silent.wav"):
        plan_files(source, Target(tmp_path / "x.txt", AUDACITY), "c.wav")


def test_the_recording_beside_is_found_and_tells_its_length(tmp_path) -> None:
    labels = make_labels(tmp_path / "a.jsonl", SheetLabel(1.0, 1.5, text="in"), SheetLabel(1.5, 2.5, text="late"))
    assert len(read_source(labels).sheet.labels) == 2
    sound = make_sound(tmp_path / "a.wav")
    source = read_source(labels)
    assert source.audio is not None and source.audio.path.samefile(sound)
    assert [label.text for label in source.sheet.labels] == ["in"]
    (bad,) = source.bad
    assert "late" in labels.read_text().splitlines()[bad.line - 1]
    assert "ends at 2.500 s, and a.wav is over at 2.000 s" in bad.reason
    (file,) = plan_files(source, Target(tmp_path / "b.jsonl", JSONL)).files
    (recording,) = file.sheet.recordings
    assert (recording.path, recording.sample_rate, recording.frames, recording.channels) == ("a.wav", 8000, 16_000, 1)
    assert recording.size == sound.stat().st_size and len(recording.fingerprint) == 32
    make_sound(tmp_path / "a.flac")
    source = read_source(labels)
    assert source.audio is None and "a.flac, a.wav" in source.notes[0]
    assert read_source(labels, audio=sound).audio is not None
    sound.write_text("no sound")
    (tmp_path / "a.flac").unlink()
    source = read_source(labels)
    assert source.audio is None and "a.wav: this is text" in source.notes[0]
    with pytest.raises(AudioReadError):
        read_source(labels, audio=sound)


def test_the_table_that_raven_makes_of_a_recording_finds_it(tmp_path) -> None:
    make_sound(tmp_path / "a.WAV")
    labels = make_labels(tmp_path / "a.Table.1.selections.txt", SheetLabel(0.0, 1.0))
    source = read_source(labels)
    assert source.audio is not None and source.audio.known.path == "a.WAV"


@pytest.mark.parametrize("suffix", [".flac", ".ogg", ".mp3"])
def test_a_compressed_recording_is_not_decoded_for_its_length(tmp_path, monkeypatch, suffix) -> None:
    sound = make_sound(tmp_path / f"a{suffix}", seconds=3.0, rate=44_100)
    monkeypatch.setattr("workbench.audio.open.Recording.decode", None)
    labels = make_labels(tmp_path / "a.jsonl", SheetLabel(1.0, 2.9), SheetLabel(1.5, 3.5))
    source = read_source(labels, audio=sound)
    assert (len(source.sheet.labels), len(source.bad)) == (1, 1)
    assert source.audio is not None and abs(source.audio.known.duration_s - 3.0) < 0.1


def test_labels_that_name_another_recording_are_asked_about(tmp_path) -> None:
    sound = make_sound(tmp_path / "c.wav")
    one = SheetRecording("a.wav", 44_100, 441_000, 1)
    source = read_source(make_labels(tmp_path / "one.jsonl", SheetLabel(0, 1, recording="a.wav"), recordings=(one,)))
    assert source.audio is None and not source.notes
    source = read_source(source.path, audio=sound)
    assert source.sheet.recordings[0].path == "a.wav" and source.sheet.recordings[0].sample_rate == 8000
    assert "made on a.wav, and are taken as those of c.wav" in source.notes[0] and "44,100 Hz" in source.notes[1]
    with pytest.raises(WrongUsage, match=r"--audio c.wav: the labels are of a.wav, a.wav, b.flac"):
        read_source(of_three(tmp_path / "all.jsonl"), audio=sound)


def test_recordings_that_a_file_names_are_found_on_the_disk(tmp_path) -> None:
    (tmp_path / "site1").mkdir()
    make_sound(tmp_path / "site1" / "a.wav", 1.0)
    make_sound(tmp_path / "b.flac", 2.0)
    (tmp_path / "silent.wav").write_text("no sound")
    labels = of_three(tmp_path / "all.jsonl").read_text()
    (tmp_path / "all.jsonl").write_text(
        labels.replace("site1/a.wav", "site1\\\\a.wav").replace("b.flac", "/gone/b.flac")
    )
    source = read_source(tmp_path / "all.jsonl")
    assert [(each.path, each.frames) for each in source.sheet.recordings] == [
        ("site1\\a.wav", 8000), ("site2/a.wav", 0), ("/gone/b.flac", 16_000), ("silent.wav", 0),
    ]  # fmt: skip
    assert ["b.flac is over at 2.000 s" in bad.reason for bad in source.bad] == [True]
    assert any("silent.wav: this is text" in note for note in source.notes)


def make_project(path: Path) -> Project:
    labels = [make_label(n, n + 0.5, "dog", status=status) for n, status in enumerate(Status)]
    labels.append(make_label(9.0, 11.0, "late"))
    project = Project()
    store = Store(path)
    for step in (furnishing(), Step("Add labels", (added("labels", rows_of("labels", labels)),))):
        store.commit(step)
        project.apply(step.edits)
    store.close()
    return project


def test_a_project_is_read_and_left_as_it_is(tmp_path) -> None:
    path = tmp_path / "a.workbench"
    project = make_project(path)
    before = path.read_bytes()
    source = read_source(path)
    wanted: Sheet = sheet_of_project(project)
    assert source.sheet.labels == wanted.labels[:3] and source.sheet.recordings == wanted.recordings
    assert project.recordings[RECORDING].frames == 480_000
    (bad,) = source.bad
    assert bad.line == 0 and "“late”: it ends at 11.000 s, and a.wav is over at 10.000 s" in bad.reason
    (file,) = plan_files(source, Target(tmp_path / "a.jsonl", JSONL), statuses=(Status.PROPOSED,)).files
    assert [label.status for label in file.sheet.labels] == [Status.PROPOSED]
    assert path.read_bytes() == before


def test_what_is_no_file_of_labels_is_named(tmp_path) -> None:
    shutil.copy(__file__, tmp_path / "code.py")
    (tmp_path / "empty.doc").touch()
    (tmp_path / "bytes.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "damaged.workbench").write_bytes(b"SQLite format 3\0" + bytes(5000))
    make_sound(tmp_path / "a.wav")
    for name, words in (
        ("code.py", "was not recognised"),
        ("empty.doc", "it is empty"),
        ("bytes.txt", "was not recognised|not text"),
        ("a.wav", "called like a recording"),
        ("none.srt", "no such file"),
        ("none.workbench", "no such file"),
        ("", "this is a folder"),
    ):
        with pytest.raises(LabelFileError, match=words):
            read_source(tmp_path / name)
    with pytest.raises(ProjectError):
        read_source(tmp_path / "damaged.workbench")
    assert not (tmp_path / "none.workbench").exists()
