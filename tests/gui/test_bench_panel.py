"""The panel of the synthesis bench in the window: what it asks for, shows, explains and remembers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.gui.bench_models import DigitTones
from workbench.gui.bench_commands import _fitting
from workbench.gui.bench_sounds import BenchSound
from workbench.gui.dialogs.palette import CommandPalette
from workbench.gui.document import Selection
from workbench.gui.main_window import MainWindow
from workbench.gui.panels.bench import BenchPanel
from workbench.models import catalogue
from workbench.models.contract import Card
from workbench.models.placeholder import Tones
from workbench.models.synthesise.recipe import Recipe
from workbench.models.synthesise.space import coordinate
from workbench.paths import resources_dir


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    return [Tones.card]


@pytest.fixture
def window(shared_window, qtbot) -> Iterator[MainWindow]:
    """The file's one window, with an empty bench."""
    window = shared_window
    window.show_panel("synthesis")
    bench = window.bench_commands.bench
    qtbot.waitUntil(lambda: bench.card is not None)
    yield window
    bench.cancel()
    bench.remove(bench.sounds.items)
    window.messages.clear()


@pytest.fixture
def own_window(make_window, qtbot) -> MainWindow:
    """One that a test may close."""
    window = make_window()
    window.show_panel("synthesis")
    qtbot.waitUntil(lambda: window.bench_commands.bench.card is not None)
    return window


def make(window: MainWindow, qtbot, count: int = 2) -> None:
    window.bench_panel.form.count.setValue(count)
    window.bench_panel.form.make.click()
    settle(window, qtbot)


def settle(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.bench_commands.bench.making.running)


def test_the_bench_is_not_there_until_it_is_wanted(make_window, qtbot) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: window.bench_commands.cards is not None)
    assert window.docks["synthesis"].widget() is None
    assert window.bench_commands._bench is None
    assert window.models.tasks.findData("synthesise") == -1, "it is no task that runs over a recording"
    window.actions_by_id["panel-synthesis"].trigger()
    assert window.docks["synthesis"].isVisible() and window.bench_panel.isVisible()


def test_what_the_form_says_is_made_and_the_next_seeds_come_next(window, qtbot) -> None:
    panel, sounds = window.bench_panel, window.bench_commands.bench.sounds
    panel.form.kinds.setCurrentIndex(1)
    panel.form.seed.setValue(41)
    make(window, qtbot, 2)
    make(window, qtbot, 1)
    assert [sound.name for sound in sounds.items] == ["high 41", "high 42", "high 43"]
    assert panel.form.seed.value() == 44
    assert all(sound.samples is not None for sound in sounds.items)
    assert "Made high 43" in window.job_bar.text
    panel.form.dice.click()
    assert panel.form.seed.value() < 10_000


def test_what_cannot_be_done_says_why(window, recording, qtbot) -> None:
    vary = window.bench_panel.vary.buttons
    assert not any(button.isEnabled() for button in vary.values())
    assert vary["bench-more-like"].toolTip() == "Choose a sound first"
    assert vary["bench-between"].toolTip().startswith("Choose two sounds")
    assert vary["bench-like"].toolTip().startswith("Open a recording")
    sliders = window.bench_panel.directions.sliders
    assert not any(slider.isEnabled() for slider in sliders.values())
    assert sliders["pitch"].toolTip().startswith("Choose a sound to shape it. Pitch: lower to the left, higher")
    make(window, qtbot)
    assert sliders["pitch"].toolTip().startswith("Pitch: lower to the left, higher to the right")
    assert vary["bench-more-like"].isEnabled() and not vary["bench-between"].isEnabled()
    assert "Ctrl+Shift+G" in vary["bench-more-like"].toolTip()
    window.bench_commands.bench.sounds.choose(window.bench_commands.bench.sounds.items)
    assert vary["bench-between"].isEnabled()


