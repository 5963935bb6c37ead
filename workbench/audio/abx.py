"""Blind listening tests: is X the one or the other? What chance alone would do, and what an answer is worth.

The forced choice of D. Clark, "High-Resolution Subjective Testing Using a Double-Blind Comparator", J. Audio Eng. Soc.
30(5), 1982.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

LEVEL = 0.05
"""A p-value below this counts as heard."""
FEWEST, USUAL, MOST = 5, 16, 100
"""Numbers of trials: of fewer, all right would prove nothing."""


@dataclass(frozen=True)
class Trial:
    """One answer, and what was right."""

    x_is_a: bool
    said_a: bool

    @property
    def right(self) -> bool:
        return self.x_is_a is self.said_a


@dataclass(frozen=True)
class Outcome:
    """Of a whole test: `right` of `count`, and the chance to do at least as well by guessing."""

    right: int
    count: int

    @property
    def p_value(self) -> float:
        return p_value(self.right, self.count)

    @property
    def heard(self) -> bool:
        return self.p_value < LEVEL

    @property
    def sentence(self) -> str:
        """What it means, for whoever took the test."""
        if self.heard:
            often = f"once in {round(1 / self.p_value):,} tests"
            return f"You told the two apart: who only guesses does this well about {often}."
        return (
            f"No difference was proved: who only guesses does this well in {self.p_value:.0%} of all tests. That does "
            "not prove that there is none."
        )


class AbxTest:
    """So many trials, fixed beforehand; the outcome is there after the last one, not earlier.

    Parameters
    ----------
    count : trials, at least `FEWEST`
    toss : a fair coin; given in tests
    """

    def __init__(self, count: int = USUAL, toss: Callable[[], bool] = lambda: bool(secrets.randbits(1))) -> None:
        if not FEWEST <= count <= MOST:
            raise ValueError(f"{count} trials; between {FEWEST} and {MOST} are possible")
        self.count = count
        self._assignment = tuple(bool(toss()) for _ in range(count))
        self._trials: list[Trial] = []

    @property
    def number(self) -> int:
        """Of the present trial, from 1."""
        return min(len(self._trials) + 1, self.count)

    @property
    def x_is_a(self) -> bool:
        """In the present trial."""
        return self._assignment[self.number - 1]

    @property
    def done(self) -> bool:
        return len(self._trials) == self.count

    def answer(self, said_a: bool) -> None:
        """X is A, or X is B; the next trial is there."""
        if self.done:
            raise ValueError("the test is over")
        self._trials.append(Trial(self.x_is_a, said_a))

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All answers; none before the test is over."""
        return tuple(self._trials) if self.done else ()

    @property
    def outcome(self) -> Outcome | None:
        """None before the test is over: who stops when the answers please proves nothing."""
        return Outcome(sum(trial.right for trial in self._trials), self.count) if self.done else None


def p_value(right: int, count: int) -> float:
    """The chance of at least `right` right answers of `count` by tossing coins: binomial, one-sided, exact."""
    return sum(comb(count, k) for k in range(right, count + 1)) / (1 << count)


def needed(count: int) -> int:
    """How many of `count` answers must be right for a p-value below `LEVEL`."""
    return next(right for right in range(count + 1) if p_value(right, count) < LEVEL)


def report(facts: Sequence[tuple[str, str]], test: AbxTest) -> str:
    """A finished test as text: what was compared, how it ended, each trial."""
    outcome = test.outcome
    if outcome is None:
        raise ValueError("the test is not over")
    lines = ["Blind listening test (ABX)", *(f"{name}: {value}" for name, value in facts)]
    lines += [
        f"Right: {outcome.right} of {outcome.count} ({needed(outcome.count)} are needed for p < {LEVEL})",
        f"p: {outcome.p_value:.4f} (binomial, one-sided, exact)",
        outcome.sentence,
        "",
        "trial\tX was\tanswer\t",
    ]
    for number, trial in enumerate(test.trials, 1):
        was, said = ("A" if each else "B" for each in (trial.x_is_a, trial.said_a))
        lines.append(f"{number}\t{was}\t{said}\t{'right' if trial.right else 'wrong'}")
    return "\n".join(lines) + "\n"
