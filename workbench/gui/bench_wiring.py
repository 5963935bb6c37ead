"""Joins the panel of the synthesis bench to the bench and to the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton

from workbench.gui import menus
from workbench.gui.auditioning import Auditioning
from workbench.gui.key_guard import leave_keys
from workbench.gui.panels.aligned import align_labels
from workbench.gui.panels.bench import BenchPanel
from workbench.gui.panels.sound_strip import EMPTY_WORDS, SoundStrip
from workbench.gui.tooltips import tip
from workbench.models.synthesise.space import coordinate

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow
    from workbench.gui.panels.bench_form import BenchForm

_WHY_NOT = {
    "bench-more-like": "Choose a sound first",
    "bench-between": "Choose two sounds first: click one, then another with Ctrl",
    "bench-like": "Open a recording and select a sound in it first",
    "bench-make": "",
}
_NO_SOUND, _OTHER_MODEL = "Choose a sound to shape it", "The chosen sound is another model’s"


def make_bench_panel(w: MainWindow) -> BenchPanel:
    """Called when it is first wanted."""
    strip = SoundStrip(w.bench_commands.bench.sounds, w.worker, w.result_commands.card_of)
    panel = BenchPanel(strip, w)
    _join_controls(w, panel)
    _join_strip(w, strip)
    leave_keys(panel)
    return panel


def _join_controls(w: MainWindow, panel: BenchPanel) -> None:
    commands, bench = w.bench_commands, w.bench_commands.bench
    form = panel.form
    form.model_chosen.connect(bench.choose_model)
    form.edited.connect(lambda: _take_form(w, form))
    form.dice.clicked.connect(commands.throw_seed)
    form.cancel.clicked.connect(bench.cancel)
    form.say.clicked.connect(commands.say)
    form.say_wanted.connect(lambda: commands.wish.text.strip() and commands.say())
    panel.vary.distance_changed.connect(commands.set_distance)
    panel.vary.like_wanted.connect(commands.like_recording)
    panel.directions.moved.connect(bench.bend)
    for name, button in {"bench-make": form.make, **panel.vary.buttons}.items():
        _bind(w, button, name)
    w.actions_by_id["bench-make"].changed.connect(lambda: _show_empty(w, panel))
    w.actions_by_id["bench-like"].changed.connect(lambda: _show_like(w, panel))
    w.document.selection_changed.connect(lambda: _show_like(w, panel))
    bench.model_changed.connect(lambda: _show_model(w, panel))
    commands.wish_changed.connect(lambda: _show_wish(w, panel))
    bench.making.running_changed.connect(lambda: _show_running(w, panel))
    bench.sounds.chosen_changed.connect(lambda: _show_chosen(w, panel))
    bench.sounds.changed.connect(lambda sound: sound is bench.sounds.current and _show_chosen(w, panel))
    _show_model(w, panel)
    _show_running(w, panel)


def _join_strip(w: MainWindow, strip: SoundStrip) -> None:
    commands, bench, auditioning = w.bench_commands, w.bench_commands.bench, Auditioning(w.player, strip)
    auditioning.moved.connect(strip.show_playing)
    auditioning.ended.connect(lambda _sound: strip.show_playing(None))
    bench.making.made_live.connect(auditioning.play)
    bench.sounds.removed.connect(lambda gone: auditioning.sounding in gone and auditioning.stop())
    strip.play_requested.connect(auditioning.play)
    strip.stop_requested.connect(auditioning.stop)
    strip.more_requested.connect(lambda sound: bench.more_like(sound, commands.wish.distance, commands.wish.count))
    strip.between_requested.connect(lambda first, last: bench.between(first, last, max(commands.wish.count, 3)))
    strip.keep_requested.connect(lambda sound, on: bench.keep([sound]) if on else bench.forget([sound]))
    strip.again_requested.connect(bench.make_again)
    strip.remove_requested.connect(commands.remove)
    strip.open_requested.connect(commands.documents.open)
    strip.compare_requested.connect(commands.documents.compare)
    strip.reveal_requested.connect(commands.documents.show_in_folder)
    strip.export_requested.connect(commands.documents.export)
    strip.failed.connect(w.messages.show_error)
    w.document.spectrogram_changed.connect(lambda: _color(w, strip))
    _color(w, strip)


def _color(w: MainWindow, strip: SoundStrip) -> None:
    view = w.document.spectrogram
    strip.set_colors(view.colormap, view.floor_db, view.ceiling_db)


def _bind(w: MainWindow, button: QAbstractButton, name: str) -> None:
    """The button does the action; its tooltip names the key, or says why there is nothing to do."""
    action, entry = w.actions_by_id[name], menus.entry_of(name)

    def update() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(tip(entry.tip, action.shortcut()) if action.isEnabled() else _WHY_NOT[name])

    button.clicked.connect(action.trigger)
    action.changed.connect(update)
    update()


def _take_form(w: MainWindow, form: BenchForm) -> None:
    wish = w.bench_commands.wish
    wish.label, wish.seed, wish.count, wish.text = form.label, form.seed.value(), form.count.value(), form.digits.text()
    w.bench_commands.note_wish()


def _show_wish(w: MainWindow, panel: BenchPanel) -> None:
    wish = w.bench_commands.wish
    panel.form.show_wish(wish.label, wish.seed, wish.count, wish.text)
    panel.vary.distance.set_value(wish.distance)


def _show_model(w: MainWindow, panel: BenchPanel) -> None:
    bench = w.bench_commands.bench
    panel.set_there(bench.card is not None if w.bench_commands.cards is not None else None)
    panel.form.show_models(bench.cards, bench.card)
    _show_empty(w, panel)
    labels = bench.card.classes if bench.card is not None else ()
    panel.form.show_kinds(labels, bench.can_say)
    panel.vary.set_labels(labels)
    panel.directions.set_directions(bench.directions)
    align_labels(panel)
    _show_wish(w, panel)
    _show_chosen(w, panel)
    _show_like(w, panel)


def _show_empty(w: MainWindow, panel: BenchPanel) -> None:
    press = tip("Choose a kind and press Make", w.actions_by_id["bench-make"].shortcut())
    panel.strip.set_empty_words("" if w.bench_commands.bench.card is None else f"{press}.\n\n{EMPTY_WORDS}")


def _show_running(w: MainWindow, panel: BenchPanel) -> None:
    panel.form.cancel.setEnabled(w.bench_commands.bench.making.running)


def _show_like(w: MainWindow, panel: BenchPanel) -> None:
    there = w.actions_by_id["bench-like"].isEnabled()
    panel.vary.labels.setEnabled(there)
    selected = w.document.recording is None or w.document.selection is not None or not there
    panel.vary.set_selected(selected)


def _show_chosen(w: MainWindow, panel: BenchPanel) -> None:
    """The sliders stand where the current sound lies."""
    bench = w.bench_commands.bench
    sound = bench.sounds.current
    if sound is None or not bench.can_bend(sound):
        panel.directions.show_values(None, {}, _NO_SOUND if sound is None else _OTHER_MODEL)
    else:
        now, first = (
            {direction.name: coordinate(recipe.point, direction) for direction in bench.directions}
            for recipe in (sound.recipe, sound.origin[0])
        )
        panel.directions.show_values(now, first)
