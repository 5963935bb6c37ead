"""What was typed or chosen in the label table, as changes of labels."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import LabelRefused
from workbench.gui.labelling import Labelling
from workbench.gui.panels.label_model import LabelModel
from workbench.gui.time_text import parse_time, time_text
from workbench.gui.user import user_name
from workbench.labels import changes
from workbench.labels.label import Label, Status

_EXAMPLES = {"clock": "0:01:12.345", "seconds": "72.345", "samples": "3,472,560"}


class LabelEdits:
    """Each method is one step that can be undone; what is refused is said to the person."""

    def __init__(self, labelling: Labelling, model: LabelModel) -> None:
        self.labelling, self.host, self.model = labelling, labelling.host, model

    def take(self, ids: Sequence[int], column: str, value: object) -> bool:
        """Give labels what was typed or chosen in a column, a time to the first of them; whether that could be done."""
        project = self.host.project
        ids = [] if project is None else [each for each in ids if each in project.labels]
        if project is None or not ids:
            return True  # nothing is left to change
        if column == "class":
            self.labelling.name_labels(ids, str(value).strip())
            return True
        if column == "tier":
            return self.move_to(ids, int(value))  # type: ignore[call-overload]
        if column == "status":
            return self.judge(ids, Status(value))
        return self._set_time(project.labels.label(ids[0]), column, str(value))

    def move_to(self, ids: Sequence[int], tier_id: int) -> bool:
        """To another tier."""
        return self.labelling.perform(lambda project: changes.set_tier(project, ids, tier_id))

    def judge(self, ids: Sequence[int], status: Status) -> bool:
        """Accept, reject, or propose again."""
        return self.labelling.perform(lambda project: changes.set_status(project, ids, status, self._me()))

    def _set_time(self, label: Label, column: str, typed: str) -> bool:
        form, rate = self.model.form, self.model.rate_of(label)
        try:
            time_s = round(parse_time(typed, form, rate) * rate) / rate
            self._check(label, column, time_s)
        except ValueError:
            self.host.refuse(LabelRefused(f"“{typed}” is no time. Type it like {_EXAMPLES[form]}, or press Esc."))
            return False
        except LabelRefused as error:
            self.host.refuse(error)
            return False
        start_s, end_s = (time_s, label.end_s) if column == "start" else (label.start_s, time_s)
        if column == "start" and label.is_point:
            end_s = time_s
        bounds = changes.Bounds(start_s, end_s, label.low_hz, label.high_hz)
        return self.labelling.perform(lambda project: changes.set_bounds(project, label.id, bounds))

    def _check(self, label: Label, column: str, time_s: float) -> None:
        """Raises `LabelRefused`."""
        known = None if self.host.project is None else self.host.project.recordings.get(label.recording)
        form, rate = self.model.form, self.model.rate_of(label)
        if known is not None and known.frames and time_s > known.frames / known.sample_rate:
            end = time_text(known.frames / known.sample_rate, form, rate)
            raise LabelRefused(f"The recording ends at {end}. Type an earlier time, or press Esc.")
        if column == "start" and time_s > label.end_s and not label.is_point:
            end = time_text(label.end_s, form, rate)
            raise LabelRefused(f"The label ends at {end}. Type an earlier start, or change the end first.")
        if column == "end" and time_s < label.start_s:
            start = time_text(label.start_s, form, rate)
            raise LabelRefused(f"The label starts at {start}. Type a later end, or change the start first.")

    def _me(self) -> int | None:
        """The person at the window, as author."""
        if self.host.project is None or self.host.read_only:
            return None
        author, edits = self.host.project.author("person", user_name())
        self.host.note(edits)
        return author.id
