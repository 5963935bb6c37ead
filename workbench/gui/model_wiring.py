"""Joins the panel of models, and running classifiers, to the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.lane_kinds import NETWORK_INPUT
from workbench.gui.model_choices import Choice
from workbench.gui.tasks import TASKS
from workbench.jobs.scheduler import Priority
from workbench.models import catalogue
from workbench.models.contract import Card, Span

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


def join_models(w: MainWindow) -> None:
    """Called once, when all parts are there."""
    classifying, models, part = w.classifying, w.models, w.models.classify
    w.worker.run(_read_cards, Priority.VIEW).result.connect(lambda cards: _show_cards(w, cards))
    models.chosen.connect(lambda choice: _choose(w, choice))
    models.run_requested.connect(lambda choice: _run(w, choice))
    models.cancel_requested.connect(lambda task: (w.making if TASKS[task].makes_sound else classifying).cancel())
    w.document.selection_changed.connect(lambda: models.set_selection(_selected(w)))
    part.network_input_toggled.connect(lambda on: w.lanes.show(NETWORK_INPUT, on))
    part.threshold_changed.connect(classifying.set_threshold)
    words = TASKS["classify"]
    classifying.began.connect(lambda name, job: w.job_bar.follow(job, f"{words.doing} {name}", f"{words.done} {name}"))
    classifying.running_changed.connect(models.set_running)
    classifying.refused.connect(w.messages.show_error)
    w.document.scores_changed.connect(lambda: part.show_scores(w.document.scores))
    w.lanes.shown_changed.connect(lambda kind, shown: kind == NETWORK_INPUT and part.set_network_input_shown(shown))
    part.set_threshold(classifying.threshold)


def show_network_input(w: MainWindow) -> None:
    """The lane of what the network sees, if it is there, shows that of the chosen model."""
    lane = w.lanes.lane(NETWORK_INPUT)
    for card in w.classifying.cards:
        if lane is not None and card.name == w.classifying.model:
            lane.set_model(card)


def _selected(w: MainWindow) -> Span | None:
    selection = w.document.selection
    return None if selection is None else Span(selection.start_s, selection.end_s)


def _read_cards():
    yield tuple(catalogue.cards())


def _show_cards(w: MainWindow, cards: tuple[Card, ...]) -> None:
    w.classifying.cards = cards
    w.result_commands.set_cards(cards)
    w.bench_commands.set_cards(cards)
    w.models.set_cards(cards, catalogue.settings_of)


def _choose(w: MainWindow, choice: Choice) -> None:
    if TASKS[choice.card.task].makes_sound:
        w.result_commands.choose(choice)
        return
    w.classifying.model = choice.card.name
    w.classifying.choose_settings(dict(choice.settings), choice.device)
    show_network_input(w)


def _run(w: MainWindow, choice: Choice) -> None:
    _choose(w, choice)
    if TASKS[choice.card.task].makes_sound:
        w.result_commands.run(choice, on_selection=w.models.making.on_selection)
    else:
        w.classifying.run()
