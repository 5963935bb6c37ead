"""Rows of controls in windows of any width: nothing is ever unreachable."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from workbench.gui.document import Selection
from workbench.gui.panels.folding_row import FoldingRow
from workbench.gui.results import Side


@pytest.fixture
def row(qtbot):
    row = FoldingRow()
    row.parts = [QPushButton(name) for name in ("first", "second", "third")]
    for part, rank in zip(row.parts, (0, 1, 2), strict=True):
        part.setFixedWidth(100)
        part.setAccessibleName(part.text().capitalize())
        row.add(part, rank)
    qtbot.addWidget(row)
    row.show()
    return row


def test_what_has_no_room_moves_behind_the_button_by_rank_and_comes_back(row):
    first, second, third = row.parts
    row.resize(400, 40)
    assert row.folded == [] and row.more.isHidden()
    row.resize(300, 40)
    assert row.folded == [third] and row.more.isVisible()
    row.resize(row.minimumSizeHint().width(), 40)
    assert row.folded == [second, third]
    assert first.isVisible() and first.geometry().right() <= row.width()
    row.resize(400, 40)
    assert row.folded == []
    assert [part.isVisible() for part in row.parts] == [True] * 3
    assert first.x() < second.x() < third.x()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_popup_holds_the_rest_and_works(qtbot, row):
    row.resize(300, 40)
    pressed = []
    row.parts[2].clicked.connect(lambda: pressed.append(True))
    qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    assert row.popup.isVisible() and row.parts[2].isVisible()
    qtbot.mouseClick(row.parts[2], Qt.MouseButton.LeftButton)
    assert pressed
    assert row.more.toolTip() == "More: third"
    row.resize(400, 40)
    assert not row.popup.isVisible()


def test_a_part_that_is_not_wanted_takes_no_room(row):
    row.set_wanted(row.parts[1], False)
    row.resize(300, 40)
    assert row.folded == [] and row.parts[1].isHidden()


def test_in_a_small_window_every_control_is_in_the_row_or_behind_its_button(qtbot, make_window, recording):
    window = make_window()
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    window.resize(900, 600)
    for bar in (window.transport, window.controls):
        qtbot.waitUntil(lambda bar=bar: bool(bar.folded))
        for child in bar.children():
            if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
                assert child.geometry().right() < bar.width(), child
    assert window.transport.meter.isVisible()
    assert window.width() == 900


def test_spare_words_go_first_and_not_behind_the_button(qtbot, row):
    word = QPushButton("word")
    word.setFixedWidth(100)
    row.add(word, spare=True)
    row.resize(500, 40)
    assert word.isVisible()
    row.resize(400, 40)
    assert word.isHidden() and row.folded == [] and row.more.isHidden()
    row.layout().activate()
    row.resize(300, 40)
    assert word.isHidden() and row.folded == [row.parts[2]]
    row.resize(500, 40)
    assert word.isVisible() and word.x() > row.parts[2].x()


def test_in_a_laptops_window_the_fields_of_the_selection_are_there_whatever_is_compared(qtbot, make_window, recording):
    window = make_window()
    window.resize(1280, 800)
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    bar = window.transport
    window.document.select(Selection(1.0, 2.0, 200.0, 4000.0))
    bar.compare.show_side(Side.DIFFERENCE, there=True)
    qtbot.waitUntil(lambda: bar.width() <= 1280 and bar.folded == [])
    assert bar.selection.isVisible() and bar.compare.match.isVisible()
    window.resize(1600, 900)
    qtbot.waitUntil(lambda: bar.compare.word.isVisible() and bar.selection.band.isVisible())
