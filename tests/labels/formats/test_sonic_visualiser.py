"""Layers of Sonic Visualiser: files as its version 4.5 exported them, and what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import LabelFileError
from workbench.labels.formats.catalogue import format_named, recognised, write_labels
from workbench.labels.formats.format import Reading
from workbench.labels.formats.sheet import SheetLabel, SheetRecording, sheet_of

BOXES = [
    (1.0, 2.0, 800.123, 1200.5, "Ünï ”cöde“"),
    (1.0, 4.0, None, None, "plain, interval"),
    (3.0, 3.5, 12345.7, 22050.0, "7"),
]
REGIONS = [
    (1.0, 2.0, None, None, " edges "), (3.0, 3.5, None, None, "back\\slash"), (3.1, 3.2, None, None, "'tis \"x\""),
    (3.1, 3.2, None, None, 'two, "with" comma'), (3.1, 3.2, None, None, ""),
]  # fmt: skip
INSTANTS = [(1.0, 1.0, None, None, "7"), (1.0, 1.0, None, None, "Ünï ”cöde“"), (6.0, 6.0, None, None, "")]
EXPORTED = [
    (
        "sv-boxes", BOXES, """START,END,EXTENT START,EXTENT END,LABEL
1.000000000,2.000000000,800.123,1200.5,Ünï ”cöde“
1.000000000,4.000000000,0,0,"plain, interval"
3.000000000,3.500000000,12345.7,22050,7
"""),
    (
        "sv-boxes", BOXES, """STARTFRAME,ENDFRAME,EXTENT START,EXTENT END,LABEL
44100,88200,800.123,1200.5,Ünï ”cöde“
44100,176400,0,0,"plain, interval"
132300,154350,12345.7,22050,7
"""),
    (
        "sv-regions", REGIONS, """TIME,VALUE,DURATION,LABEL
1.000000000,0,1.000000000,\x20edges\x20
3.000000000,2,0.500000000,back\\slash
3.100000000,3,0.100000000,'tis "x"
3.100000000,4,0.100000000,"two, ""with"" comma"
3.100000000,5,0.100000000
"""),
    (
        "sv-regions", REGIONS, """FRAME,VALUE,DURATION,LABEL