def test_a_slider_bends_the_chosen_sound_and_a_double_click_takes_it_back(window, qtbot) -> None:
    make(window, qtbot, 1)
    bench, slider = window.bench_commands.bench, window.bench_panel.directions.sliders["pitch"]
    sound, pitch = bench.sounds.current, bench.directions[0]
    at_first = coordinate(sound.recipe.point, pitch)
    assert slider.value() == round(at_first * 20)
    with qtbot.waitSignal(bench.making.made_live):
        slider.setValue(40)
    assert coordinate(sound.recipe.point, pitch) == pytest.approx(2.0)
    np.testing.assert_array_equal(sound.samples, next(Tones().make([sound.recipe])).samples)
    with qtbot.waitSignal(bench.making.made_live):
        qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton)
    assert coordinate(sound.recipe.point, pitch) == pytest.approx(at_first)


def test_the_selection_is_what_is_listened_to(window, recording, qtbot) -> None:
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    button = window.bench_panel.vary.buttons["bench-like"]
    assert not button.isEnabled(), "the recording is long, and nothing is selected"
    window.document.select(Selection(10.0, 10.5))
    assert button.isEnabled() and button.text() == "Like selection"
    window.bench_panel.form.count.setValue(2)
    button.click()
    sounds = window.bench_commands.bench.sounds
    qtbot.waitUntil(lambda: len(sounds.items) == 2)
    settle(window, qtbot)
    assert [sound.name for sound in sounds.items] == ["like noise and tone", "like noise and tone v1"]


def test_of_a_short_recording_all_is_listened_to_until_something_is_selected(window, qtbot) -> None:
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(resources_dir() / "samples" / "sheep.wav")
    button = window.bench_panel.vary.buttons["bench-like"]
    qtbot.waitUntil(lambda: button.isEnabled() and button.accessibleName() == "Like recording")
    window.document.select(Selection(0.2, 0.5))
    assert button.accessibleName() == "Like selection"


def test_kept_sounds_are_there_in_a_new_window(own_window, make_window, qtbot) -> None:
    make(own_window, qtbot, 2)
    bench = own_window.bench_commands.bench
    kept = bench.sounds.items[1]
    bench.sounds.choose([kept])
    own_window.actions_by_id["bench-keep"].trigger()
    own_window.close()
    again = make_window().bench_commands.bench
    qtbot.waitUntil(lambda: len(again.sounds.items) == 1 and not again.making.running)
    assert (again.sounds.items[0].name, again.sounds.items[0].recipe) == (kept.name, kept.recipe)
    np.testing.assert_array_equal(again.sounds.items[0].samples, kept.samples)


def test_kept_sounds_that_were_taken_off_can_be_had_back(window, qtbot) -> None:
    make(window, qtbot, 1)
    bench = window.bench_commands.bench
    (sound,) = bench.sounds.items
    bench.keep([sound])
    window.actions_by_id["bench-remove"].trigger()
    assert bench.sounds.items == () and not sound.kept
    window.messages.messages[-1].button.click()
    assert bench.sounds.items == (sound,) and sound.kept


def test_a_sound_that_comes_back_is_made_though_it_was_taken_off_before(window, qtbot) -> None:
    bench = window.bench_commands.bench
    bench.make("low", 1, 77)
    (sound,) = bench.sounds.items
    bench.keep([sound])
    window.bench_commands.remove([sound])
    settle(window, qtbot)
    window.messages.messages[-1].button.click()
    settle(window, qtbot)
    assert sound.samples is not None


def test_a_sound_of_an_earlier_version_of_its_model_can_be_chosen(window) -> None:
    sound = BenchSound([Recipe("low", (0.0,) * 3, 1)], Tones.card.name, "low 1")
    sounds = window.bench_commands.bench.sounds
    sounds.add([sound])
    sounds.choose([sound])
    assert not window.bench_panel.directions.sliders["pitch"].isEnabled()


def test_what_was_set_is_set_at_the_next_start(own_window, make_window, qtbot) -> None:
    form = own_window.bench_panel.form
    form.kinds.setCurrentIndex(1)
    form.seed.setValue(77)
    form.count.setValue(5)
    own_window.bench_panel.vary.distance.changed.emit(0.6)
    own_window.close()
    again = make_window()
    again.show_panel("synthesis")
    panel = again.bench_panel
    qtbot.waitUntil(lambda: panel.form.label == "high")
    assert (panel.form.seed.value(), panel.form.count.value(), panel.vary.distance.value) == (77, 5, 0.6)


