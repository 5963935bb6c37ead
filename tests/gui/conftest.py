"""The real window, with a silent player, for tests that drive it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.audio.output import NullBackend
from workbench.audio.player import Player
from workbench.gui import project_host, theme
from workbench.gui.garbage import GarbageCollector
from workbench.gui.main_window import MainWindow
from workbench.gui.settings_file import SettingsFile
from workbench.jobs.worker import Worker
from workbench.models import catalogue
from workbench.models.contract import Card
from workbench.models.placeholder import Levels


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Twelve seconds, stereo, 44.1 kHz: noise that gets louder on the left, a tone of 3 kHz on the right."""
    rate, rng = 44_100, np.random.default_rng(2)
    time = np.arange(12 * rate) / rate
    left = rng.normal(0, 0.1, len(time)) * time / 12
    right = 0.25 * np.sin(2 * np.pi * 3000 * time)
    path = tmp_path / "sounds" / "noise and tone.wav"
    path.parent.mkdir()
    soundfile.write(path, np.stack([left, right], axis=1), rate)
    return path


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    """The models there are."""
    return [Levels.card]


@pytest.fixture(scope="module")
def models() -> str:
    """How the model process of the file's one window loads a model."""
    return "workbench.models.placeholder:load"


@pytest.fixture
def make_window(qtbot, cards, tmp_path, monkeypatch):
    """Makes real windows whose model process runs models that need no weights; closes them all at the end."""
    made: list[MainWindow] = []
    theme.apply("light")
    monkeypatch.setattr(catalogue, "cards", lambda: cards)
    garbage = GarbageCollector() if gc.isenabled() else None  # else it is that of a window that the file shares

    def make(models: str = "workbench.models.placeholder:load", settings: Path | None = None) -> MainWindow:
        made.append(_make(settings or tmp_path / "settings.json", models))
        return made[-1]

    yield make
    for window in made:
        window.close()
    if garbage is not None:
        garbage.stop()


def _make(settings: Path, models: str = "workbench.models.placeholder:load") -> MainWindow:
    window = MainWindow(SettingsFile(settings), Worker(models), Player(lambda: (NullBackend(), None)))
    window.resize(1300, 850)
    window.show()
    return window


@pytest.fixture(scope="module")
def shared_window(qapp, cards, models, tmp_path_factory) -> Iterator[MainWindow]:
    """One window for all tests of a file; one that closes it has its own from `make_window`."""
    home = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(home))
        patch.setattr(catalogue, "cards", lambda: cards)
        patch.setattr(project_host, "WAIT_S", 10.0)  # what was done is on the disk then, however slow that is
        theme.apply("light")
        garbage = GarbageCollector()
        window = _make(home / "settings.json", models)
        yield window
        window.close()
        garbage.stop()


@pytest.fixture
def labelled_window(shared_window, recording, qtbot) -> Iterator[MainWindow]:
    """The file's one window with a recording of the test's own, and thereby with an empty project."""
    window = shared_window
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    host = window.project_host
    qtbot.waitUntil(lambda: window.document.recording.path == recording and host.recording_id is not None)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.stack.setFocus()
    yield window
    window.label_naming.finish()
    window.playback.stop()
    window.messages.clear()
