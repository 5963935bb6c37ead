"""`workbench labels clips`: where recordings are found, which labels are taken, what is said, exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.cli import main
from workbench.labels.edit import Step, added
from workbench.labels.formats.catalogue import format_named, write_labels
from workbench.labels.formats.sheet import SheetLabel, SheetRecording, sheet_of
from workbench.labels.label import KnownRecording, Label, Status, Tier
from workbench.labels.library import stored_folder
from workbench.labels.project import rows_of
from workbench.labels.store import Store
from workbench.training.clips import find_clips

RATE = 8000
SOUND = (np.random.default_rng(2).integers(-9000, 9000, RATE * 2) / 32768).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "a.wav", SOUND, RATE, subtype="PCM_16")
    return tmp_path


def sheet(folder: Path, labels: list[SheetLabel], name: str = "a.jsonl", recordings=()) -> str:
    write_labels(folder / name, sheet_of(labels, recordings=recordings), format_named("jsonl"))
    return str(folder / name)


def clips(*words: str | Path) -> int:
    return main(["labels", "clips", *map(str, words)])


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def samples(path: Path) -> np.ndarray:
    return soundfile.read(path, dtype="float32")[0]


def make_project(path: Path, folder: Path) -> Path:
    tier = Tier(1, "calls")
    known = KnownRecording(2, "a.wav", 0, "", RATE, len(SOUND), 1)
    labels = [
        Label(3, 2, 1, 0.5, 1.0, text="dog"),
        Label(4, 2, 1, 1.0, 1.5, text="cat", status=Status.PROPOSED),
        Label(5, 2, 1, 1.0, 1.0, text="peak"),
    ]
    store = Store(path)
    edits = [added(table, rows_of(table, rows)) for table, rows in
             (("tiers", [tier]), ("recordings", [known]), ("labels", labels))]  # fmt: skip
    store.commit(Step("Label", tuple(edits)))
    store.close()
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("INSERT OR REPLACE INTO about VALUES ('folder', ?)", (stored_folder(folder),))
    return path


def test_a_project_finds_its_recordings_from_anywhere(folder, capsys) -> None:
    (folder / "elsewhere").mkdir()
    project = make_project(folder / "elsewhere" / "field.workbench", folder)
    assert clips(project, "-o", folder / "out") == 0
    assert names(folder / "out") == ["a_0.500_dog.wav"]
    np.testing.assert_array_equal(samples(folder / "out" / "a_0.500_dog.wav"), SOUND[4000:8000])
    said = capsys.readouterr()
    assert said.out.splitlines() == [str(folder / "out" / "a_0.500_dog.wav")]
    assert "1 point has no length" in said.err and "1 clip written into" in said.err

    words = ["--status", "accepted,proposed", "--class", "cat", "--class", "peak", "--points", "0.25"]
    assert clips(project, "-o", folder / "more", *words, "--pattern", "{tier} {n}") == 0
    assert names(folder / "more") == ["calls 1.wav", "calls 2.wav"]
    assert clips(project, "-o", folder / "none", "--tier", "people") == 1
    assert not (folder / "none").exists()


def test_a_file_finds_its_recording_beside_it_or_where_it_is_told(folder, capsys) -> None:
    own = sheet(folder, [SheetLabel(0.5, 1.0, text="dog")])
    assert clips(own, "-o", folder / "out") == 0
    named = sheet(
        folder, [SheetLabel(0.5, 1.0, text="cat", recording="C:\\data\\a.wav")], "b.jsonl",
        [SheetRecording("C:\\data\\a.wav", RATE)],
    )  # fmt: skip
    assert clips(named, "-o", folder / "out") == 0
    assert names(folder / "out") == ["a_0.500_cat.wav", "a_0.500_dog.wav"]

    (folder / "deep" / "er").mkdir(parents=True)
    shutil.move(folder / "a.wav", folder / "deep" / "er" / "a.wav")
    for audio in (folder / "deep", folder / "deep" / "er" / "a.wav"):
        assert clips(own, named, "-o", folder / "again", "--audio", audio, "--overwrite") == 0
        assert names(folder / "again") == ["a_0.500_cat.wav", "a_0.500_dog.wav"]
    capsys.readouterr()
    assert clips(own, named, "-o", folder / "lost") == 1
    said = capsys.readouterr().err
    assert "its recording was not found beside it, which has 1 label. Say where it is with --audio" in said
    assert "the recording C:\\data\\a.wav was not found" in said and not (folder / "lost").exists()


def test_a_data_set_is_ready_for_training(folder) -> None:
    soundfile.write(folder / "b.flac", SOUND, RATE)
    files = [
        sheet(folder, [SheetLabel(0.5, 0.6, text="dog"), SheetLabel(1, 1.2, text="cat")], f"{n}.jsonl") for n in "ab"
    ]
    words = ["--dataset", "--folds", "2", "--length", "0.5", "--rate", "4000", "--format", "flac"]
    assert clips(*files, "-o", folder / "set", *words) == 0
    found = find_clips(folder / "set")
    assert sorted((clip.label, clip.fold) for clip in found) == [("cat", 1), ("cat", 2), ("dog", 1), ("dog", 2)]
    assert {clip.read()[0].shape for clip in found} == {(1, 2000)}
    assert clips(*files, "-o", folder / "set", *words) == 1  # it is there already


def test_json_and_a_dry_run(folder, capsys) -> None:
    labels = [SheetLabel(0.5, 1.0, text="dog"), SheetLabel(0.5, 1.0, text="dog", channel=3)]
    assert clips(sheet(folder, labels), "-o", folder / "out", "--json", "--dry-run", "--own-channel") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    written = {"file": str(folder / "out" / "a_0.500_dog.wav"), "label": "dog", "recording": str(folder / "a.wav")}
    assert lines[0] == written | {"start_s": 0.5, "end_s": 1.0}
    assert "is of channel 4, and there is 1" in lines[1]["error"]
    assert lines[2] == {"folder": str(folder / "out"), "written": 0, "failed": 1, "notes": []}
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pattern", "{x}"], "can have {recording}"),
        (["--folds", "3"], "Folds are a column"),
        (["--length", "-1"], "must be more than 0"),
        (["--format", "mp3", "--bits", "16"], "MP3 has no 16 bits"),
        (["--audio", "/no/such"], "there is no such file or folder"),
        (["--dataset", "--overwrite"], "nothing is replaced"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(folder, capsys, words, said) -> None:
    assert clips(sheet(folder, [SheetLabel(0.5, 1.0)]), "-o", folder / "out", *words) == 2
    assert said in capsys.readouterr().err and not (folder / "out").exists()
