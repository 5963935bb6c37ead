"""Results in words: their names, how far they are, how they were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from itertools import count
from typing import Any

from workbench.gui.results import LONGEST_NAME, Result
from workbench.gui.time_text import left_text
from workbench.models import catalogue
from workbench.models.contract import Card

_MOST_SETTINGS = 2
"""So many stand in a name; the list's tooltip has them all."""


def short_name(model: str) -> str:
    """Of a model, without its task."""
    return model.rpartition("/")[2]


def result_name(card: Card, settings: Mapping[str, Any], taken: Iterable[str]) -> str:
    """The model, with what was set otherwise than usual, and a figure where that name is taken."""
    name = ", ".join([short_name(card.name), *_unusual(card, settings)[:_MOST_SETTINGS]])
    return unique_name(name, taken)


def unique_name(name: str, taken: Iterable[str]) -> str:
    """As it is, or where that is taken with a figure: "mask-gru 2", "spectral-gate, sensitivity 2 (2)"."""
    name, used = name[: LONGEST_NAME - 8], set(taken)
    form = "{} ({})" if name[-1:].isdigit() else "{} {}"
    return next(each for each in (form.format(name, n) if n > 1 else name for n in count(1)) if each not in used)


def state_text(result: Result) -> str:
    """Such as "Done", "62 %, 0:04 left", "62 % there", "Failed"; of what no model made of the recording what it is."""
    if result.laid and result.state == "done":
        return "Made sound" if result.model else "Recording"
    share = share_text(result.share)
    match result.state:
        case "done":
            return "Done"
        case "running":
            return ", ".join(filter(None, [share, left_text(result.left_s)]))
        case "partial":
            return f"{share} there"
        case _:
            return f"Failed, {share} there" if result.share else "Failed"


def share_text(share: float) -> str:
    """As percent; 100 % is what is whole only."""
    return f"{min(int(share * 100), 99) if share < 1 else 100} %"


def span_text(start_s: float, end_s: float) -> str:
    """A stretch of time, as "1.20–2.05 s" or "1:01:12–1:02:30"."""
    if end_s < 60:
        return f"{start_s:.2f}–{end_s:.2f} s"
    return f"{_clock(start_s)}–{_clock(end_s)}"


def settings_text(card: Card | None, settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each setting with its value, in words; of an unknown model by the fields' names."""
    kind = None if card is None else catalogue.settings_of(card)
    known = {} if kind is None else {each.name: each for each in fields(kind)}
    texts = []
    for name, value in settings.items():
        metadata = known[name].metadata if name in known else {}
        if value is not None:
            texts.append((metadata.get("label", name.replace("_", " ")), _value_text(value, metadata)))
    return texts


def _unusual(card: Card, settings: Mapping[str, Any]) -> list[str]:
    kind = catalogue.settings_of(card)
    if kind is None:
        return []
    found = []
    for each in fields(kind):
        usual = each.default_factory() if each.default_factory is not MISSING else each.default
        value = settings.get(each.name, usual)
        if value == usual or each.metadata.get("from"):
            continue
        text = _value_text(value, each.metadata)
        label = each.metadata.get("label", each.name).lower()
        found.append(text if each.metadata.get("unit") else f"{label} {text}")
    if any(settings.get(each.name) is not None for each in fields(kind) if each.metadata.get("from")):
        found.insert(0, "own noise")
    return found


def _value_text(value: Any, metadata: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    text = f"{value:g}" if isinstance(value, (int, float)) else str(value)
    unit = str(metadata.get("unit", "")).strip()
    return f"{text} {unit}" if unit else text


def _clock(time_s: float) -> str:
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
