"""The real window, with a silent player, for tests that drive it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.audio.output import NullBackend
from workbench.audio.player import Player
from workbench.gui import theme
from workbench.gui.garbage import GarbageCollector
from workbench.gui.main_window import MainWindow
from workbench.gui.settings_file import SettingsFile
from workbench.jobs.worker import Worker
from workbench.models import catalogue
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


@pytest.fixture
def make_window(qtbot, tmp_path, monkeypatch):
    """Makes real windows whose model process runs models that need no weights; closes them all at the end."""
    made: list[MainWindow] = []
    theme.apply("light")
    monkeypatch.setattr(catalogue, "cards", lambda: [Levels.card])
    garbage = GarbageCollector()

    def make(models: str = "workbench.models.placeholder:load", settings: Path | None = None) -> MainWindow:
        file = SettingsFile(settings or tmp_path / "settings.json")
        window = MainWindow(file, Worker(models), Player(lambda: (NullBackend(), None)))
        made.append(window)
        window.resize(1300, 850)
        window.show()
        return window

    yield make
    for window in made:
        window.close()
    garbage.stop()
