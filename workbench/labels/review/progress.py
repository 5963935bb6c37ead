"""What the answers of a review say: how far it is, and how many of each class are right."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.labels.label import ReviewClip
from workbench.labels.project import Project

_PAUSE_S = 60.0
_LAST_ANSWERS = 20
_Z_95 = 1.959963984540054
_RIGHT = 0.05


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

    `judged` : with the answer yes, no or a class; `yes` : of these, those that are of the class asked about
    """

    text: str
    yes: int
    judged: int
    estimate: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


def clips_of(project: Project, review_id: int) -> list[ReviewClip]:
    """In the order of the review."""
    return [project.review_clips[each] for each in project.clip_ids(review_id)]


def progress(clips: Sequence[ReviewClip]) -> Progress:
    """How far a review of these clips is."""
    answered = [clip for clip in clips if clip.answer]
    by_answer = dict(Counter(clip.answer for clip in answered))
    last = sorted(answered, key=lambda clip: clip.answered_s)[-_LAST_ANSWERS:]
    times = [clip.took_s for clip in last if 0 < clip.took_s <= _PAUSE_S]
    if not times:
        return Progress(len(answered), len(clips), by_answer, None, None)
    each_s = statistics.median(times)
    return Progress(len(answered), len(clips), by_answer, 60 / each_s, (len(clips) - len(answered)) * each_s)


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


def precisions(clips: Sequence[ReviewClip]) -> list[Precision]:
    """Of each class that clips ask about, in order of names."""
    yes: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    texts = sorted({clip.text for clip in clips if clip.text})
    for clip in clips:
        if clip.answer in ("yes", "no", "class"):
            judged[clip.text] += 1
            yes[clip.text] += clip.answer == "yes" or (clip.answer == "class" and clip.given == clip.text)
    return [_precision(text, yes[text], judged[text]) for text in texts]


def _precision(text: str, yes: int, judged: int) -> Precision:
    low, high = wilson(yes, judged)
    return Precision(text, yes, judged, yes / judged if judged else math.nan, low, high)


def should_stop(precision: Precision, target: float | None = None, half_width: float = _RIGHT) -> bool:
    """Whether more answers of a class would tell little: its interval reaches no further than `half_width` (0…1) to
    either side, or, with a `target`, lies all above or all below it."""
    if precision.judged == 0:
        return False
    if target is not None and (precision.low > target or precision.high < target):
        return True
    return precision.half_width <= half_width
