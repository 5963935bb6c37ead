"""A recording that changes on disk while it is open: the window says so, and offers to read it anew."""

from __future__ import annotations

import numpy as np
import soundfile


def opened(qtbot, window, path):
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(path)


def test_a_change_is_said_once_and_reload_reads_it_anew(qtbot, make_window, recording):
    window = make_window()
    opened(qtbot, window, recording)
    soundfile.write(recording, np.zeros((2 * 44_100, 2)), 44_100)
    with qtbot.waitSignal(window.watching.changed) as said:
        window.watching.look()
    assert "changed on disk" in said.args[1]
    window.watching.look()
    (message,) = [m for m in window.messages._shown if "changed on disk" in m.text]
    with qtbot.waitSignal(window.opener.ready):
        message.button.click()
    assert window.document.total_s == 2.0
    assert not [m for m in window.messages._shown if "changed on disk" in m.text]


def test_what_was_said_of_the_file_goes_when_it_is_reloaded_by_key(qtbot, make_window, recording):
    window = make_window()
    opened(qtbot, window, recording)
    soundfile.write(recording, np.zeros((2 * 44_100, 2)), 44_100)
    with qtbot.waitSignal(window.watching.changed):
        window.watching.look()
    with qtbot.waitSignal(window.opener.ready):
        window.opener.reload()
    assert not [m for m in window.messages.messages if "changed on disk" in m.text]


def test_a_file_that_goes_away_is_said(qtbot, make_window, recording):
    window = make_window()
    opened(qtbot, window, recording)
    recording.unlink()
    with qtbot.waitSignal(window.watching.changed) as said:
        window.watching.look()
    assert "no longer where it was" in said.args[1]
