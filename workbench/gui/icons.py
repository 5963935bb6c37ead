"""Icons by name, drawn from SVG in the colours of the theme in force, sharp at any pixel ratio."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workbench.gui.theme import colors
from workbench.paths import resources_dir

ICON_PX = 18


def icon(name: str) -> QIcon:
    """An icon from `resources/icons`. It takes its colour when it is painted, so a new theme needs no new icons.

    Raises `FileNotFoundError`.
    """
    _source(name)
    return QIcon(_TintedIcon(name))


def pixmap(name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """One picture of the icon, `size` logical pixels wide, in a colour of its own, as signs of warnings have."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _renderer(name, color.name(QColor.NameFormat.HexArgb)).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def paint(painter: QPainter, name: str, color: QColor, rect: QRectF) -> None:
    """The icon straight into a painting."""
    _renderer(name, color.name(QColor.NameFormat.HexArgb)).render(painter, rect)


class _TintedIcon(QIconEngine):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def clone(self) -> QIconEngine:
        return _TintedIcon(self._name)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint(painter, self._name, _tint(mode, state), QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture


def _tint(mode: QIcon.Mode, state: QIcon.State) -> QColor:
    if mode == QIcon.Mode.Disabled:
        faint = QColor(colors().text_soft)
        faint.setAlpha(110)
        return faint
    return colors().accent if state == QIcon.State.On else colors().text


@lru_cache(maxsize=256)
def _source(name: str) -> bytes:
    return (resources_dir() / "icons" / f"{name}.svg").read_bytes()


@lru_cache(maxsize=512)
def _renderer(name: str, argb: str) -> QSvgRenderer:
    color = QColor(argb)
    svg = _source(name).replace(b"currentColor", color.name().encode())
    svg = svg.replace(b"<svg", b'<svg opacity="%.3f"' % color.alphaF(), 1)
    return QSvgRenderer(QByteArray(svg))
