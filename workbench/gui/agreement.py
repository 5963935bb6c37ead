"""Two annotators of a project compared: figures and disagreements, going from one to the next, settling them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.gui.agreement_steps import Compared, Key, Wish, compare_steps, key_of, proposed_sides
from workbench.gui.labelling import Labelling
from workbench.gui.soon import Soon
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels import changes
from workbench.labels.agreement import Agreement, Disagreement, Kind
from workbench.labels.agreement_changes import keep_mine, take_theirs
from workbench.labels.edit import Step
from workbench.labels.event_matching import MatchRule
from workbench.labels.events import Side
from workbench.labels.library import real_path
from workbench.labels.project import Project

_REFRESH_MS = 60
_POINT_S = 0.5
"""So much before and after a point is played."""
_AROUND = 1.0
"""So many times its length are in view on either side of a disagreement that is longer or much shorter than that."""
_NARROW_PX = 24

NO_SIDES = "There is nobody to compare with yet. Import another's project, or label in a second tier."
ALL_SEEN = "There are no more disagreements."
NONE_CHOSEN = "Go to a disagreement first."


class Agreeing(QObject):
    """Compares in the worker, anew with each change of the project while `active`.

    Signals
    -------
    changed() : `wish`, `compared` or `place` are others
    went(float, float) : a disagreement was gone to; what may be played of it, from … to in seconds
    open_wanted(Path) : it lies in this recording, which is not the one that is shown
    told(str) : what became of a command, where nothing else shows it
    """

    changed = Signal()
    went = Signal(float, float)
    open_wanted = Signal(object)
    told = Signal(str)

    def __init__(self, labelling: Labelling, worker: Worker) -> None:
        super().__init__(labelling)
        self.labelling, self.worker = labelling, worker
        self.document, self.host, self.selection = labelling.document, labelling.host, labelling.selection
        self.wish = Wish()
        self.compared: Compared | None = None
        self.place: int | None = None
        """The row that was gone to."""
        self.active = False
        """Whether anybody looks."""
        self.error = ""
        """Why nothing could be compared, in words."""
        self._everywhere = True
        self._from: int | None = None  # the row that is next, where the last one is settled
        self._kept: set[Key] = set()
        self._then = 0
        self._stale = False
        self._project: Project | None = None  # whose labels were compared
        self._wanted: Disagreement | None = None
        self._asked = 0
        self._soon = Soon(self.refresh, _REFRESH_MS, self)
        self.host.opened.connect(self._follow_opened)
        self.host.changed.connect(lambda _tables: self._note_change())

    # What is compared

    def set_active(self, active: bool) -> None:
        """Somebody looks at it, or nobody does."""
        was, self.active = self.active, active
        if active and not was and (self._stale or self.compared is None):
            self.refresh()

    @property
    def everywhere(self) -> bool:
        """Whether all recordings are compared, not only the one that is shown."""
        return self._everywhere

    def set_everywhere(self, everywhere: bool) -> None:
        self._everywhere = everywhere
        self._begin()

    def set_sides(self, one: Side | None, other: Side | None) -> None:
        self.wish = replace(self.wish, one=one, other=other)
        self._kept.clear()
        self._begin()

    def set_rule(self, rule: MatchRule) -> None:
        self.wish = replace(self.wish, rule=rule)
        self._begin()

    def _begin(self) -> None:
        self.place = self._from = None
        self.refresh()

    def refresh(self) -> bool:
        """Compare anew; the answer comes with `changed`. Whether there are two sides to compare."""
        self._asked += 1
        project = self.host.project
        if project is None or not self._has_sides(project):
            self.compared, self.error, self._then = None, "", 0
            self.changed.emit()
            return False
        recording = None if self._everywhere else self.host.recording_id
        self.wish = replace(self.wish, recording=recording)
        steps = partial(compare_steps, project.excerpt(recording), self.wish, frozenset(self._kept))
        job = self.worker.run(steps, Priority.VIEW)
        job.result.connect(partial(self._take, self._asked))
        job.ended.connect(partial(self._ended, self._asked))
        self._project = project
        return True

    def _note_change(self) -> None:
        self._stale = True
        if self.active:
            self._soon.ask()

    def _has_sides(self, project: Project) -> bool:
        """Those that were chosen, as far as they are still there; else some are proposed."""
        sides = (self.wish.one, self.wish.other)
        there = all(
            side is not None
            and (side.tier is None or side.tier in project.tiers)
            and (side.author is None or side.author in project.authors)
            for side in sides
        )
        if there:
            return True
        proposed = proposed_sides(project)
        if proposed is not None:
            self.wish = replace(self.wish, one=proposed[0], other=proposed[1])
        return proposed is not None

    def _take(self, asked: int, compared: Compared) -> None:
        if asked != self._asked:
            return
        key = self._key()
        self.compared, self.error, self._stale = compared, "", False
        self._find_again(key)
        then, self._then = self._then, 0
        self.changed.emit()
        if then:
            self._step(then)

    def _ended(self, asked: int, end: JobEnd) -> None:
        if asked == self._asked and end.error is not None:
            self.compared, self.place, self.error = None, None, str(end.error)
            self.changed.emit()

    def _key(self) -> tuple[Key, Disagreement] | None:
        compared, place = self.compared, self.place
        if compared is None or place is None:
            return None
        return key_of(compared.found, compared.rows[place]), compared.rows[place]

    def _find_again(self, was: tuple[Key, Disagreement] | None) -> None:
        """The row that was gone to, among others now; or the place where it was."""
        self.place, compared = None, self.compared
        if compared is None or was is None:
            self._from = None
            return
        key, row = was
        here = compared.place_from(row.recording, row.start_s)
        stop = here
        while stop < len(compared.rows) and compared.rows[stop].start_s <= row.start_s:
            if key_of(compared.found, compared.rows[stop]) == key:
                self.place = stop
                return
            stop += 1
        self._from = here

    # Going

    def go(self, direction: int) -> None:
        """To the next (+1) or previous (-1) disagreement, seen from the last one or the cursor."""
        if self.compared is None or (self._stale and not self.active):
            if self.refresh():
                self._then = direction
            elif self.host.project is not None:
                self.told.emit(NO_SIDES)
        else:
            self._step(direction)

    def _step(self, direction: int) -> None:
        found = self._beside(direction)
        if found is None:
            self.told.emit(ALL_SEEN)
        else:
            self.go_to(found)

    def _beside(self, direction: int) -> int | None:
        compared = self.compared
        if compared is None:
            return None
        if self.place is not None:
            found = self.place + direction
        else:
            start = self._from
            if start is None:
                start = compared.place_from(self.host.recording_id, self.document.cursor_s)
            found = start if direction > 0 else start - 1
        return found if 0 <= found < len(compared.rows) else None

    def go_to(self, place: int) -> None:
        """Select both labels of a row, bring them into view, and have them played."""
        project, compared = self.host.project, self.compared
        if project is None or compared is None:
            return
        row = compared.rows[place]
        self.place, self._from = place, None
        self.changed.emit()
        if row.recording == self.host.recording_id:
            self._reveal(row)
            return
        known = project.recordings.get(row.recording)
        if known is not None:
            self._wanted = row
            self.open_wanted.emit(real_path(known.path, project.about.get("folder", "")))

    def _follow_opened(self) -> None:
        wanted = self._wanted
        if self.host.project is not self._project:
            self._project, self.compared, self.place = self.host.project, None, None
            self._kept.clear()
            self.changed.emit()
        if self.host.recording_id is None or self.host.project is None:
            return
        if wanted is not None:
            self._wanted = None
            if wanted.recording == self.host.recording_id:
                self._reveal(wanted)
        self._note_change()

    def _reveal(self, row: Disagreement) -> None:
        project, compared = self.host.project, self.compared
        if project is None or compared is None:
            return
        ids = [each for each in key_of(compared.found, row)[1:] if each is not None and each in project.labels]
        self._show_tiers(project)
        self.selection.set(ids)
        axis, length_s = self.document.axis, row.end_s - row.start_s
        narrow = 0 < length_s < _NARROW_PX * axis.seconds_per_pixel
        if narrow or length_s > axis.span_s:
            axis.set_view(row.start_s - _AROUND * length_s, row.end_s + _AROUND * length_s)
        elif row.start_s < axis.start_s or row.end_s > axis.end_s:
            middle_s = (row.start_s + row.end_s) / 2
            axis.set_view(middle_s - axis.span_s / 2, middle_s + axis.span_s / 2)
        around_s = _POINT_S if length_s == 0 else 0.0
        self.went.emit(max(row.start_s - around_s, 0.0), row.end_s + around_s)

    def _show_tiers(self, project: Project) -> None:
        """Both are to be seen, one below the other."""
        for side in (self.wish.one, self.wish.other):
            tier = None if side is None or side.tier is None else project.tiers.get(side.tier)
            if tier is not None and tier.hidden:
                self.labelling.perform(partial(_shown, tier.id))

    # Settling

    def take_theirs(self) -> None:
        """Make the first side's labels like the other's, and go on."""
        side = self.wish.one or Side()
        self._settle(lambda project, found, row, judge: take_theirs(project, found, row, side, judge))

    def keep_mine(self) -> None:
        """Reject the other's label, and go on; where there is none the disagreement is passed over from now on."""
        self._settle(keep_mine)

    def _settle(self, make: Callable[[Project, Agreement, Disagreement, int | None], Step | None]) -> None:
        compared, place = self.compared, self.place
        if compared is None or place is None:
            self.told.emit(NONE_CHOSEN)
            return
        found, row, judge = compared.found, compared.rows[place], self.labelling.me()
        made: list[Step | None] = []

        def step(project: Project) -> Step:
            made.append(make(project, found, row, judge))
            return made[0] or Step("Keep mine", ())

        done = self.labelling.perform(step)
        if not done and made != [None]:
            return
        if not done:
            self._soon.ask()
        if make is keep_mine:  # where theirs was rejected, mine is alone now, and settled all the same
            self._kept.add((Kind.MISSING_IN_OTHER, key_of(found, row)[1], None))
        following = place + 1
        if following < len(compared.rows):
            self.go_to(following)
        else:
            self.told.emit(ALL_SEEN)


def _shown(tier_id: int, project: Project) -> Step:
    return changes.change_tier(project, tier_id, words=f"Show tier {project.tiers[tier_id].name}", hidden=False)
