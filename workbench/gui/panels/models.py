"""The panel of models: choose a task and a model, set it up, run it, and read its card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from workbench.gui import icons, preview
from workbench.gui.layout import Upright
from workbench.gui.model_choices import Choice, ModelChoices
from workbench.gui.panels.aligned import align_labels
from workbench.gui.panels.card_text import card_html
from workbench.gui.panels.classify_part import ClassifyPart
from workbench.gui.panels.making_part import MakingPart
from workbench.gui.panels.settings_form import SettingsForm
from workbench.gui.tasks import TASKS
from workbench.gui.theme import GRID_PX
from workbench.models.catalogue import SPECTRAL_GATE
from workbench.models.contract import Card, Span

DEVICES = (
    ("auto", "Best there is"),
    ("cpu", "Processor (CPU)"),
    ("cuda", "NVIDIA GPU (CUDA)"),
    ("mps", "Apple GPU (MPS)"),
)


class ModelsPanel(QWidget):
    """Asks for runs; it runs nothing itself. `classify` and `making` are its parts for either kind of task.

    Signals
    -------
    run_requested(Choice) : run this; `making.on_selection` says on what
    cancel_requested(str) : name of the task
    chosen(Choice) : what a task runs from now on: said of all at first, then when the person changes something
    """

    run_requested = Signal(object)
    cancel_requested = Signal(str)
    chosen = Signal(object)

    def __init__(self, choices: ModelChoices | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = choices or ModelChoices()
        self._cards: tuple[Card, ...] = ()
        self._settings_of: Callable[[Card], type[Any] | None] = lambda card: None
        self._running = {False: False, True: False}
        self._ready = False
        self._here: dict[str, dict[str, Any]] = {}
        """Settings by model for this recording alone."""
        self.tasks, self.choice, self.device = QComboBox(), QComboBox(), QComboBox()
        self.form = SettingsForm()
        self.run_button = QPushButton()
        self.classify, self.making = ClassifyPart(), MakingPart()
        self._lines = QFormLayout()
        self._card = QLabel()
        self._fold = QToolButton()
        self._lay_out()
        self._connect()

    # What others set

    def set_cards(self, cards: Sequence[Card], settings_of: Callable[[Card], type[Any] | None]) -> None:
        """The models there are, the default of each task first, and the settings dataclass of each (None: nothing to
        set). Those whose task is in no table are left out."""
        self._cards, self._settings_of = tuple(card for card in cards if card.task in TASKS), settings_of
        present = [name for name in TASKS if any(card.task == name for card in self._cards)]
        blocked = self.tasks.blockSignals(True)
        self.tasks.clear()
        for name in present:
            self.tasks.addItem(TASKS[name].title, name)
        self.tasks.setCurrentIndex(max(self.tasks.findData(self.choices.task), 0) if present else -1)
        self.tasks.blockSignals(blocked)
        self._lines.setRowVisible(self.tasks, len(present) > 1)
        self._say_all()
        self._show_task()

    def show_choice(self, choice: Choice) -> None:
        """Show this task and model with these settings, as if they had been chosen here."""
        if choice.card in self._cards:
            self._here[choice.card.name] = dict(choice.settings)
            self.choices.note(choice)
            self._set_silently(self.tasks, choice.card.task)
            self._take_task()
            self._say_choice()

    def show_model(self, card: Card) -> None:
        """The same, with the settings that the model had last."""
        self.show_choice(Choice(card, self._chosen_settings(card), self.choices.device(card.task)))

    def begin(self) -> None:
        """Another recording is here, to run on: no stretch of it is chosen."""
        self._ready = True
        if self._here:
            self._here.clear()
            self._show_card()
            self._say_all()
        self._show_run()

    def set_selection(self, selection: Span | None) -> None:
        """What is selected now."""
        self.form.set_selection(selection)
        self.making.set_selectable(selection is not None)

    def set_running(self, running: bool, *, making: bool = False) -> None:
        """Whether a classifier runs, or with `making` something that makes sound."""
        self._running[making] = running
        self._show_run()

    @property
    def card(self) -> Card | None:
        return self.choice.currentData()

    @property
    def task(self) -> str:
        """Name of the task that is shown."""
        return self.tasks.currentData() or "classify"

    # Making

    def _lay_out(self) -> None:
        self.tasks.setAccessibleName("Task")
        self.tasks.setToolTip("What models are to do")
        self.choice.setAccessibleName("Model")
        self.choice.setPlaceholderText("None is installed")
        self.device.setAccessibleName("Computes on")
        self.device.setToolTip("Where the network computes")
        for name, words in DEVICES:
            self.device.addItem(words, name)
        self.run_button.setMinimumHeight(8 * GRID_PX)
        self.run_button.setIconSize(QSize(icons.ICON_PX, icons.ICON_PX))
        self._card.setWordWrap(True)
        self._card.setTextFormat(Qt.TextFormat.RichText)
        self._card.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._card.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._fold.setText("About this model")
        self._fold.setCheckable(True)
        self._fold.setAutoRaise(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._lines.setHorizontalSpacing(2 * GRID_PX)
        self._lines.setVerticalSpacing(GRID_PX)
        self._lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, widget in (("Task", self.tasks), ("Model", self.choice), ("Computes on", self.device)):
            self._lines.addRow(words, widget)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addLayout(self._lines)
        for widget in (self.form, self.making, self.run_button, self.classify, self._fold, self._card):
            column.addWidget(widget)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Upright(inner))

    def _connect(self) -> None:
        self.tasks.currentIndexChanged.connect(self._take_task)
        self.choice.currentIndexChanged.connect(self._take_model)
        self.device.currentIndexChanged.connect(self._say_choice)
        self.form.changed.connect(self._say_choice)
        self.run_button.clicked.connect(self._run_or_cancel)
        self._fold.toggled.connect(self._show_folded)
        self._show_folded(False)
        self._lines.setRowVisible(self.tasks, False)
        self._show_task()

    def _show_folded(self, shown: bool) -> None:
        self._card.setVisible(shown)
        self._fold.setIcon(icons.icon("chevron-down" if shown else "chevron-right"))

    def _show_task(self) -> None:
        """Offer the models of the task, the one that was chosen last in front of them."""
        makes_sound = TASKS[self.task].makes_sound
        self.making.setVisible(makes_sound)
        self.classify.setVisible(not makes_sound)
        self._fill_models()
        self._set_silently(self.device, self.choices.device(self.task))
        self._show_card()

    def _fill_models(self) -> None:
        chosen = self.choices.model(self.task, self._cards)
        blocked = self.choice.blockSignals(True)
        self.choice.clear()
        for card in self._cards:
            if card.task == self.task:
                self.choice.addItem(card.name.rpartition("/")[2], card)
                self.choice.setItemData(self.choice.count() - 1, card.summary, Qt.ItemDataRole.ToolTipRole)
        names = [self.choice.itemData(index).name for index in range(self.choice.count())]
        # With words for an empty box, Qt chooses nothing by itself, and keeps nothing the first time.
        for _ in range(2):
            self.choice.setCurrentIndex(-1 if chosen is None else names.index(chosen.name))
        self.choice.blockSignals(blocked)

    def _show_card(self) -> None:
        card = self.card
        self._card.setText(card_html(card) if card else "")
        self._fold.setVisible(card is not None)
        self._lines.setRowVisible(self.device, card is None or not _is_formula(card))
        self._fill_form(self.form, card)
        self.form.setVisible(not self.form.empty)
        align_labels(self)
        self._show_run()

    def _show_run(self) -> None:
        running = self._running[TASKS[self.task].makes_sound]
        self.run_button.setText("Cancel" if running else "Run")
        self.run_button.setIcon(icons.icon("x" if running else "play"))
        self.run_button.setEnabled(running or (self._ready and self.card is not None))
        if self.card is None:
            self.run_button.setToolTip("No model is installed")
        elif not self._ready:
            self.run_button.setToolTip("Open a recording first")
        elif running:
            self.run_button.setToolTip("Stop, and keep what is there")
        else:
            self.run_button.setToolTip(f"{TASKS[self.task].title} the recording")

    def _set_silently(self, box: QComboBox, data: str) -> None:
        blocked = box.blockSignals(True)
        box.setCurrentIndex(max(box.findData(data), 0))
        box.blockSignals(blocked)

    # What the person does

    def _take_task(self) -> None:
        self.choices.task = self.task
        self._show_task()

    def _take_model(self) -> None:
        self._show_card()
        self._say_choice()

    def _run_or_cancel(self) -> None:
        if self._running[TASKS[self.task].makes_sound]:
            self.cancel_requested.emit(self.task)
        elif self.card is not None:
            self.run_requested.emit(self._choice())

    def _say_choice(self) -> None:
        if self.card is not None:
            choice = self._choice()
            self._here[choice.card.name] = dict(choice.settings)
            self.choices.note(Choice(choice.card, self.form.lasting_values(), choice.device))
            self.chosen.emit(choice)

    def _say_all(self) -> None:
        form = SettingsForm()
        for task in {card.task: None for card in self._cards}:
            card = self.choices.model(task, self._cards)
            self._fill_form(form, card)
            self.chosen.emit(Choice(card, form.values(), self.choices.device(task)))

    def _choice(self) -> Choice:
        return Choice(self.card, self.form.values(), self.device.currentData())

    def _fill_form(self, form: SettingsForm, card: Card | None) -> None:
        """With what was chosen for this model, as far as it takes that."""
        if card is None:
            form.show_settings(None)
        else:
            form.show_settings(self._settings_of(card), self._chosen_settings(card))

    def _chosen_settings(self, card: Card) -> dict[str, Any]:
        return {**self.choices.settings(card), **self._here.get(card.name, {})}


def _is_formula(card: Card) -> bool:
    """Whether it is no network, and computes where the program does."""
    return card.extra.get("architecture") == SPECTRAL_GATE


def make_preview() -> QWidget:
    import numpy as np

    from workbench.gui.preview import SampleSettings, sample_card
    from workbench.gui.scores import ScoreTrack
    from workbench.models.contract import Scores

    panel = ModelsPanel()
    card = sample_card()
    panel.set_cards([card], lambda _: SampleSettings)
    panel.begin()
    track = ScoreTrack(card, parent=panel)
    track.add(Scores(0.0, 1.0, np.array([0.91, 0.62, 0.34, 0.12, 0.04], np.float32)))
    track.settle()
    panel.classify.show_scores(track)
    panel._fold.setChecked(True)
    return panel


if __name__ == "__main__":
    preview.run(make_preview, 300, 760)
