"""The picture of a clip: pixel for pixel as it was prepared, with its marks; and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from workbench.features.stft import to_db
from workbench.gui import theme
from workbench.gui.colormaps import lookup
from workbench.gui.document import SpectrogramView
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.ruler import HEIGHT_PX as RULER_PX
from workbench.gui.review.clip import ClipRequest, PreparedClip
from workbench.gui.review.clip_making import OpenRecordings, clip_steps
from workbench.gui.review.clip_view import ClipLabel, ClipView
from workbench.labels.label import Status

RATE = 16_000
VIEW = SpectrogramView(n_fft=512)


@pytest.fixture
def view(qtbot):
    theme.apply("light")
    view = ClipView()
    qtbot.addWidget(view)
    view.resize(GUTTER_PX + 400, RULER_PX + 300)
    view.set_spectrogram(VIEW)
    return view


@pytest.fixture
def request_(tmp_path) -> ClipRequest:
    """A second with half a second around it; noise, and 2 kHz all the time."""
    samples = np.random.default_rng(1).normal(0, 1e-3, 5 * RATE)
    samples += 0.1 * np.sin(2 * np.pi * 2000 * np.arange(5 * RATE) / RATE)
    soundfile.write(tmp_path / "tone.wav", samples, RATE)
    return ClipRequest(7, tmp_path / "tone.wav", 2.0, 3.0, 0.5, 0.5)


def prepared(request: ClipRequest, view: ClipView) -> PreparedClip:
    return next(step for step in clip_steps(OpenRecordings(), request, view.look) if step is not None)


def body_of(view: ClipView, clip: PreparedClip):
    """Its spectrogram as painted: RGB, shape (rows, columns, 3)."""
    image = view.grab().toImage().convertToFormat(view.grab().toImage().Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    return pixels[-clip.levels.shape[0] :, GUTTER_PX:].astype(int)


def colors_of(clip: PreparedClip, view: SpectrogramView):
    share = (to_db(clip.levels) - view.floor_db) / (view.ceiling_db - view.floor_db)
    return lookup(view.colormap)[np.rint(np.clip(share, 0, 1) * 255).astype(int)].astype(int)


def test_the_clip_is_painted_pixel_by_pixel_and_its_context_dimmed(view, request_):
    clip = prepared(request_, view)
    assert clip.levels.shape[1] == 400
    assert view.look.wave_rows + clip.levels.shape[0] + 1 == 300
    view.show_clip(clip)
    painted, expected = body_of(view, clip), colors_of(clip, VIEW)
    inner = slice(103, 297)
    np.testing.assert_array_equal(painted[:, inner], expected[:, inner])
    silence = lookup(VIEW.colormap)[0].astype(int)
    dimmed = expected + (silence - expected) * 115 / 255
    assert np.abs(painted[:, 5:95] - dimmed[:, 5:95]).max() <= 2
    assert np.abs(painted[:, 305:395] - dimmed[:, 305:395]).max() <= 2


def test_other_colours_come_at_once_and_need_no_other_picture(view, request_, qtbot):
    clip = prepared(request_, view)
    view.show_clip(clip)
    with qtbot.assertNotEmitted(view.look_changed):
        view.set_spectrogram(replace(VIEW, colormap="viridis", floor_db=-70.0))
    expected = colors_of(clip, replace(VIEW, colormap="viridis", floor_db=-70.0))
    np.testing.assert_array_equal(body_of(view, clip)[:, 103:297], expected[:, 103:297])


def test_edges_and_box_are_at_their_places(view, request_):
    clip = prepared(request_, view)
    view.show_clip(clip, ClipLabel(QColor("#00FF00"), Status.ACCEPTED, 1000.0, 3000.0))
    green = (body_of(view, clip) == (0, 255, 0)).all(axis=2)
    height = green.shape[0]
    assert green[10].nonzero()[0].tolist() == pytest.approx([100, 300], abs=1)
    lines = green[:, 200].nonzero()[0]
    expected = [height * (1 - 3000 / 8000), height * (1 - 1000 / 8000)]
    assert [lines.min(), lines.max()] == pytest.approx(expected, abs=1.5)
    view.show_label(replace(view.label, color=QColor("#0000FF")))
    assert not (body_of(view, clip) == (0, 255, 0)).all(axis=2).any()


def test_only_the_band_that_is_heard_is_bright(view, request_):
    clip = prepared(replace(request_, low_hz=1000.0, high_hz=4000.0), view)
    view.show_clip(clip)
    painted, expected = body_of(view, clip), colors_of(clip, VIEW)
    height = len(painted)
    bright = (painted[:, 103:297] == expected[:, 103:297]).all(axis=(1, 2))
    assert bright[height // 2 + 2 : height * 7 // 8 - 2].all()
    assert not bright[: height // 2 - 2].any()
    assert not bright[height * 7 // 8 + 2 :].any()


def test_the_play_head_is_where_it_is_heard_and_is_forgotten_with_the_next_clip(view, request_):
    clip = prepared(request_, view)
    view.show_clip(clip)
    view.set_playhead(2.5)
    wanted = theme.colors().playhead.getRgb()[:3]
    assert (body_of(view, clip) == wanted).all(axis=(0, 2)).nonzero()[0].tolist() == [199, 200]
    view.show_clip(prepared(request_, view))
    assert view.playhead_s == 2.5
    view.show_clip(prepared(replace(request_, start_s=1.0), view))
    assert view.playhead_s is None


def test_a_click_asks_to_play_from_there(view, request_, qtbot):
    view.show()
    view.show_clip(prepared(request_, view))
    with qtbot.waitSignal(view.play_wanted) as wanted:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(GUTTER_PX + 100, RULER_PX + 200))
    assert wanted.args[0] == pytest.approx(2.0, abs=0.01)
    with qtbot.assertNotEmitted(view.play_wanted):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(GUTTER_PX - 20, RULER_PX + 200))


def test_another_size_asks_once_for_another_picture_and_stretches_the_former(view, request_, qtbot):
    clip = prepared(request_, view)
    view.show_clip(clip)
    view.show()
    looks = []
    view.look_changed.connect(looks.append)
    with qtbot.waitSignal(view.look_changed):
        for width in (500, 560, 600):
            view.resize(GUTTER_PX + width, RULER_PX + 300)
    assert [look.columns for look in looks] == [600]
    assert view.grab().width() == GUTTER_PX + 600
    # Lower there is no room for a waveform.
    view.resize(GUTTER_PX + 600, RULER_PX + 120)
    assert (view.look.wave_rows, view.look.rows) == (0, 120)


def test_without_a_clip_it_says_what_is_the_matter(view, request_, qtbot):
    view.show_clip(prepared(request_, view))
    assert view.accessibleDescription() == "tone.wav, 2.000 s to 3.000 s"
    view.show_waiting()
    assert (view.clip, view.accessibleDescription()) == (None, "Reading the clip…")
    blank = view.grab().toImage()
    view.show_waiting("Decoding the recording…", 0.4)
    assert view.accessibleDescription() == "Decoding the recording…\n40 %"
    assert view.grab().toImage() == blank, "what comes soon needs no words"
    qtbot.waitUntil(lambda: view.grab().toImage() != blank)
    view.show_problem("tone.wav: it is gone")
    problem = view.grab().toImage()
    view.show_empty("Every clip has an answer")
    assert problem not in (blank, view.grab().toImage())
    assert view.accessibleDescription() == "Every clip has an answer"
