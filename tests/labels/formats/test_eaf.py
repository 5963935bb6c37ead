"""ELAN documents against pympi-ling, which reads and writes them independently, and against the rules of the schema."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pympi.Elan import Eaf

from workbench.errors import LabelFileError
from workbench.labels.formats.catalogue import read_labels, recognised, write_labels
from workbench.labels.formats.eaf import FORMAT
from workbench.labels.formats.format import Reading
from workbench.labels.formats.held import held
from workbench.labels.formats.sheet import Sheet, SheetAuthor, SheetLabel, SheetRecording, SheetTier, sheet_of

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2024-05-01T10:00:00+01:00" FORMAT="3.0" VERSION="3.0">
"""
MEDIA = (
    '<MEDIA_DESCRIPTOR MEDIA_URL="file:///D:/x/{0}" MIME_TYPE="{1}" RELATIVE_MEDIA_URL="./{0}" TIME_ORIGIN="{2}"/>\n'
)


def document(slots: dict[str, object], tiers: str, media: str = "") -> str:
    """One line a slot, from the fourth line on where there are no media."""
    order = "\n".join(
        f'<TIME_SLOT TIME_SLOT_ID="{name}"' + ("/>" if time is None else f' TIME_VALUE="{time}"/>')
        for name, time in slots.items()
    )
    return f"{HEAD}<HEADER>{media}</HEADER><TIME_ORDER>\n{order}\n</TIME_ORDER>\n{tiers}\n</ANNOTATION_DOCUMENT>\n"


def tier(name: str, *annotations: str, more: str = "") -> str:
    return "\n".join([f'<TIER LINGUISTIC_TYPE_REF="t" TIER_ID="{name}"{more}>', *annotations, "</TIER>"])


def aligned(name: str, start: str, end: str, text: str = "") -> str:
    slots = f'TIME_SLOT_REF1="{start}" TIME_SLOT_REF2="{end}"'
    value = f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>"
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" {slots}>{value}</ALIGNABLE_ANNOTATION></ANNOTATION>'
    )


def part(name: str, parent: str, text: str, previous: str = "") -> str:
    before = f' PREVIOUS_ANNOTATION="{previous}"' if previous else ""
    value = f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>"
    refs = f'ANNOTATION_ID="{name}" ANNOTATION_REF="{parent}"{before}'
    return f"<ANNOTATION><REF_ANNOTATION {refs}>{value}</REF_ANNOTATION></ANNOTATION>"


def read_text(folder: Path, text: str, recording: SheetRecording | None = None) -> Reading:
    path = folder / "a.eaf"
    path.write_text(text, encoding="utf-8")
    assert recognised(path) is FORMAT
    return read_labels(path, None, recording)


def times(reading: Reading) -> dict[str, tuple[float, float]]:
    return {label.text: (label.start_s, label.end_s) for label in reading.sheet.labels}


def written(folder: Path, sheet: Sheet) -> Path:
    path = folder / "out.eaf"
    write_labels(path, held(sheet, FORMAT.holds).sheet, FORMAT)
    return path


def a_sheet() -> Sheet:
    labels = [
        SheetLabel(0.5, 1.25, text="two\nlines <&> ]]>", tier="calls"),
        SheetLabel(1.25, 2.0, text="", tier="calls"),
        SheetLabel(0.75, 3601.0005, text=" Käuzchen ", tier='the "people"'),
    ]
    tiers = [SheetTier("calls"), SheetTier("empty"), SheetTier('the "people"')]
    return sheet_of(labels, tiers, (), [SheetRecording("", 44_100, file="site 1/a & b.wav")])


def test_pympi_reads_what_is_written(tmp_path: Path) -> None:
    eaf = Eaf(str(written(tmp_path, a_sheet())))
    assert list(eaf.get_tier_names()) == ["calls", "empty", 'the "people"']
    assert eaf.get_annotation_data_for_tier("calls") == [(500, 1250, "two\nlines <&> ]]>"), (1250, 2000, "")]
    assert eaf.get_annotation_data_for_tier('the "people"') == [(750, 3_601_000, " Käuzchen ")]
    (linked,) = eaf.get_linked_files()
    assert linked["RELATIVE_MEDIA_URL"] == "./site 1/a & b.wav"
    assert linked["MIME_TYPE"] == "audio/x-wav"
    again = tmp_path / "again.eaf"
    eaf.to_file(str(again))
    assert read_labels(again).sheet == read_labels(tmp_path / "out.eaf").sheet


