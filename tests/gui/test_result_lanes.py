"""The lanes that show what a model made: their tiles, how they fill, and what stays when another result is shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from workbench.audio.cache import Cache
from workbench.audio.made_file import MadeHeader, create_made
from workbench.features.stft import tile_steps
from workbench.gui.lane_kinds import LANE_KINDS, OUTPUT_SPECTROGRAM, OUTPUT_WAVEFORM, RESULTS, SPECTROGRAM
from workbench.gui.lanes import result_bins, result_waves
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.main_window import MainWindow
from workbench.gui.making import Wish
from workbench.gui.results import Result, Side
from workbench.gui.theme import colors
from workbench.models.contract import Span
from workbench.models.placeholder import Quieter

RATE = 44_100


@pytest.fixture
def window(labelled_window) -> MainWindow:
    yield labelled_window
    for kind in LANE_KINDS:
        if kind.group == RESULTS:
            labelled_window.lanes.show(kind.id, False)
    labelled_window.settings.change(show_output=True)


def make(window: MainWindow, qtbot, span: Span | None = None) -> Result:
    with qtbot.waitSignal(window.making.ended):
        window.making.run(Wish(Quieter.card, {}, span=span))
    return window.document.results.items[-1]


def begin(window: MainWindow, name: str = "by hand") -> Result:
    """A result of which nothing is made yet."""
    recording = window.document.recording
    header = MadeHeader(recording.sample_rate, recording.channels, recording.frames, {"name": name})
    result = Result(recording, create_made(Cache(), recording.content_key(), header), window.document.results)
    result.set_state("running")
    window.document.results.add(result)
    return result


def write(result: Result, start: int, stop: int, factor: float = 0.5) -> None:
    result.made.write(start, result.recording.read(start, stop) * np.float32(factor))
    result.note_written(start, stop)


def shown(window: MainWindow, kind: str):
    window.lanes.show(kind)
    return window.lanes.lane(kind)


def wait(qtbot, lane) -> None:
    qtbot.waitUntil(lambda: lane.settled and lane._picture is not None)


def exact(signal, key):
    """The tile by the very transform of the arrays."""
    return next(tile for tile in tile_steps(signal, key) if tile is not None and tile.exact)


def keys_in_view(lane):
    return [lane.tile_key(lane._grid.level, index) for index in lane._grid.tiles]


def assert_tiles_are_of(lane, signal) -> None:
    for key in keys_in_view(lane):
        np.testing.assert_array_equal(lane.source.tile(key).levels, exact(signal, key).levels)


def body(lane) -> np.ndarray:
    """The body's pixels, shape (height, width), 0xRRGGBB."""
    image = lane.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return pixels[:-1, GUTTER_PX : image.width()] & 0xFFFFFF


SPECTROGRAMS = [(OUTPUT_SPECTROGRAM, Side.OUTPUT), ("difference-spectrogram", Side.DIFFERENCE)]


@pytest.mark.parametrize(("kind", "side"), SPECTROGRAMS)
def test_the_tiles_are_those_of_the_signal(window, qtbot, kind, side) -> None:
    result = make(window, qtbot)
    lane = shown(window, kind)
    wait(qtbot, lane)
    assert_tiles_are_of(lane, result.signal(side))


def test_half_the_level_is_6_db_less_everywhere(window, qtbot) -> None:
    make(window, qtbot)
    window.document.set_spectrogram(floor_db=-90.0)
    lane = shown(window, "change")
    wait(qtbot, lane)
    output, original = np.split(lane._pixels.astype(int), 2)
    change_db = (lane.shown(lane._pixels).astype(int) - 128) / 2
    loud = np.maximum(output, original) / 2 - 127.5 >= -90
    assert 0.3 < loud.mean() < 1
    assert np.abs(change_db[loud] + 6.02).max() <= 0.6  # two levels in steps of half a decibel, and rows between bins
    assert (change_db[~loud] == 0).all()
    assert lane.level_at(6.0, lane.y_of_frequency(3000)) == pytest.approx(-6.02, abs=0.5)
    assert lane.value_at(6.0, lane.y_of_frequency(3000)) in ("change −6.0 dB", "change −6.5 dB", "change −5.5 dB")


def test_a_result_is_seen_as_far_as_it_is_made_and_whole_parts_are_made_once(window, qtbot) -> None:
    result = begin(window)
    lane = shown(window, OUTPUT_SPECTROGRAM)
    started = []
    start = lane.source._start
    lane.source._start = lambda key, priority: (started.append(key.index), start(key, priority))
    hatch = colors().line.rgb() & 0xFFFFFF
    assert (body(lane) == hatch).any(axis=0).all()  # in each column
    assert not started
    write(result, 0, 6 * RATE)
    qtbot.waitUntil(lambda: len(started) > 4 and not lane.source._jobs)
    qtbot.waitUntil(lambda: not lane._waiting and lane._pixels is not None)  # the last tile is drawn, too
    assert not lane.settled
    middle = round(lane.axis.x_of(6.0))
    pixels = body(lane)
    assert not (pixels[:, 2 : middle - 2] == hatch).all(axis=0).any()
    assert len(np.unique(pixels[:, 2 : middle - 2])) > 50
    assert (pixels[:, middle + 2 :] == hatch).any(axis=0).all()
    write(result, 6 * RATE, result.made.frames)
    result.set_state("done")
    wait(qtbot, lane)
    assert_tiles_are_of(lane, result.signal(Side.OUTPUT))
    assert [started.count(index) for index in (0, 1, 2, 3)] == [1, 1, 1, 1]
    assert not (body(lane) == hatch).any()


