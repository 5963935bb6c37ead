"""The commands of the Label menu: making labels, naming them, changing where they are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from workbench.errors import LabelRefused
from workbench.gui.document import Document
from workbench.gui.label_selection import LabelSelection
from workbench.gui.project_host import ProjectHost
from workbench.gui.theme import CLASS_COLORS
from workbench.gui.user import user_name
from workbench.labels import changes
from workbench.labels.edit import Edit, Step, added
from workbench.labels.label import Label, LabelClass, Status, Tier, new_id
from workbench.labels.project import Project, rows_of

RECENT_MAX = 20


class Labelling(QObject):
    """What keys and menu do with labels. What is refused is said by the project host.

    Signals
    -------
    named(str, int) : so many labels have this name now
    """

    named = Signal(str, int)

    def __init__(self, document: Document, host: ProjectHost, selection: LabelSelection) -> None:
        super().__init__(host)
        self.document, self.host, self.selection = document, host, selection
        self.recent: list[str] = []
        """Names given lately, the last one first."""

    # Making and naming

    def make(self, text: str = "") -> int | None:
        """A label of what is selected, or a point at the play head or cursor; its id. It is selected."""
        span = self.document.selection
        if span is None:
            return self.make_point(text)
        return self._make(span.start_s, span.end_s, span.low_hz, span.high_hz, text)

    def make_point(self, text: str = "") -> int | None:
        """A point at the play head, or at the cursor."""
        document = self.document
        here_s = document.cursor_s if document.playhead_s is None else document.playhead_s
        return self._make(here_s, here_s, None, None, text)

    def name(self, text: str) -> None:
        """Name the selected labels; without any, make one of what is selected."""
        if self.selection.ids:
            self.name_labels(self.selection.ids, text)
        else:
            self.make(text)

    def name_labels(self, ids: Sequence[int], text: str) -> None:
        """Name these labels; a word that is new becomes a class."""
        judge = self.me()

        def step(project: Project) -> Step:
            return changes.set_text(project, ids, text, self._class_edits(project, text), judge)

        if self.perform(step):
            self._note_name(text, len(ids))

    @property
    def has_target(self) -> bool:
        """Whether a name has something to go to: labels or a span are selected."""
        return bool(self.selection.ids) or self.document.selection is not None

    def takes_key(self, key: str) -> bool:
        """Whether `press_key` would do something with it now."""
        return self.has_target and self._class_of_key(key) is not None

    def press_key(self, key: str) -> bool:
        """Do what the palette's key does with the selected labels or span; whether it is a key of the palette."""
        each = self._class_of_key(key) if self.has_target else None
        if each is not None:
            self.name(each.name)
        return each is not None

    def _class_of_key(self, key: str) -> LabelClass | None:
        project = self.host.project
        classes = [] if project is None else project.classes.values()
        return next((each for each in classes if each.key == key), None)

    def _note_name(self, text: str, count: int) -> None:
        if text:
            self.recent = [text, *(each for each in self.recent if each != text)][:RECENT_MAX]
            self.named.emit(text, count)

    def _make(self, start_s: float, end_s: float, low_hz: float | None, high_hz: float | None, text: str) -> int | None:
        recording, rate = self.host.recording, self._rate()
        if recording is None:
            self.host.refuse(LabelRefused("Open a recording first: its labels are being read, or there is none."))
            return None
        start_s, end_s = round(start_s * rate) / rate, round(end_s * rate) / rate
        label_id = new_id()

        def step(project: Project) -> Step:
            tier, tier_edits = self._tier(project)
            author, author_edits = project.author("person", user_name())
            now = time.time()
            label = Label(
                label_id, recording.id, tier.id, start_s, end_s, low_hz, high_hz, text=text, author=author.id,
                created_s=now, changed_s=now,
            )  # fmt: skip
            self.host.note(author_edits)
            words = f"Add label “{text}”" if text else "Add label"
            return changes.add_labels(project, [label], words, (*tier_edits, *self._class_edits(project, text)))

        if not self.perform(step):
            return None
        self.selection.set([label_id])
        self._note_name(text, 1)
        return label_id

    def _tier(self, project: Project) -> tuple[Tier, tuple[Edit, ...]]:
        tier_id = self.selection.tier_id
        if tier_id is not None:
            return project.tiers[tier_id], ()
        above = min((tier.position for tier in project.tiers.values()), default=1.0) - 1.0
        tier = Tier(new_id(), changes.FIRST_TIER, above)
        return tier, (added("tiers", rows_of("tiers", [tier])),)

    def _class_edits(self, project: Project, text: str) -> tuple[Edit, ...]:
        return changes.add_classes(project, [text], CLASS_COLORS)

    def me(self) -> int | None:
        """The person at the window as an author of the project; None where nothing can be changed."""
        project = self.host.project
        if project is None or self.host.read_only:
            return None
        author, edits = project.author("person", user_name())
        self.host.note(edits)
        return author.id

    # Changing

    def delete(self) -> None:
        """Remove the selected labels."""
        ids = self.selection.ids
        self.perform(lambda project: changes.remove_labels(project, ids))

    def split(self) -> None:
        """Cut the selected labels at the play head or the cursor; without any, those of the current tier."""
        document = self.document
        at_s = document.cursor_s if document.playhead_s is None else document.playhead_s
        at_s = round(at_s * self._rate()) / self._rate()
        self.perform(lambda project: changes.split_labels(project, self.selection.ids or self._in_tier(at_s), at_s))

    def _in_tier(self, at_s: float) -> list[int]:
        """The labels of the current tier that may hold this time."""
        project, recording_id = self.host.project, self.host.recording_id
        if project is None or recording_id is None:
            return []
        view = project.labels.view(recording_id)
        near = view.within(at_s, at_s)
        own = (view.column("tier")[near] == self.selection.tier_id) & (view.column("status")[near] != Status.REJECTED)
        return view.column("id")[near][own].tolist()

    def merge(self) -> None:
        self.perform(lambda project: changes.merge_labels(project, self.selection.ids))

    def duplicate(self) -> None:
        self.perform(lambda project: changes.duplicate_labels(project, self.selection.ids))

    def perform(self, make_step: Callable[[Project], Step]) -> bool:
        """Do what a function makes of the project; whether it was done. Its refusal is said to the person."""
        project = self.host.project
        if project is None:
            self.host.refuse(LabelRefused("Open a recording first: its labels are being read, or there is none."))
            return False
        if not self.host.can_change():
            return False
        try:
            step = make_step(project)
        except LabelRefused as error:
            self.host.refuse(error)
            return False
        return self.host.do(step)

    def _rate(self) -> int:
        return self.document.recording.sample_rate if self.document.recording is not None else 1
