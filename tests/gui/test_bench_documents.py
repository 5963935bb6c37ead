"""Sounds of the bench in the main window: opened, compared with another one, exported; and what goes wrong then."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile
import soxr
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialogButtonBox

from tests.audio.test_player import FADE, Bench
from tests.gui.made_sound import made_sound
from workbench import paths
from workbench.audio import new_file
from workbench.audio.abx import AbxTest
from workbench.audio.blend import Output
from workbench.audio.cache import MADE
from workbench.audio.made_file import open_made
from workbench.gui.bench_documents import BenchDocuments, Stretch
from workbench.gui.bench_files import file_of
from workbench.gui.bench_sounds import BenchSound, BenchSounds
from workbench.gui.dialogs.abx import AbxDialog
from workbench.gui.dialogs.export import ExportDialog
from workbench.gui.dialogs.export_sounds import ExportSoundsDialog
from workbench.gui.main_window import MainWindow
from workbench.gui.panels.compare_bar import NO_DIFFERENCE
from workbench.gui.panels.inspector import MADE_AS
from workbench.gui.results import Side
from workbench.models.contract import Span
from workbench.models.placeholder import Levels, Tones
from workbench.models.synthesise.noted import noted
from workbench.models.synthesise.recipe import random_recipe

ROUNDING = 2.0**-23
"""Of the 24 bit in which sounds are kept."""


@pytest.fixture(scope="module")
def cards():
    return [Levels.card, Tones.card]


@pytest.fixture
def window(labelled_window, qtbot) -> MainWindow:
    window = labelled_window
    qtbot.waitUntil(lambda: window.result_commands.card_of(Tones.card.name) is not None)
    return window


@pytest.fixture
def documents(window) -> BenchDocuments:
    made = BenchDocuments(window)
    yield made
    made.setParent(None)


def opened(window, documents, qtbot, sound: BenchSound) -> None:
    with qtbot.waitSignal(window.opener.ready):
        documents.open(sound)


def compared(documents, qtbot, first, other):
    with qtbot.waitSignal(documents.compared) as told:
        documents.compare(first, other)
    return told.args[0]


def press(qtbot, dialog) -> None:
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(button.isEnabled)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def drums(window, tmp_path):
    """The folder that is proposed."""
    folder = tmp_path / "drums"
    folder.mkdir()
    window.settings.change(last_folder=str(folder), export=type(window.settings.settings.export)())
    return folder


def said(window, words: str) -> bool:
    return any(words in message.text for message in window.messages.messages)


def heard(window):
    return window.player._wish.signal


def test_a_sound_is_a_document_that_says_what_it_is(window, documents, qtbot) -> None:
    sound, before = made_sound(4711), window.settings.settings
    root = window.files.root
    opened(window, documents, qtbot, sound)
    recording = window.document.recording
    np.testing.assert_allclose(recording.read(0, recording.frames), sound.samples, atol=ROUNDING)
    assert (recording.sample_rate, recording.channels) == (sound.sample_rate, 1)
    qtbot.waitUntil(lambda: window.windowTitle() == "low 4711 · tones – Audio Workbench")
    assert window.inspector.facts[MADE_AS].text() == "low, seed 4711, tones"
    after = window.settings.settings
    assert (after.recent_files, after.last_folder) == (before.recent_files, before.last_folder)
    assert window.files.root == root, "the folder that is browsed stays"
    window.session.save()
    assert window.settings.settings.session.file == str(recording.path), "it is there again at the next start"


def test_any_other_recording_has_no_such_line(window, documents, qtbot, recording) -> None:
    opened(window, documents, qtbot, made_sound(1))
    qtbot.waitUntil(lambda: window.inspector.facts[MADE_AS].text() != "")
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    assert window.inspector.facts[MADE_AS].text() == ""
    assert window.windowTitle().startswith(recording.name)


def test_each_moment_of_b_is_that_of_the_other_sound(window, documents, qtbot) -> None:
    first, other = sorted((made_sound(1), made_sound(2)), key=lambda sound: -sound.samples.shape[1])
    result = compared(documents, qtbot, first, other)
    recording, frames = window.document.recording, other.samples.shape[1]
    assert recording.frames == first.samples.shape[1], "the longer one is opened as it is"
    assert (result.name, result.state, window.document.results.chosen) == (other.name, "done", result)
    output = result.signal(Side.OUTPUT)
    np.testing.assert_array_equal(output.read(0, frames), other.samples)
    assert not output.read(frames, recording.frames).any()
    assert result.there.covers(0, recording.frames), "silence is there: nobody waits for it"
    made = open_made(result.made.path)
    bench = Bench(recording)  # the real player, with a device that hands over what it got
    bench.player.play()
    bench.hear(1_000)
    bench.player.swap(Output(recording, made))
    np.testing.assert_array_equal(bench.hear(5_000)[FADE:, 0], other.samples[0, 1_000 + FADE : 6_000])
    assert bench.state.underruns == 0
    made.close()


def test_keys_choose_a_and_b_and_there_is_no_difference(window, documents, qtbot) -> None:
    result = compared(documents, qtbot, made_sound(1), made_sound(2))
    results, buttons = window.document.results, window.transport.compare.sides
    qtbot.keyClick(window.stack, Qt.Key.Key_B)
    assert results.side is Side.OUTPUT and heard(window).made is result.made
    assert window.transport.compare.word.text() == "Other sound"
    qtbot.keyClick(window.stack, Qt.Key.Key_D)
    assert results.side is Side.OUTPUT
    assert not buttons[Side.DIFFERENCE].isEnabled() and buttons[Side.DIFFERENCE].toolTip() == NO_DIFFERENCE
    qtbot.keyClick(window.stack, Qt.Key.Key_A)
    assert heard(window) is window.document.recording
    for name in ("result-go-on", "result-settings", "hear-difference", "match-difference"):
        assert not window.actions_by_id[name].isEnabled(), name
    for name in ("result-rename", "result-delete", "blind-test", "match-loudness", "hear-output"):
        assert window.actions_by_id[name].isEnabled(), name
    result.set_strength(0.5)
    assert result.strength == 1.0


def test_the_shorter_one_gets_silence_at_its_end(window, documents, qtbot) -> None:
    first, other = sorted((made_sound(1), made_sound(2)), key=lambda sound: sound.samples.shape[1])
    result = compared(documents, qtbot, first, other)
    recording, frames = window.document.recording, first.samples.shape[1]
    assert recording.frames >= other.samples.shape[1] and recording.frames % 24_000 == 0
    np.testing.assert_allclose(recording.read(0, frames), first.samples, atol=ROUNDING)
    assert not recording.read(frames, recording.frames).any()
    np.testing.assert_array_equal(result.signal(Side.OUTPUT).read(0, other.samples.shape[1]), other.samples)
    qtbot.waitUntil(lambda: "low 1" in window.windowTitle() or "low 2" in window.windowTitle())


def test_another_rate_is_resampled(window, documents, qtbot) -> None:
    first, other = made_sound(1), made_sound(2, rate=32_000)
    result = compared(documents, qtbot, first, other)
    expected = soxr.resample(other.samples[0], 32_000, first.sample_rate, quality="HQ")
    there = result.signal(Side.OUTPUT).read(0, len(expected))[0]
    np.testing.assert_allclose(there, expected, atol=1e-5)


def test_a_sound_lies_at_the_place_it_was_made_after(window, documents, qtbot) -> None:
    recording, sound = window.document.recording, made_sound(3, rate=44_100)
    result = compared(documents, qtbot, Stretch(recording, Span(2.0, 2.25)), sound)
    assert window.document.recording is recording
    first, last = 2 * 44_100, 2 * 44_100 + sound.samples.shape[1]
    assert result.there.spans() == [(first, last)]
    both = np.repeat(sound.samples, 2, axis=0)
    np.testing.assert_array_equal(result.signal(Side.OUTPUT).read(first, last), both)
    selection = window.document.selection
    assert (selection.start_s, selection.end_s) == (2.0, pytest.approx(last / 44_100))


def test_a_stretch_of_a_recording_is_laid_beside_a_sound(window, documents, qtbot) -> None:
    source = window.document.recording
    wanted = source.read(44_100, 48_510).mean(axis=0)
    sound = made_sound(3, rate=44_100)
    result = compared(documents, qtbot, sound, Stretch(source, Span(1.0, 1.1)))
    assert window.document.recording is not source
    np.testing.assert_allclose(result.signal(Side.OUTPUT).read(0, 4_410)[0], wanted, atol=1e-7)
    assert result.name == "noise and tone, 1.00–1.10 s"
    assert window.results_panel.model.note(result) == ""


def test_what_was_compared_is_there_again_and_not_twice(window, documents, qtbot, recording) -> None:
    first, other = made_sound(1), made_sound(2)
    result = compared(documents, qtbot, first, other)
    assert compared(documents, qtbot, first, other) is result
    result.rename("brighter")
    qtbot.waitUntil(lambda: result.made.about.get("name") == "brighter")
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    again = compared(documents, qtbot, first, other)
    assert again is not result and (again.name, again.laid) == ("brighter", result.laid)
    assert len(window.document.results.items) == 1
    window.actions_by_id["result-delete"].trigger()
    assert window.document.results.items == ()


def test_more_like_the_open_sound_are_made_on_the_bench(window, documents, qtbot) -> None:
    opened(window, documents, qtbot, made_sound(12))
    qtbot.waitUntil(lambda: not window.inspector.more.isHidden())
    window.inspector.more.click()
    sounds = window.bench_commands.bench.sounds
    qtbot.waitUntil(lambda: len(sounds.items) > 1 and not any(sound.waiting for sound in sounds.items))
    assert [sound.name for sound in sounds.items[:2]] == ["low 12", "low 12 v1"]
    np.testing.assert_allclose(sounds.items[0].samples, made_sound(12).samples, atol=1e-4)
    window.docks["synthesis"].hide()


def test_what_is_written_is_what_sounds_while_a_slider_moves() -> None:
    sound = made_sound(1)
    moved = random_recipe(Tones.card, "low", 2)
    sounds = BenchSounds()
    sounds.set_recipes(sound, [moved], "low 1 bent")
    assert noted(file_of(sound, Tones.card).notes).words == "low, seed 1"
    sounds.set_made(sound, sound.samples, sound.sample_rate)
    assert noted(file_of(sound, Tones.card).notes).words == "low, seed 2"


def test_a_blind_test_plays_both_sounds(window, documents, qtbot) -> None:
    first, other = sorted((made_sound(1), made_sound(2)), key=lambda sound: -sound.samples.shape[1])
    compared(documents, qtbot, first, other)
    window.actions_by_id["blind-test"].trigger()
    dialog = window.findChildren(AbxDialog)[-1]
    assert [dialog.setup.boxes[1].itemText(i) for i in range(2)] == ["Original", other.name]
    dialog.setup.match.setChecked(False)
    with qtbot.waitSignal(dialog.blind.begun):
        dialog.begin(test=AbxTest(5, lambda: True))
    frames = other.samples.shape[1]
    dialog.trial.sounds["B"].click()
    np.testing.assert_array_equal(heard(window).read(0, frames), other.samples)
    dialog.trial.sounds["X"].click()
    np.testing.assert_allclose(heard(window).read(0, frames), first.samples[:, :frames], atol=ROUNDING)
    dialog.reject()


def test_loudness_is_matched_to_the_other_sound(window, documents, qtbot) -> None:
    first, other = made_sound(1), made_sound(2)
    other.samples = other.samples * np.float32(0.25)
    compared(documents, qtbot, first, other)
    window.loudness_match.toggle()
    qtbot.waitUntil(lambda: window.loudness_match.gain_db(Side.OUTPUT) > 3.0)
    window.loudness_match.toggle()


def test_a_recording_that_is_gone_is_named(window, documents, qtbot) -> None:
    recording = window.document.recording
    recording.path.unlink()
    documents.compare(Stretch(recording, Span(2.0, 2.25)), made_sound(3))
    qtbot.waitUntil(lambda: said(window, "there is no such file"))
    assert window.document.results.items == ()


def test_a_sound_that_is_not_made_says_so(window, documents, qtbot) -> None:
    waiting, unknown = made_sound(1), made_sound(2)
    waiting.samples = None
    before = window.document.recording
    documents.open(waiting)
    assert said(window, "“low 1” is still being made")
    unknown.model = "synthesise/gone"
    documents.compare(unknown, made_sound(3))
    assert said(window, "which is not installed any more")
    assert window.document.recording is before


def test_a_full_disk_leaves_nothing_half(window, documents, qtbot, monkeypatch) -> None:
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_file, "write_all", full)
    before = window.document.recording
    documents.open(made_sound(99))
    qtbot.waitUntil(lambda: said(window, "no room left on the disk"))
    assert window.document.recording is before
    assert not list((paths.data_dir() / "sounds").glob("*99*")) and not list((paths.data_dir() / "sounds").glob(".*"))


def test_a_comparison_that_cannot_be_written_is_not_there(window, documents, qtbot, monkeypatch) -> None:
    from workbench.audio import made_file

    first, other = sorted((made_sound(1), made_sound(2)), key=lambda sound: -sound.samples.shape[1])
    opened(window, documents, qtbot, first)

    def full(*_args):
        raise OSError(28, "No space left on device")

    there = set((paths.cache_dir() / MADE.folder).rglob("*.*"))
    monkeypatch.setattr(made_file, "write_all", full)
    documents.compare(first, other)
    qtbot.waitUntil(lambda: said(window, "no room left on the cache's disk"))
    assert window.document.results.items == ()
    assert set((paths.cache_dir() / MADE.folder).rglob("*.*")) == there


def test_the_folder_is_shown(window, documents, qtbot, monkeypatch) -> None:
    shown = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    documents.show_in_folder(made_sound(5))
    qtbot.waitUntil(lambda: shown == [str(paths.data_dir() / "sounds")])
    tags = soundfile.SoundFile(paths.data_dir() / "sounds" / "low 5 tones.wav").copy_metadata()
    assert tags["title"] == "low 5 tones"
    assert json.loads(tags["comment"])["sounds"] == [{"label": "low", "seed": 5}]


def test_one_sound_is_exported_with_its_recipe(window, documents, qtbot, drums) -> None:
    sound = made_sound(6)
    documents.export([sound])
    dialog = window.findChildren(ExportDialog)[-1]
    assert dialog.place.text() == str(drums / "low 6 tones.wav")
    assert dialog.part.itemText(0).startswith("Whole sound, 0:00:00.")
    dialog.fields.encodings.setCurrentText("32 bit float")
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: said(window, "Written: low 6 tones.wav."))
    with soundfile.SoundFile(drums / "low 6 tones.wav") as file:
        np.testing.assert_array_equal(file.read(dtype="float32"), sound.samples[0])
        told = noted(file.copy_metadata()["comment"])
    assert (told.model, told.words) == (Tones.card.name, "low, seed 6")
    assert told.recipes[0].point == pytest.approx(sound.recipe.point, abs=1e-5)


def test_several_sounds_go_into_a_folder(window, documents, qtbot, drums) -> None:
    sounds = [made_sound(7), made_sound(8), made_sound(7)]  # the last is called like the first
    (drums / "low 8 tones.flac").write_bytes(b"old")
    documents.export(sounds)
    dialog = window.findChildren(ExportSoundsDialog)[-1]
    assert dialog.hint.text() == "One file for each of low 7, low 8, low 7."
    dialog.fields.formats.setCurrentText("FLAC")
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.export.text() == "Replace")
    assert dialog.hint.text().startswith("1 of these files is in this folder already.")
    assert (drums / "low 8 tones.flac").read_bytes() == b"old"
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: said(window, "Written: 3 sounds, into drums."))
    names = ["low 7 tones.flac", "low 8 tones.flac", "low 7 tones 2.flac"]
    assert sorted(each.name for each in drums.iterdir()) == sorted(names)
    for name, sound in zip(names, sounds, strict=True):
        np.testing.assert_allclose(soundfile.read(drums / name)[0], sound.samples[0], atol=ROUNDING)


def test_what_is_whole_stays_of_an_export_that_fails(window, documents, qtbot, drums, monkeypatch) -> None:
    written = []

    def second_is_too_much(file, data):
        written.append(file.name)
        if len(set(written)) > 1:
            raise OSError(28, "No space left on device")
        file.write(data)

    documents.export([made_sound(7), made_sound(8)])
    dialog = window.findChildren(ExportSoundsDialog)[-1]
    monkeypatch.setattr(new_file, "write_all", second_is_too_much)
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: said(window, "1 of 2 sounds were written, into drums."))
    assert said(window, "low 8 tones.wav was not written: there is no room left on the disk")
    assert [each.name for each in drums.iterdir()] == ["low 7 tones.wav"]


def test_a_folder_that_is_not_there_is_said_in_the_dialog(window, documents, qtbot, drums) -> None:
    documents.export([made_sound(7), made_sound(8)])
    dialog = window.findChildren(ExportSoundsDialog)[-1]
    dialog.place.setText(str(drums / "missing"))
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: "there is no folder" in dialog.hint.text())
    assert dialog.isVisible()
    dialog.reject()


def test_what_lies_beside_a_recording_is_exported_by_itself(window, documents, qtbot, drums) -> None:
    sound = made_sound(3, rate=44_100)
    compared(documents, qtbot, Stretch(window.document.recording, Span(2.0, 2.25)), sound)
    window.document.select(None)
    window.actions_by_id["export-sound"].trigger()
    dialog = window.findChildren(ExportDialog)[-1]
    assert dialog.what.currentText() == "low 3" and dialog.part.count() == 1
    assert [dialog.what.itemText(i) for i in range(dialog.what.count())] == ["Original", "low 3"]
    dialog.place.setText(str(drums / "like it.wav"))
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: said(window, "Written: like it.wav."))
    there, rate = soundfile.read(drums / "like it.wav")
    assert rate == 44_100
    np.testing.assert_allclose(there, np.repeat(sound.samples, 2, axis=0).T, atol=ROUNDING)
