"""TextGrids as the manual of Praat shows them, as people spoil them, and as two other readers understand them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from praatio import textgrid as praatio
from pympi.Praat import TextGrid as PympiGrid
from sheets import sheets

from workbench.errors import LabelFileError
from workbench.labels.formats import textgrid
from workbench.labels.formats.catalogue import format_named, read_labels, recognised
from workbench.labels.formats.format import LabelFormat, Reading
from workbench.labels.formats.held import held
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, SheetTier, sheet_of

HEADER = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
MANUAL = (
    HEADER
    + '''xmin = 0
xmax = 2.3
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "Mary"
        xmin = 0
        xmax = 2.3
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.7
            text = ""
        intervals [2]:
            xmin = 0.7
            xmax = 1.6
            text = "hi ""John"""
        intervals [3]:
            xmin = 1.6
            xmax = 2.3
            text = "two
lines"
    item [2]:
        class = "IntervalTier"
        name = "John"
        xmin = 0
        xmax = 2.3
        intervals: size = 1
        intervals [1]:
            xmin = 0
            xmax = 2.3
            text = ""
    item [3]:
        class = "TextTier"
        name = "bell"
        xmin = 0
        xmax = 2.3
        points: size = 2
        points [1]:
            number = 0.9
            mark = "ding"
        points [2]:
            time = 1.3
            mark = "dong"
'''
)
OF_MANUAL = [
    ("Mary", 0.7, 1.6, 'hi "John"'),
    ("bell", 0.9, 0.9, "ding"),
    ("bell", 1.3, 1.3, "dong"),
    ("Mary", 1.6, 2.3, "two\nlines"),
]
SHORT = (
    HEADER
    + '''0 2.3 <exists> 3 ! times and tiers