def test_another_strength_is_mixed_anew_while_the_old_picture_stays(window, qtbot) -> None:
    result = make(window, qtbot)
    lane = shown(window, OUTPUT_SPECTROGRAM)
    wait(qtbot, lane)
    before = body(lane)
    result.set_strength(0.25)
    np.testing.assert_array_equal(body(lane), before)
    wait(qtbot, lane)
    assert_tiles_are_of(lane, result.signal(Side.OUTPUT))
    assert lane.head.words.text().endswith("25 %")


def test_tiles_of_a_result_are_there_when_it_is_chosen_again(window, qtbot) -> None:
    results = window.document.results
    first, second = begin(window, "first"), begin(window, "second")
    for result, factor in ((first, 0.5), (second, 0.1)):
        write(result, 0, result.made.frames, factor)
        result.set_state("done")
    lane = shown(window, OUTPUT_SPECTROGRAM)
    for result in (first, second):
        results.choose(result)
        wait(qtbot, lane)
        assert_tiles_are_of(lane, result.signal(Side.OUTPUT))
    requests = lane.source.requests
    results.choose(first)
    wait(qtbot, lane)
    assert_tiles_are_of(lane, first.signal(Side.OUTPUT))
    assert lane.source.requests == requests
    assert lane.head.words.text() == "first"


@pytest.mark.parametrize("leave", ["deleted", "another recording"])
def test_a_result_may_go_while_its_tiles_are_under_way(window, qtbot, tmp_path, leave) -> None:
    results = window.document.results
    result = begin(window)
    lanes = [shown(window, kind.id) for kind in LANE_KINDS if kind.group == RESULTS]
    write(result, 0, result.made.frames)
    for lane in lanes:
        lane.grab()  # asks for tiles
    if leave == "deleted":
        results.remove(result)
        result.made.path.unlink()
    else:
        other = tmp_path / "other.wav"
        other.write_bytes(window.document.recording.path.read_bytes())
        with qtbot.waitSignal(window.document.opened):
            window.opener.open(other)
    assert results.chosen is None
    for lane in lanes:
        wait(qtbot, lane)
        assert len(np.unique(body(lane))) < 300  # words only
        assert lane.head.words.isHidden()
    result = begin(window)
    write(result, 0, result.made.frames, 0.25)
    result.set_state("done")
    for lane in lanes:
        wait(qtbot, lane)
    assert_tiles_are_of(lanes[1], result.signal(Side.OUTPUT))


@pytest.mark.parametrize("near_samples", [2e7, 0], ids=["near", "far"])
def test_the_waveform_has_the_extremes_of_the_output(window, qtbot, monkeypatch, near_samples) -> None:
    monkeypatch.setattr(result_waves, "_NEAR_SAMPLES", near_samples)
    for module in (result_waves, result_bins):
        monkeypatch.setattr(module, "BIN_FRAMES", 64)
        monkeypatch.setattr(module, "CHUNK_FRAMES", 64 * result_bins.CHUNK_BINS)
    result = make(window, qtbot)
    result.set_strength(0.5)
    lane = shown(window, OUTPUT_WAVEFORM)
    qtbot.waitUntil(lambda: lane.settled and not np.isnan(lane.source.columns(lane._grid).rms).any())
    found, grid = lane.source.columns(lane._grid), lane._grid
    samples = result.signal(Side.OUTPUT).read(0, result.made.frames)
    slack = 0 if near_samples else 64  # a bin that touches a column counts as a whole
    for column in range(0, grid.count, 37):
        at = grid.start_frame + grid.per_column * np.array([column, column + 1])
        inside = samples[:, int(np.ceil(at[0])) : int(at[1])]
        around = samples[:, max(int(at[0]) - slack, 0) : int(np.ceil(at[1])) + slack]
        assert around.max() >= found.maximum[column] >= inside.max()
        assert around.min() <= found.minimum[column] <= inside.min()


def test_letters_say_what_is_heard_and_hear_it(window, qtbot) -> None:
    make(window, qtbot)
    lane, results = shown(window, OUTPUT_SPECTROGRAM), window.document.results
    original = window.lanes.lane(SPECTROGRAM).findChild(type(lane.head.badge))
    assert (original.isChecked(), lane.head.badge.isChecked()) == (True, False)
    qtbot.mouseClick(lane.head.badge, Qt.MouseButton.LeftButton)
    assert results.side is Side.OUTPUT
    assert (original.isChecked(), lane.head.badge.isChecked()) == (False, True)
    qtbot.mouseClick(original, Qt.MouseButton.LeftButton)
    assert results.side is Side.ORIGINAL


def test_the_output_is_shown_by_itself_until_it_is_put_away(window, qtbot) -> None:
    make(window, qtbot)
    lanes = window.lanes.stack.column.shown
    below = lanes[lanes.index(window.lanes.lane(SPECTROGRAM)) + 1]
    assert window.lanes.lanes_of(OUTPUT_SPECTROGRAM) == [below]
    window.actions_by_id["show-output-spectrogram"].trigger()
    make(window, qtbot)
    assert not window.lanes.lanes_of(OUTPUT_SPECTROGRAM)
    window.actions_by_id["show-output-spectrogram"].trigger()
    assert window.settings.settings.show_output


def test_frequencies_are_zoomed_together(window, qtbot) -> None:
    make(window, qtbot)
    lane = shown(window, OUTPUT_SPECTROGRAM)
    lane.zoom_frequency(4.0, 2000.0)
    assert window.lanes.lane(SPECTROGRAM).scale == lane.scale
    window.viewing.all_frequencies()
    assert lane.scale.high_hz == RATE / 2
