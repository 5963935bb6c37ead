from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox

from workbench.gui.model_choices import Choice
from workbench.gui.panels.models import ModelsPanel
from workbench.gui.panels.settings_form import SettingsForm
from workbench.gui.preview import SampleSettings, sample_card
from workbench.gui.scores import ScoreTrack
from workbench.models.contract import Scores


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
        panel.classify.threshold._slider.setValue(75)
    assert track.threshold == pytest.approx(0.75)
    panel.classify.show_scores(None)
    assert panel.classify.ranking.rows == ()
