"""What the answers of a review say: how far it is, and how many of each class are right."""

from __future__ import annotations

import heapq
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from workbench.labels.label import Label, Review, ReviewClip
from workbench.labels.project import Project

PAUSE_S = 60.0
"""A clip that was up for longer was left alone, and says nothing of the rate."""
HALF_WIDTH = 0.05
_LAST_ANSWERS = 20
_JUDGED = ("yes", "no", "class")
_Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Progress:
    """How far a review is.

    `by_answer` : how many of each of `ANSWERS` that there is; `rate_per_min` : answers a minute, by the median of the
    last ones, None before the first; `left_s` : time left at that rate, seconds
    """

    done: int
    total: int
    by_answer: dict[str, int]
    rate_per_min: float | None
    left_s: float | None


@dataclass(frozen=True)
class Precision:
    """Of the clips asked about a class, how many are of it: 0…1, with the interval of Wilson at 95 %.

    `judged` : with the answer yes, no or a class; `yes` : of these, those that are of the class asked about;
    `is_fair` : whether they tell of the other clips of the class: in random order, or where all have an answer
    """

    text: str
    yes: int
    judged: int
    estimate: float
    low: float
    high: float
    is_fair: bool = True

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


def clips_of(project: Project, review_id: int) -> list[ReviewClip]:
    """In the order of the review."""
    return [project.review_clips[each] for each in project.clip_ids(review_id)]


def labels_of(project: Project, clips: Sequence[ReviewClip]) -> dict[int | None, Label]:
    """The labels that clips are about, or that answers have made, as they are now, by id; without those that are there
    no more. All at once, for there may be ten thousand."""
    ids = [clip.label for clip in clips if clip.label is not None and clip.label in project.labels]
    return {label.id: label for label in project.labels.labels(ids)}


def progress(clips: Sequence[ReviewClip]) -> Progress:
    """How far a review of these clips is."""
    by_answer = Counter(map(attrgetter("answer"), clips))
    total, left = len(clips), by_answer.pop("", 0)
    last = heapq.nlargest(_LAST_ANSWERS, reversed(clips), key=attrgetter("answered_s"))
    times = [clip.took_s for clip in last if 0 < clip.took_s <= PAUSE_S]
    each_s = float(np.median(times)) if times else None
    rate = None if each_s is None else 60 / each_s
    return Progress(total - left, total, dict(by_answer), rate, None if each_s is None else left * each_s)


def wilson(yes: int, judged: int) -> tuple[float, float]:
    """The score interval of a proportion at 95 %, 0…1; (0, 1) without any trial.

    Source: E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209–212.
    """
    if judged == 0:
        return 0.0, 1.0
    share, z2 = yes / judged, _Z_95**2
    middle = (share + z2 / (2 * judged)) / (1 + z2 / judged)
    half = _Z_95 / (1 + z2 / judged) * math.sqrt(share * (1 - share) / judged + z2 / (4 * judged**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def is_random(review: Review) -> bool:
    """Whether its clips come up in random order."""
    return bool(json.loads(review.listing).get("order") == "random")


def precisions(clips: Sequence[ReviewClip], *, is_random: bool = False) -> list[Precision]:
    """Of each class that clips ask about, in order of names; `is_random` : whether they are in random order."""
    counts = Counter(map(attrgetter("text", "answer", "given"), clips))
    yes: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for (text, answer, given), count in counts.items():
        if answer in _JUDGED:
            judged[text] += count
            yes[text] += count if answer == "yes" or given == text else 0
    is_open = {text for text, answer, _ in counts if not answer}
    texts = sorted({text for text, _, _ in counts if text})
    return [_precision(text, yes[text], judged[text], is_random or text not in is_open) for text in texts]


def _precision(text: str, yes: int, judged: int, is_fair: bool) -> Precision:
    low, high = wilson(yes, judged)
    return Precision(text, yes, judged, yes / judged if judged else math.nan, low, high, is_fair)


def stop_reason(precision: Precision, target: float | None = None, half_width: float = HALF_WIDTH) -> str:
    """Why more answers about a class would tell little, as a sentence; "" while they would tell something.

    They would where the interval reaches `half_width` (0…1) or less to either side of its middle, or, with a `target`
    (0…1), where it lies all above or all below that. Never where what was judged is no fair sample.
    """
    if precision.judged == 0 or not precision.is_fair:
        return ""
    if target is not None and precision.low > target:
        return f"Surely above {100 * target:g} %."
    if target is not None and precision.high < target:
        return f"Surely below {100 * target:g} %."
    if precision.half_width <= half_width:
        return f"Known to {100 * half_width:g} points either way."
    return ""