def test_digits_are_joined_to_one_sound_in_one_voice(make_window, monkeypatch, qtbot) -> None:
    monkeypatch.setattr(catalogue, "cards", lambda: [DigitTones.card])
    window = make_window("tests.gui.bench_models:load_digits")
    window.show_panel("synthesis")
    form, bench = window.bench_panel.form, window.bench_commands.bench
    qtbot.waitUntil(lambda: bench.can_say)
    assert form.digits.isVisible() and not form.say.isEnabled()
    form.digits.setText("3227")
    form.say.click()
    qtbot.waitUntil(lambda: len(bench.sounds.items) == 1 and bench.sounds.items[0].samples is not None)
    (sound,) = bench.sounds.items
    assert (sound.name, [recipe.label for recipe in sound.recipes]) == ("3227", list("3227"))
    assert len({recipe.point for recipe in sound.recipes}) == 1
    spoken_frames = sum(made.samples.shape[1] for made in DigitTones().make(sound.recipes))
    assert sound.samples.shape[1] == spoken_frames + 3 * round(0.05 * sound.sample_rate)


def test_without_a_model_the_bench_says_so(make_window, monkeypatch, qtbot) -> None:
    monkeypatch.setattr(catalogue, "cards", lambda: [])
    window = make_window()
    window.show_panel("synthesis")
    qtbot.waitUntil(lambda: window.bench_commands.cards is not None)
    assert not window.bench_panel.form.isVisible()
    window.actions_by_id["bench-make"].trigger()
    assert window.bench_commands.bench.sounds.items == ()


def test_errors_are_said_above_the_lanes(make_window, qtbot) -> None:
    window = make_window("tests.gui.bench_models:load_damaged")
    window.show_panel("synthesis")
    qtbot.waitUntil(lambda: window.bench_commands.bench.card is not None)
    make(window, qtbot, 2)
    assert [message.text for message in window.messages.messages] == [
        "The weights are damaged. Install the model again."
    ]
    assert all("damaged" in sound.failed for sound in window.bench_commands.bench.sounds.items)


def test_the_bench_fits_small_and_large_windows(window, qtbot) -> None:
    panel: BenchPanel = window.bench_panel
    for width, height in ((900, 600), (1600, 1000)):
        window.resize(width, height)
        qtbot.waitUntil(lambda: panel.strip.width() > 250)
        assert (window.width(), window.height()) == (width, height)
        assert panel.form.isVisible()
    panel.vary.resize(900, panel.vary.height())
    more = panel.vary.buttons["bench-more-like"]
    assert more.text() == "More like this"
    panel.vary.resize(480, panel.vary.height())
    assert more.text() == "More like this" and not panel.vary.distance.slider.isVisible()
    panel.vary.resize(260, panel.vary.height())
    assert not more.text() and not more.icon().isNull() and more.accessibleName() == "More like this"


def test_the_kind_that_the_card_names_is_offered_first() -> None:
    named = replace(Tones.card, extra={**Tones.card.extra, "first_label": "high"})
    damaged = replace(Tones.card, extra={**Tones.card.extra, "first_label": ["high"]})
    assert [_fitting(card, {}).label for card in (named, damaged, Tones.card)] == ["high", "low", "low"]
    assert _fitting(named, {"label": "low"}).label == "low", "what was set last"


def test_the_palette_finds_all_commands_of_the_bench(window, qtbot) -> None:
    palette = CommandPalette(list(window.actions_by_id.values()), window)
    qtbot.addWidget(palette)
    palette.typed.setText("synth")
    shown = {palette.list.item(row).text() for row in range(palette.list.count())}
    wanted = {name for name in window.actions_by_id if name.startswith("bench-")} | {"panel-synthesis"}
    assert {window.actions_by_id[name].text().removesuffix("…") for name in wanted} <= shown
