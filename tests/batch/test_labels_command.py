"""`workbench labels`, as a script and a person see it: files, words, answers, refusals, exit codes, what is left."""

from __future__ import annotations

import io
import itertools
import json
import os
import resource
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.cli import main
from workbench.labels.formats.catalogue import FORMATS, format_named, read_labels, write_labels
from workbench.labels.formats.held import held
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, SheetTier, sheet_of
from workbench.labels.label import Status

RATE = 48_000


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def convert(*words: str | Path) -> int:
    return main(["labels", "convert", *map(str, words)])


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def rich(recordings: tuple[str, ...] = ("",)) -> Sheet:
    """Of each kind of label something, on whole milliseconds."""
    labels = [
        SheetLabel(start_s, end_s, *hertz, text=text, tier=tier, recording=recording, status=status, score=score)
        for recording in recordings
        for start_s, end_s, hertz, text, tier, status, score in (
            (0.25, 0.5, (), "one dog", "calls", Status.ACCEPTED, None),
            (0.5, 0.875, (), "two", "people", Status.ACCEPTED, 0.75),
            (1.0, 1.125, (200.0, 4000.5), "box", "calls", Status.PROPOSED, 0.5),
            (1.5, 1.5, (), "point", "people", Status.ACCEPTED, None),
            (2.0, 2.25, (), "no", "calls", Status.REJECTED, None),
        )
    ]
    known = [SheetRecording(path, RATE, 3 * RATE, 1) for path in recordings]
    return sheet_of(labels, [SheetTier("calls"), SheetTier("people")], recordings=known)


def write(path: Path, sheet: Sheet, name: str = "jsonl") -> Path:
    form = format_named(name)
    write_labels(path, held(sheet, form.holds).sheet, form)
    return path


def with_bad_rows(path: Path) -> Path:
    path.write_text("0.5\t1.0\tdog\n3.0\t2.0\tbackwards\n1.0\t1.5\tcat\nx\ty\tz\n2.0\t2.5\tcrow\n")
    return path


@pytest.mark.parametrize(
    ("first", "second"), [*itertools.pairwise((*FORMATS, *FORMATS[:2])), *zip(FORMATS, FORMATS, strict=True)],
    ids=lambda form: form.name,
)  # fmt: skip
def test_from_each_format_to_the_next_and_to_itself(here, first, second) -> None:
    source = write(here / f"in{first.suffixes[0]}", rich(), first.name)
    target = here / f"out{second.suffixes[0]}"
    soundfile.write(here / "in.wav", np.zeros(3 * RATE), RATE)
    assert convert(source, target, "--to", second.name) == 0
    context = SheetRecording("", RATE, 3 * RATE, 1)
    between = read_labels(source, first, context).sheet
    wanted = held(between, second.holds).sheet
    reading = read_labels(target, second, context)
    assert not reading.bad and len(reading.sheet.labels) == len(wanted.labels) > 0
    for one, other in zip(reading.sheet.labels, wanted.labels, strict=True):
        assert (one.text, one.tier, one.status) == (other.text, other.tier, other.status)
        assert (one.start_s, one.end_s) == pytest.approx((other.start_s, other.end_s), abs=0.4 / RATE)
        assert one.recording == "in.wav" or (one.recording == "" and not second.holds.recordings)


def test_what_is_lost_is_said_before(here, capsys) -> None:
    source = write(here / "a.jsonl", rich())
    assert convert(source, "a.srt") == 0
    out, err = capsys.readouterr()
    assert out == "a.srt\n"
    for words in ("a.srt, as", "1 rejected label is left out", "1 box loses its frequencies", "2 tiers become one"):
        assert words in err
    capsys.readouterr()
    assert convert(source, "b.jsonl") == 0
    assert "cannot hold" not in capsys.readouterr().err
    assert (here / "b.jsonl").read_text() == source.read_text()


def test_strict_writes_nothing_that_is_less(here, capsys) -> None:
    source = write(here / "a.jsonl", rich())
    assert convert(source, "a.srt", "--strict") == 1
    assert "nothing was written" in capsys.readouterr().err
    assert convert(with_bad_rows(here / "bad.txt"), "bad.jsonl", "--strict") == 1
    assert names(here) == ["a.jsonl", "bad.txt"]
    assert convert(source, "b.jsonl", "--strict") == 0


