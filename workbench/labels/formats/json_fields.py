"""Dataclasses from JSON objects, with words for a person where a field is missing, unknown or of another type."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, TypeVar, cast

from workbench.labels.formats.checked import MOST_ID, is_unicode
from workbench.labels.formats.sheet import SheetAuthor
from workbench.labels.label import Status

_T = TypeVar("_T")
_NOT_READ = ("line",)
_SHOWN = 40


def made_of(kind: type[_T], values: dict[str, Any], **others: Any) -> _T:
    """An object of a sheet; `others` are fields that no JSON has. Raises `ValueError` with the field and the remedy."""
    known, needed = _fields(cast("Any", kind))
    if not needed <= values.keys():
        raise ValueError(f"“{min(needed - values.keys())}” is missing. Add it, or remove the line")
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"{shown(name)} is not known here. Known are {', '.join(known)}. Remove it")
        may_miss, words, taken = known[name]
        if value is not None or not may_miss:
            others[name] = made = taken(value)
            if made is None:
                raise ValueError(f"“{name}” is {shown(value)}, which is not {words}. Correct it")
    return kind(**others)


def shown(value: Any) -> str:
    """A JSON value in a sentence, shortened, with escapes for what is not printable."""
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


@cache
def _fields(kind: Any) -> tuple[dict[str, tuple[bool, str, Callable[[Any], Any]]], frozenset[str]]:
    """By the names of the fields: whether null is allowed, what is wanted in words, and a function that gives it or
    None; and which fields must be there."""
    every = [each for each in fields(kind) if each.name not in _NOT_READ]
    plain = {each.name: str(each.type).removesuffix(" | None") for each in every}
    known = {each.name: (plain[each.name] != each.type, *_KINDS[plain[each.name]]) for each in every}
    return known, frozenset(each.name for each in every if each.default is MISSING)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and is_unicode(value) else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_ID else None


def _number(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _status(value: Any) -> Status | None:
    return _STATUSES.get(value) if isinstance(value, str) else None


def _author(value: Any) -> SheetAuthor | None:
    return made_of(SheetAuthor, value) if isinstance(value, dict) else None


_STATUSES = {status.name.lower(): status for status in Status}
_KINDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "str": ("a text, in quotes", _text),
    "int": (f"a whole number from 0 to {MOST_ID}", _whole),
    "float": ("a number", _number),
    "bool": ("true or false", _flag),
    "Status": (f"one of {', '.join(_STATUSES)}", _status),
    "SheetAuthor": ('an author, such as {"kind": "person", "name": "Ana"}', _author),
}
"""By the types of the fields."""
