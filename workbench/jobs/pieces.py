"""Runs a model over a span piece by piece, what is in view first. No Qt: the command line uses it too."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from workbench.audio.signal import Signal
from workbench.jobs.job import Progress
from workbench.models.contract import AudioBlock, Concluding, Model, Moments, Span, TimedResult

PIECE_S = 20.0
"""Seconds a piece: a fraction of a second of work, so that a change of view is answered soon."""

_LEAST_PROGRESS = 0.001


@dataclass(frozen=True)
class PieceBegins:
    """A piece is begun; `in_view` says whether the person is looking at it."""

    in_view: bool


def cut(span: Span, view: Span, piece_s: float = PIECE_S) -> list[Span]:
    """Pieces of at most `piece_s` seconds that tile `span` exactly, in order of time.

    A piece begins where the view begins, so that the first result is the first one in view. Models answer
    alike however a span is cut (see `Model.run`).
    """
    edges = {span.start_s, span.end_s}
    edges.update(t for t in (view.start_s, view.end_s) if span.start_s < t < span.end_s)
    ordered = sorted(edges)
    pieces = []
    for start_s, end_s in pairwise(ordered):
        at_s, step = start_s, 1
        while at_s < end_s:
            next_s = min(start_s + step * piece_s, end_s)
            pieces.append(Span(at_s, next_s))
            at_s, step = next_s, step + 1
    return pieces


def without(span: Span, known: Sequence[Span]) -> list[Span]:
    """The spans of `span` that remain without those in `known`, which are in order and do not overlap."""
    remaining, at_s = [], span.start_s
    for each in known:
        if each.start_s > at_s:
            remaining.append(Span(at_s, min(each.start_s, span.end_s)))
        at_s = max(at_s, each.end_s)
    if at_s < span.end_s:
        remaining.append(Span(at_s, span.end_s))
    return remaining


def nearest(pieces: list[Span], view: Span) -> Span:
    """The piece to do next: the earliest one in view, else the one nearest to the view.

    Parameters
    ----------
    pieces : in order of time, not overlapping, at least one; ten hours are thousands, hence the bisection
    """
    index = bisect_right(pieces, view.start_s, key=lambda piece: piece.end_s)
    if index == len(pieces):
        return pieces[-1]
    after = pieces[index]
    if index == 0 or after.start_s < view.end_s:
        return after
    before = pieces[index - 1]
    return before if view.start_s - before.end_s <= after.start_s - view.end_s else after


def run_view_first(
    model: Model,
    signal: Signal,
    span: Span,
    settings: Any,
    *,
    view: Callable[[], Span],
    piece_s: float = PIECE_S,
    known: Sequence[Span] = (),
) -> Iterator[TimedResult | Progress | PieceBegins | None]:
    """Yield a model's results over `span`, and `Progress` between them; None when a step without result is done.

    `view` is asked before each piece what is in view now. Each cell of the span comes exactly once, but for those in
    `known` (in order), which count as done. To cancel, stop iterating.
    """
    remaining = without(span, known)
    waiting = [piece for each in remaining for piece in cut(each, view(), piece_s)]
    kept: list[TimedResult] | None = [] if isinstance(model, Concluding) else None
    finished_s = span.length_s - sum(each.length_s for each in remaining)
    reported = finished_s / span.length_s if span.length_s else 0.0
    yield Progress(min(reported, 1.0))
    while waiting:
        now = view()
        piece = nearest(waiting, now)
        waiting.remove(piece)
        yield PieceBegins(piece.end_s > now.start_s and piece.start_s < now.end_s)
        for result in model.run(signal, piece, settings):
            yield result
            if kept is not None:
                kept.append(result)
            within_s = min(max(_end_s(result) - piece.start_s, 0.0), piece.length_s)
            done = (finished_s + within_s) / span.length_s
            if done - reported >= _LEAST_PROGRESS:
                reported = done
                yield Progress(min(done, 1.0))
        finished_s += piece.length_s
    if kept is not None and isinstance(model, Concluding):
        yield from model.conclude(sorted(kept, key=_end_s))
    yield Progress(1.0)


def _end_s(result: TimedResult) -> float:
    if isinstance(result, Moments):
        return float(result.times_s[-1]) if len(result.times_s) else 0.0
    if isinstance(result, AudioBlock):
        return result.start_s + float(result.samples.shape[-1] / result.sample_rate)
    return result.end_s
