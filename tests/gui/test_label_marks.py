"""Where the window says, besides the lane, that there are labels: the overview's strip and the list of files."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from workbench.gui.document import Selection
from workbench.gui.lanes.label_strip import strip_image


@pytest.fixture
def window(make_window, recording, qtbot):
    made = make_window()
    made.opener.open(recording)
    qtbot.waitUntil(lambda: made.project_host.recording_id is not None)
    made.document.select(Selection(3.0, 6.0))
    made.labelling.make("dog")
    return made


def test_the_strip_has_the_class_color_where_the_label_is(window) -> None:
    host = window.project_host
    image = strip_image(host.project, host.recording_id, 12.0, 120, QColor("#808080"))
    colored = [x for x in range(120) if QColor(image.pixelColor(x, 0)).alpha()]
    assert colored == list(range(30, 60))
    assert image.pixelColor(30, 0).name() == host.project.class_of("dog").color.lower()


def test_the_list_of_files_says_how_many(window, recording, qtbot) -> None:
    qtbot.waitUntil(lambda: window.files.model.label_counts == {str(recording): 1})
    window.project_host.undo()
    qtbot.waitUntil(lambda: window.files.model.label_counts == {})


def test_scores_have_the_color_that_the_class_has_as_a_label(window) -> None:
    assert window.classifying.known_color("dog") == window.project_host.project.class_of("dog").color
    assert window.classifying.known_color("door_bell") is None
