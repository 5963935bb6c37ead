"""JSON Lines as another program or a person may have written them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.errors import LabelFileError
from workbench.labels.formats.catalogue import format_named, read_labels, recognised
from workbench.labels.formats.format import Reading
from workbench.labels.formats.sheet import SheetLabel, SheetRecording
from workbench.labels.label import Status

HEAD = '{"format": "workbench-labels", "version": 1}'
GOOD = '{"start_s": 1.5, "end_s": 2, "text": "dog", "tier": "calls"}'
FORM = format_named("jsonl")


def reading(folder: Path, *lines: str, head: str = HEAD, rate: int = 0) -> Reading:
    path = folder / "labels.jsonl"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return read_labels(path, FORM, SheetRecording("", rate))


def label(**values: object) -> str:
    return json.dumps({"start_s": 1.0, "end_s": 2.0} | values)


def test_a_line_of_its_least_is_a_label(tmp_path) -> None:
    read = reading(tmp_path, GOOD, "", label(status="proposed", score=1, channel=None))
    assert read.sheet.labels == (
        SheetLabel(1.0, 2.0, status=Status.PROPOSED, score=1.0), SheetLabel(1.5, 2.0, text="dog", tier="calls"),
    )  # fmt: skip
    assert [each.line for each in read.sheet.labels] == [4, 2]
    assert recognised(tmp_path / "labels.jsonl") is FORM


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"start_s": 1', "not a whole JSON object"),
        ("[1, 2]", "no JSON object"),
        ("[" * 100_000, "JSON object"),
        ('{"start_s": ' + "9" * 5000 + ', "end_s": 1}', "beyond measure"),
        ('{"end_s": 1}', "“start_s” is missing"),
        ('{"start_s": NaN, "end_s": 1}', "no time"),
        ('{"start_s": 0, "end_s": Infinity}', "no time"),
        ('{"start_s": 0, "end_s": 1e999}', "no time"),
        (label(start_s="1.0"), '“start_s” is "1.0", which is not a number'),
        (label(start_s=True), "“start_s” is true, which is not a number"),
        (label(start_s=None), "“start_s” is null, which is not a number"),
        (label(start_s=10**400), "not a number"),
        (label(start_s=-1.0), "before the recording"),
        (label(end_s=0.5), "before it starts"),
        (label(low_hz=1.0), "one frequency only"),
        (label(low_hz=2.0, high_hz=1.0), "not below"),
        (label(channel=1.5), "whole number"),
        (label(channel=-1), "whole number"),
        (label(start_s=1.7e9, end_s=1.7e9), "later than any recording"),
        (label(start_s=1e308, end_s=1e308, start_frame=5), "later than any recording"),
        (label(score=1.5), "between 0 and 1"),
        (label(id=2**70), "whole number"),
        (label(text=5), "“text” is 5, which is not a text"),
        (label(text="\ud800"), "not a text"),
        (label(author="Ana"), "not an author"),
        (label(author={"kind": "person"}), "“name” is missing"),
        (label(status="sure"), "one of accepted, proposed, rejected"),
        (label(status=0), "one of accepted, proposed, rejected"),
        (label(loudness=3), '"loudness" is not known here'),
        (label(line=3), '"line" is not known here'),
        (label(kind="remark"), '"remark" is no kind of line'),
        (label(kind=[1]), "no kind of line"),
        (label(start_frame=1.5), "no frame"),
        (label(start_frame=48_002), "are not frame 48002 at 48,000 Hz"),
        ('{"kind": "tier", "name": "x", "locked": "no"}', "true or false"),
        ('{"kind": "class", "name": "x", "color": "red"}', "no colour"),
        ('{"kind": "class", "name": "x", "key": "F1"}', "no key"),
        ('{"kind": "class", "name": ""}', "no name"),
        ('{"kind": "recording", "path": "a", "sample_rate": -1}', "whole number"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path, line, words) -> None:
    read = reading(tmp_path, GOOD, line, GOOD, rate=48_000)
    assert len(read.sheet.labels) == 2
    (bad,) = read.bad
    assert bad.line == 3
    assert words in bad.reason
    assert "Error" not in bad.reason and "object is" not in bad.reason and len(bad.reason) < 300


def test_names_that_come_twice_are_bad(tmp_path) -> None:
    lines = [json.dumps({"kind": kind, name: "x"}) for kind, name in (
        ("tier", "name"), ("class", "name"), ("recording", "path"))]  # fmt: skip
    read = reading(tmp_path, *lines, *lines)
    assert [row.line for row in read.bad] == [5, 6, 7]
    assert (len(read.sheet.tiers), len(read.sheet.classes), len(read.sheet.recordings)) == (1, 1, 1)


def test_frames_are_compared_with_the_rate_of_their_recording(tmp_path) -> None:
    recording = '{"kind": "recording", "path": "a.wav", "sample_rate": 1000}'
    good, bad = (label(recording="a.wav", start_frame=frame, end_frame=2000) for frame in (1001, 1002))
    read = reading(tmp_path, recording, good, bad, rate=48_000)
    assert len(read.sheet.labels) == 1
    assert [row.line for row in read.bad] == [4]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('{"format": "workbench-labels", "version": 2}', "Take a newer program"),
        ('{"format": "workbench-labels"}', "which version"),
        ('{"format": "workbench-labels", "version": "1"}', "which version"),
        ('{"format": "others", "version": 1}', "first line"),
        ("[" * 100_000, "first line"),
        ("", "first line"),
        ("5", "first line"),
    ],
)
def test_what_begins_otherwise_is_refused(tmp_path, head, words) -> None:
    with pytest.raises(LabelFileError, match=words) as caught:
        reading(tmp_path, GOOD, head=head)
    assert caught.value.line == 1
