"""Classify files one after the other: what the command line prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.audio.open import open_recording
from workbench.audio.signal import duration_s
from workbench.errors import AudioReadError, WorkbenchError
from workbench.models.catalogue import default, load
from workbench.models.classify.segments import Segment, clip_scores, segments, top
from workbench.models.classify.settings import ClassifySettings
from workbench.models.contract import Model, Scores, Span, as_model


@dataclass(frozen=True)
class Wish:
    """What is asked of every file. `model` and `hop_s` None: the defaults."""

    model: str | None = None
    top: int = 5
    threshold: float = 0.5
    hop_s: float | None = None
    device: str = "auto"


@dataclass(frozen=True)
class Report:
    """What was found in one file. `clip`: the most likely classes of the whole, best first; none in silence."""

    file: str
    duration_s: float
    model: str
    clip: list[tuple[str, float]]
    segments: list[Segment]

    def as_json(self) -> str:
        return json.dumps(
            {
                "file": self.file,
                "duration_s": round(self.duration_s, 6),
                "model": self.model,
                "clip": [{"label": label, "score": round(score, 4)} for label, score in self.clip],
                "segments": [
                    {
                        "start_s": round(s.start_s, 4),
                        "end_s": round(s.end_s, 4),
                        "label": s.label,
                        "score": round(s.score, 4),
                    }
                    for s in self.segments
                ],
            },
            ensure_ascii=False,
        )

    def as_text(self) -> str:
        lines = [f"{self.file}  ({self.duration_s:.2f} s, {self.model})"]
        if not self.clip:
            lines.append("  nothing to classify: silence, or no sound at all")
        lines += [f"  {score:6.1%}  {label.replace('_', ' ')}" for label, score in self.clip]
        lines += [
            f"  {s.start_s:9.2f} – {s.end_s:9.2f} s  {s.label.replace('_', ' ')} ({s.score:.0%})" for s in self.segments
        ]
        return "\n".join(lines)


def classify_files(files: Iterable[Path], wish: Wish) -> Iterator[Report | WorkbenchError]:
    """One report or error a file, in order. An unknown model or device raises at once."""
    model = as_model(load(wish.model or default("classify"), wish.device))
    for file in files:
        try:
            yield classify_file(model, file, wish)
        except WorkbenchError as error:
            yield error


def classify_file(model: Model, file: Path, wish: Wish) -> Report:
    """Classify one whole file. Raises `AudioReadError`, `OutOfMemory`."""
    recording = open_recording(file)
    try:
        recording.decode()
        length_s = duration_s(recording)
        settings = _settings(wish)
        scores = [r for r in model.run(recording, Span(0.0, length_s), settings) if isinstance(r, Scores)]
    except OSError as error:
        raise AudioReadError(file, str(error)) from error
    finally:
        recording.close()
    best = clip_scores(scores) if scores else None
    return Report(
        str(file),
        length_s,
        model.card.name,
        [] if best is None or not best.any() else top(best, model.card.classes, wish.top),
        segments(scores, model.card.classes, wish.threshold),
    )


def _settings(wish: Wish) -> object:
    try:
        return ClassifySettings() if wish.hop_s is None else ClassifySettings(hop_s=wish.hop_s)
    except ValueError as error:
        raise WorkbenchError(f"--hop {wish.hop_s:g}: {error}") from error
