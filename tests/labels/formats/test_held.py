"""What is said of that which a format cannot hold: the sentences that a person reads before an export."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.labels.formats.format import Holds
from workbench.labels.formats.held import held
from workbench.labels.formats.sheet import SheetAuthor, SheetClass, SheetLabel, SheetRecording, SheetTier, sheet_of
from workbench.labels.label import Status

ALL = Holds(
    boxes=True, tiers=True, empty_tiers=True, settings=True, channels=True, scores=True, statuses=True, authors=True,
    dates=True, ids=True, recordings=True, line_breaks=True, control_characters=True, blank_edges=True,
)  # fmt: skip
SHEET = sheet_of(
    [
        SheetLabel(0.0, 0.0, text="click", tier="calls"),
        SheetLabel(1.0, 2.0, 100.0, 900.0, 1, "dog\nbark", "calls", score=0.5),
        SheetLabel(1.5, 3.00004, text="dog", tier="calls", status=Status.PROPOSED, author=SheetAuthor("model", "m")),
        SheetLabel(4.0, 5.0, text="no", tier="people", status=Status.REJECTED),
        SheetLabel(6.0, 7.0, text="", tier="people"),
        SheetLabel(8.0, 9.0, text="\x07ring", tier="people"),
    ],
    [SheetTier("calls", locked=True), SheetTier("people"), SheetTier("empty")],
    [SheetClass("dog", "#E69F00", "1")],
)


def test_what_holds_all_loses_nothing() -> None:
    kept = held(SHEET, ALL)
    assert (kept.sheet, kept.losses) == (SHEET, ())


@pytest.mark.parametrize(
    ("lacks", "losses", "labels"),
    [
        ({"boxes": False}, ["1 box loses its frequencies."], 6),
        ({"points": False}, ["1 point becomes an interval of 1 ms."], 6),
        (
            {"points": False, "step_s": 0.02},
            ["1 point becomes an interval of 20 ms.", "1 label has its times rounded to 20 ms."],
            6,
        ),
        ({"intervals": False}, ["5 intervals keep their starts only."], 6),
        ({"empty_texts": False}, ["1 interval without text is left out."], 5),
        (
            {"statuses": False},
            ["1 rejected label is left out.", "1 proposed label will look like an accepted one."],
            5,
        ),
        ({"channels": False}, ["1 label loses its channel."], 6),
        ({"scores": False}, ["1 label loses its score."], 6),
        ({"authors": False}, ["1 label loses its author."], 6),
        ({"line_breaks": False}, ["1 text becomes a single line."], 6),
        ({"control_characters": False}, ["1 text loses control characters."], 6),
        ({"step_s": 0.001}, ["1 label has its times rounded to 1 ms."], 6),
        (
            {"settings": False},
            ["Colours and keys of classes are not kept.",
             "Whether tiers are hidden, locked or free of overlaps is not kept."],
            6,
        ),
        ({"empty_tiers": False, "settings": False}, [
            "Colours and keys of classes are not kept.",
            "Whether tiers are hidden, locked or free of overlaps is not kept.",
            "1 empty tier is left out."], 6),
        ({"tiers": False}, ["2 tiers become one."], 6),
        ({"mixed_tiers": False}, ["The points of the tier “calls” go into a tier “calls (points)”."], 6),
        (
            {"overlaps": False},
            ["1 label of the tier “calls” goes into a tier “calls (2)”, since it overlaps another."],
            6,
        ),
        ({"ids": False, "dates": False, "blank_edges": False}, [], 6),
    ],
)  # fmt: skip
def test_each_loss_is_said(lacks, losses, labels) -> None:
    kept = held(SHEET, replace(ALL, **lacks))
    assert list(kept.losses) == losses
    assert len(kept.sheet.labels) == labels


def test_what_was_made_longer_or_shorter_may_overlap() -> None:
    """Two clicks within a millisecond, where there are neither points nor overlaps."""
    clicks = sheet_of([SheetLabel(1.0, 1.0, text="a", tier="x"), SheetLabel(1.0002, 1.0002, text="b", tier="x")])
    kept = held(clicks, replace(ALL, points=False, overlaps=False, step_s=0.001))
    assert [(each.start_s, each.end_s, each.tier) for each in kept.sheet.labels] == [
        (1.0, 1.001, "x"), (1.0, 1.001, "x (2)"),
    ]  # fmt: skip


def test_names_with_braces_are_only_names() -> None:
    dogs = sheet_of([SheetLabel(start_s, 9.0, text="dog", tier="{} {x}") for start_s in (1.0, 2.0, 3.0)])
    assert held(dogs, replace(ALL, overlaps=False)).losses == (
        "2 labels of the tier “{} {x}” go into 2 tiers, “{} {x} (2)” to “{} {x} (3)”, since they overlap others.",
    )


def test_points_go_into_a_tier_beside_their_own() -> None:
    """And those of tiers that have nothing else stay where they are."""
    labels = [SheetLabel(at_s, at_s, tier=tier) for at_s, tier in enumerate(("a", "b", "c"), 1)]
    labels += [SheetLabel(at_s, at_s + 1.0, tier=tier) for at_s, tier in enumerate(("a", "b", "d"), 1)]
    kept = held(sheet_of(labels), replace(ALL, mixed_tiers=False)).sheet
    assert [tier.name for tier in kept.tiers] == ["a", "a (points)", "b", "b (points)", "c", "d"]
    assert [(each.start_s, each.tier) for each in kept.labels if each.is_point] == [
        (1, "a (points)"), (2, "b (points)"), (3, "c"),
    ]  # fmt: skip


def test_overlaps_take_the_first_tier_that_is_free() -> None:
    spans = ((0, 4), (1, 2), (2, 3), (2, 6), (4, 5), (4, 4), (4, 4))
    labels = [SheetLabel(start_s, end_s, tier="x", text=str(n)) for n, (start_s, end_s) in enumerate(spans)]
    kept = held(sheet_of(labels), replace(ALL, overlaps=False))
    assert {each.text: each.tier for each in kept.sheet.labels} == {
        "0": "x", "1": "x (2)", "2": "x (2)", "3": "x (3)", "5": "x", "6": "x (2)", "4": "x",
    }  # fmt: skip


def test_thousands_of_tiers_and_of_overlaps_are_parted_at_once() -> None:
    count = 5_000
    labels = [SheetLabel(0.0, 1.0 + number, tier="x") for number in range(count)]
    labels += [SheetLabel(0.0, n % 2, tier=f"t\r{number}") for number in range(count) for n in (0, 1)]
    lacks = {"mixed_tiers": False, "overlaps": False, "control_characters": False}
    kept = held(sheet_of(labels), replace(ALL, **lacks)).sheet
    assert len(kept.tiers) == 3 * count


def test_a_point_at_the_end_of_a_recording_stays_within_it() -> None:
    recording = SheetRecording("", 1000, 2000)
    points = [SheetLabel(at_s, at_s) for at_s in (1.0, 1.9995, 2.0)]
    kept = held(sheet_of(points, recordings=[recording]), replace(ALL, points=False))
    assert [(each.start_s, each.end_s) for each in kept.sheet.labels] == [(1.0, 1.001), (1.999, 2.0), (1.999, 2.0)]


def test_nothing_is_rounded_to_where_its_recording_is_over() -> None:
    recording = SheetRecording("", 44_100, 88_200)
    late = [SheetLabel(start_s, 2.0) for start_s in (1.9991, 1.9998)]
    kept = held(sheet_of(late, recordings=[recording]), replace(ALL, step_s=0.001))
    assert [(each.start_s, each.end_s) for each in kept.sheet.labels] == [(1.999, 2.0), (1.999, 2.0)]


def test_the_only_channel_is_nothing_that_is_lost() -> None:
    for channels, losses in ((1, ()), (2, ("1 label loses its channel.",)), (0, ("1 label loses its channel.",))):
        label = SheetLabel(1.0, 2.0, channel=0)
        kept = held(sheet_of([label], recordings=[SheetRecording(channels=channels)]), replace(ALL, channels=False))
        assert (kept.sheet.labels[0].channel, kept.losses) == (None, losses)


def test_the_nameless_tier_is_called_so() -> None:
    both = sheet_of([SheetLabel(1.0, 1.0), SheetLabel(1.0, 2.0)])
    assert held(both, replace(ALL, mixed_tiers=False)).losses == (
        "The points of the nameless tier go into a tier “(points)”.",
    )
    assert held(both, replace(ALL, nameless_tiers=False)).losses == ("The nameless tier is called “labels”.",)


def test_names_are_written_without_what_texts_cannot_have() -> None:
    ana = SheetAuthor("person", "Ana\tB")
    odd = sheet_of([SheetLabel(1.0, 2.0, tier="a\x07\r\nb", recording="site\n1.wav", author=ana)])
    kept = held(odd, replace(ALL, control_characters=False, line_breaks=False))
    label = kept.sheet.labels[0]
    assert (label.tier, label.recording, label.author) == ("a b", "site 1.wav", SheetAuthor("person", "Ana B"))
    assert kept.sheet.recordings[0].path == "site 1.wav"
    how = "written without line breaks and control characters"
    assert kept.losses == (
        f"1 recording has its name {how}, and may not be found by that.",
        f"1 label has the name of its author {how}.",
        "The tier “a\x07\r\nb” is called “a b”.",
    )
