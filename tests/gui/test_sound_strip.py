"""The strip of made sounds: what its pictures show, how tiles are chosen and played, how files are dragged out."""

from __future__ import annotations

import math

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QDrag
from PySide6.QtTest import QTest

from workbench import paths
from workbench.features.stft import to_db
from workbench.gui import colormaps, theme
from workbench.gui.bench_sounds import BenchSound, BenchSounds
from workbench.gui.panels.sound_menu import sound_menu
from workbench.gui.panels.sound_strip import SoundStrip
from workbench.gui.panels.sound_tile import PICTURE_PX, picture_rect, star_rect
from workbench.gui.sound_pictures import PictureScale, picture_steps
from workbench.models.placeholder import TONES, Tones
from workbench.models.synthesise.recipe import Recipe

RATE = 48_000
SIGNALS = (
    "play_requested", "stop_requested", "open_requested", "more_requested", "reveal_requested", "between_requested",
    "compare_requested", "keep_requested", "again_requested", "export_requested", "remove_requested",
)  # fmt: skip


def mel(hz: float) -> float:
    """Slaney's scale (Auditory Toolbox, 1998)."""
    return 3 * hz / 200 if hz < 1000 else 15 + 27 * math.log(hz / 1000) / math.log(6.4)


def tone(hz: float, seconds: float, rate: int = RATE) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)[None]


def sound(number: int, row: int = 0) -> BenchSound:
    return BenchSound([Recipe("low", (0.0,) * 4, number)], TONES, f"low {number}", row)


@pytest.fixture
def strip(qtbot, worker):
    """Two sounds that were made one by one, a group of four, one that is still to be made and one that failed."""
    theme.apply("light")
    sounds = BenchSounds()
    rows = (0, 1, 2, 2, 2, 2, 3, 4)
    sounds.add([sound(number, row) for number, row in enumerate(rows)])
    for number, each in enumerate(sounds.items[:6]):
        sounds.set_made(each, tone(400 * (number + 1), 0.2 + 0.05 * number), RATE)
    sounds.set_failed(sounds.items[7], "there is no memory left")
    strip = SoundStrip(sounds, worker, lambda _name: Tones.card)
    strip.said = []
    for name in SIGNALS:
        getattr(strip, name).connect(lambda *what, name=name: strip.said.append((name.split("_")[0], *what)))
    qtbot.addWidget(strip)
    strip.resize(700, 400)
    strip.show()
    strip.activateWindow()
    qtbot.waitUntil(strip.isActiveWindow)
    strip.setFocus()
    yield strip
    for each in sounds.items:
        strip.pictures.forget(each)


def place(strip, number: int) -> QPoint:
    return strip.visualRect(strip.model().index(number, 0)).center()


def click(strip, number: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, modifier, place(strip, number))


def key(strip, *keys: Qt.Key) -> None:
    for each in keys:
        QTest.keyClick(strip, each)


def chosen(strip) -> list[int]:
    return [strip.sounds.items.index(each) for each in strip.sounds.chosen]


