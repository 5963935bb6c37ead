"""The commands of the synthesis bench, which is made when it is first wanted: the window is there sooner."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from workbench.errors import WorkbenchError
from workbench.gui.model_choices import Choice
from workbench.models.contract import Card, Span
from workbench.models.synthesise.recipe import MAX_SEED

if TYPE_CHECKING:
    from workbench.gui.bench import Bench
    from workbench.gui.bench_documents import BenchDocuments
    from workbench.gui.bench_sounds import BenchSound
    from workbench.gui.main_window import MainWindow

TASK = "synthesise"
PANEL = "synthesis"
MOST_AT_ONCE = 64
SHORT_S = 10.0
"""A recording up to this length is taken whole, where nothing is selected in it."""

logger = logging.getLogger(__name__)


@dataclass
class BenchWish:
    """What the panel of the bench is set to.

    `label` : what is made; `seed` : of the first sound; `count` : how many at once
    `distance` : how different variations are, 0…1; `text` : digits to be spoken
    """

    label: str = ""
    seed: int = 0
    count: int = 8
    distance: float = 0.3
    text: str = ""


class BenchCommands(QObject):
    """What the menu, the palette and the panel ask for.

    Signals
    -------
    changed() : what can be done may differ
    wish_changed() : `wish` was changed by a command
    """

    changed = Signal()
    wish_changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.wish = BenchWish()
        self.cards: tuple[Card, ...] | None = None
        """The models there are, of all tasks; None until they are read."""
        self._bench: Bench | None = None

    # What is there

    @property
    def bench(self) -> Bench:
        if self._bench is None:
            self._make_bench()
        return self._bench

    @cached_property
    def documents(self) -> BenchDocuments:
        from workbench.gui.bench_documents import BenchDocuments

        return BenchDocuments(self.window)

    @property
    def there(self) -> dict[str, bool]:
        """The needs of actions that are met; see `actions.Action`."""
        chosen = self.bench.sounds.chosen if self._bench is not None else ()
        short = self.taken_span is not None
        return {
            "sound": bool(chosen),
            "two sounds": len(chosen) == 2,
            "short sound": short,
            "sound beside recording": bool(chosen) and short,
        }

    @property
    def taken_span(self) -> Span | None:
        """Of the open recording, what the bench would listen to: the selection, else all of it if that is short."""
        document = self.window.document
        if document.recording is None:
            return None
        if document.selection is not None:
            return Span(document.selection.start_s, document.selection.end_s)
        return Span(0.0, document.total_s) if 0.0 < document.total_s <= SHORT_S else None

    def set_cards(self, cards: tuple[Card, ...]) -> None:
        self.cards = cards
        if self._bench is not None:
            self._give_cards(self.bench)

    # What a person does

    def make(self) -> None:
        bench, wish = self._shown(), self.wish
        if bench.card is None:
            self.window.messages.show_message("No model that makes sounds is installed.", "warning")
            return
        bench.make(wish.label, wish.count, wish.seed)
        self.set_seed(wish.seed + wish.count)

    def throw_seed(self) -> None:
        from workbench.gui.bench import thrown_seed

        self.set_seed(thrown_seed())

    def set_seed(self, seed: int) -> None:
        """The next sounds are made from this one on."""
        self.wish.seed = seed % (MAX_SEED + 1)
        self.note_wish()
        self.wish_changed.emit()

    def set_distance(self, distance: float) -> None:
        """Of variations to come."""
        self.wish.distance = distance
        self.note_wish()

    def more_like(self) -> None:
        bench = self._shown()
        if bench.sounds.current is not None:
            bench.more_like(bench.sounds.current, self.wish.distance, self.wish.count)

    def between(self) -> None:
        bench = self._shown()
        if len(bench.sounds.chosen) == 2:
            bench.between(*bench.sounds.chosen, max(self.wish.count, 3))

    def like_recording(self, label: str = "") -> None:
        """Like the selection, or the whole of a short recording; as the label, else as what suits best."""
        bench, recording, span = self._shown(), self.window.document.recording, self.taken_span
        if recording is None or span is None:
            return
        if recording.complete:
            bench.like_recording(recording, span, label, self.wish.distance, self.wish.count)
        else:
            self.window.messages.show_message("The recording is still being read. Try again when it is there.")

    def say(self) -> None:
        self._shown().say(self.wish.text, self.wish.seed)

    def keep(self) -> None:
        """Keep the chosen sounds; where all are kept, keep them no longer."""
        chosen = self.bench.sounds.chosen
        if all(sound.kept for sound in chosen):
            self.bench.forget(chosen)
        else:
            self.bench.keep(chosen)

    def remove(self, sounds: Sequence[BenchSound] = ()) -> None:
        """Take these sounds, or the chosen ones, off the bench; kept ones can be had back."""
        sounds = list(sounds or self.bench.sounds.chosen)
        kept = [sound for sound in sounds if sound.kept]
        self.bench.remove(sounds)
        if kept:
            what = f"“{kept[0].name}”" if len(kept) == 1 else f"{len(kept)} sounds that were kept"
            self.window.messages.show_message(
                f"{what} taken off the bench, and kept no longer.", "info", "Undo", partial(self._bring_back, kept)
            )

    def make_again(self) -> None:
        self.bench.make_again([sound for sound in self.bench.sounds.chosen if sound.failed])

    def open(self) -> None:
        if self.bench.sounds.current is not None:
            self.documents.open(self.bench.sounds.current)

    def compare(self) -> None:
        """The two chosen sounds with each other."""
        if len(self.bench.sounds.chosen) == 2:
            self.documents.compare(*self.bench.sounds.chosen)

    def compare_with_recording(self) -> None:
        """The current sound with what the bench would listen to in the recording."""
        from workbench.gui.bench_documents import Stretch

        recording, span, sound = self.window.document.recording, self.taken_span, self.bench.sounds.current
        if recording is not None and span is not None and sound is not None:
            self.documents.compare(Stretch(recording, span), sound)

    def export(self) -> None:
        self.documents.export(self.bench.sounds.chosen)

    def close(self) -> None:
        """What is kept is on the disk, as far as there is room."""
        if self._bench is not None:
            try:
                self.bench.close()
            except WorkbenchError as error:  # the window goes: there is nobody to be told
                logger.warning("%s", error)

    def note_wish(self) -> None:
        """Keep what is set until the next start."""
        card, wish = self.bench.card, self.wish
        if card is not None:
            settings = {"label": wish.label, "seed": wish.seed, "count": wish.count, "distance": wish.distance}
            self.window.models.choices.note(Choice(card, settings, self.bench.device))

    # What follows

    def _bring_back(self, sounds: Sequence[BenchSound]) -> None:
        self.bench.sounds.add([sound for sound in sounds if sound not in self.bench.sounds.items])
        self.bench.keep(sounds)
        self.bench.make_again([sound for sound in sounds if sound.waiting])  # what was made meanwhile was dropped

    def _shown(self) -> Bench:
        self.window.show_panel(PANEL)
        return self.bench

    def _make_bench(self) -> None:
        from workbench.gui.bench import Bench

        self._bench = bench = Bench(self.window.worker, self)
        bench.making.began.connect(self.window.job_bar.follow)
        bench.making.went_on.connect(self.window.job_bar.rename)
        bench.refused.connect(self.window.messages.show_error)
        bench.sounds.chosen_changed.connect(self.changed)
        bench.sounds.changed.connect(lambda _sound: self.changed.emit())
        bench.model_changed.connect(self._note_model)
        self._give_cards(bench)

    def _give_cards(self, bench: Bench) -> None:
        if self.cards is not None:
            card = self.window.models.choices.model(TASK, self.cards)
            bench.device = self.window.models.choices.device(TASK)
            bench.set_cards(self.cards, "" if card is None else card.name)

    def _note_model(self) -> None:
        """Another model: what was set for it last, as far as it still fits."""
        card = self.bench.card
        if card is not None:
            self.wish = _fitting(card, self.window.models.choices.settings(card))
            self.note_wish()
        self.wish_changed.emit()
        self.changed.emit()


def _fitting(card: Card, kept: Mapping[str, Any]) -> BenchWish:
    first = card.extra.get("first_label")
    wish = BenchWish(label=first if first in card.classes else card.classes[0])
    if kept.get("label") in card.classes:
        wish.label = kept["label"]
    for name, low, high in (("seed", 0, MAX_SEED), ("count", 1, MOST_AT_ONCE), ("distance", 0.0, 1.0)):
        value = kept.get(name)
        if isinstance(value, type(high)) and low <= value <= high:
            setattr(wish, name, value)
    return wish