44100,0,44100,\x20edges\x20
132300,2,22050,back\\slash
136710,3,4410,'tis "x"
136710,4,4410,"two, ""with"" comma"
136710,5,4410
"""),
    ("sv-instants", INSTANTS, "TIME,LABEL\n1.000000000,7\n1.000000000,Ünï ”cöde“\n6.000000000\n"),
    ("sv-instants", INSTANTS, "FRAME,LABEL\n44100,7\n44100,Ünï ”cöde“\n264600\n"),
]  # fmt: skip
"""With header, by its export dialog, from a recording at 44.1 kHz."""


def read(path: Path, name: str, body: str, rate: int = 44_100) -> Reading:
    path.write_text(body)
    return format_named(name).read(path, SheetRecording("", rate))


def rows(reading: Reading) -> list[tuple[float, float, float | None, float | None, str]]:
    labels = reading.sheet.labels
    return [(round(each.start_s, 9), round(each.end_s, 9), each.low_hz, each.high_hz, each.text) for each in labels]


@pytest.mark.parametrize(("name", "wanted", "body"), EXPORTED)
def test_layers_as_they_are_exported(tmp_path: Path, name: str, wanted: list[object], body: str) -> None:
    path = tmp_path / "layer.csv"
    bare = body.split("\n", 1)[1]
    for each in (body, bare, "# a comment\n\n" + body):
        reading = read(path, name, each)
        assert rows(reading) == wanted
        assert not reading.bad
        assert recognised(path).name == name


@pytest.mark.parametrize(("name", "wanted", "body"), EXPORTED[::2])
def test_layers_with_tabs_have_no_quotes(tmp_path: Path, name: str, wanted: list[object], body: str) -> None:
    plain = (
        body.replace('""', "“").replace('"plain, interval"', "plain; interval").replace('"two, “with“ comma"', "two")
    )
    plain = (
        plain.replace(",", "\t")
        .replace("plain; interval", "plain, interval")
        .replace("\ttwo\n", '\ttwo, "with" comma\n')
    )
    path = tmp_path / "layer.txt"
    for each in (plain, plain.split("\n", 1)[1]):
        assert rows(read(path, name, each)) == wanted
        assert recognised(path).name == name


def test_commas_without_quotes_as_old_versions_wrote(tmp_path: Path) -> None:
    reading = read(tmp_path / "old.csv", "sv-instants", "1.000000000,one, two\n")
    assert rows(reading) == [(1.0, 1.0, None, None, "one, two")]


def test_frames_need_a_rate(tmp_path: Path) -> None:
    for body in ("FRAME,LABEL\n44100,a\n", "44100,a\n88200,b\n"):
        with pytest.raises(LabelFileError, match="sample rate"):
            read(tmp_path / "frames.csv", "sv-instants", body, 0)


def test_values_become_texts_only_where_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "segments.csv"
    named = read(path, "sv-regions", "0.000000000,1,1.000000000\n1.000000000,2,1.000000000\n")
    assert [label.text for label in named.sheet.labels] == ["1", "2"]
    assert named.notes
    kept = read(path, "sv-regions", "TIME,VALUE,DURATION,LABEL\n0.0,1,1.0,a\n1.0,2,1.0,a\n")
    assert [label.text for label in kept.sheet.labels] == ["a", "a"]
    assert kept.notes


@pytest.mark.parametrize(
    ("name", "row", "word"),
    [
        ("sv-regions", "1.0,0,-0.5,x", "before it starts"),
        ("sv-regions", "1.0,0", "duration"),
        ("sv-boxes", "1.0,nan,1,2,x", "“nan”"),
        ("sv-boxes", "1.0,2.0,200,100,x", "not below"),
        ("sv-instants", "-1.0,x", "before the recording"),
        ("sv-instants", "word,x", "“word”"),
    ],
)
def test_what_cannot_be_meant_is_told_by_its_line(tmp_path: Path, name: str, row: str, word: str) -> None:
    good = {"sv-regions": "0.0,0,1.0,a", "sv-boxes": "0.0,1.0,1,2,a", "sv-instants": "0.0,a"}[name]
    reading = read(tmp_path / "layer.csv", name, f"{good}\n\n{row}\n")
    assert len(reading.sheet.labels) == 1
    assert [bad.line for bad in reading.bad] == [3]
    assert word in reading.bad[0].reason


def test_what_is_no_layer(tmp_path: Path) -> None:
    for body in ("", "TIME,VALUE,DURATION,LABEL\n", "name,class\n"):
        with pytest.raises(LabelFileError):
            read(tmp_path / "other.csv", "sv-boxes", body)
    forms = [format_named(name) for name in ("sv-boxes", "sv-regions", "sv-instants")]
    for body in (
        "time,label\n",
        "1,dog\n2,cat\n",
        "1.000000\t2.000000\tdog\n",
        "1.000000000\t2.000000000\t5\n",
        "TIME,VALUE\n",
    ):
        assert not any(form.recognises(tmp_path / "other.csv", body) for form in forms), body


def test_layers_are_written_as_the_program_imports_them(tmp_path: Path) -> None:
    labels = [
        SheetLabel(1.0, 2.0, 800.0, 1200.0, text="a"),
        SheetLabel(1.5, 3.0, text='b\\c, "d"'),
        SheetLabel(4.0, 5.0, text="ü"),
        SheetLabel(6.0, 7.0, text="ü"),
    ]
    written = {}
    for name in ("sv-regions", "sv-boxes", "sv-instants"):
        path = tmp_path / f"{name}.csv"
        write_labels(path, sheet_of(labels), format_named(name))
        written[name] = path.read_bytes().decode("utf-8-sig").splitlines()
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "or Windows would not take it for UTF-8"
    quoted = '"b\\\\c, ""d"""'
    assert written["sv-regions"] == [
        "TIME,VALUE,DURATION,LABEL", "1.000000000,1,1.000000000,a", f"1.500000000,2,1.500000000,{quoted}",
        "4.000000000,0,1.000000000,ü", "6.000000000,0,1.000000000,ü",
    ]  # fmt: skip
    assert written["sv-boxes"][1:3] == [
        "1.000000000,2.000000000,800.000000,1200.000000,a", f"1.500000000,3.000000000,0.000000,0.000000,{quoted}",
    ]  # fmt: skip
    assert written["sv-instants"][:2] == ["TIME,LABEL", "1.000000000,a"]
