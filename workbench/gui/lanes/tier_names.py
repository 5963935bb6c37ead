"""The names of the tiers in the gutter of the labels lane: chosen, renamed and reordered there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from workbench.gui import icons
from workbench.gui.lanes.label_places import RowPlaces
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.typography import body, bold
from workbench.labels.label import Tier

_DRAG_FROM_PX = 4
_SIGN_PX = 12


class TierNames(QWidget):
    """Stands over a gutter, as high as the tiers.

    Signals
    -------
    chosen(object) : the id of a tier that was pressed
    renamed(object, str) : an id, and the name that was typed
    moved(object, object) : an id, and that of the tier above which it is to stand (None: below all)
    menu_requested(object, object) : an id, and the place on the screen
    """

    chosen = Signal(object)
    renamed = Signal(object, str)
    moved = Signal(object, object)
    menu_requested = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tiers: tuple[Tier, ...] = ()
        self._places: Callable[[], RowPlaces] = lambda: RowPlaces((), ())
        self._current: int | None = None
        self._pressed: tuple[Tier, float] | None = None
        self._gap: int | None = None
        self.field: QLineEdit | None = None
        """Where a name is typed, as long as it is."""
        self.setAccessibleName("Tiers")

    def show_tiers(self, tiers: tuple[Tier, ...], current: int | None, places: Callable[[], RowPlaces]) -> None:
        """Which tiers there are, the one in which new labels are made, and where they stand (from the widget's top)."""
        self._tiers, self._current, self._places = tiers, current, places
        self._pressed = self._gap = None
        self.update()

    def rect_of(self, index: int) -> QRect:
        """The place of a tier's name."""
        top, bottom = self._places().tiers[index]
        return QRect(0, top, self.width(), bottom - top)

    def edit(self, tier_id: int) -> None:
        """Let the person type a tier's name in its place."""
        index = next((index for index, tier in enumerate(self._tiers) if tier.id == tier_id), None)
        if index is None:
            return
        self._end_edit()
        self.field = field = QLineEdit(self._tiers[index].name, self)
        field.setAccessibleName("Name of the tier")
        place = self.rect_of(index)
        height = max(min(field.sizeHint().height(), place.height()), 5 * GRID_PX)
        field.setGeometry(2, place.center().y() - height // 2, self.width() - 4, height)
        field.selectAll()
        field.editingFinished.connect(lambda: self._take_name(tier_id))
        field.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_name(self, tier_id: int) -> None:
        field = self.field
        if field is None:
            return
        name = field.text().strip()
        old = next((tier.name for tier in self._tiers if tier.id == tier_id), name)
        self._end_edit()
        if name and name != old:
            self.renamed.emit(tier_id, name)

    def _end_edit(self) -> None:
        field, self.field = self.field, None
        if field is not None:
            field.hide()
            field.deleteLater()

    # Drawing

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        # For a moment the lane may have other tiers than are shown here: it is laid out anew when it is painted.
        for tier, (top, bottom) in zip(self._tiers, self._places().tiers, strict=False):
            self._paint_name(painter, QRect(0, top, self.width(), bottom - top), tier)
        places = self._places().tiers
        if self._gap is not None and places:
            y = places[self._gap][0] if self._gap < len(places) else places[-1][1]
            painter.setPen(QPen(colors().accent, 2))
            painter.drawLine(GRID_PX, y, self.width() - GRID_PX, y)

    def _paint_name(self, painter: QPainter, place: QRect, tier: Tier) -> None:
        c = colors()
        current = tier.id == self._current
        if current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.selection)
            painter.drawRoundedRect(place.adjusted(GRID_PX, 2, -2, -2), GRID_PX, GRID_PX)
        right = place.right() - GRID_PX
        for sign in (*(["lock"] if tier.locked else []), *(["apart"] if tier.exclusive else [])):
            right -= _SIGN_PX
            spot = QRectF(right, place.center().y() - _SIGN_PX / 2 + 1, _SIGN_PX, _SIGN_PX)
            if sign == "lock":
                icons.paint(painter, "lock", c.text_soft, spot)
            else:
                _paint_apart(painter, spot)
            right -= 2
        painter.setFont(bold() if current else body())
        painter.setPen(c.text if current else c.text_soft)
        text = QRect(2 * GRID_PX, place.top(), right - 2 * GRID_PX, place.height())
        name = QFontMetrics(painter.font()).elidedText(tier.name, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    # The mouse

    def _tier_at(self, y: float) -> Tier | None:
        index = self._places().tier_at(y)
        return self._tiers[index] if index is not None and index < len(self._tiers) else None

    def mousePressEvent(self, event) -> None:
        tier = self._tier_at(event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or tier is None:
            event.ignore()
            return
        self.chosen.emit(tier.id)
        self._pressed = (tier, event.position().y())

    def mouseMoveEvent(self, event) -> None:
        if self._pressed is None:
            event.ignore()
            return
        y = event.position().y()
        if self._gap is not None or abs(y - self._pressed[1]) >= _DRAG_FROM_PX:
            middles = [(top + bottom) / 2 for top, bottom in self._places().tiers]
            self._gap = sum(y > middle for middle in middles)
            self.update()

    def mouseReleaseEvent(self, event) -> None:
        pressed, gap = self._pressed, self._gap
        self._pressed = self._gap = None
        if pressed is None:
            event.ignore()
            return
        self.update()
        tier = pressed[0]
        here = self._tiers.index(tier)
        if gap is not None and gap not in (here, here + 1):
            self.moved.emit(tier.id, self._tiers[gap].id if gap < len(self._tiers) else None)

    def mouseDoubleClickEvent(self, event) -> None:
        tier = self._tier_at(event.position().y())
        if tier is not None and event.button() == Qt.MouseButton.LeftButton:
            self.edit(tier.id)

    def contextMenuEvent(self, event) -> None:
        tier = self._tier_at(event.pos().y())
        if tier is None:
            event.ignore()
            return
        self.chosen.emit(tier.id)
        self.menu_requested.emit(tier.id, event.globalPos())

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            tier = self._tier_at(event.pos().y())
            if tier is not None:
                QToolTip.showText(event.globalPos(), _tip(tier), self)
            return True
        return super().event(event)


def _tip(tier: Tier) -> str:
    notes = [tier.name]
    if tier.locked:
        notes.append("Locked: its labels cannot be changed")
    if tier.exclusive:
        notes.append("Labels may not overlap")
    return "\n".join(notes)


def _paint_apart(painter: QPainter, spot: QRectF) -> None:
    """Two boxes beside each other."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(colors().text_soft)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    y = round(spot.center().y()) - 3
    painter.drawRect(QRect(round(spot.left()), y, 4, 5))
    painter.drawRect(QRect(round(spot.left()) + 6, y, 4, 5))
