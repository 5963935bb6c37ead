"""Selection tables as Raven and the programs around it write them, and as they want them."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import LabelFileError
from workbench.labels.formats import raven
from workbench.labels.formats.catalogue import read_labels, recognised
from workbench.labels.formats.format import Reading
from workbench.labels.formats.sheet import SheetAuthor, SheetLabel, SheetRecording, sheet_of
from workbench.labels.label import Status

LEAD = "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)"


def reading(folder: Path, text: str, name: str = "a.Table.1.selections.txt") -> Reading:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    assert recognised(path) is raven.FORMAT
    return read_labels(path)


def facts(made: Reading) -> list[tuple[object, ...]]:
    return [(one.start_s, one.end_s, one.low_hz, one.high_hz, one.channel, one.text) for one in made.sheet.labels]


def test_a_selection_in_two_views_is_one_box(tmp_path: Path) -> None:
    made = reading(
        tmp_path,
        f"{LEAD}\tDelta Time (s)\tAvg Power Density (dB FS/Hz)\tAnnotation\n"
        "1\tWaveform 1\t1\t6.709509878\t15.096397225\t1739.012\t3798.813\t8.3869\t\tBirb\n"
        "1\tSpectrogram 1\t1\t6.709509878\t15.096397225\t1739.012\t3798.813\t8.3869\t-75.87\tBirb\n"
        "2\tWaveform 1\t2\t29.383026016\t40.257059266\t0.000\t11025.000\t10.874\t-75.87\tBirb 2\n",
    )
    assert facts(made) == [
        (6.709509878, 15.096397225, 1739.012, 3798.813, 0, "Birb"),
        (29.383026016, 40.257059266, None, None, 1, "Birb 2"),
    ]
    assert made.notes == ()


@pytest.mark.parametrize(
    ("text", "first", "score", "recording"),
    [
        pytest.param(
            f"{LEAD}\tCommon Name\tSpecies Code\tConfidence\tBegin Path\tFile Offset (s)\n"
            "1\tSpectrogram 1\t1\t120.0\t123.0\t0\t12000\tHouse Finch\thoufin\t0.6394\t/data/b.wav\t0.0\n"
            "2\tSpectrogram 1\t1\t123.0\t126.0\t0\t12000\tnocall\tnocall\t1.0\t/data/b.wav\t3\n",
            (0.0, 3.0, 0.0, 12000.0, 0, "House Finch"), 0.6394, "/data/b.wav", id="BirdNET-Analyzer 2, combined",
        ),
        pytest.param(
            "Selection\tView\tChannel\tBegin File\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\t"
            "Common Name\tScore\n1\tSpectrogram 1\t1\tG024.flac\t3.0\t6.0\t150\t12000\tGreat Horned Owl\t0.165\n",
            (3.0, 6.0, 150.0, 12000.0, 0, "Great Horned Owl"), 0.165, "G024.flac", id="BirdNET 2023",
        ),
        pytest.param(
            "Selection\tFile\tBegin Time (s)\tEnd Time (s)\tSpecies Code\tCommon Name\tConfidence\n"
            "1\ta.wav\t1.5\t4.5\teurbla\tEurasian Blackbird\t90\n",
            (1.5, 4.5, None, None, None, "Eurasian Blackbird"), 0.9, "a.wav", id="BirdNET-Go, percent",
        ),
        pytest.param(
            "Begin.Time..s.\tEnd.Time..s.\tLow.Freq..Hz.\tHigh.Freq..Hz.\tBegin.File\tNotes\n"
            "12,5\t14,0\t2000,5\t6000\ta.wav\tclear\n",
            (12.5, 14.0, 2000.5, 6000.0, None, "clear"), None, "a.wav", id="of R, decimal commas",
        ),
        pytest.param(
            f"{LEAD}\tDelta Freq (Hz)\tPeak Freq (Hz)\tSpecies\n"
            "1\tSpectrogram 1\t1\t154.387792767\t154.911598217\t2878.2\t4049.0\t1170.8\t3300.0\tEATO\n",
            (154.387792767, 154.911598217, 2878.2, 4049.0, 0, "EATO"), None, "", id="crowsetta's example",
        ),
        pytest.param(
            '"Selection"\t"View"\t"Begin Time (s)"\t"Delta Time (s)"\t"Call"\n'
            '"1"\t"Spectrogram 1"\t"0.5"\t"0.25"\t"a ""whistle"""\n',
            (0.5, 0.75, None, None, None, 'a "whistle"'), None, "", id="quoted, delta instead of end",
        ),
    ],
)  # fmt: skip
def test_dialects(tmp_path: Path, text: str, first: tuple[object, ...], score: float | None, recording: str) -> None:
    made = reading(tmp_path, text)
    assert not made.bad
    assert facts(made) == [first]
    label = made.sheet.labels[0]
    assert label.recording == recording
    assert label.score == pytest.approx(score)
    assert any("was taken for the texts" in note for note in made.notes)


