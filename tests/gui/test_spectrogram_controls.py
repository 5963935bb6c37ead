"""The row of controls changes the document, and follows it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QToolButton

from workbench.audio.signal import ArraySignal
from workbench.gui.document import Document, SpectrogramView
from workbench.gui.panels.spectrogram_controls import SpectrogramControls


class _Stereo(ArraySignal):
    complete, expected_frames = True, None


@pytest.fixture
def document(qtbot):
    document = Document()
    document.open(_Stereo(np.zeros((2, 48_000)), 48_000), None)
    return document


@pytest.fixture
def controls(qtbot, document):
    controls = SpectrogramControls(document)
    qtbot.addWidget(controls)
    controls.show()
    return controls


def _choose(combo, text):
    combo.setCurrentIndex(combo.findText(text))


def test_every_choice_reaches_the_document(controls, document):
    _choose(controls.fft_size, "512")
    _choose(controls.window_shape, "Blackman")
    _choose(controls.scale, "Mel")
    _choose(controls.channel, "Channel 2")
    _choose(controls.colormap, "Viridis")
    controls.floor.setValue(-90)
    controls.ceiling.setValue(-10)
    controls.frequencies.high.setValue(8000)
    controls.frequencies.low.setValue(300)
    assert document.spectrogram == SpectrogramView(
        512, "blackman", "mel", -90.0, -10.0, "viridis", low_hz=300.0, high_hz=8000.0, channel=1
    )
    controls.frequencies.all.click()
    assert (document.spectrogram.low_hz, document.spectrogram.high_hz) == (0.0, None)


def test_what_others_change_is_shown_without_an_echo(qtbot, controls, document):
    changes = []
    document.spectrogram_changed.connect(lambda: changes.append(document.spectrogram))
    document.set_spectrogram(n_fft=8192, low_hz=123.4, high_hz=4567.8, floor_db=-77.0)
    assert len(changes) == 1
    assert document.spectrogram.low_hz == 123.4, "not rounded by the box that shows it"
    assert controls.fft_size.currentData() == 8192
    assert (controls.frequencies.low.value(), controls.frequencies.high.value(), controls.floor.value()) == (
        123,
        4568,
        -77,
    )


def test_the_two_handles_move_live_and_never_cross(qtbot, controls, document):
    levels = controls.levels
    levels.resize(200, 24)
    middle = levels.height() // 2
    start = QPoint(round(levels.x_of(-20.0)), middle)
    qtbot.mousePress(levels, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(levels, QPoint(round(levels.x_of(-50.0)), middle))
    assert document.spectrogram.ceiling_db == pytest.approx(-50.0, abs=1.5)
    assert document.spectrogram.floor_db == -100.0
    qtbot.mouseMove(levels, QPoint(0, middle))
    assert document.spectrogram.ceiling_db == -94.0
    qtbot.mouseRelease(levels, Qt.MouseButton.LeftButton, pos=QPoint(0, middle))


def test_dragging_between_the_handles_moves_both(qtbot, controls, document):
    levels = controls.levels
    levels.resize(200, 24)
    qtbot.mousePress(levels, Qt.MouseButton.LeftButton, pos=QPoint(round(levels.x_of(-60.0)), 12))
    qtbot.mouseMove(levels, QPoint(round(levels.x_of(-50.0)), 12))
    assert document.spectrogram.floor_db == pytest.approx(-90.0, abs=1.5)
    assert document.spectrogram.ceiling_db - document.spectrogram.floor_db == pytest.approx(80.0, abs=1)


def test_every_control_says_what_it_is_and_takes_the_keyboard(controls):
    assert controls.frequencies.text() == "0 – 24 kHz"
    for kind in (QComboBox, QAbstractSpinBox, QToolButton):
        for control in controls.findChildren(kind):
            assert control.toolTip()
            assert control.accessibleName()
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_one_channel_needs_no_choice(controls, document):
    assert not controls.channel.isHidden()
    document.open(_Stereo(np.zeros((1, 48_000)), 48_000), None)
    assert controls.channel.isHidden()