def test_what_is_written_keeps_the_rules_of_the_schema(tmp_path: Path) -> None:
    """Of EAFv3.0.xsd: order of elements, required attributes, ids that are there once and are referred to."""
    root = ElementTree.parse(written(tmp_path, a_sheet())).getroot()
    order = [each.tag for each in root]
    assert order == ["HEADER", "TIME_ORDER", *["TIER"] * 3, "LINGUISTIC_TYPE", *["CONSTRAINT"] * 4]
    assert {"DATE", "AUTHOR", "VERSION", "FORMAT"} <= set(root.attrib)
    slots = {each.attrib["TIME_SLOT_ID"]: int(each.attrib["TIME_VALUE"]) for each in root.iter("TIME_SLOT")}
    assert len(slots) == 2 * 3
    assert list(slots.values()) == sorted(slots.values())
    annotations = list(root.iter("ALIGNABLE_ANNOTATION"))
    assert len({each.attrib["ANNOTATION_ID"] for each in annotations} | set(slots)) == 3 + 6
    for each in annotations:
        assert slots[each.attrib["TIME_SLOT_REF1"]] < slots[each.attrib["TIME_SLOT_REF2"]]
        assert [child.tag for child in each] == ["ANNOTATION_VALUE"]
    kinds = {each.attrib["LINGUISTIC_TYPE_ID"] for each in root.iter("LINGUISTIC_TYPE")}
    assert {each.attrib["LINGUISTIC_TYPE_REF"] for each in root.iter("TIER")} == kinds
    properties = {each.attrib["NAME"]: each.text for each in root.iter("PROPERTY")}
    assert properties["lastUsedAnnotationId"] == "3"


def test_what_pympi_writes_is_read(tmp_path: Path) -> None:
    eaf = Eaf(author="Ana")
    eaf.remove_tier("default")
    eaf.add_linked_file("/data/a.wav", relpath="./a.wav", mimetype="audio/x-wav", time_origin=1500)
    eaf.add_linguistic_type("gloss", "Symbolic_Association", False)
    eaf.add_tier("words", ann="Ben")
    eaf.add_tier("glosses", "gloss", "words")
    eaf.add_annotation("words", 100, 2_000_000_001, "hello")
    eaf.add_ref_annotation("glosses", "words", 200, "HELLO")
    path = tmp_path / "pympi.eaf"
    eaf.to_file(str(path))
    reading = read_labels(path)
    ben = SheetAuthor("person", "Ben")
    assert reading.sheet.labels == (
        SheetLabel(1.6, 2_000_001.501, text="hello", tier="words", recording="a.wav", author=ben),
        SheetLabel(1.6, 2_000_001.501, text="HELLO", tier="glosses", recording="a.wav"),
    )
    assert [each.name for each in reading.sheet.tiers] == ["words", "glosses"]
    assert reading.notes == ("In ELAN, “a.wav” starts at 1500 ms; this was added to all times.",)


def test_missing_times_part_the_time_between_their_neighbours(tmp_path: Path) -> None:
    """A time subdivision is a chain of annotations that share slots; others may lie between these in the order."""
    slots = {"ts1": 0, "ts2": None, "ts3": None, "ts4": None, "ts5": 1000, "ts6": 3000, "ts7": None, "ts8": 4000}
    syllables = tier(
        "syllables", aligned("a5", "ts2", "ts4", "x"), aligned("a6", "ts4", "ts3", "y"), more=' PARENT_REF="words"'
    )
    words = tier(
        "words", aligned("a2", "ts1", "ts2", "one"), aligned("a3", "ts2", "ts3", "two"),
        aligned("a4", "ts3", "ts6", "three"), more=' PARENT_REF="sentences"',
    )  # fmt: skip
    sentences = tier("sentences", aligned("a1", "ts1", "ts6", "all"), aligned("a7", "ts5", "ts7", "by order"))
    reading = read_text(tmp_path, document(slots, syllables + words + sentences))
    assert times(reading) == {
        "all": (0.0, 3.0), "one": (0.0, 1.0), "two": (1.0, 2.0), "three": (2.0, 3.0), "x": (1.0, 1.5), "y": (1.5, 2.0),
        "by order": (1.0, 3.5),
    }  # fmt: skip
    assert reading.notes[0].startswith("4 times were not given")


def test_annotations_of_annotations_take_their_times(tmp_path: Path) -> None:
    reading = read_text(
        tmp_path,
        document(
            {"ts1": 1000, "ts2": 4000},
            tier("glosses", part("a6", "a3", "GLOSS"))
            + tier("words", part("a4", "a1", "last", "a3"), part("a2", "a1", "first"), part("a3", "a1", "middle", "a2"))
            + tier("sentences", aligned("a1", "ts1", "ts2", "all")),
        ),
    )
    assert times(reading) == {
        "all": (1.0, 4.0), "first": (1.0, 2.0), "middle": (2.0, 3.0), "last": (3.0, 4.0), "GLOSS": (2.0, 3.0)
    }  # fmt: skip