"IntervalTier" "Mary" 0s 2.3s 3
0 0.7 "" ! 12 "not" a word of it
0.7 1.6 "hi ""John""" 1.6 2.3 "two
lines"
"IntervalTier" "John" 0 2.3 1 0 2.3 ""
"TextTier" "bell" 0 2.3 2
0.9 "ding"
1,3 "dong"
'''
)
CHRONOLOGICAL = '''"Praat chronological TextGrid text file"
0 2.3   ! Time domain.
3   ! Number of tiers.
"IntervalTier" "Mary" 0 2.3
"IntervalTier" "John" 0 2.3
"TextTier" "bell" 0 2.3
1 0 0.7 ""
2 0 2.3 ""
! Mary:
1 0.7 1.6 "hi ""John"""
3 0.9 "ding"
3 1.3 "dong"
1 1.6 2.3
"two
lines"
'''


def read(tmp_path: Path, body: str | bytes) -> Reading:
    path = tmp_path / "labels.TextGrid"
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return read_labels(path)


def rows(sheet: Sheet) -> list[tuple[str, float, float, str]]:
    return [(label.tier, label.start_s, label.end_s, label.text) for label in sheet.labels]


@pytest.mark.parametrize(
    "body",
    [MANUAL, SHORT, CHRONOLOGICAL, MANUAL.replace(" = ", "="), MANUAL.replace("\n", "\r\n")],
    ids=["long", "short", "chronological", "tight", "CRLF"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"])
def test_the_example_of_the_manual_in_all_its_forms(tmp_path: Path, body: str, encoding: str) -> None:
    reading = read(tmp_path, body.encode(encoding))
    assert rows(reading.sheet) == OF_MANUAL
    assert [tier.name for tier in reading.sheet.tiers] == ["Mary", "John", "bell"]
    assert not reading.bad


def test_long_and_short_are_told_apart(tmp_path: Path) -> None:
    for body, form in ((MANUAL, "textgrid"), (SHORT, "textgrid-short")):
        path = tmp_path / "labels.TextGrid"
        path.write_text(body)
        assert recognised(path).name == form


def test_files_from_before_unicode_are_read_with_a_note(tmp_path: Path) -> None:
    body = MANUAL.replace("John", "Björn")
    for encoding in ("latin-1", "mac-roman"):
        reading = read(tmp_path, body.encode(encoding))
        assert reading.sheet.tiers[1] == SheetTier("Björn")
        assert len(reading.notes) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "lost", "said"),
    [
        ("xmax = 1.6\n", "xmax = 0.6\n", 20, 1, "ends at 0.6 s, before it starts"),
        ("xmin = 0.7", "xmin = -0.7", 20, 1, "before the recording"),
        ("xmin = 0.7", "xmin = --undefined--", 20, 1, "nan"),
        ("xmin = 0.7", "xmin = 1e999", 20, 1, "inf"),
        ("            xmin = 0.7\n", "", 20, 1, "needs a start, an end and a text"),
        ('hi ""John"""', 'hi "John""', 22, 1, "quote"),
        ('text = "hi ""John"""', 'text = "hi', 22, 2, "quote"),
        ('text = "hi ""John"""', 'text = "hi "John"', 22, 1, "quote"),
        ('text = "hi ""John"""', 'text = "hi " John"', 22, 1, "quote"),
        ('text = "hi ""John"""', "text = hi", 20, 1, "needs"),
        ("number = 0.9", "", 46, 1, "a point needs a time"),
        ('mark = "ding"', "mark = ding", 45, 1, "a point needs a time"),
        ("intervals: size = 3", "intervals: size = 4", 14, 0, "4 entries should follow, and there are 3"),
        ("size = 3\nitem", "size = 5\nitem", 7, 0, "5 tiers should follow, and there are 3"),
    ],
)
def test_a_fault_is_named_by_its_line_and_costs_its_entry(
    tmp_path: Path, *, old: str, new: str, line: int, lost: int, said: str
) -> None:
    assert MANUAL.count(old) == 1
    reading = read(tmp_path, MANUAL.replace(old, new))
    assert [row.line for row in reading.bad] == [line]
    assert said in reading.bad[0].reason
    assert len(reading.sheet.labels) == 4 - lost
    assert set(rows(reading.sheet)) < set(OF_MANUAL) or not lost


def test_a_file_that_was_cut_off_says_so_wherever_it_was(tmp_path: Path) -> None:
    for end in range(len(HEADER) + 20, len(MANUAL) - 15, 7):
        reading = read(tmp_path, MANUAL[:end])
        assert reading.bad, MANUAL[:end][-40:]


def test_a_tier_of_another_class_is_left_out_with_its_entries(tmp_path: Path) -> None:
    reading = read(tmp_path, MANUAL.replace("IntervalTier", "X", 1))
    assert rows(reading.sheet) == OF_MANUAL[1:3]
    assert [(row.line, "“X”" in row.reason) for row in reading.bad] == [(10, True)]


def test_what_praat_would_not_make_is_kept_and_said(tmp_path: Path) -> None:
    body = HEADER + (
        '0 3 <exists> 3 "IntervalTier" "a" 0 3 3\n0 2 "x"\n1 3 "y"\n3 3 "z"\n'
        '"IntervalTier" "a" 0 3 1\n2 3 "gap before"\n"TextTier" "a" 0 3 2 1 "one" 1 ""\n'
    )
    reading = read(tmp_path, body)
    assert rows(reading.sheet) == [
        ("a", 0.0, 2.0, "x"),
        ("a (3)", 1.0, 1.0, "one"),
        ("a (3)", 1.0, 1.0, ""),
        ("a", 1.0, 3.0, "y"),
        ("a (2)", 2.0, 3.0, "gap before"),
        ("a", 3.0, 3.0, "z"),
    ]
    assert not reading.bad
    assert [note.split(":")[0].split(" (1")[0] for note in reading.notes] == [
        "Two tiers are called “a”",
        "Two tiers are called “a”",
        "Intervals of no length in the tier “a” became points",
        "Intervals of the tier “a” begin before another one ends",
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "ooTextFile"),
        ('"a" 1 2', "ooTextFile"),
        ('File type = "ooTextFile"\n', "Object class"),
        ('File type = "ooTextFile"\nObject class = "PitchTier"\n\n0 1 0', "PitchTier"),
        ('File type = "ooTextFile"\nObject class = "Collection"\n\nsize = 2', "save each TextGrid by itself"),
        ("ooBinaryFile\x08TextGrid\0\0\0\0\0\0\0\0@\x08", "Save as text file"),
    ],
)
def test_other_files_of_praat_are_refused_with_a_remedy(tmp_path: Path, body: str, said: str) -> None:
    path = tmp_path / "labels.TextGrid"
    path.write_text(body)
    with pytest.raises(LabelFileError, match=said):
        textgrid.FORMAT.read(path, SheetRecording())


def test_tiers_may_be_absent_or_empty_or_none_and_a_size_is_not_believed(tmp_path: Path) -> None:
    whole = (SheetRecording(length_s=3.0),)
    assert read(tmp_path, HEADER + "xmin = 0\nxmax = 3\ntiers? <absent>\n") == Reading(Sheet(recordings=whole))
    tiers = '"TextTier" "a" 0 3 0 "IntervalTier" "b" 0 3 0'
    wanted = Sheet(tiers=(SheetTier("a"), SheetTier("b")), recordings=whole)
    assert read(tmp_path, f"{HEADER} 0 3 <exists> 2 {tiers}").sheet == wanted
    assert read(tmp_path, f"{HEADER} 0 3 <exists> 1 {tiers[:-1]}999999999999").bad


@pytest.mark.parametrize("way", ["textgrid-short", "jsonl"])
def test_the_length_of_a_grid_is_kept_where_no_recording_is_known(tmp_path: Path, way: str) -> None:
    tier = '"IntervalTier" "a" 0 7.25 1 0.5 1 "x"'
    sheet = read(tmp_path, f"{HEADER} 0 7.25 <exists> 1 {tier}").sheet
    path, form = tmp_path / "out.TextGrid", format_named(way)
    form.write(path, sheet)
    textgrid.FORMAT.write(path, read_labels(path, form).sheet)
    assert PympiGrid(str(path)).xmax == 7.25


def test_the_grid_is_as_long_as_the_recording(tmp_path: Path) -> None:
    label = SheetLabel(0.1, 0.2, text="x", tier="a")
    for recording, end in ((SheetRecording("", 8000, 12_001), 1.500125), (SheetRecording(), 0.2)):
        path = tmp_path / f"{end}.TextGrid"
        textgrid.FORMAT.write(path, sheet_of([label], recordings=[recording]))
        grid = PympiGrid(str(path))
        assert grid.xmax == end
        assert grid.tiers[0].intervals[-1][1] == end


@settings(max_examples=20, deadline=None)
@given(sheet=sheets())
@pytest.mark.parametrize("form", [textgrid.FORMAT, textgrid.SHORT], ids=lambda form: form.name)
def test_pympi_reads_what_is_written(form: LabelFormat, sheet: Sheet) -> None:
    sheet = held(sheet, form.holds).sheet
    with tempfile.TemporaryDirectory() as folder:
        form.write(Path(folder) / "a.TextGrid", sheet)
        grid = PympiGrid(f"{folder}/a.TextGrid")
    assert [tier.name for tier in grid.tiers] == [tier.name for tier in sheet.tiers]
    for tier in grid.tiers:
        entries = [each for each in tier.intervals if tier.tier_type == "TextTier" or each[-1]]
        own = [label for label in sheet.labels if label.tier == tier.name]
        assert [(each[0], each[-2] if len(each) == 3 else each[0], each[-1]) for each in entries] == [
            (label.start_s, label.end_s, label.text) for label in own
        ]


@settings(max_examples=20, deadline=None)
@given(sheet=sheets())
def test_praatio_reads_what_is_written(sheet: Sheet) -> None:
    """The short form: in the long one it leaves quotes of points doubled. Outer blanks and empty texts it drops."""
    sheet = held(sheet, textgrid.SHORT.holds).sheet
    with tempfile.TemporaryDirectory() as folder:
        textgrid.SHORT.write(Path(folder) / "a.TextGrid", sheet)
        grid = praatio.openTextgrid(f"{folder}/a.TextGrid", includeEmptyIntervals=False)
    assert list(grid.tierNames) == [tier.name for tier in sheet.tiers]
    for name in grid.tierNames:
        own = [label for label in sheet.labels if label.tier == name and label.text.strip()]
        entries = [(each[0], each[-1]) for each in grid.getTier(name).entries if each[-1]]
        assert entries == [(label.start_s, label.text.strip()) for label in own]
