"""The list under the field in which a label is named: classes that fit what is typed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QListView, QWidget

from workbench.gui.class_rows import ROW_PX, ClassDelegate, ClassList
from workbench.gui.class_search import WITHIN, ClassSearch
from workbench.gui.theme import GRID_PX
from workbench.labels.label import LabelClass

ROWS_MAX = 9
FOUND_MAX = 60
WIDTH_PX = 260
_NEW_ID = 0


class _Offer(ClassList):
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        found = super().data(index, role)
        if role == Qt.ItemDataRole.DisplayRole and found and self.classes[index.row()].id == _NEW_ID:
            return f"New class “{found}”"
        return found


class ClassPopup(QListView):
    """Never has the focus: the field moves through it.

    A name that is there only within other names, or nowhere, may be made a class: that is offered first then, and
    else last.

    Signals
    -------
    picked(str) : a row was clicked
    """

    picked = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._list = _Offer(self)
        self._classes: list[LabelClass] = []
        self._search = ClassSearch(())
        self._recent: tuple[str, ...] = ()
        self.setModel(self._list)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(ClassDelegate(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Classes that fit")
        self.clicked.connect(lambda index: self.picked.emit(self._name_at(index.row())))
        self.hide()

    def offer(self, classes: list[LabelClass], recent: list[str]) -> None:
        """What there is to choose from."""
        self._classes, self._recent = classes, tuple(recent)
        self._search = ClassSearch([each.name for each in classes])

    def narrow(self, typed: str, *, choose: bool = True) -> None:
        """Show what fits; the first one is chosen where something was typed, unless not `choose`."""
        typed = typed.strip()
        found = self._search.best(typed, FOUND_MAX, self._recent)
        rows = [self._classes[place] for place, _ in found]
        if typed and not any(each.name == typed for each in rows):
            new = LabelClass(_NEW_ID, typed)
            rows.insert(0 if not found or found[0][1] == WITHIN else len(rows), new)
        self._list.show(rows)
        if typed and choose and rows:
            same = (row for row, each in enumerate(rows) if each.name == typed and each.id != _NEW_ID)
            self.setCurrentIndex(self._list.index(next(same, 0)))
        self.scrollToTop()
        self.setVisible(bool(rows))

    def stand_at(self, below: QPoint, above: QPoint) -> None:
        """Below the field where there is room, else above it; points of the window."""
        window = self.parentWidget()
        frame = 2 * self.frameWidth()
        height = min(self._list.rowCount(), ROWS_MAX) * ROW_PX + frame
        room = window.height() - below.y()
        y = below.y() if room >= height or room >= above.y() else above.y() - height
        x = min(max(below.x(), 0), max(window.width() - WIDTH_PX, 0))
        self.setGeometry(x, max(y, 0), WIDTH_PX, min(height, window.height() - 2 * GRID_PX))
        self.raise_()

    def step(self, by: int) -> None:
        """To another row, around the ends."""
        count = self._list.rowCount()
        if count:
            here = self.currentIndex().row()
            row = (here + by) % count if here >= 0 else (0 if by > 0 else count - 1)
            self.setCurrentIndex(self._list.index(row))

    @property
    def chosen(self) -> str | None:
        """The name of the current row."""
        row = self.currentIndex().row()
        return self._name_at(row) if row >= 0 and self.isVisibleTo(self.parentWidget()) else None

    def _name_at(self, row: int) -> str:
        return self._list.classes[row].name
