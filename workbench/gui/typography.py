"""The two text sizes of the window, and figures that do not dance when they change."""

from __future__ import annotations

from PySide6.QtGui import QFont, QGuiApplication

LARGE_FACTOR = 1.45


def body() -> QFont:
    """The application's own font, with figures of equal width."""
    font = QFont(QGuiApplication.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def large() -> QFont:
    """The other size: the time read-out and headings."""
    font = body()
    font.setPointSizeF(font.pointSizeF() * LARGE_FACTOR)
    return font


def bold() -> QFont:
    font = body()
    font.setWeight(QFont.Weight.DemiBold)
    return font
