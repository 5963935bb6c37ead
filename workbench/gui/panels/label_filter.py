"""Which labels a table shows, and in which order: numpy alone, a few milliseconds for a hundred thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import printable
from workbench.labels.label import Author, Status
from workbench.labels.project import Project
from workbench.labels.table import LabelView

_PER_UNIT = 1e6
"""Numbers are sorted to a millionth of their unit."""


@dataclass(frozen=True)
class LabelFilter:
    """What a label must be to be shown.

    `words` : each of them occurs in its class, tier or author; upper or lower case
    `text`, `tier`, `status` : exactly these; None for any
    `least_score`, `most_score` : with a range other than 0…1, labels without a score are left out
    """

    words: str = ""
    text: str | None = None
    tier: int | None = None
    status: Status | None = None
    least_score: float = 0.0
    most_score: float = 1.0

    @property
    def has_range(self) -> bool:
        return self.least_score > 0 or self.most_score < 1

    @property
    def is_empty(self) -> bool:
        return not self.words.split() and self.text is self.tier is self.status is None and not self.has_range


def author_name(author: Author | None) -> str:
    """Name and version; "" for one that nobody knows."""
    return "" if author is None else f"{author.name} {author.version}".rstrip()


def recording_name(stored: str) -> str:
    """The name of a recording's file, fit for the screen."""
    return printable(PurePosixPath(stored).name)


class LabelFinder:
    """Filters and sorts the labels of one project. Remembers each text in small letters."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._folded: list[str] = []

    def find(
        self, view: LabelView, wanted: LabelFilter, column: str = "start", descending: bool = False
    ) -> NDArray[Any]:
        """Places in `view` of the labels that are wanted, in the order of a column; ties in order of time.

        Labels that have nothing in that column come last. `column` : an id of `label_model.COLUMNS`
        """
        found = np.arange(len(view)) if wanted.is_empty else np.flatnonzero(self.mask(view, wanted))
        if column == "start":
            return found[::-1] if descending else found
        keys = self._keys(view, column)[found]
        nothing = keys < 0
        if descending:
            keys = keys.max(initial=0) - keys
        keys[nothing] = keys.max(initial=0) + 1
        # With its place in it no key comes twice, and the fastest sort keeps the order of time.
        return found[np.argsort(keys * max(len(view), 1) + found)]

    def mask(self, view: LabelView, wanted: LabelFilter) -> NDArray[np.bool_]:
        """Whether each label of `view` is wanted."""
        mask = np.ones(len(view), bool)
        if wanted.text is not None:
            mask &= view.column("text") == self.project.labels.code(wanted.text)
        if wanted.tier is not None:
            mask &= view.column("tier") == wanted.tier
        if wanted.status is not None:
            mask &= view.column("status") == wanted.status
        if wanted.has_range:
            score = view.column("score")
            mask &= (score >= wanted.least_score) & (score <= wanted.most_score)  # NaN is neither
        for word in wanted.words.casefold().split():
            mask &= self._has_word(view, word)
        return mask

    def _has_word(self, view: LabelView, word: str) -> NDArray[np.bool_]:
        texts = self.project.labels.texts
        self._folded += [text.casefold() for text in texts[len(self._folded) :]]
        hits = np.fromiter((word in text for text in self._folded), bool, len(self._folded))
        mask: NDArray[np.bool_] = hits[view.column("text")] if len(hits) else np.zeros(len(view), bool)
        for tier in self.project.tiers.values():
            if word in tier.name.casefold():
                mask |= view.column("tier") == tier.id
        for author in self.project.authors.values():
            if word in author_name(author).casefold():
                mask |= view.column("author") == author.id
        return mask

    def _keys(self, view: LabelView, column: str) -> NDArray[np.int64]:
        """Whole numbers in the order of a column, shape (labels,); −1 where a label has nothing there."""
        named = {
            "tier": ("tier", lambda: {each.id: each.name for each in self.project.tiers.values()}),
            "by": ("author", lambda: {each.id: author_name(each) for each in self.project.authors.values()}),
            "recording": ("recording", lambda: {each.id: each.path for each in self.project.recordings.values()}),
        }
        if column == "class":
            return self._ranks_of_texts(view.column("text"))
        if column == "status":
            return view.column("status").astype(np.int64)
        if column in named:
            name, names = named[column]
            return _ranks(view.column(name), names())
        if column == "duration":
            return _whole(view.column("end_s") - view.column("start_s"))
        return _whole(view.column({"end": "end_s", "low": "low_hz", "high": "high_hz", "score": "score"}[column]))

    def _ranks_of_texts(self, codes: NDArray[Any]) -> NDArray[np.int64]:
        texts = self.project.labels.texts
        ranks = np.full(len(texts), -1, np.int64)
        used = np.flatnonzero(np.bincount(codes, minlength=len(texts))).tolist()
        for rank, code in enumerate(sorted(used, key=_by_name(texts))):
            ranks[code] = rank if texts[code] else -1
        return ranks[codes]


def counted(codes: NDArray[Any], texts: list[str]) -> list[tuple[str, int]]:
    """Each text that occurs and how often, by name."""
    counts = np.bincount(codes, minlength=len(texts))
    return [(texts[code], int(counts[code])) for code in sorted(np.flatnonzero(counts).tolist(), key=_by_name(texts))]


def _by_name(texts: list[str]) -> Callable[[int], tuple[str, str]]:
    return lambda code: (texts[code].casefold(), texts[code])


def _ranks(ids: NDArray[np.int64], names: dict[int, str]) -> NDArray[np.int64]:
    """By name, regardless of case; −1 for what has none."""
    if not names:
        return np.full(len(ids), -1, np.int64)
    by_name = sorted(names, key=lambda each: names[each].casefold())
    known, ranks = np.array(by_name, np.int64), np.argsort(by_name)
    places = np.searchsorted(known, ids, sorter=ranks).clip(max=len(known) - 1)
    ordered: NDArray[np.int64] = np.where(known[ranks[places]] == ids, ranks[places], -1)
    return ordered


def _whole(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(np.nan_to_num(values * _PER_UNIT, nan=-1.0)).astype(np.int64)
