"""WebVTT by the examples of its specification and SubRip as players read it; ffmpeg, where it is there, reads both."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from workbench.errors import LabelFileError
from workbench.labels.formats.catalogue import read_labels, recognised, write_labels
from workbench.labels.formats.format import LabelFormat, Reading
from workbench.labels.formats.held import held
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, sheet_of
from workbench.labels.formats.subtitles import SRT, VTT

Row = tuple[float, float, str, str]


def read_text(folder: Path, text: str, form: LabelFormat) -> Reading:
    path = folder / f"a{form.suffixes[0]}"
    path.write_text(text, encoding="utf-8", newline="")
    assert recognised(path) is form
    return read_labels(path)


def rows(sheet: Sheet) -> list[Row]:
    return [(label.start_s, label.end_s, label.tier, label.text) for label in sheet.labels]


def test_vtt_as_the_specification_shows_it(tmp_path: Path) -> None:
    text = """\ufeffWEBVTT - a title
Kind: captions

NOTE
This is a comment
of two lines.

STYLE
::cue(v[voice="Fred"]) { color: lime }

REGION
id:fred
width:40%

1 - Title
00:11.000 --> 00:13.000 align:start line:0
<v Roger Bingham>We are in <i.loud>New York</i> City

01:00:14.000 --> 01:00:16.500
<v.first.loud Fred &amp; Co>Hi! &lt;3&nbsp;&gt;
two <00:15.000><c>lines</c>

00:17.000 --> 00:18.000
- plain
<v A>one</v>
<v B>two</v>

100:00:00.000 --> 100:00:00.000

"""
    reading = read_text(tmp_path, text.replace("\n", "\r\n"), VTT)
    assert not reading.bad
    assert rows(reading.sheet) == [
        (11.0, 13.0, "Roger Bingham", "We are in New York City"),
        (17.0, 18.0, "", "- plain"),
        (17.0, 18.0, "A", "one"),
        (17.0, 18.0, "B", "two"),
        (3614.0, 3616.5, "Fred & Co", "Hi! <3\xa0>\ntwo lines"),
        (360_000.0, 360_000.0, "", ""),
    ]
    assert reading.notes == (
        "Tags for looks, such as <i>, are not read. Texts that have some: 2.",
        "Places on the screen are not read. Texts that have one: 1.",
    )


def test_bad_cues_of_vtt_are_named_by_line_and_the_rest_is_read(tmp_path: Path) -> None:
    text = """WEBVTT

00:01.000 --> 00:02.000
good
00:03.000 --> 00:04.000
no empty line before

no times

id
00:05.000 --> 00:04.000
reversed

00:99.000 --> 02:00.000
too many seconds

soon --> later
words
"""
    reading = read_text(tmp_path, text, VTT)
    assert rows(reading.sheet) == [(1.0, 2.0, "", "good"), (3.0, 4.0, "", "no empty line before")]
    assert [row.line for row in reading.bad] == [8, 11, 14, 17]
    for row, words in zip(reading.bad, ("no times", "before it starts", "59", "are no times"), strict=True):
        assert words in row.reason


def test_srt_as_players_read_it(tmp_path: Path) -> None:
    text = """\ufeff1
00:00:01,000 --> 00:00:02,000
a <i>slanted</i> <font color="#ff0000">red</font> word, 1 < 2 & &amp;
{\\an8}{note} A --> B

00:00:03.500 --> 00:00:04,25 X1:10 X2:20 Y1:1 Y2:2
no number

after an empty line
7

9
100:00:05,000-->100:00:06,000

00:07 --> 00:08
last"""
    reading = read_text(tmp_path, text, SRT)
    assert not reading.bad
    assert rows(reading.sheet) == [
        (1.0, 2.0, "", "a slanted red word, 1 < 2 & &amp;\n{note} A --> B"),
        (3.5, 4.25, "", "no number\nafter an empty line\n7"),
        (7.0, 8.0, "", "last"),
        (360_005.0, 360_006.0, "", ""),
    ]
    assert len(reading.notes) == 3
    assert "half a second" in reading.notes[2]


def test_bad_cues_of_srt_are_named_by_line_and_the_rest_is_read(tmp_path: Path) -> None:
    text = """stray

1
00:00:02,000 --> 00:00:01,000
reversed

2
-00:00:02,000 --> 00:00:01,000
negative

3
00:75:00,000 --> 00:76:00,000
too many minutes

4
00:00:05,000 --> 00:00:06,000
good
"""
    reading = read_text(tmp_path, text, SRT)
    assert rows(reading.sheet) == [(5.0, 6.0, "", "good")]
    assert [row.line for row in reading.bad] == [1, 4, 8, 12]


def test_what_is_no_subtitles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1\t2\tdog\n")
    with pytest.raises(LabelFileError, match="not WEBVTT"):
        VTT.read(path, SheetRecording())
    with pytest.raises(LabelFileError, match="no times"):
        SRT.read(path, SheetRecording())


def test_what_srt_cannot_hold_is_said() -> None:
    labels = [
        SheetLabel(0.0, 1.0, text="<b>bold</b> {\\i1} --> 1 < 2", tier="calls"),
        SheetLabel(1.0, 2.0, text="one\n\n\ntwo"),
        SheetLabel(2.0, 3.0),
        SheetLabel(3.0, 3.0, text="point"),
    ]
    kept = held(sheet_of(labels), SRT.holds)
    assert [label.text for label in kept.sheet.labels] == ["‹b›bold‹/b› (\\i1) → 1 < 2", "one\ntwo", "point"]
    assert kept.losses == (
        "1 point becomes an interval of 1 ms.",
        "1 text loses empty lines.",
        "1 text has its brackets or arrows changed, since they would be read as formatting.",
        "1 interval without text is left out.",
        "2 tiers become one.",
    )


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize(("form", "other"), [(VTT, SRT), (SRT, VTT)], ids=["vtt to srt", "srt to vtt"])
def test_ffmpeg_reads_what_is_written_and_writes_what_is_read(
    tmp_path: Path, form: LabelFormat, other: LabelFormat
) -> None:
    labels = [
        SheetLabel(0.0, 1.0004, text="Käuzchen\nruft"),
        SheetLabel(0.5, 3725.25, text="1 < 2 is no tag"),
        SheetLabel(2.0, 2.00001, text="42", tier="calls"),
    ]
    wanted = held(held(sheet_of(labels), form.holds).sheet, SRT.holds).sheet
    path, made = tmp_path / f"a{form.suffixes[0]}", tmp_path / f"b{other.suffixes[0]}"
    write_labels(path, held(sheet_of(labels), form.holds).sheet, form)
    subprocess.run(["ffmpeg", "-v", "error", "-i", path, made], check=True, timeout=60)
    assert read_labels(made, other).sheet.labels == wanted.labels