def test_bad_annotations_are_named_by_line_and_the_rest_is_read(tmp_path: Path) -> None:
    text = document(
        {"ts1": 1000, "ts2": 4000, "ts3": "soon", "ts4": None},
        tier("t", aligned("a1", "ts1", "ts2", "good"), aligned("a2", "ts2", "ts1"), aligned("a3", "ts1", "ts9"),
             aligned("a4", "ts1", "ts3"), aligned("a5", "ts1", "ts4"))
        + tier("u", part("a6", "a99", "lost"), part("a7", "a8", "round"), part("a8", "a7", "round"),
               part("a9", "a2", "of a bad one")),
    )  # fmt: skip
    reading = read_text(tmp_path, text)
    assert list(times(reading)) == ["good"]
    reasons = {row.line: row.reason for row in reading.bad}
    lines = text.split("\n")
    assert all(f'"a{number}"' in lines[line - 1] for number, line in enumerate(reasons, 2))
    wanted = [
        "before it starts", "“ts9” is not there", "“ts3” has no time", "“ts4” has no time", "“a99”, which is not there",
        "refer", "refer", "before it starts",
    ]  # fmt: skip
    for reason, words in zip(reasons.values(), wanted, strict=True):
        assert words in reason


def test_of_several_media_the_wanted_one_counts(tmp_path: Path) -> None:
    media = MEDIA.format("v.mp4", "video/mp4", 0) + MEDIA.format("A.wav", "audio/x-wav", -500)
    media += MEDIA.format("b.wav", "audio/x-wav", 250)
    text = document({"ts1": 400, "ts2": 1000}, tier("t", aligned("a1", "ts1", "ts2")), media)
    first = read_text(tmp_path, text)
    assert [row.reason for row in first.bad] == ["it starts at -0.1 s, before the recording does. Correct its times"]
    assert "“A.wav”" in first.notes[0]
    (label,) = read_text(tmp_path, text, SheetRecording("/sounds/B.WAV")).sheet.labels
    assert (label.recording, label.start_s, label.end_s) == ("b.wav", 0.65, 1.25)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("file:///Users/x/a b.wav", "/Users/x/a b.wav"), ("file:///C:/x/a.wav", "C:/x/a.wav"), ("./a.wav", "a.wav"),
        ("file://server/share/a.wav", "//server/share/a.wav"), ("file:///x/My%20a.wav", "/x/My a.wav"),
        ("../x/a.wav", "../x/a.wav"), ("file:///x/100 %25.wav", "/x/100 %25.wav"),
    ],
)  # fmt: skip
def test_names_of_media_as_elan_and_others_write_them(tmp_path: Path, url: str, name: str) -> None:
    media = f'<MEDIA_DESCRIPTOR MEDIA_URL="{url}" MIME_TYPE="audio/x-wav"/>'
    assert read_text(tmp_path, document({}, "", media)).sheet.recordings == (SheetRecording(name),)


@pytest.mark.parametrize("file", ["/data/site 1/a.wav", "C:/data/a.wav", "//server/share/a.wav", "a.wav", "../b/ä.mp3"])
def test_the_sound_that_a_document_is_written_for_is_found_again(tmp_path: Path, file: str) -> None:
    sheet = sheet_of([SheetLabel(0.0, 1.0, tier="t")], (), (), [SheetRecording("", file=file)])
    (again,) = read_labels(written(tmp_path, sheet)).sheet.recordings
    assert again.path == file or (tmp_path / again.path).resolve() == Path(file)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "<HEADER>\n<TIER></HEADER>", 4, "not whole XML"),
        (HEAD, 3, "not whole XML"),
        ("<html><body/></html>", 1, "no ELAN document"),
        (
            '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">\n<!ENTITY b "&a;&a;&a;">]>\n'
            "<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>", 2, "entities",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<ANNOTATION_DOCUMENT>&a;</ANNOTATION_DOCUMENT>',
            1, "entities",
        ),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "a.eaf"
    path.write_text(text)
    with pytest.raises(LabelFileError, match=words) as caught:
        FORMAT.read(path, SheetRecording())
    assert caught.value.line == line


def test_rounding_neither_loses_nor_overlaps_what_touches() -> None:
    edges = [0.0, 0.0002, 0.0004, 0.0006, 0.5]
    labels = [SheetLabel(start, end, tier="t") for start, end in pairwise(edges)]
    kept = held(sheet_of([*labels, SheetLabel(0.6, 0.6, tier="t")]), FORMAT.holds)
    spans = [(label.start_s, label.end_s) for label in kept.sheet.labels]
    assert spans == [(0.0, 0.001), (0.001, 0.002), (0.002, 0.003), (0.003, 0.5), (0.6, 0.601)]
    assert kept.losses == ("1 point becomes an interval of 1 ms.", "4 labels have their times rounded to 1 ms.")


def test_tiers_get_names_that_elan_can_show() -> None:
    tiers = [SheetTier(""), SheetTier("a \n b"), SheetTier("labels"), SheetTier("a b")]
    kept = held(sheet_of([SheetLabel(0.0, 1.0)], tiers), FORMAT.holds)
    assert [each.name for each in kept.sheet.tiers] == ["labels (2)", "a b (2)", "labels", "a b"]
    assert kept.sheet.labels[0].tier == "labels (2)"
    assert kept.losses[0] == "The nameless tier is called “labels (2)”."
