"""Joins the lanes of results to the window: when the output is shown by itself, and the letters of the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from workbench.gui.lane_kinds import LANE_KINDS, OUTPUT_SPECTROGRAM, OUTPUT_WAVEFORM, RESULTS, SPECTROGRAM, WAVEFORM
from workbench.gui.lanes.side_badge import TOP_PX, SideBadge
from workbench.gui.results import Side
from workbench.gui.theme import GRID_PX

if TYPE_CHECKING:
    from workbench.gui.lanes.lane import Lane
    from workbench.gui.lanes.wave_lane import WaveLane
    from workbench.gui.main_window import MainWindow

_KINDS = tuple(kind.id for kind in LANE_KINDS if kind.group == RESULTS)


def join_result_lanes(w: MainWindow) -> None:
    """Called once, when all parts are there."""
    w.making.began.connect(lambda _name, _job: show_output(w))
    w.lanes.shown_changed.connect(lambda kind, shown: kind == OUTPUT_SPECTROGRAM and _remember(w, shown))
    w.lanes.when_made(SPECTROGRAM, lambda lane: _mark_original(w, lane))
    w.lanes.when_made(OUTPUT_WAVEFORM, lambda lane: _magnify_alike(w, lane))


def show_output(w: MainWindow) -> None:
    """What is being made, or lies beside the recording now, is seen at once, unless the person has put it away before,
    or sees a result otherwise."""
    if w.settings.settings.show_output and not any(w.lanes.lanes_of(kind) for kind in _KINDS):
        w.lanes.show(OUTPUT_SPECTROGRAM)


def _remember(w: MainWindow, shown: bool) -> None:
    if shown != w.settings.settings.show_output:
        w.settings.change(show_output=shown)


def _magnify_alike(w: MainWindow, lane: WaveLane) -> None:
    """Beside waveforms that were magnified, another scale would look like another level."""
    for waveform in w.lanes.lanes_of(WAVEFORM)[:1]:
        lane.set_gain(waveform.gain)


def _mark_original(w: MainWindow, lane: Lane) -> None:
    results = w.document.results
    SideBadge(lane, results, Side.ORIGINAL, QPoint(2 * GRID_PX, TOP_PX))

    def make_room() -> None:
        room = 0 if results.chosen is None else TOP_PX
        if room != lane.head_px:
            lane.head_px = room
            lane.update()

    results.chosen_changed.connect(make_room)
    make_room()
