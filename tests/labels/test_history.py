"""Any changes, undone and done again in any order, with a disk that fails now and then, against a plain model."""

from __future__ import annotations

import tempfile
from concurrent.futures import wait
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.labels.conftest import CALLS, PEOPLE, furnishing, make_label
from tests.labels.plain import PlainHistory, everything
from workbench.errors import LabelRefused, ProjectError, ProjectFull
from workbench.labels import changes
from workbench.labels.edit import Step
from workbench.labels.keeper import Keeper
from workbench.labels.project import Project
from workbench.labels.store import Store

TIMES = st.integers(0, 40).map(lambda tenth: tenth / 10)
WORDS = st.sampled_from(["", "dog", "cat", "“ü” \U0001f426"])
LONG_S = 10.0


class FailingStore(Store):
    """A disk that is full while `full` is set."""

    full = False

    def _transaction(self):
        if type(self).full:
            raise ProjectFull(self.path)
        return super()._transaction()


class History(RuleBasedStateMachine):
    """What is in memory, what is on the disk, and a plain model must be the same after each step."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "a.workbench"
        FailingStore.full = False
        self.broken = False
        self._open(Project(), ([], []))
        self.keeper.do(furnishing())
        self.model = PlainHistory(everything(self.project))
        self.model.done.append(everything(Project()))

    def _open(self, project, names) -> None:
        self.project = project
        self.keeper = Keeper(lambda: FailingStore(self.path), project, names)

    # Changes

    def _do(self, make) -> None:
        try:
            step = make(self.project)
        except LabelRefused:
            return
        if step.edits:
            wait([self.keeper.do(step)], LONG_S if not self.broken else 0.0)
            self.model.do(everything(self.project))

    def _tier(self, wanted: int) -> bool:
        return wanted in self.project.tiers

    def _ids(self, places) -> list[int]:
        every = sorted(self.project.labels.view().column("id").tolist())
        return sorted({every[place % len(every)] for place in places}) if every else []

    @rule(start=TIMES, length=TIMES, text=WORDS, tier=st.sampled_from([CALLS, PEOPLE]), boxed=st.booleans())
    def add(self, start, length, text, tier, boxed) -> None:
        if self._tier(tier):
            box = {"low_hz": 100.0, "high_hz": 200.5} if boxed else {}
            self._do(lambda p: changes.add_labels(p, [make_label(start, start + length, text, tier, **box)]))

    @rule(places=st.lists(st.integers(0, 99), min_size=1, max_size=4), text=WORDS)
    def name(self, places, text) -> None:
        if ids := self._ids(places):
            self._do(lambda p: changes.set_text(p, ids, text))

    @rule(places=st.lists(st.integers(0, 99), min_size=1, max_size=4))
    def remove(self, places) -> None:
        if ids := self._ids(places):
            self._do(lambda p: changes.remove_labels(p, ids))

    @rule(place=st.integers(0, 99), times=st.lists(TIMES, min_size=1, max_size=3), fills=st.booleans())
    def nudge(self, place, times, fills) -> None:
        """Several of one series are undone as one; the disk may become full between them."""
        for number, start in enumerate(times):
            ids = self._ids([place])
            if not ids:
                return
            columns = {"start_s": [start], "end_s": [start + 1.0]}
            try:
                step = changes.change_labels(self.project, ids, columns, "Move", series=f"move {ids[0]}")
            except LabelRefused:  # in a locked tier
                return
            joins = number > 0 and self.keeper.error is None
            if fills and number == 1:
                FailingStore.full = self.broken = True
            self.keeper.do(step)
            self.keeper.settle(LONG_S)
            if joins:
                self.model.now = everything(self.project)
            else:
                self.model.do(everything(self.project))
        self.keeper._last = None  # the next nudge is another gesture

    @rule(hidden=st.booleans(), locked=st.booleans())
    def change_tier(self, hidden, locked) -> None:
        if self._tier(PEOPLE):
            self._do(lambda p: changes.change_tier(p, PEOPLE, hidden=hidden, locked=locked))

    # The history

    def _turn(self, *, undone: bool) -> bool:
        keeper = self.keeper
        if (keeper.undo_name if undone else keeper.redo_name) is None:
            return False
        try:
            future = keeper.undo() if undone else keeper.redo()
            step: Step | None = future.result(LONG_S)
        except ProjectError:
            assert self.broken
            return False
        assert step is not None
        keeper.take_turn(step, undone=undone)
        return True

    @rule(times=st.integers(1, 3))
    def undo(self, times) -> None:
        for _ in range(times):
            if self._turn(undone=True):
                self.model.undo()

    @rule(times=st.integers(1, 3))
    def redo(self, times) -> None:
        for _ in range(times):
            if self._turn(undone=False):
                self.model.redo()

    @rule()
    def forget_undone(self) -> None:
        self.keeper.forget_undone()
        self.model.undone.clear()

    # The disk

    @precondition(lambda self: not self.broken)
    @rule()
    def reopen(self) -> None:
        assert self.keeper.close(LONG_S)
        store = Store(self.path)
        project, names = Project(store.contents()), store.step_names()
        store.close()
        self._open(project, names)

    @precondition(lambda self: not self.broken)
    @rule()
    def fill(self) -> None:
        self.keeper.settle(LONG_S)
        FailingStore.full = self.broken = True
        self.keeper.note((), {"tried": "yes"})
        self.keeper.settle(LONG_S)
        assert isinstance(self.keeper.error, ProjectFull)

    @precondition(lambda self: self.broken)
    @rule()
    def free(self) -> None:
        FailingStore.full = self.broken = False
        self.keeper.retry()
        assert self.keeper.settle(LONG_S)
        assert self.keeper.error is None

    # What must hold

    @invariant()
    def memory_is_as_the_model(self) -> None:
        assert everything(self.project) == self.model.now

    @invariant()
    def the_disk_is_as_memory(self) -> None:
        if not self.broken:
            assert self.keeper.settle(LONG_S)
            store = Store(self.path, read_only=True)
            try:
                assert everything(Project(store.contents())) == self.model.now
                assert store.step_names() == self.keeper.step_names
            finally:
                store.close()

    def teardown(self) -> None:
        if hasattr(self, "keeper"):
            FailingStore.full = False
            self.keeper.retry()
            assert self.keeper.close(LONG_S)
            self.folder.cleanup()


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