def test_bad_rows_are_named_and_the_rest_is_kept_only_if_wanted(here, capsys) -> None:
    source = with_bad_rows(here / "bad.txt")
    assert convert(source, "a.jsonl") == 1
    out, err = capsys.readouterr()
    assert out == "" and "bad.txt, line 2: " in err and "bad.txt, line 4: " in err
    assert "2 rows cannot be used" in err and "--keep-rest" in err
    assert names(here) == ["bad.txt"]
    assert convert(source, "a.jsonl", "--keep-rest") == 0
    assert "bad.txt, line 2: " in capsys.readouterr().err
    kept = read_labels(here / "a.jsonl").sheet.labels
    assert [(label.start_s, label.end_s, label.text) for label in kept] == [
        (0.5, 1.0, "dog"), (1.0, 1.5, "cat"), (2.0, 2.5, "crow"),
    ]  # fmt: skip


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("Yes\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_a_person_is_asked(here, monkeypatch, capsys, answer, code) -> None:
    source = with_bad_rows(here / "bad.txt")
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert convert(source, "a.jsonl") == code
    assert "Go on with the other 3 labels? [y/N]" in capsys.readouterr().err
    assert (here / "a.jsonl").exists() == (code == 0)


def test_of_many_bad_rows_the_first_are_named_and_all_in_json(here, capsys) -> None:
    source = here / "bad.txt"
    source.write_text("0.5\t1.0\tdog\n" + "3.0\t2.0\tbackwards\n" * 332)
    assert convert(source, "a.jsonl", "--from", "audacity") == 1
    err = capsys.readouterr().err
    assert err.count("bad.txt, line ") == 20 and "and 312 more" in err
    assert convert(source, "a.jsonl", "--from", "audacity", "--json") == 1
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert [row["line"] for row in said["bad"]] == list(range(2, 334))
    assert said["written"] is False and "--keep-rest" in said["refused"] and "--keep-rest" in err
    assert names(here) == ["bad.txt"]


def test_json_tells_all(here, capsys) -> None:
    write(here / "a.jsonl", rich(("x/a.wav", "b.wav")))
    assert convert("a.jsonl", "out", "--to", "srt", "--json") == 0
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert err == "" and said["in"] == {"file": "a.jsonl", "format": "jsonl"} and said["out"] == {"format": "srt"}
    assert (said["labels"], said["written"], said["bad"]) == (10, True, [])
    assert [(each["file"], each["recording"]) for each in said["files"]] == [
        ("out/a.srt", "x/a.wav"), ("out/b.srt", "b.wav"),
    ]  # fmt: skip
    for each in said["files"]:
        form = format_named("srt")
        assert each["losses"] == list(held(rich(), form.holds).losses)
        assert each["labels"] == len(read_labels(Path(each["file"]), form).sheet.labels)


def test_a_dry_run_writes_nothing(here, capsys) -> None:
    write(here / "a.jsonl", rich(("a.wav", "b.wav")))
    assert convert("a.jsonl", "out/", "--to", "srt", "--dry-run") == 0
    out, err = capsys.readouterr()
    assert out == "" and "1 box loses its frequencies" in err and "would be written: out/b.srt: 4 labels" in err
    assert names(here) == ["a.jsonl"]
    assert convert(with_bad_rows(here / "bad.txt"), "b.jsonl", "--dry-run") == 1
    assert names(here) == ["a.jsonl", "bad.txt"]


def test_what_is_there_stays_unless_told_otherwise(here, capsys) -> None:
    source, there = write(here / "a.jsonl", rich()), here / "b.jsonl"
    there.write_text("mine")
    assert convert(source, there) == 1
    assert "b.jsonl: there is a file of this name already" in capsys.readouterr().err
    assert there.read_text() == "mine"
    assert convert(source, there, "--overwrite") == 0
    assert there.read_text() == source.read_text()
    write(here / "two.jsonl", rich(("a.wav", "b.wav")))
    (here / "out").mkdir()
    (here / "out" / "b.srt").write_text("mine")
    assert convert("two.jsonl", "out", "--to", "srt") == 1
    assert names(here / "out") == ["b.srt"] and (here / "out" / "b.srt").read_text() == "mine"


def test_what_is_read_is_never_written(here, capsys) -> None:
    source, sound = write(here / "a.jsonl", rich()), here / "a.wav"
    soundfile.write(sound, np.zeros(3 * RATE), RATE)
    (here / "soft.jsonl").symlink_to(source)
    os.link(source, here / "hard.jsonl")
    os.link(sound, here / "sound.jsonl")
    before = {name: (here / name).read_bytes() for name in names(here)}
    for target in ("a.jsonl", "soft.jsonl", "hard.jsonl", "./../" + here.name + "/a.jsonl", "sound.jsonl"):
        assert convert(source, target, "--overwrite") == 1
        assert "this is what is read" in capsys.readouterr().err
    for target in ("a.wav", "other.flac", "a.workbench"):
        assert convert(source, target, "--to", "jsonl", "--overwrite") == 1
        assert target in capsys.readouterr().err
    assert {name: (here / name).read_bytes() for name in names(here)} == before


def test_streams_go_through(here, monkeypatch, capfdbinary) -> None:
    body = with_bad_rows(here / "bad.txt").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    assert convert("-", "-", "--from", "audacity", "--to", "jsonl", "--keep-rest") == 0
    out, err = capfdbinary.readouterr()
    assert [json.loads(line).get("text") for line in out.splitlines() if b"start_s" in line] == ["dog", "cat", "crow"]
    assert b"standard input, line 2: " in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.jsonl", "a.doc"], "does not say a format"),
        (["a.jsonl", "a.csv"], "Choose with --to: "),
        (["a.jsonl", "b.jsonl", "--from", "doc"], "--from doc: the formats are"),
        (["a.jsonl", "b.jsonl", "--to", "doc"], "--to doc: the formats are"),
        (["a.jsonl", "-"], "with --to"),
        (["a.jsonl", "-", "--to", "jsonl", "--json"], "--json"),
        (["two.jsonl", "-", "--to", "srt"], "--recording"),
        (["two.jsonl", "two.srt"], "--recording: a.wav, b.wav"),
        (["two.jsonl", "two.srt", "--recording", "c"], "there is none"),
        (["a.jsonl", "b.jsonl", "--status", "maybe"], "'maybe' is none of accepted"),
        (["a.jsonl", "b.jsonl", "--strict", "--keep-rest"], "not allowed with"),
    ],
)
def test_wrong_usage_writes_nothing(here, capsys, words, said) -> None:
    write(here / "a.jsonl", rich())
    write(here / "two.jsonl", rich(("a.wav", "b.wav")))
    try:
        assert convert(*words) == 2
    except SystemExit as ended:
        assert ended.code == 2
    assert said in capsys.readouterr().err
    assert names(here) == ["a.jsonl", "two.jsonl"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.jsonl", "b.jsonl"], "none.jsonl: "),
        ([".", "b.jsonl"], "this is a folder"),
        (["/dev/null", "b.jsonl"], "no regular file"),
        (["a.jsonl", "/dev/full", "--to", "jsonl", "--overwrite"], "no regular file"),
        (["a.jsonl", "folder.srt/a.jsonl/b.jsonl"], "b.jsonl: "),
        (["a.jsonl", "b.jsonl", "--audio", "none.wav"], "none.wav: there is no such file"),
        (["a.jsonl", f"{'x' * 300}.jsonl"], "name too long"),
    ],
)
def test_what_cannot_be_read_or_written_is_said(here, capsys, words, said) -> None:
    write(here / "a.jsonl", rich())
    (here / "folder.srt").write_text("a file")
    assert convert(*words) == 1
    assert said in capsys.readouterr().err
    assert names(here) == ["a.jsonl", "folder.srt"]


