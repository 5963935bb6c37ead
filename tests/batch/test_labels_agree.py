"""`workbench labels agree`: figures of two files against those worked out by hand, recordings that are left out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.labels.edit import Step, added
from workbench.labels.label import KnownRecording, Label, Tier
from workbench.labels.project import rows_of
from workbench.labels.store import Store

ANA = "0.0\t2.0\towl\n4.0\t5.0\towl\n6.0\t10.0\train\n"
BEN = "0.1\t2.0\towl\n4.0\t5.0\tfrog\n6.0\t10.0\train\n12.0\t13.0\tbat\n"


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path]:
    paths = tmp_path / "dawn.txt", tmp_path / "ben" / "dawn.txt"
    paths[1].parent.mkdir()
    for path, text in zip(paths, (ANA, BEN), strict=True):
        path.write_text(text)
    return paths


def agree(*words: str | Path) -> int:
    return main(["labels", "agree", *map(str, words)])


def figures(capsys, *words: str | Path) -> dict:
    assert agree(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def project(path: Path, *labels: Label, recordings: tuple[KnownRecording, ...]) -> Path:
    tables = {"tiers": [Tier(1, "calls"), Tier(2, "calls (Ana)", 1.0)], "recordings": recordings, "labels": labels}
    store = Store(path)
    store.commit(Step("Begin", tuple(added(table, rows_of(table, rows)) for table, rows in tables.items())))
    store.close()
    return path


def test_figures_of_two_files(files, capsys):
    found = figures(capsys, *files)
    assert (found["labels_a"], found["labels_b"], found["same"]) == (3, 4, 2)
    assert (found["precision"], found["recall"]) == (0.5, pytest.approx(2 / 3))
    assert found["f1"] == pytest.approx(4 / 7)
    # Of 13 s they agree on 10.9: not at 0…0.1, 4…5, 12…13. By chance: nothing 6 · 5.1, owl 3 · 1.9, rain 4 · 4.
    observed, expected = 10.9 / 13, (6 * 5.1 + 3 * 1.9 + 4 * 4) / 13**2
    assert found["same_time"] == pytest.approx(observed)
    assert found["kappa"] == pytest.approx((observed - expected) / (1 - expected))
    assert [(each["kind"], each["a"], each["b"]) for each in found["disagreements"]] == [
        ("of another class", "owl", "frog"), ("missing in A", None, "bat"),
    ]  # fmt: skip


def test_for_a_person_it_is_a_table(files, capsys):
    assert agree(*files, "--list", "--tolerance", "0.05") == 0
    out = capsys.readouterr().out
    assert "3 of A, 4 of B, 1 the same" in out and "3: 1 missing in A, 1 of another class, 1 with other times" in out
    assert "\ndawn.txt\t12.000\t13.000\tmissing in A\t-\tbat\n" in out
    assert agree(*files, "--overlap", "0.9") == 0
    assert "3 of A, 4 of B, 2 the same" in capsys.readouterr().out


def test_recordings_of_projects_are_matched_by_content_and_those_of_one_side_are_told(tmp_path, capsys):
    known = KnownRecording(7, "a.wav", 9, "f00", 1000, 10_000, 1)
    quiet = KnownRecording(8, "b.wav", 9, "f01", 1000, 10_000, 1)
    label = Label(1, 7, 1, 1.0, 2.0, text="owl")
    one = project(tmp_path / "a.workbench", label, replace(label, id=2, recording=8), recordings=(known, quiet))
    renamed, same_name = replace(known, id=3, path="x/y.wav"), replace(quiet, id=4, fingerprint="other")
    theirs = replace(label, id=5, recording=3), replace(label, id=6, recording=4)
    other = project(tmp_path / "b.workbench", *theirs, recordings=(renamed, same_name))
    found = figures(capsys, one, other)
    assert [each["path"] for each in found["recordings"]] == ["a.wav"] and found["f1"] == 1.0 and found["left_out"] == 2
    assert agree(one, other) == 0
    assert "2 recordings in which only one of both has labels" in capsys.readouterr().err
    found = figures(capsys, one, other, "--all")
    assert [each["f1"] for each in found["recordings"]] == [1.0, 0.0, 0.0] and found["f1"] == 0.5


def test_two_tiers_of_one_project(tmp_path, capsys):
    known = KnownRecording(7, "a.wav", 9, "f00", 1000, 10_000, 1)
    labels = Label(1, 7, 1, 1.0, 2.0, text="owl"), Label(2, 7, 2, 1.5, 2.5, text="owl")
    path = project(tmp_path / "a.workbench", *labels, recordings=(known,))
    found = figures(capsys, path, path, "--tier-a", "calls", "--tier-b", "calls (Ana)")
    assert found["f1"] == 0.0 and found["disagreements"][0]["kind"] == "with other times"
    assert found["recordings"][0]["kappa"] == pytest.approx((0.9 - 0.82) / 0.18)
    assert agree(path, path, "--tier-a", "none") != 0
    assert "Its tiers are: calls, calls (Ana)" in capsys.readouterr().err


def test_what_has_nothing_in_common_is_refused(files, tmp_path, capsys):
    silent = tmp_path / "silent.txt"
    silent.write_text("")
    assert agree(files[0], silent) != 0
    assert capsys.readouterr().err
    with pytest.raises(SystemExit):
        agree(*files, "--tolerance", "0")
