"""The choice of a colour map by its looks."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from workbench.gui.colormaps import names
from workbench.gui.lanes.legend import gradient
from workbench.gui.theme import GRID_PX

_SWATCH = QSize(12 * GRID_PX, 3 * GRID_PX)
_FRAME_PX = 8 * GRID_PX
"""The frame and the arrow around the swatch."""


class ColormapBox(QComboBox):
    """Closed it shows the colours only; open, their names as well."""

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(_SWATCH)
        self.setFixedWidth(_SWATCH.width() + _FRAME_PX)
        for name in names():
            self.addItem(_swatch(name, self.devicePixelRatioF()), name.replace("-", " ").capitalize(), name)
        self.view().setMinimumWidth(_SWATCH.width() + 32 * GRID_PX)

    def paintEvent(self, event) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def _swatch(colormap: str, ratio: float) -> QIcon:
    picture = QPixmap(_SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    painter = QPainter(picture)
    painter.fillRect(0, 0, _SWATCH.width(), _SWATCH.height(), gradient(colormap, (0, 0), (_SWATCH.width(), 0)))
    painter.end()
    return QIcon(picture)
