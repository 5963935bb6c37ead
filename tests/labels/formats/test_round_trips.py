"""What each format says that it holds is what comes back, alone and from any other format."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sheets import FRAMES, RATE, rich_sheet, sheets

from workbench.labels.formats.catalogue import FORMATS, read_labels, recognised
from workbench.labels.formats.format import LabelFormat
from workbench.labels.formats.held import Held, held
from workbench.labels.formats.sheet import Sheet, SheetRecording

CONTEXT = SheetRecording("", RATE, FRAMES, 2)
SEVERAL = ("a.wav", "site 1/b.wav")
RICH = 3
KEPT = ("channel", "text", "tier", "recording", "author", "score", "status", "judged_by", "id")

PassThrough = Callable[[Sheet, LabelFormat], Sheet]
generated = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def name_of(form: LabelFormat) -> str:
    return form.name


@pytest.fixture(scope="module")
def passed_through(tmp_path_factory) -> PassThrough:
    folder: Path = tmp_path_factory.mktemp("labels")

    def through(sheet: Sheet, form: LabelFormat) -> Sheet:
        """Written, and read again, by its looks where no other format is written alike."""
        path = folder / f"labels{form.suffixes[0]}"
        form.write(path, sheet)
        assert recognised(path).read is form.read
        reading = read_labels(path, form, CONTEXT)
        assert not reading.bad
        return reading.sheet

    return through


@pytest.fixture(scope="module")
def read_from(passed_through) -> Callable[[LabelFormat], list[Sheet]]:
    """What each format makes of rich sheets: read once, and written in all others."""
    rich = [rich_sheet(number) for number in range(RICH)]

    @cache
    def sheets_of(form: LabelFormat) -> list[Sheet]:
        return [passed_through(held(sheet, form.holds).sheet, form) for sheet in rich]

    return sheets_of


def assert_same(read: Sheet, sheet: Sheet) -> None:
    """To less than half a frame in time; frequencies to a millihertz."""
    assert [tier.name for tier in read.tiers] == [tier.name for tier in sheet.tiers]
    assert read.classes == sheet.classes
    assert len(read.labels) == len(sheet.labels)
    for one, other in zip(read.labels, sheet.labels, strict=True):
        assert abs(one.start_s - other.start_s) * RATE < 0.5, (one, other)
        assert abs(one.end_s - other.end_s) * RATE < 0.5, (one, other)
        assert round(one.start_s * RATE) == round(other.start_s * RATE) or abs(other.start_s * RATE % 1 - 0.5) < 0.1
        assert one.is_box == other.is_box
        if one.is_box:
            assert abs(one.low_hz - other.low_hz) < 1e-3 and abs(one.high_hz - other.high_hz) < 1e-3
        for name in KEPT:
            assert getattr(one, name) == getattr(other, name), name


@pytest.mark.parametrize("form", FORMATS, ids=name_of)
@settings(generated, max_examples=15)
@given(sheet=sheets())
def test_what_a_format_holds_comes_back(passed_through: PassThrough, form: LabelFormat, sheet: Sheet) -> None:
    wanted = held(sheet, form.holds).sheet
    assert_same(passed_through(wanted, form), wanted)
    assert held(wanted, form.holds) == Held(wanted, ())


@pytest.mark.parametrize("form", [form for form in FORMATS if form.holds.recordings], ids=name_of)
@settings(generated, max_examples=10)
@given(sheet=sheets(SEVERAL))
def test_labels_stay_with_their_recordings(passed_through: PassThrough, form: LabelFormat, sheet: Sheet) -> None:
    wanted = held(sheet, form.holds).sheet
    assert_same(passed_through(wanted, form), wanted)


@pytest.mark.parametrize("second", FORMATS, ids=name_of)
@pytest.mark.parametrize("first", FORMATS, ids=name_of)
def test_from_each_format_to_each_other(passed_through: PassThrough, read_from, first, second) -> None:
    for between in read_from(first):
        wanted = held(between, second.holds).sheet
        assert_same(passed_through(wanted, second), wanted)
        assert len(wanted.labels) > 10
