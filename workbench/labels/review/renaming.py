"""Reviews speak of a class by its name, so they follow when that changes."""

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
