"""A recording without a frame of sound is opened all the same, and nothing of the one before stays."""

from __future__ import annotations

import numpy as np
import soundfile


def test_an_empty_recording_is_said_to_be_empty_and_shows_no_spectrum(qtbot, make_window, recording, tmp_path):
    window = make_window()
    spectrum = window.inspector.spectrum
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    qtbot.waitUntil(lambda: spectrum.spectrum is not None)
    empty = tmp_path / "empty.wav"
    soundfile.write(empty, np.zeros((0, 2)), 48_000)
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(empty)
    assert spectrum.spectrum is None
    assert [message.text for message in window.messages.messages] == ["empty.wav: there is no sound in it"]
    qtbot.waitUntil(lambda: spectrum.words.text() == "There is no sound in this recording.")
