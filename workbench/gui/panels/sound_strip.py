"""The strip of made sounds: small spectrograms that play when they are clicked, and can be dragged out as files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QWidget

from workbench.gui import preview, typography
from workbench.gui.bench_sounds import BenchSound, BenchSounds
from workbench.gui.panels.flow_view import FlowView
from workbench.gui.panels.sound_drag import SoundDrag
from workbench.gui.panels.sound_menu import sound_menu
from workbench.gui.panels.sound_model import SoundModel
from workbench.gui.panels.sound_tile import PICTURE_PX, TileDelegate, star_rect, tile_height, tile_width
from workbench.gui.sound_pictures import PictureScale, SoundPictures
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.worker import Worker
from workbench.models.contract import Card

EMPTY_WORDS = "The sounds stand here then. A click plays one, Enter opens it, and it can be dragged out as a file."
_SCALES_PX_PER_S = (320.0, 160.0, 80.0, 40.0, 20.0, 10.0, 5.0, 2.5, 1.25)
_NARROWEST_PX, _WIDEST_PX = 40 * GRID_PX, 90 * GRID_PX
"""Of the longest sound, in a narrow and in a wide view."""
_OWN_KEYS = {Qt.Key.Key_Space, Qt.Key.Key_K, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_M = Qt.KeyboardModifier


class SoundStrip(FlowView):
    """A tile a sound; all tiles share one scale of time and one range of levels, so that they can be compared.

    Click or Space plays, arrows move (and play, unless `plays_while_walking` is off), Enter opens, K keeps, Delete
    removes; Ctrl and Shift choose several. It does nothing of that itself, but chooses.

    Parameters
    ----------
    card_of : the card of a model by its name; None where it is not installed

    Signals
    -------
    play_requested(BenchSound), stop_requested()
    open_requested(BenchSound), more_requested(BenchSound), reveal_requested(BenchSound)
    between_requested(BenchSound, BenchSound), compare_requested(BenchSound, BenchSound)
    keep_requested(BenchSound, bool)
    again_requested(list) : those that failed
    export_requested(list), remove_requested(list) : of `BenchSound`
    failed(Exception) : files to be dragged cannot be written
    """

    play_requested = Signal(object)
    stop_requested = Signal()
    open_requested = Signal(object)
    more_requested = Signal(object)
    reveal_requested = Signal(object)
    between_requested = Signal(object, object)
    compare_requested = Signal(object, object)
    keep_requested = Signal(object, bool)
    again_requested = Signal(list)
    export_requested = Signal(list)
    remove_requested = Signal(list)
    failed = Signal(object)

    def __init__(
        self,
        sounds: BenchSounds,
        worker: Worker,
        card_of: Callable[[str], Card | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sounds = sounds
        self.plays_while_walking = True
        self._following = False
        self._empty_words = EMPTY_WORDS
        self._playing: tuple[BenchSound, float] | None = None
        self.pictures = SoundPictures(worker, self)
        self._delegate = TileDelegate(self.pictures.image, self._head_s, self)
        self._model = SoundModel(sounds, self)
        self.drag = SoundDrag(self, worker, card_of)
        self.drag.failed.connect(self.failed)
        self.drag.ended.connect(self._end_drag)
        self.setItemDelegate(self._delegate)
        self.setModel(self._model)
        self.setAccessibleName("Sounds")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.pictures.ready.connect(self._update_tile)
        sounds.added.connect(self._rescale)
        sounds.added.connect(self._show_added)
        sounds.changed.connect(self._rescale)
        sounds.removed.connect(self._forget)
        sounds.chosen_changed.connect(self._show_chosen)
        self._rescale()
        self._show_chosen()

    # What others tell

    def set_colors(self, colormap: str, floor_db: float, ceiling_db: float) -> None:
        """As the person draws spectrograms; levels in dBFS."""
        self.pictures.set_colors(colormap, floor_db, ceiling_db)
        self.viewport().update()

    def set_empty_words(self, words: str) -> None:
        """What stands here while there are no sounds."""
        self._empty_words = words
        self.viewport().update()

    def show_playing(self, sound: BenchSound | None, at_s: float = 0.0) -> None:
        """Draw the play head in that sound; None: nothing plays."""
        former, self._playing = self._playing, None if sound is None else (sound, at_s)
        for each in {former[0] if former else None, sound} - {None}:
            self._update_tile(each)

    def keep(self, on: bool) -> None:
        """Ask that all chosen sounds be kept, or kept no longer."""
        for sound in self.sounds.chosen:
            if sound.kept != on:
                self.keep_requested.emit(sound, on)

    # Tiles

    def item_height(self) -> int:
        return tile_height()

    def item_width(self, row: int) -> int:
        return tile_width(self._model.sound(row), self._delegate.px_per_s)

    def begins_line(self, row: int) -> bool:
        """Sounds that one command made, where they are several, have lines of their own."""
        before, here = self._model.sound(row - 1), self._model.sound(row)
        return before.row != here.row and (self._is_group(row - 1) or self._is_group(row))

    def _is_group(self, row: int) -> bool:
        beside = (each for each in (row - 1, row + 1) if 0 <= each < self._model.rowCount())
        return any(self._model.sound(each).row == self._model.sound(row).row for each in beside)

    def _show_added(self, added: list[BenchSound]) -> None:
        """As many as there is room for, from the first on."""
        for sound in (added[-1], added[0]):
            self.scrollTo(self._model.index(self._model.row(sound), 0))

    def _rescale(self, _changed: object = None) -> None:
        """The finest scale at which the longest sound has room."""
        made = [sound for sound in self.sounds.items if sound.samples is not None]
        longest_s = max((sound.samples.shape[1] / sound.sample_rate for sound in made), default=0.0)
        room = min(max(self.width() // 2, _NARROWEST_PX), _WIDEST_PX)
        fitting = (scale for scale in _SCALES_PX_PER_S if longest_s * scale <= room)
        self._delegate.px_per_s = next(fitting, _SCALES_PX_PER_S[-1])
        ratio = self.devicePixelRatioF()
        self.pictures.scale = PictureScale(self._delegate.px_per_s * ratio, round(PICTURE_PX * ratio))
        self.scheduleDelayedItemsLayout()

    def _head_s(self, sound: BenchSound) -> float | None:
        return self._playing[1] if self._playing is not None and self._playing[0] is sound else None

    def _update_tile(self, sound: BenchSound) -> None:
        self.viewport().update(self.visualRect(self._model.index(self._model.row(sound), 0)))

    def _forget(self, removed: list[BenchSound]) -> None:
        for sound in removed:
            self.pictures.forget(sound)
        self._rescale()
        if not self.sounds.chosen and self.hasFocus():  # so that keys go on at its neighbour
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.Select)

    def resizeEvent(self, event) -> None:
        self._rescale()
        super().resizeEvent(event)

    def changeEvent(self, event) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._delegate.take_fonts()
            self._rescale()

    # Choosing

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if self._following:
            return
        now = [self._model.sound(index.row()) for index in self.selectionModel().selectedIndexes()]
        before = [sound for sound in self.sounds.chosen if sound in now]
        self.sounds.choose([*before, *sorted((s for s in now if s not in before), key=self._model.row)])

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        for index in (current, previous):
            self.viewport().update(self.visualRect(index))

    def _show_chosen(self) -> None:
        chosen = self.sounds.chosen
        if self.selectionModel() is None:
            return
        self._following = True
        selection = QItemSelection()
        for sound in chosen:
            index = self._model.index(self._model.row(sound), 0)
            selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect)
        if chosen and not self.selectionModel().isSelected(self.currentIndex()):
            current = self._model.index(self._model.row(chosen[-1]), 0)
            self.selectionModel().setCurrentIndex(current, flags.NoUpdate)
        self._following = False

    # Keys and mouse

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        current = self.sounds.current
        if not _is_own(event):
            before = self.currentIndex()
            super().keyPressEvent(event)
            walked = self.currentIndex() != before and event.modifiers() & ~_M.KeypadModifier == _M.NoModifier
            if walked and self.plays_while_walking:
                self._play(self.currentIndex())
        elif current is None or event.isAutoRepeat():
            event.accept()
        elif event.key() == Qt.Key.Key_Space:
            self._play_or_stop(current)
        elif event.key() == Qt.Key.Key_K:
            self.keep(not all(sound.kept for sound in self.sounds.chosen))
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_requested.emit(list(self.sounds.chosen))
        elif current.samples is not None:
            self.open_requested.emit(current)

    def mousePressEvent(self, event) -> None:
        at = event.position().toPoint()
        index, plain = self.indexAt(at), event.modifiers() == _M.NoModifier
        if index.isValid() and plain and event.button() == Qt.MouseButton.LeftButton:
            sound = self._model.sound(index.row())
            if star_rect(self.visualRect(index)).contains(at):
                self.keep_requested.emit(sound, not sound.kept)
                return
            super().mousePressEvent(event)
            self._play(index)
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event) -> None:
        if self.drag.release():
            self._end_drag()  # what is chosen stays, wherever that was
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._model.sound(index.row()).samples is not None:
            self.open_requested.emit(self._model.sound(index.row()))

    def contextMenuEvent(self, event) -> None:
        place = event.globalPos()
        if event.reason() == event.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        if self.sounds.chosen:
            sound_menu(self).popup(place)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        in_order = sorted(self.sounds.chosen, key=self._model.row)
        if self.currentIndex().isValid():
            self.drag.begin(in_order, self.viewport().grab(self.visualRect(self.currentIndex())))

    def _end_drag(self) -> None:
        """Qt begins another one at the next move, as long as it believes that one is on."""
        self.setState(QAbstractItemView.State.NoState)

    def dragEnterEvent(self, event) -> None:
        """A tile that is dropped here goes nowhere: the window would open it. What comes from elsewhere is its own."""
        if event.source() is self:
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
        else:
            event.ignore()

    def dragMoveEvent(self, event) -> None:
        self.dragEnterEvent(event)

    def dropEvent(self, event) -> None:
        event.ignore()

    def _play(self, index: QModelIndex) -> None:
        if index.isValid() and self._model.sound(index.row()).samples is not None:
            self.play_requested.emit(self._model.sound(index.row()))

    def _play_or_stop(self, sound: BenchSound) -> None:
        if self._head_s(sound) is not None:
            self.stop_requested.emit()
        elif sound.samples is not None:
            self.play_requested.emit(sound)

    # Nothing there

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if not self.sounds.items:
            painter = QPainter(self.viewport())
            painter.setFont(typography.body())
            painter.setPen(colors().text_soft)
            place = self.viewport().rect().adjusted(3 * GRID_PX, 3 * GRID_PX, -3 * GRID_PX, -3 * GRID_PX)
            painter.drawText(place, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self._empty_words)


def _is_own(event) -> bool:
    return event.key() in _OWN_KEYS and event.modifiers() & ~_M.KeypadModifier == _M.NoModifier


def make_preview() -> QWidget:
    """A dozen sounds: some made at once, a way between two, some to come, one that failed."""
    from workbench.models.placeholder import TONES, Tones
    from workbench.models.synthesise.recipe import Recipe, random_recipe
    from workbench.models.synthesise.space import between

    worker, sounds, model = Worker(), BenchSounds(), Tones()
    worker.start()
    first, last = random_recipe(model.card, "low", 3), random_recipe(model.card, "high", 11)
    way = [Recipe("low", point, 3) for point in between(first.point, last.point, 5)]
    groups = [[random_recipe(model.card, "high", seed)] for seed in (2, 4)]
    groups += [[random_recipe(model.card, ("low", "high")[seed % 2], seed) for seed in range(5, 9)], way, [first, last]]
    for row, recipes in enumerate(groups):
        sounds.add([BenchSound([recipe], TONES, f"{recipe.label} {recipe.seed}", row) for recipe in recipes])
    for sound in sounds.items[:-2]:
        (made,) = model.make(sound.recipes)
        sounds.set_made(sound, made.samples, made.sample_rate)
    sounds.set_failed(sounds.items[-1], "The model process ended; make it again.")
    sounds.set_kept(sounds.items[2], True)
    strip = SoundStrip(sounds, worker, lambda _name: model.card)
    strip.show_playing(sounds.items[4], 0.12)
    sounds.choose(sounds.items[4:5])
    for each in (sounds, worker):
        each.setParent(strip)
    strip.destroyed.connect(worker.stop)
    return strip


if __name__ == "__main__":
    preview.run(make_preview, 900, 300)
