"""Many clips of a review at once, as small spectrograms: a click plays one, a key answers all that are chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLabel, QSlider, QVBoxLayout, QWidget

from workbench.gui import preview, typography
from workbench.gui.document import SpectrogramView
from workbench.gui.key_guard import leave_keys
from workbench.gui.panels.folding_row import FoldingRow
from workbench.gui.review.answer_words import ANSWER_WORDS, words_of
from workbench.gui.review.clip import ClipLook
from workbench.gui.review.clip_source import ClipSource
from workbench.gui.review.grid_pictures import LIMIT_BYTES, GridPictures
from workbench.gui.review.grid_tile import LEAST_PX, MOST_PX, USUAL_PX
from workbench.gui.review.grid_view import GridView
from workbench.gui.theme import CLASS_COLORS, GRID_PX
from workbench.jobs.worker import Worker

if TYPE_CHECKING:
    from workbench.labels.label import ReviewClip

_BOX_PX = 30 * GRID_PX
_SLIDER_PX = 30 * GRID_PX


class ReviewGrid(QWidget):
    """Shows clips and says what a person wants of them; it changes none itself.

    After an answer the next clip without one is chosen, and played unless `plays_while_walking` is off.

    Parameters
    ----------
    worker : makes the pictures
    path_of : the file of a recording by its id; None where nobody knows
    color_of : the colour of a class by its name; None where it has none

    Signals
    -------
    opened(int) : this clip is wanted alone
    left() : a single clip is wanted, whichever is up, since there is none here
    played(int) : this clip is to be heard; again, where it is heard already
    answered(list, str, str) : ids of clips, their answer ("yes", "no", "unsure", "skip" or "class"), the class given
    """

    opened = Signal(object)
    left = Signal()
    played = Signal(object)
    answered = Signal(object, str, str)

    def __init__(
        self,
        worker: Worker,
        path_of: Callable[[int], Path | None],
        color_of: Callable[[str], QColor | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        look = ClipLook(USUAL_PX, USUAL_PX // 2, 0, SpectrogramView(), sound=False)
        self.source = ClipSource(worker, look, self, LIMIT_BYTES)
        self.pictures = GridPictures(self.source, path_of, self)
        self.view = GridView(self.pictures, color_of)
        self.answers, self.slider = QComboBox(), QSlider(Qt.Orientation.Horizontal)
        self.count = QLabel()
        self._context_s = 0.0
        self._lay_out()
        self.answers.currentIndexChanged.connect(self._filter)
        self.slider.valueChanged.connect(self.view.set_width)
        self.view.left.connect(self.left)
        self.view.answered.connect(self._answer)
        self.view.played.connect(self.played)
        self.view.opened.connect(self.opened)
        self.view.chosen_changed.connect(self._count)

    @property
    def plays_while_walking(self) -> bool:
        """Whether a clip plays when the arrows or an answer come to it."""
        return self.view.plays_while_walking

    @plays_while_walking.setter
    def plays_while_walking(self, on: bool) -> None:
        self.view.plays_while_walking = on

    # What is shown

    def set_clips(self, clips: Sequence[ReviewClip], context_s: float = 0.0) -> None:
        """The clips of a review, in its order; `context_s` is seen before and after them, in seconds.

        The same clips once more are those that answers, or their undoing, have changed.
        """
        changed = self.view.clips.changed(clips)
        if changed is not None and context_s == self._context_s:
            self.update_clips(changed)
            return
        self._context_s = context_s
        self.pictures.set_clips(clips, context_s)
        self._keeping_choice(lambda: self.view.clips.set_clips(clips))

    def update_clips(self, clips: Sequence[ReviewClip]) -> None:
        """Some of them are different now."""
        if clips:
            self._keeping_choice(lambda: self.view.clips.update(clips))

    def set_class_keys(self, class_of: Mapping[str, str]) -> None:
        """Classes by their keys in the palette, "0"…"9" and "a"…"z"."""
        self.view.class_keys = dict(class_of)

    def set_view(self, view: SpectrogramView) -> None:
        """How the person draws spectrograms."""
        self.pictures.set_view(view)
        self.view.viewport().update()

    def show_playing(self, clip_id: int | None, at_s: float = 0.0) -> None:
        """Draw the play head in that clip, at so many seconds of its recording; None: nothing plays."""
        self.view.show_playing(clip_id, at_s)

    def go_to(self, clip_id: int) -> None:
        """Choose it alone, and scroll there; all clips are listed if it was not."""
        if self.view.clips.row(clip_id) < 0:
            self.answers.setCurrentIndex(0)
        self.view.choose(clip_id)

    # What the person does

    def _answer(self, ids: list[int], answer: str, given: str) -> None:
        following = self._open_after(ids)
        self.answered.emit(ids, answer, given)
        known = [self.view.clips.known(clip_id) for clip_id in ids]
        if following is not None and all(clip is not None and clip.answer == answer for clip in known):
            self.view.choose(following)
            if self.plays_while_walking:
                self.played.emit(following)

    def _open_after(self, ids: Sequence[int]) -> int | None:
        """The next clip of the list without an answer, besides those, if need be from the beginning again."""
        clips, chosen = self.view.clips, set(ids)
        after = clips.row(ids[-1]) + 1
        rows = [*range(after, clips.rowCount()), *range(after)]
        found = (clip.id for clip in map(clips.clip, rows) if not clip.answer and clip.id not in chosen)
        return next(found, None)

    def _filter(self) -> None:
        answer = self.answers.currentData()
        self.view.empty_words = "There are no clips." if answer is None else "No clip has this answer."
        if answer == "":
            self.view.empty_words = "All clips have an answer."
        self.view.clearSelection()
        self._keeping_choice(lambda: self.view.clips.set_answer(answer))

    def _keeping_choice(self, change: Callable[[], None]) -> None:
        view = self.view
        current, chosen, row = view.current, view.chosen, max(view.currentIndex().row(), 0)
        with QSignalBlocker(view):
            change()
            if view.current != current or view.chosen != chosen:
                view.restore(current, chosen, row)
        self._count()

    def _count(self) -> None:
        shown, there, chosen = self.view.clips.rowCount(), self.view.clips.total, len(self.view.chosen)
        words = f"{there:,} clips" if shown == there else f"{shown:,} of {there:,} clips"
        self.count.setText(f"{words} · {chosen:,} selected" if chosen > 1 else words)

    # Looks

    def _lay_out(self) -> None:
        self.answers.setAccessibleName("Answer")
        self.answers.setToolTip("Which clips are listed")
        self.answers.setFixedWidth(_BOX_PX)
        self.answers.addItem("All clips", None)
        for answer in ("", *ANSWER_WORDS):
            self.answers.addItem(words_of(answer), answer)
        self.slider.setAccessibleName("Size of the pictures")
        self.slider.setToolTip("Size of the pictures")
        self.slider.setRange(LEAST_PX, MOST_PX)
        self.slider.setValue(USUAL_PX)
        self.slider.setFixedWidth(_SLIDER_PX)
        self.count.setFont(typography.body())
        self.count.setForegroundRole(self.count.palette().ColorRole.PlaceholderText)
        self.count.setContentsMargins(2 * GRID_PX, 0, 2 * GRID_PX, 0)
        bar = FoldingRow()
        bar.add(self.answers)
        bar.add(self.count)
        bar.add_stretch()
        bar.add(self.slider, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.view, 1)
        leave_keys(self)
        self.setFocusProxy(self.view)
        self._filter()


def make_preview() -> QWidget:
    """Calls that rise and fall in one recording, some answered, and one of a recording that is not there."""
    from workbench.gui.review.grid_samples import sample_clips, write_recording

    folder, worker = QTemporaryDir(), Worker()
    worker.start()
    recording = write_recording(Path(folder.filePath("calls.wav")))
    colors_of = {"rising": QColor(CLASS_COLORS[0]), "falling": QColor(CLASS_COLORS[1])}
    grid = ReviewGrid(worker, {1: recording, 2: recording.with_name("lost.wav")}.get, colors_of.get)
    grid.destroyed.connect(folder.remove)
    grid.set_clips(sample_clips(), 0.1)
    grid.set_class_keys({"1": "rising", "2": "falling"})
    grid.view.choose(grid.view.clips.clip(4).id)
    worker.setParent(grid)
    grid.destroyed.connect(worker.stop)
    return grid


if __name__ == "__main__":
    preview.run(make_preview, 1000, 600)
