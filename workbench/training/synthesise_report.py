"""What `workbench evaluate synthesise` prints of what was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from workbench.training.evaluate_synthesise import Measured
from workbench.training.synthesis_figures import CATCH_ALLS, ENOUGH, Replay, Share, Spread


def as_json(measured: Measured) -> dict[str, Any]:
    """All figures under plain names; what cannot be told is null."""
    judge, sets, recognised = measured.judge, measured.sets, measured.recognition
    content = {
        "judge": {
            "learned_from": judge.learned,
            "accuracy_on_learned": judge.on_learned,
            "unseen_sounds": judge.quality.clips,
            "accuracy": judge.quality.accuracy,
            "interval": judge.quality.interval,
            "per_label": {
                label: {"accuracy": share, "sounds": judge.unseen[label]}
                for label, share in judge.quality.per_class.items()
            },
        },
        "recognition": asdict(recognised)
        | {"rule": f"enough: at least {ENOUGH} real sounds; distinct: of those, not {' or '.join(CATCH_ALLS)}"},
        "diversity": {
            "mean_ratio": mean_ratio(measured.spreads),
            "per_label": {
                label: asdict(spread) | {"ratio": spread.ratio} for label, spread in measured.spreads.items()
            },
        },
        "frechet": asdict(sets) | {"ratio": sets.made / sets.real if sets.real > 0.0 else math.nan},
        "replay": {name: asdict(found) for name, found in measured.replay.items()},
        "speed": asdict(measured.speed),
    }
    finite: dict[str, Any] = _finite(content)
    return finite


def as_text(measured: Measured) -> str:
    """The same in lines."""
    judge, recognised, sets, speed = measured.judge, measured.recognition, measured.sets, measured.speed
    replays = measured.replay
    lines = [
        f"judge: learned from {judge.learned:,} real sounds, and knows {judge.on_learned:.1%} of them; unseen ones: "
        f"{judge.quality}",
        "",
        f"{'label':<12}{'made':>6}{'recognised':>26}{'judge on unseen':>18}{'spread made / real':>24}",
        *(_row(measured, label, share) for label, share in recognised.per_label.items()),
        f"{'all':<12}{_shared(recognised.overall)}{'':>18}{_ratio(mean_ratio(measured.spreads)):>24}",
    ]
    if len(recognised.enough_labels) < len(recognised.per_label):
        lines.append(f"{'enough':<12}{_shared(recognised.enough)}   labels with at least {ENOUGH} real sounds")
    if recognised.distinct.count < recognised.enough.count:
        lines.append(f"{'distinct':<12}{_shared(recognised.distinct)}   of those, not {' or '.join(CATCH_ALLS)}")
    if recognised.confused:
        mistakes = (f"{asked} for {taken} {count}×" for asked, taken, count in recognised.confused)
        lines.append(f"taken wrongly: {', '.join(mistakes)}")
    return "\n".join(
        [
            *lines,
            "",
            f"Fréchet distance to {sets.sounds} unseen real sounds, {sets.dimensions} dimensions: "
            f"made {sets.made:.2f}, other real ones {sets.real:.2f}",
            "distance to the nearest sound learned from, median (1 % to 90 %):",
            _nearness("in the embedding", replays["embedding"]),
            _nearness("in levels, dB", replays["levels_db"]),
            f"speed: {speed.clock:.1f} seconds of sound in a second of one core "
            f"({speed.processor:.1f} in processor time)",
        ]
    )


def mean_ratio(spreads: Mapping[str, Spread]) -> float:
    """Of the labels' ratios, those that are numbers; NaN where none is."""
    known = [spread.ratio for spread in spreads.values() if math.isfinite(spread.ratio)]
    return sum(known) / len(known) if known else math.nan


def _row(measured: Measured, label: str, share: Share) -> str:
    spread, judge = measured.spreads[label], measured.judge
    real = "–" if label not in judge.unseen else f"{judge.quality.per_class[label]:.0%} of {judge.unseen[label]}"
    pair = f"{_number(spread.made)} / {_number(spread.real)}  {_ratio(spread.ratio):>6}"
    return f"{label:<12}{_shared(share)}{real:>18}{pair:>24}"


def _shared(share: Share) -> str:
    if share.share is None or share.interval is None:
        return f"{share.count:>6}{'–':>26}"
    low, high = share.interval
    return f"{share.count:>6}{f'{share.share:.1%} ({low:.1%} to {high:.1%})':>26}"


def _nearness(title: str, found: Replay) -> str:
    parts = (
        f"{name} {each.median:.2f} ({each.p1:.2f} to {each.p90:.2f})"
        for name, each in (("made", found.made), ("unseen real", found.unseen), ("among themselves", found.learned))
    )
    return (
        f"  {title}: {', '.join(parts)}; made / unseen {found.ratio:.2f}; "
        f"nearer than 99 % of the unseen: {found.nearer:.1%} of those made"
    )


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _ratio(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0%}"


def _finite(content: Any) -> Any:
    """The same with None in place of what is no finite number: JSON knows none."""
    if isinstance(content, dict):
        return {name: _finite(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def card_lines(measured: Measured) -> list[str]:
    """What a card says of it."""
    recognised, sets, speed = measured.recognition, measured.sets, measured.speed
    embedding = measured.replay["embedding"]
    counted = f"{_said(recognised.overall)} made sounds are recognised by a classifier that heard real ones only"
    if recognised.enough.count < recognised.overall.count:
        counted += f"; {_said(recognised.enough)} of labels with at least {ENOUGH} real sounds"
    if recognised.distinct.count < recognised.enough.count:
        counted += f"; {_said(recognised.distinct)} of those that are not {' or '.join(CATCH_ALLS)}"
    judge = f"that classifier recognises {measured.judge.quality.accuracy:.1%} of {measured.judge.quality.clips} "
    return [
        counted,
        f"{judge}unseen real sounds",
        f"spread within a label, as the mean distance in its embedding: {_ratio(mean_ratio(measured.spreads))} of real "
        "sounds'",
        f"Fréchet distance to {sets.sounds} unseen real sounds, {sets.dimensions} dimensions: {sets.made:.2f}; that of "
        f"as many real ones learned from: {sets.real:.2f}",
        f"the nearest sound learned from is {embedding.ratio:.2f} times as far as from unseen real ones (medians); "
        f"{embedding.nearer:.1%} are nearer than 99 % of those",
        f"{speed.clock:.0f} seconds of sound a second on one core of a server processor",
    ]


def _said(share: Share) -> str:
    if share.share is None or share.interval is None:
        return "none of 0"
    low, high = share.interval
    return f"{share.share:.1%} ({low:.1%} to {high:.1%}) of {share.count:,}"