def test_a_full_disk_leaves_nothing(here, capsys) -> None:
    labels = [SheetLabel(n, n + 0.5, text="dog" * 20) for n in range(2000)]
    write(here / "a.jsonl", sheet_of(labels))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        assert convert("a.jsonl", "b.jsonl") == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "b.jsonl: it cannot be written" in capsys.readouterr().err
    assert names(here) == ["a.jsonl"]


def test_status_chooses(here) -> None:
    write(here / "a.jsonl", rich())
    assert convert("a.jsonl", "b.jsonl", "--status", "proposed, rejected") == 0
    assert [label.text for label in read_labels(here / "b.jsonl").sheet.labels] == ["box", "no"]


def test_check_tells_what_is_in_a_file(here, capsys) -> None:
    write(here / "a.jsonl", rich())
    assert main(["labels", "check", "a.jsonl", "--to", "srt"]) == 0
    out = capsys.readouterr().out
    for words in (
        "5: 1 point, 3 intervals, 1 box; from 0.250 to 2.250 s",
        "calls 3, people 2",
        "one dog 1",
        "1 box los",
    ):
        assert words in out
    assert main(["labels", "check", str(with_bad_rows(here / "bad.txt")), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["labels"] == 3 and [row["line"] for row in said["bad"]] == [2, 4]
    assert said["classes"] == {"dog": 1, "cat": 1, "crow": 1}
    assert names(here) == ["a.jsonl", "bad.txt"]


def test_the_formats_are_listed(capsys) -> None:
    assert main(["labels", "formats"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for form, line in zip(FORMATS, lines[::2], strict=True):
        assert line.split()[:2] == [form.name, form.suffixes[0]] and line.endswith(form.title)
    assert main(["labels", "formats", "--json"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["name"]: each["holds"]["boxes"] for each in said} == {form.name: form.holds.boxes for form in FORMATS}
