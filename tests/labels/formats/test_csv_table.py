"""Tables of the wild, as their programs write them, and ours."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.batch.labels_convert import format_by_suffix
from workbench.errors import LabelFileError
from workbench.labels.formats import csv_table, raven
from workbench.labels.formats.catalogue import read_labels, recognised
from workbench.labels.formats.checked import reason_against
from workbench.labels.formats.format import Reading
from workbench.labels.formats.sheet import SheetLabel, SheetRecording, sheet_of


def reading(
    folder: Path, text: str, recording: SheetRecording | None = None, name: str = "a.csv", encoding: str = "utf-8"
) -> Reading:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    assert recognised(path).read is csv_table.read
    return read_labels(path, recording=recording)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "Start (s),End (s),Scientific name,Common name,Confidence,File\n"
            "0.0,3.0,Turdus merula,Eurasian Blackbird,0.8123,/data/a.wav\n",
            SheetLabel(0.0, 3.0, text="Eurasian Blackbird", score=0.8123, recording="/data/a.wav"),
            id="BirdNET-Analyzer CSV",
        ),
        pytest.param(
            "filepath,start,end,scientific_name,common_name,confidence,lat,lon,week,overlap,sensitivity\n"
            "C:\\x\\a.wav,3.0,6.0,Turdus merula,Blackbird,0.5,-1.0,-1.0,-1,0.0,1.0\n",
            SheetLabel(3.0, 6.0, text="Blackbird", score=0.5, recording="C:\\x\\a.wav"),
            id="BirdNET-Analyzer R table",
        ),
        pytest.param(
            "INDIR,FOLDER,IN FILE,OFFSET,DURATION,scientific_name,common_name,confidence,lat,lon\n"
            "/data,site1,rec1.wav,6.0,3.0,Turdus merula,Eurasian Blackbird,0.8123,1.0,2.0\n",
            SheetLabel(6.0, 9.0, text="Eurasian Blackbird", score=0.8123, recording="/data/site1/rec1.wav"),
            id="BirdNET-Analyzer for Kaleidoscope",
        ),
        pytest.param(
            "INDIR,OUTDIR,FOLDER,IN FILE,CHANNEL,OFFSET,DURATION,OUT FILE FS,DATE,TIME,HOUR,AUTO ID*,PULSES,Fmax,"
            "Fmin,MANUAL ID\nD:\\bats,,night1,S4U.wav,0,1.25,0.5,x.wav,2024-06-01,22:10:33,22,PIPPIP,9,72.5,45.2,\n",
            SheetLabel(1.25, 1.75, 45_200.0, 72_500.0, channel=0, text="PIPPIP", recording="D:\\bats\\night1\\S4U.wav"),
            id="Kaleidoscope's id.csv",
        ),
        pytest.param(
            "3.25,0.5,Sylcan_song\n0.5,0.25,Sylcan_call\n",
            SheetLabel(0.5, 0.75, text="Sylcan_call"),
            id="NIPS4Bplus",
        ),
        pytest.param("0.5,3.25,a\n3.25,4,b\n", SheetLabel(0.5, 3.25, text="a"), id="librosa and sed_eval, no titles"),
        pytest.param(
            "filename\tonset\toffset\tevent_label\na.wav\t1.5\t2.5\tSpeech\nb.wav\t\t\t\n",
            SheetLabel(1.5, 2.5, text="Speech", recording="a.wav"),
            id="DCASE, with a recording of silence",
        ),
        pytest.param(
            "a.wav\t1.5\t2.5\tSpeech\n", SheetLabel(1.5, 2.5, text="Speech", recording="a.wav"), id="DCASE, no titles"
        ),
        pytest.param(
            "sound.files,selec,start,end,bottom.freq,top.freq,sel.comment\nPhae.wav,1,1.169,1.342,2.22,8.604,c\n",
            SheetLabel(1.169, 1.342, 2220.0, 8604.0, text="c", recording="Phae.wav"),
            id="warbleR, in kHz",
        ),
        pytest.param(
            "Beginn;begin;end;Fmin (kHz);Fmax (kHz);Species;annotator\n1;0,5;1,25;1,5;2;Großer Abendsegler;Änne\n",
            SheetLabel(0.5, 1.25, 1500.0, 2000.0, text="Großer Abendsegler"),
            id="semicolons and decimal commas",
        ),
        pytest.param(
            "label,start_ms,duration_ms\ndog,1500,250\n", SheetLabel(1.5, 1.75, text="dog"), id="milliseconds"
        ),
        pytest.param("start_frame,end_frame,class\n8000,12000,dog\n", SheetLabel(1.0, 1.5, text="dog"), id="frames"),
        pytest.param(
            "startTime,endTime,event\n00:01:02.500,1:03:04,dog\n",
            SheetLabel(62.5, 3784.0, text="dog"),
            id="clock times",
        ),
        pytest.param(
            'uuid,"min_t","max_t",tag\n7,0.5,0.75,"species:Myotis, sp."\n',
            SheetLabel(0.5, 0.75, text="species:Myotis, sp."),
            id="quoted",
        ),
        pytest.param("sep=;\nt0;t1;label\n1;2;x\n", SheetLabel(1.0, 2.0, text="x"), id="Excel's first line"),
        pytest.param("time,label\n1.5,click\n", SheetLabel(1.5, 1.5, text="click"), id="points"),
    ],
)
def test_dialects(tmp_path: Path, text: str, wanted: SheetLabel) -> None:
    made = reading(tmp_path, text, SheetRecording("", 8000))
    label = made.sheet.labels[0]
    assert not made.bad
    for name in ("text", "recording", "channel"):
        assert getattr(label, name) == getattr(wanted, name)
    for name in ("start_s", "end_s", "low_hz", "high_hz", "score"):
        assert getattr(label, name) == pytest.approx(getattr(wanted, name)), name
    assert made.notes


def test_a_table_that_cannot_be_guessed_names_its_columns(tmp_path: Path) -> None:
    with pytest.raises(LabelFileError, match="There are “price”, “colour”"):
        reading(tmp_path, "price,colour\nx,red\n")
    with pytest.raises(LabelFileError, match="cannot be told apart"):
        reading(tmp_path, "1,2,3,4\n5,6,7,8\n")
    with pytest.raises(LabelFileError, match="no column says the sample rate"):
        reading(tmp_path, "start_sample,end_sample,label\n1,2,x\n")


def test_text_of_other_kinds_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Dear Ana,\nthe owls, as you see, are back.\n")
    with pytest.raises(LabelFileError, match="not recognised"):
        recognised(path)


cells = st.sampled_from(
    ["", "0.5", "1", "-1", "nan", "1e999", "0:1:2", "9" * 30, "1,5", '"', "x", "#", "L1", "%", "\0"]
)
HEADS = ("start\tend\tlabel\tscore", "Begin Time (s)\tEnd Time (s)\tChannel\tLabel", "start_frame\tdur\tstatus\tfs", "")


@given(head=st.sampled_from(HEADS), rows=st.lists(st.lists(cells, max_size=5).map("\t".join), max_size=6))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_read_or_refused(tmp_path: Path, head: str, rows: list[str]) -> None:
    path = tmp_path / "any.csv"
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    for form in (csv_table.CSV, raven.FORMAT):
        try:
            made = form.read(path, SheetRecording())
        except LabelFileError:
            continue
        assert all(reason_against(label) is None for label in made.sheet.labels)


OWN = "start_s,end_s,start_frame,end_frame,sample_rate,text,score\n"


def test_bad_rows_are_named_by_line_and_the_rest_is_read(tmp_path: Path) -> None:
    made = reading(
        tmp_path,
        f'{OWN}0.5,1,4000,8000,8000,"two\nlines",0.5\n'
        "0.5,1,4000,9000,8000,frames are not seconds,\n"
        "1,2,,,,no score,1.5\n"
        "2,1,,,,ends early,\n"
        "x,1,,,,no time,\n"
        "1,2,,,,good,0.9\n",
    )
    assert [row.line for row in made.bad] == [4, 5, 6, 7]
    assert "not frame 9000 at 8,000 Hz" in made.bad[0].reason
    assert [label.text for label in made.sheet.labels] == ["two\nlines", "good"]
    assert made.notes == ()


def test_a_quote_that_is_never_closed_costs_no_other_row(tmp_path: Path) -> None:
    made = reading(tmp_path, 'start,end,label\n1,2,"open\n3,4,dog\n5,6,cat\n')
    assert [label.text for label in made.sheet.labels][1:] == ["dog", "cat"]
    assert any("quotation marks" in note for note in made.notes)


def test_a_hostile_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelFileError, match="line 2: this line is too long"):
        reading(tmp_path, "start,end,label\n" + "," * (1 << 21))


def test_ours_opens_in_spreadsheets_and_is_plain_for_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = '=1+1, "ü"'
    sheet = sheet_of(
        [SheetLabel(0.1, 0.30000000000000004, text=text, recording="a.wav", created_s=1_750_000_000.25, id=2**62)],
        recordings=[SheetRecording("a.wav", 44_100)],
    )
    csv_table.CSV.write(path, sheet)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfrecording,start_s,end_s,") and raw.endswith(b"\r\n")
    row = next(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert (row["text"], row["start_frame"], row["created"]) == (text, "4410", "2025-06-15T15:06:40.250000+00:00")
    assert not row["id"].isdigit()
    read = read_labels(path)
    assert read.sheet == sheet and read.notes == ()


def test_windows_1252_is_read_and_told(tmp_path: Path) -> None:
    made = reading(tmp_path, "start;end;label\n0,5;1;Käuzchen\n", encoding="cp1252")
    assert made.sheet.labels[0].text == "Käuzchen"
    assert any("not UTF-8" in note for note in made.notes)


def test_a_table_with_tabs_has_tabs(tmp_path) -> None:
    """By its ending; and cells with tabs and line breaks stay cells."""
    path, sheet = tmp_path / "a.tsv", sheet_of([SheetLabel(0.5, 0.75, text="a\tb\nc, d", tier="x")])
    form = format_by_suffix(path)
    form.write(path, sheet)
    assert path.read_text().split("\n")[0] == "\t".join(csv_table.COLUMNS)
    assert recognised(path) is form is csv_table.TSV
    assert read_labels(path).sheet.labels == sheet.labels
