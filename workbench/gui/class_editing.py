"""What a person does with the palette: each is one step, and what it means besides is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from workbench.gui.labelling import Labelling
from workbench.gui.theme import CLASS_COLORS
from workbench.labels.changes import change_class, remove_class
from workbench.labels.class_changes import add_class, move_class
from workbench.labels.edit import Step
from workbench.labels.label import LabelClass
from workbench.labels.project import Project


class ClassEditing(QObject):
    """Adds and changes classes.

    Signals
    -------
    told(str) : what a change has brought about besides
    """

    told = Signal(str)

    def __init__(self, labelling: Labelling) -> None:
        super().__init__(labelling)
        self.labelling, self.host = labelling, labelling.host
        self.command_of: Callable[[str], str] = lambda _key: ""
        """The words of the command that a single key gives, or ""; given by the window."""
        self.taken: Callable[[str], bool] = lambda _name: False
        """Takes the name of a class for something else than what is selected, if it does; given by the window."""

    def apply(self, each: LabelClass) -> None:
        """Name what is selected."""
        if self.taken(each.name):
            return
        if self.labelling.has_target:
            self.labelling.name(each.name)
        else:
            self.told.emit(f"Select a span or a label first, then click {each.name} to name it.")

    def add(self, name: str) -> bool:
        """Whether it was added."""
        return self.labelling.perform(lambda project: add_class(project, name, CLASS_COLORS))

    def rename(self, class_id: int, name: str) -> None:
        """With the labels that have the old name."""
        renamed: list[int] = []
        old = self._name(class_id)

        def step(project: Project) -> Step:
            made = change_class(project, class_id, name=name)
            renamed.append(sum(len(edit) for edit in made.edits if edit.table == "labels"))
            return replace(made, name=f"Rename class {old} to {name}")

        if self.labelling.perform(step) and renamed[0]:
            count = f"{renamed[0]:,} {'label' if renamed[0] == 1 else 'labels'}"
            self.told.emit(f"{old} is {name} now, with {count}. Undo takes it back.")

    def set_color(self, class_id: int, color: str) -> None:
        """`color` as "#rrggbb"."""
        self.labelling.perform(lambda project: change_class(project, class_id, color=color))

    def set_key(self, class_id: int, key: str) -> None:
        """A key of `vocabulary.KEYS`, or "" for none; the class that had it loses it."""
        project = self.host.project
        if project is None or class_id not in project.classes or project.classes[class_id].key == key:
            return
        others = [each.name for each in project.classes.values() if key and each.key == key]
        if not self.labelling.perform(lambda project: change_class(project, class_id, key=key)):
            return
        name, words = self._name(class_id), []
        if others:
            words.append(f"The key {key.upper()} was that of {others[0]}; it is that of {name} now.")
        command = self.command_of(key) if key else ""
        if command:
            words.append(
                f"{key.upper()} names {name} where a label or a span is selected, and else is still “{command}”."
            )
        if words:
            self.told.emit(" ".join(words))

    def move(self, class_id: int, index: int) -> None:
        """To another place, counted without the class itself."""
        self.labelling.perform(lambda project: move_class(project, class_id, index))

    def remove(self, class_id: int) -> None:
        """From the palette; labels keep their words."""
        self.labelling.perform(lambda project: remove_class(project, class_id))

    def _name(self, class_id: int) -> str:
        project = self.host.project
        return "" if project is None else project.classes[class_id].name
