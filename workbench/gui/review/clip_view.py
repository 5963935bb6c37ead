"""One clip on its own: waveform and spectrogram, its context dimmed, its edges, its box, and the play head."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import preview, typography
from workbench.gui.axis import TimeAxis
from workbench.gui.document import SpectrogramView
from workbench.gui.lanes.indexed_image import indexed_image
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.legend import color_table
from workbench.gui.lanes.ruler import HEIGHT_PX as RULER_PX
from workbench.gui.lanes.stft_lane import LEVELS_DB
from workbench.gui.lanes.wave_picture import to_image
from workbench.gui.review import clip_paint
from workbench.gui.review.clip import ClipLook, PreparedClip
from workbench.gui.review.clip_paint import ClipLabel, Scene
from workbench.gui.soon import Soon
from workbench.gui.theme import CLASS_COLORS, GRID_PX, colors

SETTLE_MS = 80
"""While a window is dragged to another size, pictures are not made anew for each."""
PATIENCE_MS = 150
"""What comes sooner needs no words."""
State = Literal["empty", "waiting", "clip", "problem"]

_WAVE_SHARE = 0.16
_WAVE_LEAST_PX, _WAVE_MOST_PX = 10 * GRID_PX, 30 * GRID_PX
_LEAST_PX = 40 * GRID_PX
"""Lower, there is no room for a waveform."""


class ClipView(QWidget):
    """Shows what `show_…` was called with last.

    Signals
    -------
    look_changed(ClipLook) : pictures of another size or kind are wanted, see `ClipSource.set_look`
    play_wanted(float) : the clip was clicked at so many seconds of the recording
    """

    look_changed = Signal(object)
    play_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clip: PreparedClip | None = None
        self.label: ClipLabel | None = None
        self.playhead_s: float | None = None
        self._view = SpectrogramView()
        self._form = "clock"
        self._axis = TimeAxis(self)
        self._state: State = "empty"
        self._words = ""
        self._wave: QImage | None = None
        self._spectrogram: QImage | None = None
        self._asked: ClipLook | None = None
        self._soon = Soon(self._tell_look, SETTLE_MS, self)
        self._waited = QTimer(self)
        self._waited.setSingleShot(True)
        self._waited.setInterval(PATIENCE_MS)
        self._waited.timeout.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60 * GRID_PX, 30 * GRID_PX)
        self.setAccessibleName("Clip")

    def sizeHint(self) -> QSize:
        return QSize(200 * GRID_PX, 100 * GRID_PX)

    # What it shows

    def show_clip(self, clip: PreparedClip, label: ClipLabel | None = None) -> None:
        """Takes a few milliseconds, the painting included."""
        if self.clip is None or clip.request != self.clip.request:
            self.playhead_s = None
        self.clip, self.label = clip, label
        self._axis.set_recording(clip.end_s, clip.sample_rate)
        self._axis.set_view(clip.start_s, clip.end_s)
        self._wave = self._spectrogram = None
        self._enter("clip")
        name = clip.request.path.name
        self.setAccessibleDescription(f"{name}, {clip.clip_start_s:.3f} s to {clip.clip_end_s:.3f} s")

    def show_label(self, label: ClipLabel | None) -> None:
        """Another state of the label of the clip that is shown."""
        if label != self.label:
            self.label = label
            self.update()

    def show_waiting(self, words: str = "Reading the clip…", done: float | None = None) -> None:
        """It is being prepared; `done`, 0…1, where that takes a while."""
        if self._state != "waiting":
            self._waited.start()
        self._leave("waiting", words if done is None else f"{words}\n{100 * done:.0f} %")

    def show_problem(self, words: str) -> None:
        """It cannot be read, and why."""
        self._leave("problem", words)

    def show_empty(self, words: str) -> None:
        """There is no clip; say what belongs here."""
        self._leave("empty", words)

    def set_playhead(self, time_s: float | None) -> None:
        """Where it is heard now, in seconds of the recording; None: it is not."""
        if self.clip is None or time_s == self.playhead_s:
            return
        for at_s in (self.playhead_s, time_s):
            if at_s is not None:
                self.update(clip_paint.playhead_place(self._body, self._axis, at_s))
        self.playhead_s = time_s

    def set_spectrogram(self, view: SpectrogramView) -> None:
        """How spectrograms are drawn: their colours at once, the rest when the pictures come."""
        if view != self._view:
            self._view, self._spectrogram = view, None
            self._tell_look()
            self.update()

    def set_time_format(self, form: str) -> None:
        """One of `time_text.TIME_FORMATS`."""
        self._form = form
        self.update()

    @property
    def look(self) -> ClipLook:
        """The pictures that are wanted now."""
        ratio, wave, spectrogram = self.devicePixelRatioF(), self._wave_place, self._spectrogram_place
        return ClipLook(
            max(round(spectrogram.width() * ratio), 1),
            max(round(spectrogram.height() * ratio), 1),
            round(wave.height() * ratio),
            self._view,
        )

    def _leave(self, state: State, words: str) -> None:
        """There is no clip any more."""
        self.clip = self.label = self.playhead_s = self._wave = self._spectrogram = None
        self.setAccessibleDescription(words)
        self._enter(state, words)

    def _enter(self, state: State, words: str = "") -> None:
        if state != "waiting":
            self._waited.stop()
        self._state, self._words = state, words
        self.update()

    # Places

    @property
    def _body(self) -> QRect:
        return QRect(GUTTER_PX, RULER_PX, max(self.width() - GUTTER_PX, 1), max(self.height() - RULER_PX, 1))

    @property
    def _wave_place(self) -> QRect:
        body = self._body
        height = min(max(round(body.height() * _WAVE_SHARE), _WAVE_LEAST_PX), _WAVE_MOST_PX)
        return QRect(body.left(), body.top(), body.width(), height if body.height() >= _LEAST_PX else 0)

    @property
    def _spectrogram_place(self) -> QRect:
        wave = self._wave_place.height()
        return self._body.adjusted(0, wave + 1 if wave else 0, 0, 0)

    # Events

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._axis.set_width(self._body.width())
        self._soon.ask()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._soon.ask()
        elif event.type() == QEvent.Type.PaletteChange:
            self._wave = None
            self.update()
        return super().event(event)

    def mousePressEvent(self, event) -> None:
        place = event.position()
        if event.button() == Qt.MouseButton.LeftButton and self.clip is not None and place.x() >= GUTTER_PX:
            self.play_wanted.emit(self._axis.time_of(place.x() - GUTTER_PX))
        else:
            super().mousePressEvent(event)

    def _tell_look(self) -> None:
        look = self.look
        if look != self._asked:
            self._asked = look
            self.look_changed.emit(look)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setFont(typography.body())
        if self.clip is None:
            words = "" if self._waited.isActive() else self._words
            clip_paint.paint_words(painter, self.rect(), words, is_problem=self._state == "problem")
            return
        scene = Scene(
            self.clip, self.label, self._view, self._axis, self._body, self._wave_place, self._spectrogram_place
        )
        area = event.rect()
        if area.top() < RULER_PX:
            clip_paint.paint_ruler(painter, scene, self._form)
        if area.left() < GUTTER_PX:
            clip_paint.paint_gutter(painter, scene)
        painter.setClipRect(self._body & area)
        self._paint_pictures(painter, scene)
        clip_paint.paint_marks(painter, scene)
        if self.playhead_s is not None:
            clip_paint.paint_playhead(painter, self._body, self._axis, self.playhead_s)

    def _paint_pictures(self, painter: QPainter, scene: Scene) -> None:
        if self._spectrogram is None:
            ends = self._view.floor_db, self._view.ceiling_db
            self._spectrogram = indexed_image(scene.clip.levels, color_table(self._view.colormap, *ends, LEVELS_DB))
        if self._wave is None and scene.clip.wave is not None:
            self._wave = to_image(scene.clip.wave, colors())
        if scene.wave.height():
            clip_paint.paint_image(painter, scene.wave, self._wave)
        clip_paint.paint_image(painter, scene.spectrogram, self._spectrogram)


def make_preview() -> QWidget:
    """Two seconds of twelve: a chirp that is asked about, with half a second around it."""
    import tempfile
    from pathlib import Path

    import soundfile

    from workbench.gui.lanes.preview import Chirp
    from workbench.gui.review.clip import ClipRequest
    from workbench.gui.review.clip_making import OpenRecordings, clip_steps

    view, chirp = ClipView(), Chirp()
    view.resize(1000, 520)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chirp.wav"
        soundfile.write(path, chirp.read(0, chirp.frames).T, chirp.sample_rate)
        request = ClipRequest(0, path, 5.0, 7.0, 0.5, 0.5, low_hz=500.0)
        (clip,) = [step for step in clip_steps(OpenRecordings(), request, view.look) if step is not None]
    view.show_clip(clip, ClipLabel(QColor(CLASS_COLORS[1]), low_hz=600.0, high_hz=2500.0))
    view.set_playhead(6.2)
    return view


if __name__ == "__main__":
    preview.run(make_preview, 1000, 520)
