"""A recording that was opened before shows its whole waveform at once; one that changed is read anew."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.audio.cache import DECODED, OVERVIEWS, Cache

FRAMES = 1_500_000


@pytest.fixture
def long_recording(tmp_path: Path) -> Path:
    sound = np.random.default_rng(3).integers(-20_000, 20_000, (FRAMES, 2)).astype(np.int16)
    soundfile.write(tmp_path / "long.wav", sound, 48_000)
    return tmp_path / "long.wav"


def open_to_the_end(qtbot, window, path: Path) -> None:
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(path)


def kept(kind) -> list[Path]:
    return sorted((Cache().folder / kind.folder).glob(f"*{kind.suffix}"))


def open_and_keep(qtbot, window, path: Path) -> None:
    open_to_the_end(qtbot, window, path)
    qtbot.waitUntil(lambda: len(kept(OVERVIEWS)) > 0)


def test_opened_again_nothing_is_read_and_the_waveform_is_whole(qtbot, make_window, long_recording):
    first = make_window()
    open_and_keep(qtbot, first, long_recording)
    second = make_window()
    read, shown = [], []
    second.opener.began.connect(lambda name, job: read.append(name))
    second.document.opened.connect(lambda: shown.append(second.document.overview.finished))
    open_to_the_end(qtbot, second, long_recording)
    assert (read, shown) == ([], [True])
    one, other = first.document.overview.levels[0], second.document.overview.levels[0]
    bins = -(-FRAMES // one.bin_frames)
    np.testing.assert_array_equal(one.squares[:, :bins], other.squares[:, :bins])


def test_a_changed_recording_is_read_anew(qtbot, make_window, long_recording):
    window = make_window()
    open_and_keep(qtbot, window, long_recording)
    soundfile.write(long_recording, np.zeros((FRAMES, 2), np.int16), 48_000)
    os.utime(long_recording, (1, 1))
    window.opener.reload()
    with qtbot.waitSignal(window.opener.ready):
        pass
    assert window.document.overview.levels[0].maximum[:, :100].max() == 0.0
    qtbot.waitUntil(lambda: len(kept(OVERVIEWS)) == 2)


def test_the_overview_is_there_while_a_recording_is_decoded_anew(qtbot, make_window, long_recording):
    compressed = long_recording.with_suffix(".flac")
    soundfile.write(compressed, *soundfile.read(long_recording, dtype="int16"))
    window = make_window()
    open_and_keep(qtbot, window, compressed)
    window.document.recording.close()
    kept(DECODED)[0].unlink()
    document, shown = window.document, []
    last = FRAMES / 48_000 - 0.1

    def look_at_the_end() -> None:
        shown.append((document.overview.finished, document.recording.complete))
        document.axis.set_view(last, last + 0.02)

    document.opened.connect(look_at_the_end)
    open_to_the_end(qtbot, window, compressed)
    assert shown == [(True, False)]
    assert document.recording.complete
    assert len(kept(DECODED)) == 1
    lane = window.lanes.lanes_of("waveform")[0]
    frame = round((last + 0.01) * 48_000)
    around = np.abs(document.recording.read(frame - 1, frame + 2)[0])
    qtbot.waitUntil(lambda: around.min() <= 10 ** (lane.level_at(frame / 48_000, 0.0) / 20) <= around.max() + 1e-6)


def test_a_folder_opened_meanwhile_does_not_stop_the_reading(qtbot, make_window, long_recording, tmp_path):
    window, ready = make_window(), []
    window.opener.ready.connect(lambda: ready.append(True))
    compressed = tmp_path / "long.flac"
    soundfile.write(compressed, *soundfile.read(long_recording, dtype="int16"))
    with qtbot.waitSignal(window.opener.opened):
        window.opener.open(compressed)
    with qtbot.waitSignal(window.opener.folder_chosen):
        window.opener.open(tmp_path)
    with qtbot.waitSignal(window.opener.failed):
        window.opener.open(tmp_path / "none.wav")
    qtbot.waitUntil(lambda: ready == [True] and not window.opener.busy)
    assert window.document.overview.finished
    assert window.document.recording.complete


def test_the_invitation_goes_as_the_recording_comes(qtbot, make_window, recording, tmp_path):
    """It never stands beside the facts of a recording, nor while one is awaited; after a failure it is there again."""
    window = make_window()
    assert window.welcome.invitation.isVisible()
    window.begin(tmp_path / "missing.wav")
    assert not window.welcome.invitation.isVisible()
    qtbot.waitUntil(window.welcome.invitation.isVisible)
    assert "missing.wav" in window.messages.messages[0].text
    seen = []
    window.document.opened.connect(lambda: seen.append(window.welcome.isVisible()))
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    assert seen == [False] and window.middle.isVisible()


def test_the_files_panel_follows_what_is_opened(qtbot, make_window, recording, tmp_path):
    window = make_window()
    window.files.set_root(str(tmp_path / "elsewhere"))
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    qtbot.waitUntil(lambda: window.files.view.current_entry() is not None)
    assert window.files.root == str(recording.parent)
    assert window.files.view.current_entry().path == str(recording)
