"""A project without a thought for speed or disks: what it holds, and two stacks of what it held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.labels.project import Project


def everything(project: Project) -> dict[str, Any]:
    """All that a project holds, in a form that can be compared."""
    contents = project.contents()
    found: dict[str, Any] = {}
    for table, rows in contents.tables.items():
        names = sorted(rows)
        found[table] = sorted(zip(*(rows[name] for name in names), strict=True), key=repr)
    found["folder"] = contents.about.get("folder")
    return found


@dataclass
class PlainHistory:
    """The state after each step, and the one now."""

    now: dict[str, Any]
    done: list[dict[str, Any]] = field(default_factory=list)
    undone: list[dict[str, Any]] = field(default_factory=list)

    def do(self, after: dict[str, Any]) -> None:
        self.done.append(self.now)
        self.undone.clear()
        self.now = after

    def undo(self) -> None:
        if self.done:
            self.undone.append(self.now)
            self.now = self.done.pop()

    def redo(self) -> None:
        if self.undone:
            self.done.append(self.now)
            self.now = self.undone.pop()
