"""A recording at 384 kHz: everything reaches to 192 kHz, and says so in kHz."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import soundfile

from workbench.gui.document import Selection
from workbench.gui.lanes.frequency_scale import in_words

RATE = 384_000
TONE_HZ = 91_200


@pytest.fixture
def bat(tmp_path):
    """One second of a tone at 91.2 kHz, −6 dBFS, at 384 kHz."""
    path = tmp_path / "bat.wav"
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * TONE_HZ * np.arange(RATE) / RATE), RATE, subtype="PCM_24")
    return path


@pytest.fixture
def window(qtbot, make_window, bat):
    window = make_window()
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(bat)
    return window


def test_axis_and_read_outs_reach_half_the_rate(qtbot, window):
    lane = window.lanes.lane("spectrogram")
    qtbot.waitUntil(lambda: window.lanes.settled)
    assert window.controls.frequencies.text() == "0 – 192 kHz"
    assert window.controls.frequencies.high.maximum() == 192_000
    assert lane.frequency_at(0) == pytest.approx(192_000)
    assert lane.level_at(0.5, lane.y_of_frequency(TONE_HZ)) == pytest.approx(-6.0, abs=1.5)
    assert lane.level_at(0.5, lane.y_of_frequency(120_000)) < -90
    window.readout.show_place(0.5, 91_234.0, None)
    assert "91.23 kHz" in window.readout.place.text()
    window.document.select(Selection(0.1, 0.2, 90_000.0, 92_500.0))
    assert window.transport.selection.frequencies == "90.00–92.50 kHz"
    assert window.inspector.facts["Frequencies"].text() == "90.00–92.50 kHz"


@pytest.mark.parametrize("scale", ["linear", "log", "mel"])
def test_every_scale_has_ticks_up_to_the_top(window, scale):
    window.document.set_spectrogram(scale=scale)
    axis = window.lanes.lane("spectrogram").scale
    ticks = axis.ticks(400, 40)
    assert axis.high_hz == 192_000 and ticks[-1] >= 100_000
    places = [axis.y_of(hz, 400) for hz in ticks]
    assert min(a - b for a, b in itertools.pairwise(places)) >= 40
    assert in_words(ticks[-1]).endswith("kHz")
    assert axis.frequency_at(axis.y_of(TONE_HZ, 400), 400) == pytest.approx(TONE_HZ)


def test_the_inspector_finds_the_tone(qtbot, window):
    window.document.select(Selection(0.1, 0.9))
    plot = window.inspector.spectrum
    qtbot.waitUntil(lambda: plot.spectrum is not None and window.document.selection is not None)
    spectrum = plot.spectrum
    assert spectrum.frequencies[-1] == pytest.approx(192_000)
    assert spectrum.frequencies[int(np.argmax(spectrum.mean_db))] == pytest.approx(TONE_HZ, abs=200)
