"""The figures of a synthesiser, from what a judge heard of made and of real sounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.training.quality import wilson_interval
from workbench.training.sound_distances import Points, frechet, mean_pairwise, nearest, principal_axes

ENOUGH = 15
"""A label with fewer real sounds is not known well enough to be judged by: it is reported, but not counted."""

CATCH_ALLS = ("electronic", "percussion")
"""Labels of what fits nowhere else: there is no one thing to recognise."""

_MOST_DIMENSIONS, _SOUNDS_PER_DIMENSION = 32, 5


@dataclass(frozen=True)
class Heard:
    """Some sounds: their `labels`; `levels`, shape (sounds, bands · columns), dB; where they lie in the judge's
    embedding, shape (sounds, dimensions); and the label that the judge takes each for, `taken_for`."""

    labels: NDArray[np.str_]
    levels: NDArray[np.float32]
    embedded: NDArray[np.float32]
    taken_for: NDArray[np.str_]

    def only(self, chosen: NDArray[np.bool_]) -> Heard:
        """Those that are chosen, shape (sounds,)."""
        return Heard(self.labels[chosen], self.levels[chosen], self.embedded[chosen], self.taken_for[chosen])


@dataclass(frozen=True)
class Share:
    """`right` of `count`, and the 95 % interval of that share; None where there are none."""

    right: int
    count: int
    share: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Recognition:
    """Sounds taken for what they were asked to be: all, those of labels with `ENOUGH` real sounds, those of them
    that are no `CATCH_ALLS`, and by label; `confused` holds the most frequent mistakes, as (asked, taken for, count).
    """

    overall: Share
    enough: Share
    distinct: Share
    enough_labels: tuple[str, ...]
    per_label: dict[str, Share]
    confused: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Spread:
    """Mean pairwise distance in the embedding among `sounds` made and as many real ones of a label."""

    sounds: int
    made: float
    real: float

    @property
    def ratio(self) -> float:
        return self.made / self.real if self.real > 0.0 else float("nan")


@dataclass(frozen=True)
class SetDistances:
    """Fréchet distances to `sounds` unseen real sounds, of as many made ones and of as many real ones learned from,
    of each label equally many in all three; along the `dimensions` in which those learned from differ most.
    """

    sounds: int
    dimensions: int
    made: float
    real: float


@dataclass(frozen=True)
class Quantiles:
    """Of distances."""

    p1: float
    p10: float
    median: float
    p90: float


@dataclass(frozen=True)
class Replay:
    """Distances to the nearest sound learned from: of made sounds, of unseen real ones, and of those learned from
    to the nearest other.

    `ratio` : of the medians, made / unseen. `nearer` : share of made sounds that are nearer than the 1st percentile of
    the unseen ones; about 1 % for sounds as new as those.
    """

    made: Quantiles
    unseen: Quantiles
    learned: Quantiles
    ratio: float
    nearer: float


def recognition(made: Heard, real_counts: dict[str, int]) -> Recognition:
    """How many made sounds are recognised; `real_counts` says how many real ones there are of each label."""
    right = made.taken_for == made.labels
    labels = sorted(set(made.labels.tolist()))
    enough = tuple(label for label in labels if real_counts[label] >= ENOUGH)
    distinct = [label for label in enough if label not in CATCH_ALLS]
    mistakes = Counter(zip(made.labels[~right].tolist(), made.taken_for[~right].tolist(), strict=True))
    return Recognition(
        overall=_share(right),
        enough=_share(right[np.isin(made.labels, enough)]),
        distinct=_share(right[np.isin(made.labels, distinct)]),
        enough_labels=enough,
        per_label={label: _share(right[made.labels == label]) for label in labels},
        confused=tuple((asked, taken, count) for (asked, taken), count in mistakes.most_common(10)),
    )


def spreads(made: Heard, learned: Heard, random: np.random.Generator) -> dict[str, Spread]:
    """How different the sounds of each label are; of real ones, those learned from."""
    found = {}
    for label in sorted(set(made.labels.tolist())):
        chosen = _same_numbers([made, learned], [label], random)
        first, second = (mean_pairwise(heard.only(mask).embedded) for heard, mask in chosen)
        found[label] = Spread(int(chosen[0][1].sum()), first, second)
    return found


def set_distances(made: Heard, learned: Heard, unseen: Heard, random: np.random.Generator) -> SetDistances:
    """How far made sounds as a set are from unseen real ones, beside how far other real sounds are."""
    chosen = _same_numbers([made, learned, unseen], sorted(set(made.labels.tolist())), random)
    count = int(chosen[0][1].sum())
    axes = principal_axes(
        learned.embedded.astype(np.float64), max(min(_MOST_DIMENSIONS, count // _SOUNDS_PER_DIMENSION), 1)
    )
    dimensions = axes.shape[1]
    points = [heard.embedded[mask] @ axes for heard, mask in chosen]
    if count < 2:
        return SetDistances(count, dimensions, float("nan"), float("nan"))
    return SetDistances(count, dimensions, frechet(points[0], points[2]), frechet(points[1], points[2]))


def replay(made: Heard, learned: Heard, unseen: Heard) -> dict[str, Replay]:
    """Whether made sounds are those learned from over again: by the embedding, and by levels (RMS difference in dB)."""
    cells = np.float32(np.sqrt(made.levels.shape[1]))
    return {
        "embedding": _replay(made.embedded, learned.embedded, unseen.embedded),
        "levels_db": _replay(made.levels / cells, learned.levels / cells, unseen.levels / cells),
    }


def _replay(made: Points, learned: Points, unseen: Points) -> Replay:
    of_made, of_unseen = nearest(made, learned), nearest(unseen, learned)
    made_quantiles, unseen_quantiles = _quantiles(of_made), _quantiles(of_unseen)
    return Replay(
        made_quantiles,
        unseen_quantiles,
        _quantiles(nearest(learned, learned, same=True)),
        ratio=made_quantiles.median / max(unseen_quantiles.median, 1e-12),
        nearer=float((of_made < unseen_quantiles.p1).mean()),
    )


def _quantiles(distances: Points) -> Quantiles:
    return Quantiles(*(float(value) for value in np.quantile(distances, (0.01, 0.1, 0.5, 0.9))))


def _share(right: NDArray[np.bool_]) -> Share:
    if not right.size:
        return Share(0, 0, None, None)
    count = int(right.sum())
    return Share(count, right.size, count / right.size, wilson_interval(count, right.size))


def _same_numbers(
    sets: Sequence[Heard], labels: Sequence[str], random: np.random.Generator
) -> list[tuple[Heard, NDArray[np.bool_]]]:
    """From each set as many sounds of each label as the set with fewest has, drawn at random."""
    chosen = [np.zeros(len(heard.labels), np.bool_) for heard in sets]
    for label in labels:
        found = [np.flatnonzero(heard.labels == label) for heard in sets]
        fewest = min(places.size for places in found)
        for mask, places in zip(chosen, found, strict=True):
            mask[random.permutation(places)[:fewest]] = True
    return list(zip(sets, chosen, strict=True))