def test_times_of_a_sequence_are_those_in_its_files(tmp_path: Path) -> None:
    made = reading(
        tmp_path,
        f"{LEAD}\tBegin File\tFile Offset (s)\tAnnotation\n"
        "1\tSpectrogram 1\t1\t5.0\t6.0\t1000\t3000\ta.wav\t5.0\tRobin\n"
        "2\tSpectrogram 1\t1\t65.0\t66.5\t1000\t3000\tb.wav\t5.0\tWren\n",
    )
    assert [(one.recording, one.start_s, one.end_s) for one in made.sheet.labels] == [
        ("a.wav", 5.0, 6.0),
        ("b.wav", 5.0, 6.5),
    ]


def test_files_without_offsets_are_told(tmp_path: Path) -> None:
    rows = "1\tSpectrogram 1\t1\t5\t6\t1\t3\ta.wav\tx\n2\tSpectrogram 1\t1\t65\t66\t1\t3\tb.wav\ty\n"
    assert "File Offset (s)" in reading(tmp_path, f"{LEAD}\tBegin File\tAnnotation\n{rows}").notes[-1]


def test_bad_rows_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    made = reading(
        tmp_path,
        f"{LEAD}\tAnnotation\n\n"
        "1\tSpectrogram 1\t1\t5\t4\t100\t200\tends early\n"
        "2\tSpectrogram 1\t1\t5\t6\t200\t100\tupside down\n"
        "3\tSpectrogram 1\t0\t5\t6\t100\t200\tno such channel\n"
        "4\tSpectrogram 1\tinf\t5\t6\t100\t200\tno channel\n"
        "5\tSpectrogram 1\t1\tnan\t6\t100\t200\tno time\n"
        "6\tSpectrogram 1\n"
        "7\tSpectrogram 1\t1\t5\t6\t100\t200\tgood\n",
    )
    assert [row.line for row in made.bad] == [3, 4, 5, 6, 7, 8]
    assert [label.text for label in made.sheet.labels] == ["good"]


def test_other_tables_are_refused_with_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a\tb\n1\t2\n")
    with pytest.raises(LabelFileError, match=r"Begin Time \(s\).*has a, b"):
        raven.read(path, SheetRecording())


def written(folder: Path, *recordings: SheetRecording) -> list[dict[str, str]]:
    labels = [
        SheetLabel(1.0, 2.5, 500.0, 4000.0, channel=1, text="owl", tier="calls", recording="a.wav"),
        SheetLabel(3.0, 4.0, recording="site\\b.wav", author=SheetAuthor("model", "m", "2"), status=Status.PROPOSED),
    ]
    path = folder / "out.txt"
    raven.write(path, sheet_of(labels, recordings=recordings))
    titles, *rows = (line.split("\t") for line in path.read_text().splitlines())
    assert titles[:7] == LEAD.split("\t")
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_what_raven_wants_is_written(tmp_path: Path) -> None:
    rows = written(tmp_path, SheetRecording("a.wav", 8000, 80_000), SheetRecording("site\\b.wav", 8000))
    assert [row["Selection"] for row in rows] == ["1", "2"]
    assert [row["View"] for row in rows] == ["Spectrogram 1", "Waveform 1"]
    assert [row["Channel"] for row in rows] == ["2", "1"]
    assert [float(row["Begin Time (s)"]) for row in rows] == [1.0, 13.0]
    assert [float(row["File Offset (s)"]) for row in rows] == [1.0, 3.0]
    assert [row["Begin File"] for row in rows] == ["a.wav", "b.wav"]
    assert [float(row["High Freq (Hz)"]) for row in rows] == [4000.0, 4000.0]
    assert [row["Tier"] for row in rows] == ["calls", ""]
    assert [row["Author"] for row in rows] == ["", "m"]


def test_without_the_length_of_a_recording_times_are_those_in_the_files(tmp_path: Path) -> None:
    rows = written(tmp_path, SheetRecording("a.wav"), SheetRecording("site\\b.wav", 8000, 80_000))
    assert [float(row["Begin Time (s)"]) for row in rows] == [1.0, 3.0]
