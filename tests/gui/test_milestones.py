"""Each picture of a recording is noted once, in the order in which it can be there."""

from __future__ import annotations

import time

from workbench.gui import milestones
from workbench.gui.milestones import Milestones


def test_each_picture_is_noted_once_it_is_painted(qtbot, make_window, recording):
    window = make_window()
    watching = Milestones(window)
    noted = []
    watching.reached.connect(lambda name, when: noted.append((name, when)))
    for _ in range(2):  # the second recording is noted as the first was
        noted.clear()
        watching.reset()
        began = time.monotonic()
        window.opener.open(recording)
        everything = {milestones.OPENED, milestones.WAVEFORM_COVERED, milestones.WAVEFORM_WHOLE}
        everything |= {milestones.SPECTROGRAM_COVERED, milestones.SPECTROGRAM_EXACT}
        qtbot.waitUntil(lambda everything=everything: everything <= {name for name, _ in noted})
        times = dict(noted)
        assert len(times) == len(noted)
        assert began <= times[milestones.OPENED] <= times[milestones.WAVEFORM_COVERED]
        assert times[milestones.WAVEFORM_COVERED] <= times[milestones.WAVEFORM_WHOLE]
        assert times[milestones.SPECTROGRAM_COVERED] <= times[milestones.SPECTROGRAM_EXACT]
        # The lanes may be laid out once more, when it is known how many labels there are.
        qtbot.waitUntil(lambda: milestones.waveforms_of(window)[0].covered)
        qtbot.waitUntil(lambda: milestones.spectrogram_of(window).covered)
