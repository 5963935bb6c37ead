"""The grid of a review: what its tiles show, how they are chosen, heard and answered, and what ten thousand cost."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.gui import theme
from workbench.gui.document import SpectrogramView
from workbench.gui.review import grid as grid_module
from workbench.gui.review.clip_source import ClipSource
from workbench.gui.review.grid import ReviewGrid
from workbench.gui.review.grid_samples import COUNT, RATE, sample_clips, write_recording
from workbench.gui.review.grid_tile import GridTileDelegate
from workbench.gui.theme import CLASS_COLORS, GRID_PX, colors
from workbench.labels.edit import added
from workbench.labels.label import KnownRecording, Review
from workbench.labels.project import Project, rows_of
from workbench.labels.review.answers import answers_step

COLOR_OF = {"rising": QColor(CLASS_COLORS[0]), "falling": QColor(CLASS_COLORS[1])}


class Asked(ClipSource):
    """Notes what it is asked for, and makes nothing."""

    def prepare(self, requests) -> None:
        self.asked = [request.key for request in requests]


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return write_recording(tmp_path_factory.mktemp("calls") / "calls.wav")


@pytest.fixture
def make_grid(qtbot, worker, recording):
    theme.apply("light")
    made: list[ReviewGrid] = []

    def make(clips, context_s: float = 0.1, size=(900, 500)) -> ReviewGrid:
        grid = ReviewGrid(worker, {1: recording, 2: recording.with_name("lost.wav")}.get, COLOR_OF.get)
        made.append(grid)
        grid.said = []
        for name in ("opened", "played", "answered"):
            getattr(grid, name).connect(lambda *what, name=name: grid.said.append((name, *what)))
        grid.set_class_keys({"1": "rising", "g": "falling"})
        qtbot.addWidget(grid)
        grid.resize(*size)
        grid.set_clips(clips, context_s)
        grid.show()
        grid.activateWindow()
        qtbot.waitUntil(grid.isActiveWindow)
        grid.setFocus()
        return grid

    yield make
    for grid in made:
        grid.source.clear()


@pytest.fixture
def grid(make_grid) -> ReviewGrid:
    return make_grid(sample_clips())


@pytest.fixture
def only_asked(monkeypatch):
    monkeypatch.setattr(grid_module, "ClipSource", Asked)


def open_clips(count: int):
    """All without an answer, all in the one recording that is there."""
    return [clip._replace(answer="", given="", recording=1) for clip in sample_clips(count)]


def key(grid, *keys, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    for each in keys:
        QTest.keyClick(grid.view, each, modifier)


def click(grid, row: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    place = grid.view.visualRect(grid.view.model().index(row, 0)).center()
    QTest.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def picture_of(grid, row: int):
    return grid.pictures.of(grid.view.clips.clip(row))


# What is seen


@pytest.mark.parametrize("row", [0, 1, 9])
def test_a_picture_has_the_call_where_it_is_in_time_and_frequency(grid, qtbot, row):
    grid.set_view(SpectrogramView(n_fft=512, floor_db=-90.0, ceiling_db=-10.0, colormap="gray-inverted"))
    qtbot.waitUntil(lambda: picture_of(grid, row).image is not None)
    picture = picture_of(grid, row)
    assert (picture.start_s, picture.end_s) == pytest.approx((row + 0.25, row + 0.75)), "0.1 s of context at each side"
    image = picture.image
    start_hz, end_hz = sorted((2000.0 + 60 * row, 5000.0), reverse=row % 2 == 1)
    for share in (0.3, 0.5, 0.7):
        x = round(image.width() * (0.1 + 0.3 * share) / 0.5)
        darkest = min(range(image.height()), key=lambda y, x=x: image.pixelColor(x, y).lightness())
        hz = start_hz + (end_hz - start_hz) * share
        assert darkest == pytest.approx(image.height() * (1 - hz / (RATE / 2)), abs=3)


def test_context_is_dim_and_beyond_the_recording_is_nothing(make_grid, qtbot):
    clips = open_clips(12)
    clips[0] = clips[0]._replace(start_s=0.0, end_s=0.3)
    grid = make_grid(clips)
    grid.set_view(SpectrogramView(floor_db=-60.0, colormap="gray-inverted"))
    qtbot.waitUntil(lambda: picture_of(grid, 0).image is not None and picture_of(grid, 3).image is not None)
    first, other = picture_of(grid, 0).image, picture_of(grid, 3).image
    assert picture_of(grid, 0).start_s == pytest.approx(-0.1)
    width, ground = first.width(), colors().line.rgb()
    assert all(first.pixel(x, 5) == ground for x in range(round(0.19 * width)))
    assert first.pixel(round(0.5 * width), 5) != ground
    edges = [x for x in range(width) if other.pixel(x, 5) == colors().selection_edge.rgb()]
    assert edges == pytest.approx([0.2 * width, 0.8 * width], abs=1)
    theme.apply("dark")
    dark = picture_of(grid, 3).image
    assert dark.pixel(3, 5) != other.pixel(3, 5) and dark.pixel(width // 2, 5) == other.pixel(width // 2, 5)


def test_tiles_share_one_scale_of_time_and_a_longer_clip_is_whole(make_grid, only_asked):
    clips = open_clips(20)
    clips[5] = clips[5]._replace(start_s=2.0, end_s=6.0)
    grid = make_grid(clips)
    spans = [picture_of(grid, row) for row in range(20)]
    lengths = [span.end_s - span.start_s for span in spans]
    assert lengths == pytest.approx([0.5] * 5 + [4.0] + [0.5] * 14)
    assert (spans[5].start_s, spans[5].end_s) == (2.0, 6.0)
    grid.set_clips(clips, 2.0)
    assert grid.pictures.window_s == pytest.approx(0.6), "a clip is never narrower than half a tile"


def test_the_answer_is_a_colour_and_a_word_on_the_tile(grid):
    view = grid.view
    spoken = [view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(8)]
    assert spoken[:4] == [
        "rising, 0.30 s, score 0.99, open", "falling, 0.30 s, score 0.97, open", "rising, 0.30 s, score 0.95, yes",
        "falling, 0.30 s, score 0.93, no",
    ]  # fmt: skip
    assert spoken[5] == "rising, 0.30 s, score 0.89, named", "the class that it was given"
    seen = view.viewport().grab().toImage()
    marks = {2: COLOR_OF["rising"], 3: colors().error, 5: COLOR_OF["rising"], 6: colors().warning}
    for row, color in marks.items():
        tile = view.visualRect(view.model().index(row, 0))
        y = tile.top() + GRID_PX + view.tiles.size.picture_height + 1
        at = QPoint(tile.center().x(), y) * seen.devicePixelRatio()
        assert seen.pixelColor(at).name() == color.name()


def test_a_clip_that_cannot_be_read_says_why(grid, qtbot):
    qtbot.waitUntil(lambda: "lost.wav" in picture_of(grid, 2).error)
    assert "no such file" in grid.view.model().index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    qtbot.waitUntil(lambda: picture_of(grid, 3).image is not None)


# Thousands


def test_of_ten_thousand_only_pictures_near_the_view_are_asked_for(make_grid, only_asked, qtbot):
    grid = make_grid(open_clips(10_000))
    qtbot.waitUntil(lambda: hasattr(grid.source, "asked"))
    columns = grid.view._rects.columns
    assert grid.source.asked[: 2 * columns] == list(range(1, 2 * columns + 1)) and len(grid.source.asked) < 20 * columns
    grid.go_to(5_000)
    qtbot.waitUntil(lambda: 5_000 in grid.source.asked)
    assert all(abs(each - 5_000) < 20 * columns for each in grid.source.asked)


def test_scrolling_paints_only_what_comes_into_view(make_grid, only_asked, qtbot, monkeypatch):
    grid = make_grid(open_clips(10_000))
    painted, paint = [], GridTileDelegate.paint

    def note(delegate, painter, option, index):
        painted.append(index.row())
        paint(delegate, painter, option, index)

    monkeypatch.setattr(GridTileDelegate, "paint", note)
    view = grid.view
    bar = view.verticalScrollBar()
    bar.setValue(40 * (view.item_height() + GRID_PX))
    qtbot.waitUntil(
        lambda: len(set(painted)) >= len(view._rects.lines_in(0, view.viewport().height())) - view._rects.columns
    )
    painted.clear()
    bar.setValue(bar.value() + 30)
    qtbot.waitUntil(lambda: bool(painted))
    assert len(painted) <= 2 * view._rects.columns
    bottom = view.verticalOffset() + view.viewport().height()
    assert set(painted) <= set(view._rects.lines_in(bottom - 30, bottom))


def test_another_size_keeps_the_current_clip_in_view(make_grid, only_asked, qtbot):
    grid = make_grid(open_clips(2_000))
    grid.go_to(900)
    for width in (144, 400, 200):
        grid.slider.setValue(width)
        rect = grid.view.visualRect(grid.view.currentIndex())
        assert rect.width() >= width and grid.view.viewport().rect().contains(rect)
        columns, room = grid.view._rects.columns, grid.view.viewport().width()
        assert room - columns * (rect.width() + GRID_PX) < GRID_PX + columns, "tiles fill the view"
        wanted = round((rect.width() - 2 * GRID_PX) * grid.devicePixelRatioF())
        qtbot.waitUntil(lambda wanted=wanted: grid.source.look.columns == wanted)


# Choosing, hearing, answering


def test_a_click_plays_shift_and_ctrl_choose_and_a_double_click_opens(grid):
    click(grid, 1)
    assert grid.said == [("played", 2)] and grid.view.chosen == [2]
    click(grid, 5, Qt.KeyboardModifier.ShiftModifier)
    click(grid, 7, Qt.KeyboardModifier.ControlModifier)
    assert grid.said == [("played", 2)] and grid.view.chosen == [2, 3, 4, 5, 6, 8]
    QTest.keyClick(grid.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(grid.view.chosen) == COUNT and grid.count.text() == "40 clips · 40 selected"
    place = grid.view.visualRect(grid.view.model().index(3, 0)).center()
    QTest.mouseDClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert grid.said[-1] == ("opened", 4)


def test_arrows_walk_and_play_and_space_plays_again(grid):
    columns = grid.view._rects.columns
    key(grid, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert [clip_id for _word, clip_id in grid.said] == [2, 2 + columns, 2 + columns]
    key(grid, Qt.Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert grid.view.chosen == [2 + columns, 3 + columns]
    grid.said.clear()
    grid.plays_while_walking = False
    key(grid, Qt.Key.Key_Left)
    assert grid.said == []


def test_keys_answer_all_that_are_chosen(grid):
    click(grid, 0)
    click(grid, 2, Qt.KeyboardModifier.ShiftModifier)
    grid.said.clear()
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Slash, Qt.Key.Key_Period, Qt.Key.Key_1, Qt.Key.Key_G)
    key(grid, *keys)
    answers = ("yes", ""), ("no", ""), ("unsure", ""), ("skip", ""), ("class", "rising"), ("class", "falling")
    assert grid.said == [("answered", [1, 2, 3], *answer) for answer in answers], "g is the key of a class here"
    grid.said.clear()
    held = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True)
    QApplication.sendEvent(grid.view, held)
    assert grid.said == [], "a key held down answers once"
    grid.set_class_keys({})
    key(grid, Qt.Key.Key_G, Qt.Key.Key_1)
    assert grid.said == [("opened", 3)]


@pytest.fixture
def reviewed(make_grid, only_asked):
    """A grid of 30 clips whose answers go into a project, and the steps of these."""
    project = Project()
    clips = open_clips(30)
    known = KnownRecording(1, "calls.wav", 1, "f", RATE, COUNT * RATE, 1)
    for table, rows in (("recordings", [known]), ("reviews", [Review(1, "r")]), ("review_clips", clips)):
        project.apply([added(table, rows_of(table, rows))])
    grid, steps = make_grid(clips), []

    def show() -> None:
        grid.set_clips([project.review_clips[clip_id] for clip_id in project.clip_ids(1)], 0.1)

    def answer(ids, answer, given):
        steps.append(answers_step(project, ids, answer, given, judge=None, colors=CLASS_COLORS))
        project.apply(steps[-1].edits)
        show()

    grid.answered.connect(answer)
    grid.project, grid.steps, grid.show_project = project, steps, show
    return grid


def test_what_is_chosen_is_labelled_in_one_step_and_undone_in_one(reviewed):
    grid, project = reviewed, reviewed.project
    click(grid, 3)
    click(grid, 12, Qt.KeyboardModifier.ShiftModifier)
    key(grid, Qt.Key.Key_1)
    assert len(grid.steps) == 1 and len(project.labels) == 10
    assert {label.text for label in project.labels.labels(project.rows("labels")["id"])} == {"rising"}
    assert [grid.view.clips.clip(row).answer for row in (2, 3, 12, 13)] == ["", "class", "class", ""]
    assert grid.view.chosen == [14] and grid.said[-1] == ("played", 14), "the next one without an answer"
    project.apply(grid.steps[0].inverted().edits)
    grid.show_project()
    assert len(project.labels) == 0 and {grid.view.clips.clip(row).answer for row in range(30)} == {""}
    assert grid.view.chosen == [14]


def test_after_the_last_clip_the_open_ones_before_it_come(reviewed):
    grid = reviewed
    grid.go_to(30)
    key(grid, Qt.Key.Key_Return)
    assert grid.view.chosen == [1]


def test_of_open_clips_those_answered_leave_the_grid_and_come_back(reviewed):
    grid = reviewed
    grid.answers.setCurrentIndex(grid.answers.findData(""))
    click(grid, 4)
    for _clip in range(3):
        key(grid, Qt.Key.Key_Backspace)
    assert grid.view.clips.rowCount() == 27 and grid.count.text() == "27 of 30 clips"
    assert grid.view.chosen == [8] and grid.view.currentIndex().row() == 4
    key(grid, Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    key(grid, Qt.Key.Key_Return)
    assert grid.view.clips.rowCount() == 0 and len(grid.steps) == 4
    assert grid.view.empty_words == "All clips have an answer."
    left = []
    grid.left.connect(lambda: left.append(True))
    grid.set_class_keys({})
    key(grid, Qt.Key.Key_G)
    assert left == [True] and grid.said[-1][0] == "answered"
    grid.answers.setCurrentIndex(grid.answers.findData("no"))
    assert [grid.view.clips.clip(row).id for row in range(3)] == [5, 6, 7]
    grid.project.apply(grid.steps[-1].inverted().edits)
    grid.show_project()
    grid.answers.setCurrentIndex(grid.answers.findData(""))
    assert grid.view.clips.rowCount() == 27


def test_ten_thousand_clips_are_answered_in_one_step(make_grid, only_asked):
    grid = make_grid(open_clips(10_000))
    key(grid, Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    key(grid, Qt.Key.Key_Period)
    (word, ids, answer, _given) = grid.said[-1]
    assert (word, answer) == ("answered", "skip") and np.array_equal(ids, np.arange(1, 10_001))
    assert len(grid.view.selectionModel().selection()) == 1, "one range: a range for each would be slow"
