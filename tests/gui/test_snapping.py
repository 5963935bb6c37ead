"""Where a dragged edge comes to rest."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.gui.snapping import label_edges, nearest, shift_to
from workbench.labels.label import Label
from workbench.labels.project import rows_of
from workbench.labels.table import LabelTable

TARGETS = np.array([1.0, 2.0, 2.05])


def test_the_nearest_target_within_reach() -> None:
    assert nearest(TARGETS, 2.04, 0.1) == 2.05
    assert nearest(TARGETS, 1.5, 0.1) is None
    assert nearest(np.empty(0), 1.5, 0.1) is None


def test_of_two_edges_the_one_nearer_to_its_target_decides() -> None:
    assert shift_to([0.94, 2.06], TARGETS, 0.1, 0.0) == pytest.approx(-0.01)


def test_a_target_wins_over_the_grid_and_the_grid_over_nothing() -> None:
    assert shift_to([0.98], TARGETS, 0.05, 0.1) == pytest.approx(0.02)
    assert shift_to([1.33], TARGETS, 0.05, 0.1) == pytest.approx(-0.03)
    assert shift_to([1.33], TARGETS, 0.05, 0.0) == 0.0


def test_edges_near_of_shown_tiers_but_not_of_what_is_dragged() -> None:
    labels = [Label(1, 1, 7, 0.0, 5.0), Label(2, 1, 7, 4.0, 6.0), Label(3, 1, 8, 5.02, 6.0), Label(4, 1, 7, 5.01, 9.0)]
    table = LabelTable()
    table.insert(rows_of("labels", labels))
    found = label_edges(table.view(1), [7], [5.0], 0.1, np.array([4]))
    assert found.tolist() == [5.0]
