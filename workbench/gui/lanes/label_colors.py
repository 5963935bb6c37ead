"""The colours of labels: those of their classes, fainter where proposed or rejected, stronger where selected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from workbench.gui.theme import colors
from workbench.labels.label import Status
from workbench.labels.project import Project

PICKED = 3
"""Added to the status of a label that is selected."""
_FILLS = {
    "light": {Status.ACCEPTED: 0.32, Status.PROPOSED: 0.10, Status.REJECTED: 0.0},
    "dark": {Status.ACCEPTED: 0.30, Status.PROPOSED: 0.12, Status.REJECTED: 0.0},
}
_PICKED_FILLS = {
    "light": {Status.ACCEPTED: 0.55, Status.PROPOSED: 0.28, Status.REJECTED: 0.15},
    "dark": {Status.ACCEPTED: 0.38, Status.PROPOSED: 0.28, Status.REJECTED: 0.15},
}
_EDGE_INK, _PICKED_INK = 0.15, 0.5
"""How much of the colour of text is in an edge: yellow shows on white, blue on black; and what is selected on both."""

Argb = NDArray[np.uint32]


class LabelColors:
    """Colours by code of text."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._theme = ""
        self._rgb = np.empty((0, 3), np.uint8)
        self.fills: Argb = np.empty((0, 2 * PICKED), np.uint32)
        """Premultiplied, by code of text and by status, +`PICKED` if selected."""
        self.edges: Argb = self.fills

    def forget(self) -> None:
        """Classes have changed."""
        self._theme = ""

    def refresh(self) -> None:
        """Take over what has changed: to be called before the colours are used."""
        project, theme = self._project, colors()
        if self._theme == theme.name and len(self._rgb) == len(project.labels.texts):
            return
        self._theme = theme.name
        wanted = {project.labels.code(each.name): each.color for each in project.classes.values()}
        self._rgb = np.tile(_rgb(theme.text_soft), (len(project.labels.texts), 1))
        for code, color in wanted.items():
            self._rgb[code] = _rgb(QColor(color))
        shares = [table[theme.name][status] for table in (_FILLS, _PICKED_FILLS) for status in Status]
        self.fills = np.stack([_premultiplied(self._rgb, share) for share in shares], axis=1)
        faint = [1.0, 0.9, 0.55]
        self.edges = np.stack(
            [_premultiplied(self._inked(ink), share) for ink in (_EDGE_INK, _PICKED_INK) for share in faint], axis=1
        )

    def _inked(self, share: float) -> NDArray[np.uint8]:
        return (self._rgb * (1 - share) + _rgb(colors().text) * share).astype(np.uint8)

    def of(self, code: int) -> QColor:
        """The plain colour of a class."""
        return QColor(*self._rgb[code].tolist())


def _rgb(color: QColor) -> NDArray[np.uint8]:
    return np.array([color.red(), color.green(), color.blue()], np.uint8)


def _premultiplied(rgb: NDArray[np.uint8], share: float) -> Argb:
    red, green, blue = (np.rint(rgb[:, channel] * share).astype(np.uint32) for channel in range(3))
    return np.uint32(round(255 * share) << 24) | red << np.uint32(16) | green << np.uint32(8) | blue
