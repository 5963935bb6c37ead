"""Where the labels of the whole recording are, in one row of pixels: the strip below the overview."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from workbench.labels.label import Status
from workbench.labels.project import Project

_MOST_CELLS = 4_000_000


def strip_image(project: Project, recording_id: int, total_s: float, pixels: int, other: QColor) -> QImage | None:
    """One row of `pixels`, transparent where there is no label; None where there are none at all.

    Labels whose words are no class get the colour `other`.
    """
    view = project.labels.view(recording_id)
    shown = view.column("status") != Status.REJECTED
    if not shown.any() or total_s <= 0:
        return None
    scale = pixels / total_s
    first = np.clip(np.floor(view.column("start_s")[shown] * scale), 0, pixels - 1).astype(np.intp)
    last = np.clip(np.ceil(view.column("end_s")[shown] * scale) - 1, first, pixels - 1).astype(np.intp)
    colors = _colors_of(project, other)[view.column("text")[shown]]
    row = np.zeros(pixels, np.uint32)
    _fill(row, first, last, colors)
    return QImage(row.data, pixels, 1, QImage.Format.Format_ARGB32).copy()


def _colors_of(project: Project, other: QColor) -> NDArray[np.uint32]:
    """The colour of each text, by its code."""
    found = np.full(len(project.labels.texts), other.rgba(), np.uint32)
    for each in project.classes.values():
        found[project.labels.code(each.name) : project.labels.code(each.name) + 1] = QColor(each.color).rgba()
    return found


def _fill(row: NDArray[np.uint32], first: NDArray[np.intp], last: NDArray[np.intp], colors: NDArray[np.uint32]) -> None:
    """Later labels over earlier ones."""
    lengths = last - first + 1
    if lengths.sum() > _MOST_CELLS:  # thousands of them as long as the recording: their starts say enough
        lengths = np.ones_like(lengths)
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths) + np.repeat(first, lengths)
    row[places] = np.repeat(colors, lengths)
