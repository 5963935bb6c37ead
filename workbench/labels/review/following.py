"""What becomes of reviews when a class is renamed, or a recording replaced by one that begins earlier or later."""

from __future__ import annotations

import json
from collections.abc import Callable

from workbench.labels.edit import Edit, Rows
from workbench.labels.label import ReviewClip
from workbench.labels.project import Project


def class_edits(project: Project, old: str, new: str) -> list[Edit]:
    """The clips that ask about a class, that were given it, or whose label was of it before, do so by its new name."""
    renamed: dict[str, Callable[[ReviewClip], str]] = {
        "text": lambda clip: new if clip.text == old else clip.text,
        "given": lambda clip: new if clip.given == old and clip.answer == "class" else clip.given,
        "was": lambda clip: _renamed(clip.was, old, new),
    }
    edits = []
    for column, value in renamed.items():
        pairs = [(clip, value(clip)) for clip in project.review_clips.values()]
        changed = [(clip, after) for clip, after in pairs if after != getattr(clip, column)]
        ids = [clip.id for clip, _ in changed]
        before: Rows = {"id": ids, column: [getattr(clip, column) for clip, _ in changed]}
        if ids:
            edits.append(Edit("review_clips", before, {"id": ids, column: [after for _, after in changed]}))
    return edits


def _renamed(was: str, old: str, new: str) -> str:
    if not was.startswith("{"):
        return was
    before = json.loads(was)
    return json.dumps({**before, "text": new}) if before["text"] == old else was


def shift_edits(project: Project, recording: int, by_s: float, duration_s: float) -> list[Edit]:
    """The clips of a recording come to lie later by so many seconds, cut to its duration; whole recordings stay whole.

    What would lie outside becomes a point at that end.
    """
    known = project.recordings[recording]
    whole = (0.0, known.frames / known.sample_rate if known.sample_rate else 0.0)
    clips = [each for each in project.review_clips.values() if each.recording == recording]
    spans = [
        (0.0, duration_s)
        if (clip.start_s, clip.end_s) == whole
        else (_within(clip.start_s + by_s, duration_s), _within(clip.end_s + by_s, duration_s))
        for clip in clips
    ]
    if not clips:
        return []
    ids = [clip.id for clip in clips]
    before: Rows = {"id": ids, "start_s": [each.start_s for each in clips], "end_s": [each.end_s for each in clips]}
    after: Rows = {"id": ids, "start_s": [start for start, _ in spans], "end_s": [end for _, end in spans]}
    return [Edit("review_clips", before, after)]


def _within(time_s: float, duration_s: float) -> float:
    return min(max(time_s, 0.0), duration_s)
