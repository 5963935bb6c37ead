"""Generated sheets for the tests of label formats."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from workbench.labels.formats.sheet import (
    Sheet,
    SheetAuthor,
    SheetClass,
    SheetLabel,
    SheetRecording,
    SheetTier,
    sheet_of,
)
from workbench.labels.label import Status

RATE, FRAMES = 44_100, 44_100 * 60
TIERS = ("calls", "people", "Ünï ”cöde“", "x (2)")
AUTHORS = (SheetAuthor("person", "Ana"), SheetAuthor("model", "classify/compact-cnn", "1.0"))

frames = st.integers(0, FRAMES)
hertz = st.floats(0.0, 22_050.0, width=32).map(lambda value: round(value, 3))
TEXTS = (
    "", "dog", "two words", " edges ", 'a "quoted" one', "-->", "<b>&amp;", "a\tb", "two\nlines", "1,5;x",
)  # fmt: skip
LETTERS = " 0aé漢🐦\u0301,;|\t\n\r\"'\\#<>&{}[]()=:.-+!/\0\x0b\x1b\x7f\x85\xa0\u2028\ufeff\ufffe"
texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=12))


@st.composite
def labels(draw: st.DrawFn, recordings: tuple[str, ...] = ("",)) -> SheetLabel:
    start, end = sorted((draw(frames), draw(frames)))
    kind = draw(st.sampled_from(("point", "interval", "box")))
    end = start if kind == "point" else max(end, start + 1)
    low, high = sorted((draw(hertz), draw(hertz))) if kind == "box" else (None, None)
    if low is not None and low == high:
        high = low + 100.0
    return SheetLabel(
        start / RATE, end / RATE, low, high,
        channel=draw(st.sampled_from((None, 0, 1))),
        text=draw(texts),
        tier=draw(st.sampled_from(TIERS)),
        recording=draw(st.sampled_from(recordings)),
        author=draw(st.sampled_from((None, *AUTHORS))),
        score=draw(st.one_of(st.none(), st.integers(0, 1000).map(lambda n: n / 1000))),
        status=draw(st.sampled_from(Status)),
        judged_by=draw(st.sampled_from((None, AUTHORS[0]))),
        created_s=draw(st.sampled_from((None, 1_750_000_000.25))),
        id=draw(st.one_of(st.none(), st.integers(1, 2**62))),
    )  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn, recordings: tuple[str, ...] = ("",)) -> Sheet:
    """Of recordings of one minute at 44.1 kHz with two channels; their labels lie on frames."""
    known = [SheetRecording(path, RATE, FRAMES, 2, 1000, "f00d") for path in recordings]
    tiers = [SheetTier(TIERS[0], locked=draw(st.booleans())), SheetTier(TIERS[1], exclusive=False), SheetTier("empty")]
    classes = [SheetClass("dog", "#E69F00", "1")] if draw(st.booleans()) else []
    return sheet_of(draw(st.lists(labels(recordings), max_size=12)), tiers, classes, known)


def rich_sheet(number: int, count: int = 40) -> Sheet:
    """As `sheets` makes them, but the same each time, with all kinds of labels, and quickly."""
    chosen = random.Random(number)
    labels = []
    for index in range(count):
        start, end = sorted(chosen.sample(range(FRAMES + 1), 2))
        low, high = sorted(chosen.sample(range(22_050_000), 2))
        is_point, is_box = index % 3 == 0, index % 3 == 1
        random_text = "".join(chosen.choices(LETTERS, k=chosen.randint(1, 12)))
        labels.append(SheetLabel(
            start / RATE, (start if is_point else end) / RATE,
            low / 1000 if is_box else None, high / 1000 if is_box else None,
            channel=chosen.choice((None, 0, 1)),
            text=chosen.choice((*TEXTS, *[random_text] * len(TEXTS))),
            tier=chosen.choice(TIERS),
            author=chosen.choice((None, *AUTHORS)),
            score=chosen.choice((None, chosen.randint(0, 1000) / 1000)),
            status=chosen.choice(tuple(Status)),
            judged_by=chosen.choice((None, AUTHORS[0])),
            created_s=chosen.choice((None, 1_750_000_000.25)),
            id=chosen.choice((None, chosen.randint(1, 2**62))),
        ))  # fmt: skip
    labels += [SheetLabel(FRAMES / RATE, FRAMES / RATE, text="end"), SheetLabel(0.0, FRAMES / RATE, text="all")]
    tiers = [SheetTier(TIERS[0], locked=True), SheetTier(TIERS[1]), SheetTier("empty")]
    return sheet_of(labels, tiers, [SheetClass("dog", "#E69F00", "1")], [SheetRecording("", RATE, FRAMES, 2)])
