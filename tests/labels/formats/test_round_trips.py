"""What each format says that it holds is what comes back, alone and from any other format."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from sheets import FRAMES, RATE, sheets

from workbench.labels.formats.catalogue import FORMATS, read_labels, recognised, write_labels
from workbench.labels.formats.format import LabelFormat
from workbench.labels.formats.held import Held, held
from workbench.labels.formats.sheet import Sheet, SheetRecording

CONTEXT = SheetRecording("", RATE, FRAMES, 2)
SEVERAL = ("a.wav", "site 1/b.wav")


def name_of(form: LabelFormat) -> str:
    return form.name


def passed_through(sheet: Sheet, form: LabelFormat) -> Sheet:
    """Written, and read again, by its looks where no other format is written alike."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"labels{form.suffixes[0]}"
        write_labels(path, sheet, form)
        assert recognised(path).read is form.read
        reading = read_labels(path, form, CONTEXT)
    assert not reading.bad
    return reading.sheet


def assert_same(read: Sheet, sheet: Sheet) -> None:
    """To less than half a frame in time; frequencies to a millihertz."""
    assert [tier.name for tier in read.tiers] == [tier.name for tier in sheet.tiers]
    assert read.classes == sheet.classes
    assert len(read.labels) == len(sheet.labels)
    for one, other in zip(read.labels, sheet.labels, strict=True):
        assert abs(one.start_s - other.start_s) * RATE < 0.5, (one, other)
        assert abs(one.end_s - other.end_s) * RATE < 0.5, (one, other)
        assert round(one.start_s * RATE) == round(other.start_s * RATE) or abs(other.start_s * RATE % 1 - 0.5) < 0.1
        assert (one.low_hz is None) == (other.low_hz is None)
        if one.low_hz is not None:
            assert (one.low_hz, one.high_hz) == pytest.approx((other.low_hz, other.high_hz), abs=1e-3)
        for name in ("channel", "text", "tier", "recording", "author", "score", "status", "judged_by", "id"):
            assert getattr(one, name) == getattr(other, name), name


@pytest.mark.parametrize("form", FORMATS, ids=name_of)
@settings(max_examples=60, deadline=None)
@given(sheet=sheets())
def test_what_a_format_holds_comes_back(form: LabelFormat, sheet: Sheet) -> None:
    wanted = held(sheet, form.holds).sheet
    assert_same(passed_through(wanted, form), wanted)


@pytest.mark.parametrize("form", [form for form in FORMATS if form.holds.recordings], ids=name_of)
@settings(max_examples=30, deadline=None)
@given(sheet=sheets(SEVERAL))
def test_labels_stay_with_their_recordings(form: LabelFormat, sheet: Sheet) -> None:
    wanted = held(sheet, form.holds).sheet
    assert_same(passed_through(wanted, form), wanted)


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(FORMATS, 2)), ids=lambda form: form.name)
@settings(max_examples=5, deadline=None)
@given(sheet=sheets())
def test_from_each_format_to_each_other(first: LabelFormat, second: LabelFormat, sheet: Sheet) -> None:
    between = passed_through(held(sheet, first.holds).sheet, first)
    wanted = held(between, second.holds).sheet
    assert_same(passed_through(wanted, second), wanted)


@pytest.mark.parametrize("form", FORMATS, ids=name_of)
@settings(max_examples=40, deadline=None)
@given(sheet=sheets())
def test_what_is_held_loses_nothing_more(form: LabelFormat, sheet: Sheet) -> None:
    once = held(sheet, form.holds).sheet
    assert held(once, form.holds) == Held(once, ())
