"""The commands of the menu Label, Tiers: they act on the tier in which new labels are made."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from workbench.gui.labelling import Labelling
from workbench.labels import changes
from workbench.labels.edit import Step
from workbench.labels.label import Tier
from workbench.labels.project import Project


class TierCommands(QObject):
    """What is refused is said by the project host.

    Signals
    -------
    rename_requested(object) : the id of a tier, shown now, whose name is to be typed
    deleted(str, str) : a sentence about labels that went with their tier, and the name of the step
    """

    rename_requested = Signal(object)
    deleted = Signal(str, str)

    def __init__(self, labelling: Labelling) -> None:
        super().__init__(labelling)
        self.labelling, self.host, self.selection = labelling, labelling.host, labelling.selection

    @property
    def current(self) -> Tier | None:
        """The tier that commands act on."""
        project, tier_id = self.host.project, self.selection.tier_id
        return None if project is None or tier_id is None else project.tiers[tier_id]

    def _take(self) -> Tier | None:
        """The current tier, which stays it whatever becomes of it."""
        tier = self.current
        if tier is not None:
            self.selection.choose_tier(tier.id)
        return tier

    def add(self) -> None:
        """A tier below the others, whose name is typed next."""
        made: list[Tier] = []

        def step(project: Project) -> Step:
            tier, added = changes.add_tier(project, _free_name(project))
            made.append(tier)
            return added

        if self.labelling.perform(step):
            self.selection.choose_tier(made[0].id)
            self.rename_requested.emit(made[0].id)

    def ask_name(self) -> None:
        """Let the person type another name of the current tier; hidden, it is shown first."""
        tier = self.current
        if tier is not None and (not tier.hidden or self.show(tier.id, True)):
            self.rename_requested.emit(tier.id)

    def rename(self, tier_id: int, name: str) -> None:
        words = f"Rename tier to {name}"
        self.labelling.perform(lambda project: changes.change_tier(project, tier_id, words=words, name=name))

    def show(self, tier_id: int, shown: bool) -> bool:
        """Show or hide a tier; whether it was done."""
        verb = "Show" if shown else "Hide"
        return self.labelling.perform(
            lambda project: changes.change_tier(
                project, tier_id, words=f"{verb} tier {project.tiers[tier_id].name}", hidden=not shown
            )
        )

    def hide(self) -> None:
        """The current tier; the next one that is shown becomes the current one."""
        tier, project = self.current, self.host.project
        if tier is None or project is None or not self.show(tier.id, False):
            return
        listed = project.tier_list
        here = next(index for index, each in enumerate(listed) if each.id == tier.id)
        shown = [each for each in (*listed[here:], *reversed(listed[:here])) if not each.hidden]
        if shown:
            self.selection.choose_tier(shown[0].id)

    def toggle_locked(self) -> None:
        """What is locked cannot be changed."""
        tier = self._take()
        if tier is not None:
            words = f"{'Unlock' if tier.locked else 'Lock'} tier {tier.name}"
            self.labelling.perform(
                lambda project: changes.change_tier(project, tier.id, words=words, locked=not tier.locked)
            )

    def toggle_exclusive(self) -> None:
        """Whether labels of the tier may overlap."""
        tier = self._take()
        if tier is not None:
            words = f"{'Allow' if tier.exclusive else 'Forbid'} overlaps in {tier.name}"
            self.labelling.perform(
                lambda project: changes.change_tier(project, tier.id, words=words, exclusive=not tier.exclusive)
            )

    def move(self, step: int) -> None:
        """The current tier up (−1) or down (+1), past those that are hidden."""
        tier, project = self._take(), self.host.project
        if tier is None or project is None:
            return
        shown = [each for each in project.tier_list if not each.hidden or each.id == tier.id]
        to = next(index for index, each in enumerate(shown) if each.id == tier.id) + step
        if 0 <= to < len(shown):
            below = to + 1 if step > 0 else to
            self.move_above(tier.id, shown[below].id if below < len(shown) else None)

    def move_above(self, tier_id: int, other_id: int | None) -> None:
        """Put a tier above another one, or below all (None)."""

        def step(project: Project) -> Step:
            others = [tier.id for tier in project.tier_list if tier.id != tier_id]
            return changes.move_tier(project, tier_id, len(others) if other_id is None else others.index(other_id))

        self.labelling.perform(step)

    def delete(self) -> None:
        """The current tier with its labels, which can be undone."""
        tier, project = self.current, self.host.project
        if tier is None or project is None:
            return
        count = int((project.labels.view().column("tier") == tier.id).sum())
        if self.labelling.perform(lambda project: changes.remove_tier(project, tier.id)) and count:
            labels = "1 label" if count == 1 else f"{count:,} labels"
            self.deleted.emit(f"The tier {tier.name} was deleted with {labels}.", f"Delete tier {tier.name}")

    def fill(self, menu: QMenu) -> None:
        """One entry a tier, that shows or hides it."""
        menu.clear()
        project = self.host.project
        for tier in [] if project is None else project.tier_list:
            action = menu.addAction(tier.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not tier.hidden)
            action.toggled.connect(lambda on, tier_id=tier.id: self.show(tier_id, on))
        if menu.isEmpty():
            menu.addAction("No tiers yet").setEnabled(False)


def _free_name(project: Project) -> str:
    taken = {tier.name for tier in project.tiers.values()}
    return next(name for number in range(len(taken) + 1, 2 * len(taken) + 3) if (name := f"Tier {number}") not in taken)
