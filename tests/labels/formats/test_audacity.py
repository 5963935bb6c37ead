"""Audacity labels: the examples of its manual, files of old versions, and what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import LabelFileError
from workbench.labels.formats.audacity import FORMAT
from workbench.labels.formats.catalogue import recognised, write_labels
from workbench.labels.formats.format import Reading
from workbench.labels.formats.sheet import SheetLabel, SheetRecording, sheet_of

STANDARD = "2.150000\t2.150000\tpoint label at 2.15 seconds\n3.400000\t6.100000\tregion label from 3.4 to 6.1 seconds\n"
EXTENDED = """1.000000\t1.000000\tThis point was clicked at 6928.456055 Hz
\\\t6928.456055\t6928.456055
2.000000\t2.500000\tLow frequency undefined, High frequency 6334.588867 Hz
\\\t-1.000000\t6334.588867
3.000000\t3.500000\tLow frequency 8908.015625, High frequency undefined
\\\t8908.015625\t-1.000000
4.000000\t4.500000\tLow frequency 1484.669312 Hz, High frequency 2969.338523 Hz
\\\t1484.669312\t2969.338523
"""
"""Both as "Importing and Exporting Labels" of the manual has them."""


def read(folder: Path, body: str | bytes, rate: int = 0) -> Reading:
    path = folder / "labels.txt"
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return FORMAT.read(path, SheetRecording("", rate))


def places(reading: Reading) -> list[tuple[float, float, float | None, float | None]]:
    return [(label.start_s, label.end_s, label.low_hz, label.high_hz) for label in reading.sheet.labels]


def test_the_standard_format_of_the_manual(tmp_path: Path) -> None:
    reading = read(tmp_path, STANDARD)
    assert places(reading) == [(2.15, 2.15, None, None), (3.4, 6.1, None, None)]
    assert [label.text for label in reading.sheet.labels] == [
        "point label at 2.15 seconds",
        "region label from 3.4 to 6.1 seconds",
    ]
    assert not reading.bad
    assert not reading.notes
    assert recognised(tmp_path / "labels.txt") is FORMAT


@pytest.mark.parametrize(("rate", "third"), [(44_100, (8908.015625, 22_050.0)), (0, (None, None))])
def test_the_extended_format_of_the_manual(tmp_path: Path, rate: int, third: tuple[float | None, float | None]) -> None:
    reading = read(tmp_path, EXTENDED, rate)
    assert places(reading) == [
        (1.0, 1.0, None, None),
        (2.0, 2.5, 0.0, 6334.588867),
        (3.0, 3.5, *third),
        (4.0, 4.5, 1484.669312, 2969.338523),
    ]
    assert not reading.bad
    assert len(reading.notes) == 2, "what was guessed, and what was left out"
    assert recognised(tmp_path / "labels.txt") is FORMAT


def test_starts_and_texts_of_version_1_2_are_points(tmp_path: Path) -> None:
    reading = read(tmp_path, "0.5\tintro\n2\t1\n3.25\t4\n")
    assert [(label.start_s, label.end_s, label.text) for label in reading.sheet.labels] == [
        (0.5, 0.5, "intro"),
        (2.0, 2.0, "1"),
        (3.25, 3.25, "4"),
    ]
    assert reading.notes
    assert recognised(tmp_path / "labels.txt") is FORMAT


def test_decimal_commas_missing_texts_and_other_encodings(tmp_path: Path) -> None:
    reading = read(tmp_path, "1,5\t2,5\r\n\r\n3,0\t3,0\t\r\n4\t5\tÉtourneau\r\n".encode("cp1252"))
    assert [(label.start_s, label.end_s, label.text) for label in reading.sheet.labels] == [
        (1.5, 2.5, ""),
        (3.0, 3.0, ""),
        (4.0, 5.0, "Étourneau"),
    ]
    assert "Windows-1252" in reading.notes[0]


def test_further_lines_with_backslashes_are_of_later_versions(tmp_path: Path) -> None:
    reading = read(tmp_path, "1\t2\ta\n\\\t100\t200\n\\future\tx\n3\t4\tb\n")
    assert places(reading) == [(1.0, 2.0, 100.0, 200.0), (3.0, 4.0, None, None)]
    assert not reading.bad


@pytest.mark.parametrize(
    ("row", "kept", "word"),
    [
        ("2\t1\tends before it starts", 1, "before it starts"),
        ("-1\t1\tnegative", 1, "before the recording"),
        ("nan\t1\tx", 1, "“nan”"),
        ("1\tinf\tx", 1, "“inf”"),
        ("1e999\t1e999\tx", 1, "no time"),
        ("1\t2\ta\n\\\t300\t200", 2, "not below"),
        ("1\t2\ta\n\\\t300", 2, "two frequencies"),
        ("words", 1, "“words”"),
    ],
)
def test_what_cannot_be_meant_is_told_by_its_line(tmp_path: Path, row: str, kept: int, word: str) -> None:
    reading = read(tmp_path, f"0\t1\tgood\n{row}\n")
    assert len(reading.sheet.labels) == kept
    assert [bad.line for bad in reading.bad] == [2 + row.count("\n")]
    assert word in reading.bad[0].reason


def test_frequencies_of_a_bad_row_go_to_no_other(tmp_path: Path) -> None:
    reading = read(tmp_path, "0\t1\tgood\n2\t1\tbad\n\\\t100\t200\n")
    assert places(reading) == [(0.0, 1.0, None, None)]
    assert [bad.line for bad in reading.bad] == [2]


def test_what_is_no_label_file(tmp_path: Path) -> None:
    with pytest.raises(LabelFileError, match="line 1"):
        read(tmp_path, "start\tend\tlabel\nx\ty\tz\n")
    for body in ("Selection\tView\n1\tSpectrogram\n", "1\t2\t3\t4\n", "WEBVTT\n", "just words\n", "12\n"):
        (tmp_path / "other.txt").write_text(body)
        assert not FORMAT.recognises(tmp_path / "other.txt", body), body


def test_each_frame_at_192_khz_comes_back(tmp_path: Path) -> None:
    rate, frames = 192_000, (0, 1, 2, 191_999, 192_001, 36_000 * 192_000 + 1)
    labels = [SheetLabel(frame / rate, (frame + 1) / rate, 0.0, 96_000.0, text=" x ") for frame in frames]
    path = tmp_path / "labels.txt"
    write_labels(path, sheet_of(labels), FORMAT)
    read_again = FORMAT.read(path, SheetRecording("", rate)).sheet.labels
    assert [(round(each.start_s * rate), round(each.end_s * rate)) for each in read_again] == [
        (frame, frame + 1) for frame in frames
    ]
    assert {(each.low_hz, each.high_hz, each.text) for each in read_again} == {(0.0, 96_000.0, " x ")}