@pytest.mark.parametrize(("rate", "hz"), [(48_000, 1_000.0), (48_000, 9_000.0), (16_000, 440.0)])
def test_a_picture_has_the_tone_at_its_time_and_pitch_with_its_level(rate, hz):
    samples = np.concatenate([np.zeros((1, rate // 2), np.float32), tone(hz, 0.5, rate)], axis=1)
    *_, made = picture_steps(samples, rate, PictureScale(160.0, 144))
    assert made.levels.shape == (144, 160)
    row = int(np.argmax(made.levels[:, 120]))
    assert row == pytest.approx(144 * (1 - mel(hz) / mel(rate / 2)), abs=2)
    levels = to_db(made.levels[row])
    assert levels[100:150] == pytest.approx(20 * np.log10(0.5), abs=2.5)
    assert np.argmax(levels > -20) == pytest.approx(80, abs=3)
    assert (levels[:75] <= -120).all()


def test_tiles_share_one_scale_of_time_and_groups_have_lines_of_their_own(strip):
    rects = [strip.visualRect(strip.model().index(row, 0)) for row in range(8)]
    widths = [picture_rect(rect).width() for rect in rects[3:6]]
    assert widths == [round(320 * seconds) for seconds in (0.35, 0.4, 0.45)]
    lines = [rect.top() for rect in rects]
    assert lines[0] == lines[1] < lines[2] == lines[5] < lines[6] == lines[7]
    strip.sounds.set_made(strip.sounds.items[6], tone(440, 3.0), RATE)
    strip.executeDelayedItemsLayout()
    assert picture_rect(strip.visualRect(strip.model().index(6, 0))).width() == 3 * 80


def test_pictures_have_the_persons_colours_and_the_screens_pixels(strip, qtbot):
    item, table = strip.sounds.items[5], colormaps.lookup("viridis")
    qtbot.waitUntil(lambda: strip.pictures.image(item) is not None)
    strip.set_colors("viridis", -90.0, -6.0)
    image, ratio = strip.pictures.image(item), strip.devicePixelRatioF()
    assert (image.width(), image.height()) == (round(0.45 * 320 * ratio), round(PICTURE_PX * ratio))
    colours = [image.pixelColor(image.width() // 2, y).getRgb()[:3] for y in range(image.height())]
    assert colours[round(image.height() * (1 - mel(2_400.0) / mel(RATE / 2)))] == pytest.approx(
        tuple(table[255]), abs=12
    )
    assert colours[0] == tuple(table[0])
    seen = strip.viewport().grab().toImage()
    corner = picture_rect(strip.visualRect(strip.model().index(5, 0))).topLeft() * ratio
    for x, y in ((70, 60), (20, 50), (100, 3)):
        assert seen.pixelColor(corner.x() + x, corner.y() + y).getRgb() == image.pixelColor(x, y).getRgb()


def test_another_sound_has_another_picture(strip, qtbot):
    item = strip.sounds.items[0]
    qtbot.waitUntil(lambda: strip.pictures.image(item) is not None)
    before = strip.pictures.image(item).copy()
    strip.sounds.set_made(item, tone(9_000, 0.2), RATE)
    assert strip.pictures.image(item) == before, "the former one, until the other is there"
    qtbot.waitUntil(lambda: strip.pictures.image(item) != before)


def test_a_click_plays_and_chooses_and_ctrl_chooses_several(strip):
    items = strip.sounds.items
    click(strip, 1)
    assert strip.said == [("play", items[1])] and chosen(strip) == [1]
    click(strip, 4, Qt.KeyboardModifier.ControlModifier)
    assert len(strip.said) == 1 and chosen(strip) == [1, 4]
    click(strip, 0)
    click(strip, 3, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(strip) == [0, 1, 2, 3]
    strip.said.clear()
    click(strip, 6)
    assert strip.said == [] and chosen(strip) == [6], "it is still to be made"


def test_what_others_choose_is_shown(strip):
    items = strip.sounds.items
    strip.sounds.choose([items[5], items[2]])
    rows = {index.row() for index in strip.selectedIndexes()}
    assert rows == {2, 5} and chosen(strip) == [5, 2] and strip.currentIndex().row() == 2


def test_keys_move_and_play_and_do(strip):
    items = strip.sounds.items
    click(strip, 0)
    strip.said.clear()
    key(strip, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up)
    moved = [items[1], items[3], items[0], items[3]]
    assert strip.said == [("play", each) for each in moved], "the last one failed, and there is nothing to play"
    strip.said.clear()
    strip.plays_while_walking = False
    key(strip, Qt.Key.Key_Left)
    assert strip.said == [] and chosen(strip) == [2]
    key(strip, Qt.Key.Key_Space)
    strip.show_playing(items[2], 0.1)
    key(strip, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_K, Qt.Key.Key_Delete)
    assert strip.said == [
        ("play", items[2]), ("stop",), ("open", items[2]), ("keep", items[2], True), ("remove", [items[2]])
    ]  # fmt: skip


def test_the_star_keeps_and_double_click_opens(strip):
    items = strip.sounds.items
    strip.sounds.set_kept(items[1], True)
    star = star_rect(strip.visualRect(strip.model().index(1, 0))).center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=star)
    assert strip.said == [("keep", items[1], False)] and chosen(strip) == []
    QTest.mouseDClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=place(strip, 2))
    assert strip.said[-1] == ("open", items[2])


def test_after_removing_keys_go_on_beside(strip):
    items = strip.sounds.items
    click(strip, 2)
    strip.sounds.remove([items[2]])
    assert strip.model().rowCount() == 7 and strip.sounds.current is items[1]
    key(strip, Qt.Key.Key_Right)
    assert strip.sounds.current is items[3]


def test_the_menu_does_what_can_be_done_with_what_is_chosen(strip):
    items = strip.sounds.items
    strip.sounds.choose([items[6]])
    words = {action.text().split("\t")[0]: action for action in sound_menu(strip).actions() if action.text()}
    possible = {text for text, action in words.items() if action.isEnabled()}
    assert possible == {"More like this", "Keep this sound", "Remove this sound"}
    strip.sounds.choose([items[7]])
    again = next(action for action in sound_menu(strip).actions() if action.text() == "Make again")
    again.trigger()
    assert strip.said == [("again", [items[7]])]
    strip.said.clear()
    strip.sounds.choose([items[1], items[4]])
    menu = sound_menu(strip)
    for action in menu.actions():
        if not action.isSeparator():
            action.trigger()
    two = [items[1], items[4]]
    assert strip.said == [
        ("play", items[4]), ("open", items[4]), ("more", items[4]), ("between", *two), ("compare", *two),
        ("keep", items[1], True), ("keep", items[4], True), ("export", two), ("reveal", items[4]), ("remove", two),
    ]  # fmt: skip


def test_a_screen_reader_meets_each_sound(strip):
    strip.sounds.set_kept(strip.sounds.items[0], True)
    view = QAccessible.queryAccessibleInterface(strip)
    texts = [view.child(row).text(QAccessible.Text.Name) for row in range(view.childCount())]
    assert texts[0] == "low 0, 0.20 s, kept" and texts[6] == "low 6, To come"
    assert texts[7] == "low 7, could not be made: there is no memory left"
    assert "no memory left" in strip.model().index(7, 0).data(Qt.ItemDataRole.ToolTipRole)


@pytest.fixture
def drags(monkeypatch):
    """What is dragged, instead of dragging it, which waits for a person."""
    begun: list[list[str]] = []

    def take(drag: QDrag, *_actions) -> Qt.DropAction:
        assert not drag.pixmap().isNull()
        begun.append([url.toLocalFile() for url in drag.mimeData().urls()])
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", take)
    return begun


def drag_out(strip, number: int) -> None:
    left, at = Qt.MouseButton.LeftButton, place(strip, number)
    QTest.mousePress(strip.viewport(), left, pos=at)
    for step in (6, 12, 24):
        QTest.mouseMove(strip.viewport(), at + QPoint(step, 0))


def test_sounds_are_dragged_out_as_files(strip, qtbot, drags):
    strip.sounds.choose(strip.sounds.items[2:4])
    drag_out(strip, 3)
    qtbot.waitUntil(lambda: bool(drags))
    assert len(drags) == 1 and len(drags[0]) == 2
    for path, each in zip(drags[0], strip.sounds.items[2:4], strict=True):
        assert path == str(paths.data_dir() / "sounds" / f"{each.name} tones.wav")
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        assert rate == RATE
        np.testing.assert_allclose(samples.T, each.samples, atol=2**-23)
    QTest.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton)


def test_a_button_released_at_once_drags_nothing(strip, qtbot, drags):
    drag_out(strip, 0)
    job = strip.drag._job
    QTest.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(690, 390))
    qtbot.waitUntil(lambda: job.end is not None)
    assert drags == [] and chosen(strip) == [0]


def test_what_was_let_go_is_not_dragged_with_the_next(strip, qtbot, drags):
    drag_out(strip, 0)
    QTest.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(690, 390))
    drag_out(strip, 1)
    qtbot.waitUntil(lambda: bool(drags))
    assert [len(files) for files in drags] == [1] and drags[0][0].endswith("low 1 tones.wav")
    QTest.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton)


def test_a_file_that_cannot_be_written_is_told(strip, qtbot, drags):
    (paths.data_dir() / "sounds").write_text("no folder")
    with qtbot.waitSignal(strip.failed) as told:
        drag_out(strip, 0)
    assert "sounds" in str(told.args[0]) and drags == []
    QTest.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton)
