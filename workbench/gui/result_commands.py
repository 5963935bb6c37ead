"""What a person does with models that make sound, and with their results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.errors import ModelLoadError
from workbench.gui.making import Wish
from workbench.gui.model_choices import Choice
from workbench.gui.result_keeping import ResultKeeping
from workbench.gui.result_words import short_name
from workbench.gui.results import Result
from workbench.gui.suiting import Suiting
from workbench.models.contract import Card, Span

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow
    from workbench.gui.messages import Message

ANY_SOUND = "denoise/spectral-gate"
"""The model that is offered where another one does not suit."""


class ResultCommands(QObject):
    """The commands of the Model menu, and of the panel of results.

    Signals
    -------
    changed() : what can be done may differ
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self.making = window, window.making
        self.document, self.results = window.document, window.document.results
        self.keeping = ResultKeeping(window.document, window.worker, self)
        self.suiting = Suiting(window.document, window.making, window.worker, self)
        self.suiting.doubted.connect(self._ask)
        self._doubt: Message | None = None
        self._cards: dict[str, Card] = {}
        self._choices: dict[str, Choice] = {}

    # What is there

    def set_cards(self, cards: tuple[Card, ...]) -> None:
        self._cards = {card.name: card for card in cards}

    def card_of(self, model: str) -> Card | None:
        return self._cards.get(model)

    def choose(self, choice: Choice) -> None:
        """For the runs to come of this task."""
        self._choices[choice.card.task] = choice

    @property
    def there(self) -> Mapping[str, bool]:
        """What actions need: see `Action.needs`."""
        chosen = self.results.chosen
        return {
            "running result": chosen is not None and chosen.state == "running",
            "unfinished result": chosen is not None and chosen.state in ("partial", "failed") and not chosen.laid,
            "model's result": chosen is not None and not chosen.laid,
        }

    # Running

    def run_or_cancel(self, task: str) -> None:
        """Run what was chosen for this task over the whole recording; again while it runs: cancel."""
        if self.making.running:
            self.making.cancel()
        elif task in self._choices:
            self.run(self._choices[task])
        else:
            what = f"There is no model to {task} with. Install the program again, or train one."
            self.window.messages.show_error(ModelLoadError(what))

    def run(self, choice: Choice, *, on_selection: bool = False) -> None:
        selection = self.document.selection
        span = Span(selection.start_s, selection.end_s) if on_selection and selection is not None else None
        self.making.run(Wish(choice.card, choice.settings, choice.device, span))

    def _ask(self, wish: Wish, words: str) -> None:
        """Whether to run it all the same, or what works on any sound."""
        choices = [("Run anyway", lambda: self._answer(lambda: self.suiting.insist(wish)))]
        other = self.card_of(ANY_SOUND)
        if other is not None:
            use = (f"Use {short_name(ANY_SOUND)} instead", lambda: self._answer(lambda: self._run_other(other, wish)))
            choices.insert(0, use)
        subject = str(self.document.recording.path)
        self._doubt = self.window.messages.show_message(words, "warning", subject=subject, choices=choices)

    def _answer(self, do: Callable[[], object]) -> None:
        if self._doubt is not None:
            self.window.messages.put_away(self._doubt)
            self._doubt = None
        do()

    def _run_other(self, card: Card, wish: Wish) -> None:
        """Shown in the panel too, so that it is the one that is run the next time."""
        self.window.models.show_model(card)
        self.making.run(replace(wish, card=card, settings=self._choices[card.task].settings))

    # The result that is compared

    def step(self, direction: int) -> None:
        self.results.step(direction)

    def stop(self) -> None:
        if self.results.chosen is not None:
            self.making.stop(self.results.chosen)

    def go_on(self, result: Result | None = None) -> None:
        result = result or self.results.chosen
        if result is None or result not in self.results.items:
            return
        card = self.card_of(result.model)
        if card is not None and card.weights_sha256 != result.weights:
            what = f"“{result.name}” was begun with an earlier version of its model: both would be in it. Run it anew."
            self.window.messages.show_error(ModelLoadError(what), subject=str(result.recording.path))
            return
        self.making.go_on(result)

    def rename(self) -> None:
        self.window.show_panel("results")
        self.window.results_panel.rows.rename()

    def delete(self) -> None:
        """It asks nothing, and can be undone."""
        result = self.results.chosen
        if result is not None:
            self.making.stop(result)
            self.keeping.delete(result)
            self.window.messages.show_message(
                f"Deleted “{result.name}”.", "info", "Undo", self.keeping.undo_delete, subject="result"
            )

    def take_settings(self) -> None:
        """Put the settings of the chosen result into the panel of models, to be changed and run again."""
        result = self.results.chosen
        card = None if result is None else self.card_of(result.model)
        if card is not None:
            self.window.show_panel("models")
            self.window.models.show_choice(Choice(card, result.settings, result.device))
