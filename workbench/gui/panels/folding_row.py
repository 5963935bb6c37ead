"""A row of controls for windows of any width: what has no room moves behind a button at its end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget, QWidgetItem

from workbench.gui.panels.buttons import tool_button
from workbench.gui.theme import GRID_PX, colors


@dataclass(eq=False)
class _Part:
    """`rank` 0 always stays; of the others the highest goes first. `mate` stands before it, and is not in the popup.
    What is `spare` goes before all others, and is not in the popup either."""

    widget: QWidget
    rank: int
    caption: str
    mate: QWidget | None
    stretch_before: bool
    spare: bool = False
    wanted: bool = True

    @property
    def width(self) -> int:
        widths = [_least_width(each) for each in (self.mate, self.widget) if each is not None]
        return sum(widths) + GRID_PX * len(widths)


def _least_width(widget: QWidget) -> int:
    if widget.isHidden():  # a layout takes it for nothing
        return min(max(widget.minimumSizeHint().width(), widget.minimumWidth()), widget.maximumWidth())
    return QWidgetItem(widget).minimumSize().width()


class _Popup(QFrame):
    """Has an edge in any theme; the style's own is lost on dark windows."""

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors().panel)
        painter.setPen(colors().text_soft)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class FoldingRow(QWidget):
    """Never makes the window wider than its most important parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[_Part] = []
        self._folded: list[_Part] = []
        self._stretch = False
        self._laid_out = False
        self.more = tool_button("chevrons-right", "More controls")
        self.more.setParent(self)
        self.more.hide()
        self.more.setFixedSize(7 * GRID_PX, 6 * GRID_PX)
        self.more.clicked.connect(self.open_popup)
        self.popup = _Popup(self, Qt.WindowType.Popup)
        self.popup.setAccessibleName("More controls")
        self._captions: list[QLabel] = []
        self._grid = QGridLayout(self.popup)
        self._grid.setContentsMargins(3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX)
        self._grid.setSpacing(2 * GRID_PX)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * GRID_PX, GRID_PX, 2 * GRID_PX, GRID_PX)
        self._row.setSpacing(GRID_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add(
        self, widget: QWidget, rank: int = 0, caption: str = "", mate: QWidget | None = None, *, spare: bool = False
    ) -> None:
        """Put a control at the end of the row.

        Parameters
        ----------
        rank : 0 stays; where there is too little room, the parts with the highest rank go first
        caption : what stands beside it in the popup; by default its accessible name
        mate : a label or a line before it, which goes with it
        spare : words that are said elsewhere too: left out where there is too little room
        """
        part = _Part(widget, rank, caption, mate, self._stretch, spare)
        self._parts.append(part)
        self._stretch = False
        if self._laid_out:
            self._put_parts()
        else:  # nothing folds until it is known how much room there is
            self._place(part)

    def add_stretch(self) -> None:
        """What follows stands at the right end."""
        self._stretch = True

    def set_wanted(self, widget: QWidget, wanted: bool) -> None:
        """Whether a part is to be seen at all."""
        part = next(part for part in self._parts if part.widget is widget)
        if part.wanted != wanted:
            part.wanted = wanted
            self._put_parts()

    @property
    def folded(self) -> list[QWidget]:
        """What stands behind the button."""
        return [part.widget for part in self._behind]

    def open_popup(self) -> None:
        self.popup.adjustSize()
        corner = self.more.mapToGlobal(QPoint(self.more.width() - self.popup.width(), self.more.height()))
        corner.setX(max(corner.x(), self.screen().availableGeometry().left()))
        self.popup.move(corner)
        self.popup.show()
        self.folded[0].setFocus()

    def sizeHint(self) -> QSize:
        return QSize(self._needed(self._wanted()), self._height())

    def minimumSizeHint(self) -> QSize:
        kept = [part for part in self._wanted() if not (part.rank or part.spare)]
        folds = self.more.width() + GRID_PX if len(kept) < len(self._wanted()) else 0
        return QSize(self._needed(kept) + folds, self._height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if self._laid_out:
            self._fold()
        else:
            self._laid_out = True
            self._put_parts()

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    @property
    def _behind(self) -> list[_Part]:
        return [part for part in self._folded if not part.spare]

    def _wanted(self) -> list[_Part]:
        return [part for part in self._parts if part.wanted]

    def _needed(self, parts: list[_Part]) -> int:
        margins = self._row.contentsMargins()
        return margins.left() + margins.right() + sum(part.width for part in parts)

    def _height(self) -> int:
        margins = self._row.contentsMargins()
        heights = [QWidgetItem(part.widget).sizeHint().height() for part in self._parts]
        return margins.top() + margins.bottom() + max(heights, default=0)

    def _fold(self) -> None:
        if self._what_folds() != self._folded:
            self._put_parts()

    def _what_folds(self) -> list[_Part]:
        parts, room = self._wanted(), self.width()
        if not self._laid_out:
            return []
        kept = list(parts)
        self._leave_out([part for part in parts if part.spare], kept, room)
        if self._needed(kept) > room:
            behind = [part for part in parts if part.rank and not part.spare]
            self._leave_out(behind, kept, room - self.more.width() - GRID_PX)
        return [part for part in parts if part not in kept]

    def _leave_out(self, parts: list[_Part], kept: list[_Part], room: int) -> None:
        """Take those of the highest rank out of `kept`, until the rest has room."""
        for part in sorted(parts, key=lambda part: -part.rank):
            if self._needed(kept) > room:
                kept.remove(part)

    def _put_parts(self) -> None:
        """Put each part where it belongs now: into the row, behind the button, or nowhere."""
        self._folded = self._what_folds()
        while self._row.count():
            self._row.takeAt(0)
        while self._grid.count():
            self._grid.takeAt(0)
        while self._captions:
            self._captions.pop().deleteLater()
        for part in self._parts:
            self._place(part)
        if not any(part.stretch_before for part in self._parts):
            self._row.addStretch(1)
        self._row.addWidget(self.more)
        behind = self._behind
        self.more.setVisible(bool(behind))
        names = [part.caption or part.widget.accessibleName() for part in behind]
        self.more.setToolTip("More: " + ", ".join(name.lower() for name in names))
        if not behind:
            self.popup.hide()
        self.updateGeometry()

    def _place(self, part: _Part) -> None:
        in_row = part.wanted and part not in self._folded
        if part.stretch_before:
            self._row.addStretch(1)
        if part.mate is not None:
            self._row.addWidget(part.mate)
            part.mate.setVisible(in_row)
        if part in self._folded and not part.spare:
            caption = QLabel(part.caption or part.widget.accessibleName())
            self._grid.addWidget(caption, len(self._captions), 0)
            self._grid.addWidget(part.widget, len(self._captions), 1, Qt.AlignmentFlag.AlignLeft)
            self._captions.append(caption)
        else:
            self._row.addWidget(part.widget)
        part.widget.setVisible(part.wanted if not part.spare else in_row)
