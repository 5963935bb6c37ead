"""Rows of overlapping labels, and their picture: the same whatever is in view and whatever was known before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from workbench.gui import theme
from workbench.gui.lanes.label_colors import PICKED, LabelColors
from workbench.gui.lanes.label_layout import MOST_ROWS, RowMemory, layout_of, sub_rows
from workbench.gui.lanes.label_panning import PannedPicture
from workbench.gui.lanes.label_picture import PixelGrid, Scene, picture_of
from workbench.gui.lanes.label_places import HEADER_PX, lane_heights, row_places
from workbench.labels import changes
from workbench.labels.label import Label, Status, Tier
from workbench.labels.project import Project, rows_of


def one_by_one(starts, ends) -> list[int]:
    """The definition: each label goes into the first row in which nothing before it is still there."""
    free_from = [-1.0] * (MOST_ROWS - 1)
    rows = []
    for start, end in zip(starts, ends, strict=True):
        row = next((row for row, until in enumerate(free_from) if start >= until), MOST_ROWS - 1)
        if row < MOST_ROWS - 1:
            free_from[row] = max(end, np.nextafter(start, np.inf))
        rows.append(row)
    return rows


def some_times(rng, count: int):
    starts = np.sort(np.round(rng.uniform(0, 20, count), 1))
    return starts, starts + np.round(rng.exponential(1, count), 1) * (rng.random(count) > 0.2)


def test_rows_are_those_found_one_by_one() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        starts, ends = some_times(rng, int(rng.integers(0, 60)))
        assert sub_rows(starts, ends).tolist() == one_by_one(starts, ends)


def test_rows_found_anew_after_a_change_are_those_found_from_scratch() -> None:
    rng = np.random.default_rng(4)
    for count in (0, 1, 5, 30, 900):
        starts, ends = some_times(rng, count)
        memory = RowMemory()
        memory.rows(1, starts, ends)
        for _ in range(20):
            kept = rng.random(len(starts)) > 2 / max(len(starts), 4)
            starts, ends = starts[kept], ends[kept]
            for start in np.round(rng.uniform(0, 20, rng.integers(0, 3)), 1):
                place = np.searchsorted(starts, start, "right")
                starts, ends = np.insert(starts, place, start), np.insert(ends, place, start + rng.exponential(1))
            assert memory.rows(1, starts, ends).tolist() == sub_rows(starts, ends).tolist()


TIERS = (Tier(1, "calls"), Tier(2, "people"))


def project_of(labels) -> Project:
    project = Project()
    project.apply(changes.add_classes(project, ["robin", "wren"], theme.CLASS_COLORS))
    project.labels.insert(rows_of("labels", labels))
    return project


def scene_of(project: Project, grid: PixelGrid, height: int, selected: int = 0) -> Scene:
    layout = layout_of(project.labels.view(1), TIERS, RowMemory(), with_rejected=True)
    drawn = layout.within(-1.0, 1e9)
    palette = LabelColors(project)
    palette.refresh()
    return Scene(drawn, drawn.id == selected, row_places(layout.depths, height), grid, palette)


def pixels_of(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_step_of_the_view_by_a_pixel_moves_every_pixel(qapp, ratio) -> None:
    theme.apply("light")
    rng = np.random.default_rng(5)
    starts = np.sort(rng.uniform(0, 30, 500))
    lengths = rng.exponential(0.3, 500) * (rng.random(500) > 0.1)
    labels = [
        Label(i + 1, 1, 1 + i % 2, s, s + d, text="robin" if i % 3 else "", status=Status(i % 3))
        for i, (s, d) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True))
    ]
    project = project_of(labels)
    pictures = []
    for first in (300, 301):
        scene = scene_of(project, PixelGrid(0.013, first, 800, ratio), 140, selected=40)
        pictures.append(pixels_of(picture_of(scene, 140)))
    assert pictures[0].any()
    np.testing.assert_array_equal(pictures[0][:, 1:], pictures[1][:, :-1])


@pytest.mark.parametrize("ratio", [1.0, 1.5])
def test_a_picture_that_is_panned_and_changed_is_the_one_drawn_anew(qapp, ratio) -> None:
    theme.apply("light")
    rng = np.random.default_rng(6)
    starts = np.sort(rng.uniform(0, 30, 400)).tolist()
    labels = [
        Label(i + 1, 1, 1 + i % 2, start, start + rng.exponential(0.4), text="robin", status=Status(i % 3))
        for i, start in enumerate(starts)
    ]
    project, panned = project_of(labels), PannedPicture()
    palette = scene_of(project, PixelGrid(0.013, 0, 800), 140).palette
    project.labels.code("wren")
    palette.refresh()
    first, selected = 300, 100
    for turn in range(120):
        first = max(first + int(rng.integers(-40, 40)), 0) if turn % 30 else int(rng.integers(0, 1500))
        label = 1 + int(rng.integers(0, 400))
        if turn % 4 == 1:
            selected = label
        elif turn % 4 == 2:
            start = float(rng.uniform(0, 30))
            project.labels.update({"id": [label], "start_s": [start], "end_s": [start + float(rng.exponential(1))]})
        elif turn % 4 == 3:
            project.labels.update({"id": [label], "text": ["wren"], "status": [int(rng.integers(0, 3))]})
        scene = scene_of(project, PixelGrid(0.013, first, 800, ratio), 140, selected)
        scene = replace(scene, palette=palette)
        np.testing.assert_array_equal(pixels_of(panned.of(scene, 140)), pixels_of(picture_of(scene, 140)))


def test_a_long_label_is_seen_on_both_sides_of_a_short_one_that_shares_its_row(qapp) -> None:
    theme.apply("light")
    long = [Label(i, 1, 1, 0.1 * i, 8.0, text="robin") for i in range(1, 5)]
    project = project_of([*long, Label(9, 1, 1, 3.0, 3.01, text="wren")])
    scene = scene_of(project, PixelGrid(0.01, 0, 1000), 90)
    top, bottom = scene.places.rows[-2]  # the last one of the first tier
    middle = pixels_of(picture_of(scene, 90))[(top + bottom) // 2]
    robin, wren = (scene.palette.fills[project.labels.code(name), Status.ACCEPTED] for name in ("robin", "wren"))
    assert middle[200] == middle[700] == robin
    assert wren not in middle  # a bar: the colour of its edge
    assert middle[300] == scene.palette.edges[project.labels.code("wren"), Status.ACCEPTED]
    assert middle[850] == 0


def test_what_is_rejected_is_left_out_unless_asked_for() -> None:
    labels = [Label(1, 1, 1, 0.0, 1.0), Label(2, 1, 1, 0.5, 1.0, status=Status.REJECTED)]
    view = project_of(labels).labels.view(1)
    assert layout_of(view, TIERS, RowMemory()).depths == (1, 1)
    assert layout_of(view, TIERS, RowMemory(), with_rejected=True).depths == (2, 1)
    assert len(layout_of(view, TIERS[1:], RowMemory())) == 0


def test_rows_fill_the_height_from_top_to_bottom_without_touching() -> None:
    usual, least = lane_heights((3, 1, 2))
    for height in (least, usual, 2 * usual):
        places = row_places((3, 1, 2), height)
        assert places.tiers[0][0] == HEADER_PX
        assert places.tiers[-1][1] <= height
        assert all(first[1] < second[0] for first, second in zip(places.rows, places.rows[1:], strict=False))
        assert [places.row_at((top + stop) / 2) for top, stop in places.rows] == list(range(6))


def luminance(color: QColor) -> float:
    """WCAG 2.1, relative luminance."""
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_can_be_read_on_every_class_selected_or_not(qapp, name) -> None:
    """At least 4.5 to 1, as WCAG 2.1 asks of text."""
    colors = theme.apply(name)
    project = Project()
    project.apply(changes.add_classes(project, theme.CLASS_COLORS, theme.CLASS_COLORS))  # each named by its colour
    palette = LabelColors(project)
    palette.refresh()
    text = luminance(colors.text)
    for class_name in theme.CLASS_COLORS:
        for style in (Status.ACCEPTED, Status.PROPOSED, Status.ACCEPTED + PICKED):
            value = int(palette.fills[project.labels.code(class_name), style])
            share = 1 - (value >> 24) / 255
            ground = QColor(*(
                round((value >> shift & 255) + part * share)
                for shift, part in zip((16, 8, 0), colors.lane.getRgb()[:3], strict=True)
            ))  # fmt: skip
            light, dark = sorted((text, luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (class_name, style)
    theme.apply("light")
