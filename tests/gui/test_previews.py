"""Every widget that can be started alone is started alone, in both themes; and icons take the theme's colours."""

from __future__ import annotations

from importlib import import_module

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

from workbench.gui import icons, theme
from workbench.jobs.worker import Worker

PREVIEWS = (
    "messages", "panels.job_bar", "panels.meter", "panels.time_display", "panels.selection_fields", "panels.transport",
    "panels.files", "panels.classes", "panels.models", "panels.results", "panels.inspector", "panels.label_table",
    "panels.agreement", "panels.sound_strip", "panels.bench_form", "panels.direction_sliders", "review.clip_view",
    "review.grid", "dialogs.palette", "dialogs.shortcuts", "dialogs.about", "dialogs.preferences",
)  # fmt: skip


@pytest.fixture
def themes(qapp, monkeypatch):
    monkeypatch.delenv(theme.THEME_VARIABLE, raising=False)
    yield theme.apply
    theme.apply("light")


@pytest.mark.parametrize("name", PREVIEWS)
def test_it_starts_alone_in_light_and_dark(qtbot, themes, tmp_path, monkeypatch, name):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    for wish in ("light", "dark"):
        themes(wish)
        widget = import_module(f"workbench.gui.{name}").make_preview()
        widget.show()
        picture = widget.grab().toImage()
        assert picture.width() > 1
        for worker in widget.findChildren(Worker):
            worker.stop()
        widget.close()
        widget.deleteLater()


def opaque_colors(picture: QImage) -> set[str]:
    picture = picture.convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_one_icon_has_the_colour_of_each_theme_and_state(themes):
    icon = icons.icon("square")
    for wish in ("light", "dark", "light"):
        colors = themes(wish)
        plain = icon.pixmap(QSize(48, 48))
        checked = icon.pixmap(QSize(48, 48), QIcon.Mode.Normal, QIcon.State.On)
        disabled = icon.pixmap(QSize(48, 48), QIcon.Mode.Disabled)
        assert opaque_colors(plain.toImage()) == {colors.text.name()}
        assert opaque_colors(checked.toImage()) == {colors.accent.name()}
        assert opaque_colors(disabled.toImage()) == set()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_has_as_many_pixels_as_the_screen(themes, ratio):
    pixmap = icons.icon("play").pixmap(QSize(20, 20), ratio)
    assert pixmap.width() == round(20 * ratio)
    assert icons.pixmap("play", theme.colors().text, 20, ratio).deviceIndependentSize().width() == pytest.approx(20)
