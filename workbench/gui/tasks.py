"""What models can do, in words: the table of tasks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One kind of work of models.

    `title` : as a command, "Classify"
    `doing`, `done` : before the name of a recording, "Classifying", "Classified"
    `makes_sound` : each run is a result beside the recording
    """

    title: str
    doing: str
    done: str
    makes_sound: bool = False


TASKS = {
    "classify": Task("Classify", "Classifying", "Classified"),
    "denoise": Task("Denoise", "Denoising", "Denoised", makes_sound=True),
}
"""By the name that stands in the models' cards, in the order in which they are offered."""


def task_of(model: str) -> Task:
    """The task of a model by its name; of one that nobody knows any more, whatever its first half says."""
    name = model.partition("/")[0]
    return TASKS.get(name, Task(name.capitalize(), "Running", "Ran", makes_sound=True))
