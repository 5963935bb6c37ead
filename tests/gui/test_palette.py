from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton

from workbench.gui.dialogs.fuzzy import score
from workbench.gui.dialogs.palette import CommandPalette


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.ran = []
    window.button = QPushButton("Click")
    window.button.clicked.connect(lambda: window.ran.append("button"))
    window.setCentralWidget(window.button)
    view = window.menuBar().addMenu("&View")
    for words in ("Zoom in", "Zoom out", "Zoom to the selection", "Show the whole recording", "Loop"):
        view.addAction(words).triggered.connect(lambda _, words=words: window.ran.append(words))
    return window


def palette_of(window):
    palette = CommandPalette(window.menuBar().actions()[0].menu().actions(), window)
    palette.open()
    return palette


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("zou", "Zoom out"), ("zts", "Zoom to the selection"), ("whole", "Show the whole recording"), ("LOOP", "Loop")],
)
def test_typing_and_enter_runs_the_best_fit(qtbot, window, typed, wanted):
    palette = palette_of(window)
    qtbot.keyClicks(palette.typed, typed)
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert window.ran == [wanted]


def test_arrows_choose_and_escape_runs_nothing(qtbot, window):
    palette = palette_of(window)
    qtbot.keyClicks(palette.typed, "zoom")
    first = palette.list.currentItem().text()
    qtbot.keyClick(palette.typed, Qt.Key.Key_Down)
    assert palette.list.currentItem().text() != first
    with qtbot.waitSignal(palette.rejected):
        qtbot.keyClick(palette.typed, Qt.Key.Key_Escape)
    assert window.ran == []


def test_the_window_takes_clicks_again_after_escape(qtbot, window):
    window.show()
    window.activateWindow()
    palette = palette_of(window)
    qtbot.waitExposed(palette)
    palette.activateWindow()
    qtbot.waitUntil(palette.isActiveWindow)
    with qtbot.waitSignal(palette.rejected):
        qtbot.keyClick(palette.typed, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    qtbot.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=window.button.geometry().center())
    assert window.ran == ["button"]


def test_what_cannot_be_done_now_is_last_and_does_nothing(qtbot, window):
    window.menuBar().actions()[0].menu().actions()[4].setEnabled(False)
    palette = palette_of(window)
    assert palette.list.item(palette.list.count() - 1).text() == "Loop"
    qtbot.keyClicks(palette.typed, "loop")
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert window.ran == []


def test_letters_in_order_or_nothing():
    assert score("zou", "Zoom out") > score("zo", "Analyse zero") > score("zo", "Jazz duo")
    assert score("oz", "zoom") is None
    assert score("", "anything") is not None
