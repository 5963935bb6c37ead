"""Reviewing in the real window: one key answers a clip, saves, and brings up the next one, which plays."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workbench.gui.review.listening import Listening
from workbench.gui.review.listing import OfFolder, OfLabels, OfSegments, ReviewWish
from workbench.gui.settings_file import SettingsFile
from workbench.labels import changes
from workbench.labels.label import Label, Status, new_id
from workbench.labels.review.lists import LabelFilter

RATE = 16_000
K = Qt.Key


def write_clip(path: Path, number: int) -> None:
    """Half a second of quiet noise with one event: a tone of its own frequency in its middle."""
    rng, time = np.random.default_rng(number), np.arange(RATE // 2) / RATE
    tone = 0.3 * np.sin(2 * np.pi * (500 + 40 * number) * time) * np.exp(-(((time - 0.25) / 0.05) ** 2))
    soundfile.write(path, rng.normal(0, 0.01, len(time)) + tone, RATE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "clips"
    made.mkdir()
    for number in range(6):
        write_clip(made / f"clip {number}.wav", number)
    return made


@pytest.fixture
def window(make_window, qtbot):
    window = make_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def begin(window, qtbot, source, **wish):
    commands = window.review_commands
    with qtbot.waitSignal(commands.made):
        commands.begin(ReviewWish("Test", source, **wish))
    wait_shown(window, qtbot)
    return commands.page


def wait_shown(window, qtbot) -> None:
    """Until the clip that is up is drawn."""
    showing = window.review_commands.page.showing
    qtbot.waitUntil(
        lambda: showing.shown_clip is not None and showing.shown_clip == window.review_commands.reviewing.clip.id
    )


def press(qtbot, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def on_disk(window, query: str) -> list[tuple]:
    window.project_host._keeper.with_store(lambda store: None).result(10)
    with sqlite3.connect(window.project_host.path) as connection:
        return connection.execute(query).fetchall()


def add_classes(window, *names: str) -> None:
    """With the keys 1, 2, …"""
    from workbench.labels.edit import Step

    project = window.project_host.project
    assert window.project_host.do(Step("Add classes", changes.add_classes(project, names, ["#E69F00", "#56B4E9"])))


def test_a_folder_one_key_a_clip(window, folder, qtbot) -> None:
    page = begin(window, qtbot, OfFolder(folder))
    assert not window.middle.isVisible()
    assert page.isVisible()
    assert page.question.question.text() == "Which class is it?"
    add_classes(window, "dog", "cat")
    played = []
    page.showing.shown.connect(lambda clip: played.append((clip.position, page.player.sounding is not None)))
    press(qtbot, K.Key_1)
    wait_shown(window, qtbot)
    press(qtbot, K.Key_2)
    wait_shown(window, qtbot)
    press(qtbot, K.Key_Slash)
    wait_shown(window, qtbot)
    press(qtbot, K.Key_Right)
    wait_shown(window, qtbot)
    assert played == [(1, True), (2, True), (3, True), (4, True)], "each is drawn and playing, in order"
    answers = "SELECT position, answer, given FROM review_clips ORDER BY position"
    assert on_disk(window, answers)[:5] == [
        (0, "class", "dog"), (1, "class", "cat"), (2, "unsure", ""), (3, "skip", ""), (4, "", ""),
    ]  # fmt: skip
    assert on_disk(window, "SELECT text, status, round(end_s, 3) FROM labels ORDER BY text") == [
        ("cat", 0, 0.5), ("dog", 0, 0.5),
    ]  # fmt: skip
