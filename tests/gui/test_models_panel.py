from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox

from workbench.gui.model_choices import Choice, ModelChoices
from workbench.gui.panels.models import ModelsPanel
from workbench.gui.panels.settings_form import SettingsForm
from workbench.gui.preview import SampleSettings, sample_card
from workbench.gui.scores import ScoreTrack
from workbench.models.contract import Scores, Span
from workbench.models.denoise.gate_settings import GateSettings


@dataclass(frozen=True)
class Everything:
    number: float = field(default=2.5, metadata={"label": "A number", "minimum": 0.5, "maximum": 4.0, "unit": "s"})
    count: int = field(default=3, metadata={"min": 1, "max": 9, "help": "How many"})
    yes: bool = True
    mode: Literal["fast", "good"] = "good"
    size: int = field(default=512, metadata={"choices": (256, 512)})
    words: str = "some"


@pytest.fixture
def panel(qtbot):
    panel = ModelsPanel()
    qtbot.addWidget(panel)
    panel.set_cards([sample_card()], lambda card: SampleSettings)
    return panel


def test_a_form_has_an_editor_for_each_type_within_its_limits(qtbot):
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show_settings(Everything)
    assert Everything(**form.values()) == Everything()
    kinds = {name: type(form.editor(name)) for name in form.values()}
    assert kinds == {
        "number": QDoubleSpinBox, "count": QSpinBox, "yes": QCheckBox, "mode": QComboBox, "size": QComboBox,
        "words": QLineEdit,
    }  # fmt: skip
    form.editor("number").setValue(99.0)
    form.editor("count").setValue(0)
    assert (form.values()["number"], form.values()["count"]) == (4.0, 1)
    assert form.editor("number").accessibleName() == "A number"
    assert form.editor("count").toolTip() == "How many"
    with qtbot.waitSignal(form.changed):
        form.editor("yes").setChecked(False)
    form.show_settings(Everything, {"mode": "fast"})
    assert Everything(**form.values()) == Everything(mode="fast")


def test_run_says_what_to_run_and_cancel_while_it_runs(qtbot, panel):
    assert not panel.run_button.isEnabled(), "there is nothing to run on"
    panel.begin()
    panel.form.editor("hop_s").setValue(0.5)
    with qtbot.waitSignal(panel.run_requested) as run:
        panel.run_button.click()
    assert run.args == [Choice(sample_card(), {"hop_s": 0.5, "smooth": True, "weighting": "mean"}, "auto")]
    panel.set_running(True)
    with qtbot.waitSignal(panel.cancel_requested):
        panel.run_button.click()


def test_threshold_goes_both_ways_and_classes_are_ranked(qtbot, panel):
    track = ScoreTrack(sample_card(), threshold=0.3)
    panel.classify.show_scores(track)
    assert panel.classify.threshold.threshold == pytest.approx(0.3)
    track.add(Scores(0.0, 1.0, np.array([0.1, 0.9, 0.2, 0.0, 0.4], np.float32)))
    track.add(Scores(1.0, 2.0, np.array([0.8, 0.1, 0.2, 0.0, 0.4], np.float32)))
    track.settle()
    assert [name for name, *_ in panel.classify.ranking.rows][:3] == ["Rain", "Dog", "Clock tick"]
    track.set_threshold(0.6)
    assert panel.classify.threshold.threshold == pytest.approx(0.6)
    with qtbot.waitSignal(track.threshold_changed):
        panel.classify.threshold.slider.setValue(75)
    assert track.threshold == pytest.approx(0.75)
    panel.classify.show_scores(None)
    assert panel.classify.ranking.rows == ()


GATE = replace(sample_card(), name="denoise/gate", task="denoise", classes=())


@pytest.fixture
def both(qtbot):
    choices = ModelChoices({"denoise": {"model": "denoise/gate", "settings": {"denoise/gate": {"reduction_db": 24.0}}}})
    panel = ModelsPanel(choices)
    qtbot.addWidget(panel)
    panel.set_cards([sample_card(), GATE], lambda card: GateSettings if card is GATE else SampleSettings)
    panel.begin()
    return panel


def test_each_task_has_its_parts_its_model_and_its_settings(qtbot, both):
    assert both.task == "classify"
    assert not both.making.isVisibleTo(both)
    both.form.editor("hop_s").setValue(2.0)
    both.tasks.setCurrentIndex(1)
    assert (both.card, both.form.values()["reduction_db"]) == (GATE, 24.0)
    assert both.making.isVisibleTo(both)
    assert not both.classify.isVisibleTo(both)
    both.set_running(True)
    assert both.run_button.text() == "Run", "it is the other task that runs"
    both.tasks.setCurrentIndex(0)
    assert both.run_button.text() == "Cancel"
    kept = json.loads(json.dumps(both.choices.kept))
    again = ModelsPanel(ModelChoices(kept, both.choices.task))
    qtbot.addWidget(again)
    said = []
    again.chosen.connect(said.append)
    again.set_cards([sample_card(), GATE], lambda card: GateSettings if card is GATE else SampleSettings)
    assert {each.card.task: each.settings.get("hop_s") for each in said} == {"classify": 2.0, "denoise": None}
    assert again.form.values()["hop_s"] == 2.0


def test_the_noise_is_a_stretch_of_this_recording(qtbot, both):
    both.tasks.setCurrentIndex(1)
    noise = both.form.editor("noise")
    assert not noise.take.isEnabled()
    assert "Select" in noise.take.toolTip()
    both.set_selection(Span(1.2, 2.05))
    with qtbot.waitSignal(both.chosen) as chosen:
        noise.take.click()
    assert GateSettings(**chosen.args[0].settings).noise == (1.2, 2.05)
    assert noise.accessibleName() == "Noise from: 1.20–2.05 s"
    both.tasks.setCurrentIndex(0)
    both.tasks.setCurrentIndex(1)
    assert both.form.editor("noise").span == Span(1.2, 2.05)
    with qtbot.waitSignal(both.chosen) as chosen:
        both.begin()
    assert both.form.editor("noise").span is None
    assert "noise_start_s" not in both.choices.settings(GATE)


def test_what_was_kept_by_another_version_does_no_harm(qtbot):
    strange = {"reduction_db": "much", "channels": "some"}
    for kept in (3, {"model": 1, "settings": []}, {"settings": {"denoise/gate": strange}}):
        panel = ModelsPanel(ModelChoices({"denoise": kept}, "denoise"))
        qtbot.addWidget(panel)
        panel.set_cards([GATE], lambda _card: GateSettings)
        assert GateSettings(**panel.form.values()) == GateSettings()
