"""What is told of two annotators' agreement: for a person in lines, for a program as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from workbench.batch.labels_report import counted
from workbench.errors import printable
from workbench.labels.agreement import Agreement, Disagreement, EventScore, Kind, PartAgreement
from workbench.labels.event_matching import MatchRule

_KIND_WORDS = {
    Kind.MISSING_IN_ONE: "missing in A",
    Kind.MISSING_IN_OTHER: "missing in B",
    Kind.CLASS: "of another class",
    Kind.TIMES: "with other times",
}


@dataclass(frozen=True)
class Compared:
    """What was compared.

    Attributes
    ----------
    recordings : paths by number
    texts : by code
    grid_s : cells of time of kappa, in seconds
    left_out : how many recordings, in which only one of both has labels
    notes : what a person should know
    """

    found: Agreement
    recordings: dict[int, str]
    texts: list[str]
    rule: MatchRule
    grid_s: float
    left_out: int = 0
    notes: tuple[str, ...] = ()


def left_out_words(compared: Compared) -> Iterator[str]:
    if compared.left_out:
        which = counted(compared.left_out, "recording")
        yield f"{which} in which only one of both has labels: left out. --all takes them in."


def agreement_lines(compared: Compared) -> Iterator[str]:
    """All figures; `-` for those that are not defined."""
    found, score = compared.found, compared.found.events
    shares = f"precision {_figure(score.precision)}, recall {_figure(score.recall)}"
    same_time = "-" if found.same_time is None else f"{found.same_time:.1%}"
    kinds = [each.kind for each in found.disagreements]
    counts = ", ".join(f"{kinds.count(kind):,} {words}" for kind, words in _KIND_WORDS.items() if kind in kinds)
    yield f"Recordings          {len(found.of_recording):,}"
    yield f"Labels              {score.one:,} of A, {score.other:,} of B, {score.paired:,} the same"
    yield f"Event F1            {_figure(score.f1)} ({shares})"
    yield f"Kappa over time     {_figure(found.kappa)} (the same for {same_time} of the time)"
    yield f"Kappa of classes    {_figure(found.kappa_events)} (of {found.paired_by_time:,} labels of the same time)"
    yield f"Disagreements       {len(kinds):,}{f': {counts}' if counts else ''}"
    yield ""
    yield from _table("Class", [(_class(compared, code), part) for code, part in found.of_class.items()])
    if len(found.of_recording) > 1:
        yield ""
        yield from _table("Recording", [(_name(compared, each), part) for each, part in found.of_recording.items()])


def _table(title: str, parts: list[tuple[str, PartAgreement]]) -> Iterator[str]:
    width = max(map(len, [title, *(name for name, _ in parts)]))
    yield f"{title:<{width}}  {'A':>7}  {'B':>7}  {'same':>7}  {'F1':>6}  {'kappa':>6}"
    for name, part in parts:
        score = part.events
        counts = f"{score.one:>7,}  {score.other:>7,}  {score.paired:>7,}"
        yield f"{name:<{width}}  {counts}  {_figure(score.f1):>6}  {_figure(part.kappa):>6}"


def disagreement_lines(compared: Compared) -> Iterator[str]:
    """Tab-separated: recording, start and end in seconds, what differs, what A calls it, and B."""
    yield ""
    for each in compared.found.disagreements:
        a, b = ("-" if code is None else _class(compared, code) for code in _codes(compared.found, each))
        place = f"{_name(compared, each.recording)}\t{each.start_s:.3f}\t{each.end_s:.3f}"
        yield f"{place}\t{_KIND_WORDS[each.kind]}\t{a}\t{b}"


def _codes(found: Agreement, each: Disagreement) -> list[int | None]:
    """The texts of both labels; None for what is missing."""
    sides = ((found.one, each.one), (found.other, each.other))
    return [None if place is None else int(events.text[place]) for events, place in sides]


def _class(compared: Compared, code: int) -> str:
    return printable(compared.texts[code]) or "(none)"


def _name(compared: Compared, recording: int) -> str:
    return printable(PurePosixPath(compared.recordings[recording]).name)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def agreement_json(compared: Compared) -> dict[str, Any]:
    """All figures and disagreements; null for figures that are not defined."""
    found, texts = compared.found, compared.texts
    return {
        "rule": asdict(compared.rule) | {"grid_s": compared.grid_s},
        "notes": list(compared.notes),
        "left_out": compared.left_out,
        **_score_json(found.events),
        "kappa": found.kappa,
        "same_time": found.same_time,
        "kappa_events": found.kappa_events,
        "paired_by_time": found.paired_by_time,
        "classes": {texts[code]: _part_json(part) for code, part in found.of_class.items()},
        "recordings": [
            {"path": compared.recordings[each]} | _part_json(part) for each, part in found.of_recording.items()
        ],
        "disagreements": [_disagreement_json(compared, each) for each in found.disagreements],
    }


def _part_json(part: PartAgreement) -> dict[str, Any]:
    return _score_json(part.events) | {"kappa": part.kappa}


def _score_json(score: EventScore) -> dict[str, Any]:
    shares = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return {"labels_a": score.one, "labels_b": score.other, "same": score.paired} | shares


def _disagreement_json(compared: Compared, each: Disagreement) -> dict[str, Any]:
    a, b = (None if code is None else compared.texts[code] for code in _codes(compared.found, each))
    place = {"recording": compared.recordings[each.recording], "start_s": each.start_s, "end_s": each.end_s}
    return {"kind": _KIND_WORDS[each.kind], **place, "a": a, "b": b}
