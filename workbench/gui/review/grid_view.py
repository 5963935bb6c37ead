"""The tiles of a grid in a list that scrolls: choosing them by mouse and arrows, playing and answering by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QWidget

from workbench.gui import typography
from workbench.gui.class_keys import key_of
from workbench.gui.panels.flow_view import FlowView
from workbench.gui.review.even_flow import EvenRects, EvenTops, columns_in, width_of
from workbench.gui.review.grid_model import GridModel
from workbench.gui.review.grid_pictures import GridPictures
from workbench.gui.review.grid_tile import USUAL_PX, GridTileDelegate, spoken
from workbench.gui.review.keys import COMMANDS
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.time_text import time_text

if TYPE_CHECKING:
    from workbench.labels.label import ReviewClip

ASK_MS = 25
"""After so long at one place pictures are asked for: of what only rushes by, none are."""
ANSWER_KEYS = {
    key: answer for answer in ("yes", "no", "unsure", "skip") for key in COMMANDS[answer] if key != Qt.Key.Key_Right
}
"""As when one clip is up, but for the arrows, which move through the tiles."""
_M = Qt.KeyboardModifier
_Flag = QItemSelectionModel.SelectionFlag


class GridView(FlowView):
    """Click, arrows and Space play the current clip; Shift and Ctrl choose several; a double click opens one.

    Signals
    -------
    answered(list, str, str) : ids of the chosen clips, the answer, the class given
    played(object), opened(object) : id of a clip
    left() : a single clip is wanted, and there is none here
    chosen_changed()
    """

    answered = Signal(object, str, str)
    played = Signal(object)
    opened = Signal(object)
    left = Signal()
    chosen_changed = Signal()

    def __init__(
        self, pictures: GridPictures, color_of: Callable[[str], QColor | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.pictures = pictures
        self.plays_while_walking = True
        self.class_keys: Mapping[str, str] = {}
        self.empty_words = ""
        self._least_px = USUAL_PX
        self._playing: tuple[int, float] | None = None
        self.clips = GridModel(self._told, self)
        self.tiles = GridTileDelegate(self.clips.clip, pictures.of, color_of, self._head_s, self)
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(ASK_MS)
        self._asking.timeout.connect(self._ask)
        self.setItemDelegate(self.tiles)
        self.setModel(self.clips)
        # Tiles fill the view: one that came and went would change their size, and thereby whether it is needed.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Clips")
        self.setProperty("own_class_keys", True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        pictures.changed.connect(self.update_clip)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)

    # What others tell

    def set_width(self, width: int) -> None:
        """Tiles are at least so wide, in logical pixels, and fill the view; the current clip stays in view."""
        self._least_px = width
        self.doItemsLayout()
        self.scrollTo(self.currentIndex())

    def show_playing(self, clip_id: int | None, at_s: float = 0.0) -> None:
        """Draw the play head in that clip, at so many seconds of its recording; None: nothing plays."""
        former, self._playing = self._playing, None if clip_id is None else (clip_id, at_s)
        for each in {former[0] if former else None, clip_id} - {None}:
            self.update_clip(each)

    def update_clip(self, clip_id: int) -> None:
        """It looks different now."""
        row = self.clips.row(clip_id)
        if row >= 0:
            self.viewport().update(self.visualRect(self.clips.index(row, 0)))

    # What is chosen

    @property
    def chosen(self) -> list[int]:
        """Ids of the chosen clips, in the order of the grid."""
        ranges = sorted((each.top(), each.bottom()) for each in self.selectionModel().selection())
        return [clip_id for first, last in ranges for clip_id in self.clips.ids(first, last)]

    @property
    def current(self) -> int | None:
        """The clip that the keys start from."""
        row = self.currentIndex().row()
        return self.clips.clip(row).id if 0 <= row < self.clips.rowCount() else None

    def choose(self, clip_id: int) -> None:
        """It alone, scrolled to."""
        index = self.clips.index(self.clips.row(clip_id), 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
            self.scrollTo(index)

    def restore(self, current: int | None, chosen: list[int], row: int) -> None:
        """Choose what was chosen before the list was another; where nothing of it is left, what stands at `row`."""
        rows = [place for place in map(self.clips.row, chosen) if place >= 0]
        last = self.clips.rowCount() - 1
        at = self.clips.row(current) if current is not None else -1
        at = at if at >= 0 else rows[-1] if rows else min(row, last)
        if at >= 0:
            self.selectionModel().setCurrentIndex(self.clips.index(at, 0), _Flag.NoUpdate)
            self.selectionModel().select(self._selection(rows or [at]), _Flag.ClearAndSelect)
            self.scrollTo(self.currentIndex())

    def selectAll(self) -> None:
        """As one range; Qt's own list asks for each row."""
        self.selectionModel().select(self._selection(range(self.clips.rowCount())), _Flag.ClearAndSelect)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        first, last = self.indexAt(rect.topLeft()).row(), self.indexAt(rect.bottomRight()).row()
        if first >= 0 and last >= 0:
            rows = range(min(first, last), max(first, last) + 1)
        else:
            area = rect.normalized().translated(0, self.verticalOffset())
            near = self._rects.lines_in(area.top(), area.bottom())
            rows = [row for row in near if self._rects[row].intersects(area)]
        self.selectionModel().select(self._selection(rows), command)

    def _selection(self, rows: Sequence[int]) -> QItemSelection:
        """Runs of rows as ranges: one for each row would make all that follows slow."""
        selection = QItemSelection()
        begins = [at for at, row in enumerate(rows) if not at or row != rows[at - 1] + 1]
        for begin, end in pairwise([*begins, len(rows)]):
            selection.select(self.clips.index(rows[begin], 0), self.clips.index(rows[end - 1], 0))
        return selection

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())  # all that is seen is painted faster than the places are gathered

    # Geometry

    def item_height(self) -> int:
        return 0 if self.model() is None else self.tiles.size.height  # Qt asks while the view is being made

    def _lay_out(self) -> None:
        if self.model() is None:
            return
        room = self.viewport().width()
        columns = columns_in(room, self._least_px)
        self.tiles.set_width(width_of(columns, room))
        size = self.tiles.size
        self._rects = EvenRects(self.clips.rowCount(), columns, size.width, size.height)
        self._tops, self._height = EvenTops(self._rects), self._rects.total_height
        self._asking.start()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What is on the screen already is moved there, and not painted again."""
        self.viewport().scroll(0, dy)
        self._asking.start()

    def _ask(self) -> None:
        """For pictures of what is in view, then of what comes below and above."""
        size, ratio = self.tiles.size, self.devicePixelRatioF()
        self.pictures.set_size(round(size.picture_width * ratio), round(size.picture_height * ratio))
        top, page = self.verticalOffset(), self.viewport().height()
        seen = self._rects.lines_in(top, top + page)
        below = self._rects.lines_in(top + page, top + 2 * page)
        above = self._rects.lines_in(top - page, top)
        rows = dict.fromkeys([*seen, *below, *reversed(above)])
        self.pictures.want([self.clips.clip(row) for row in rows])

    # Keys and mouse

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and (self._takes(event) or self._is_of_list(event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if not self._takes(event):
            self._walk(event)
        elif event.isAutoRepeat():
            event.accept()  # an answer is given once, however long its key is held
        elif (key := key_of(event)) in self.class_keys:
            self._answer("class", self.class_keys[key])
        elif event.key() in ANSWER_KEYS:
            self._answer(ANSWER_KEYS[event.key()])
        elif self.current is not None:
            (self.played if event.key() == Qt.Key.Key_Space else self.opened).emit(self.current)
        elif event.key() == Qt.Key.Key_G:
            self.left.emit()

    def _takes(self, event: QKeyEvent) -> bool:
        """Whether this key is one of the grid's own."""
        if key_of(event) in self.class_keys:
            return True
        modifiers = event.modifiers() & ~(_M.KeypadModifier | _M.ShiftModifier)
        return modifiers == _M.NoModifier and (
            event.key() in ANSWER_KEYS or event.key() in (Qt.Key.Key_Space, Qt.Key.Key_G)
        )

    def _is_of_list(self, event: QKeyEvent) -> bool:
        """Ctrl+A chooses all clips, and Escape is the page's that this stands in, not the window's."""
        return event.matches(QKeySequence.StandardKey.SelectAll) or event.key() == Qt.Key.Key_Escape

    def _walk(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        super().keyPressEvent(event)
        plain = event.modifiers() & ~_M.KeypadModifier == _M.NoModifier
        if self.currentIndex() != before and plain and self.plays_while_walking:
            self.played.emit(self.current)

    def _answer(self, answer: str, given: str = "") -> None:
        if self.chosen:
            self.answered.emit(self.chosen, answer, given)

    def mousePressEvent(self, event) -> None:
        super().mousePressEvent(event)
        index, plain = self.indexAt(event.position().toPoint()), event.modifiers() == _M.NoModifier
        if index.isValid() and plain and event.button() == Qt.MouseButton.LeftButton:
            self.played.emit(self.clips.clip(index.row()).id)

    def mouseDoubleClickEvent(self, event) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(self.clips.clip(index.row()).id)

    # Painting

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if not self.clips.rowCount() and self.empty_words:
            painter = QPainter(self.viewport())
            painter.setFont(typography.body())
            painter.setPen(colors().text_soft)
            place = self.viewport().rect().adjusted(3 * GRID_PX, 3 * GRID_PX, -3 * GRID_PX, -3 * GRID_PX)
            painter.drawText(place, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self.empty_words)

    def _head_s(self, clip: ReviewClip) -> float | None:
        return self._playing[1] if self._playing is not None and self._playing[0] == clip.id else None

    def _told(self, clip: ReviewClip) -> str:
        path = self.pictures.path_of(clip.recording)
        where = "" if path is None else f"{path.name} at {time_text(clip.start_s, 'clock', 1)}"
        lines = [where, spoken(clip), self.pictures.of(clip).error]
        return "\n".join(filter(None, lines))
