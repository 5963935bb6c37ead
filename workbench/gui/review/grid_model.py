"""The clips of a review as items of a list: all of them, or those with a certain answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from workbench.gui.review.grid_tile import spoken, title

if TYPE_CHECKING:
    from workbench.labels.label import ReviewClip


class GridModel(QAbstractListModel):
    """An item a clip, in the order of the review.

    Parameters
    ----------
    told : what the tooltip of a clip says
    """

    def __init__(self, told: Callable[[ReviewClip], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clips: dict[int, ReviewClip] = {}
        self._rows: list[int] = []
        self._row_of: dict[int, int] = {}
        self._answer: str | None = None
        self._told: dict[int, Callable[[ReviewClip], object]] = {
            Qt.ItemDataRole.DisplayRole: title,
            Qt.ItemDataRole.ToolTipRole: told,
            Qt.ItemDataRole.AccessibleTextRole: spoken,
        }

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        tell = self._told.get(role)
        return None if tell is None or not index.isValid() else tell(self._clips[self._rows[index.row()]])

    @property
    def total(self) -> int:
        """How many there are, whatever is wanted."""
        return len(self._clips)

    def set_clips(self, clips: Iterable[ReviewClip]) -> None:
        """Another review, or another order."""
        self._clips = {clip.id: clip for clip in clips}
        self._list()

    def set_answer(self, answer: str | None) -> None:
        """List those with this answer only, "" being none yet; None lists all."""
        if answer != self._answer:
            self._answer = answer
            self._list()

    def changed(self, clips: Sequence[ReviewClip]) -> list[ReviewClip] | None:
        """Those that are not as they are here; None where these are others, or in another order."""
        if len(clips) != len(self._clips):
            return None
        pairs = [(old, new) for old, new in zip(self._clips.values(), clips, strict=True) if old is not new]
        return None if any(old.id != new.id for old, new in pairs) else [new for _old, new in pairs]

    def update(self, clips: Sequence[ReviewClip]) -> None:
        """Some are different now. Those that are not known are passed over."""
        known = [clip for clip in clips if clip.id in self._clips]
        self._clips.update((clip.id, clip) for clip in known)
        if any(self._is_wanted(clip) != (clip.id in self._row_of) for clip in known):
            self._list()
            return
        rows = [self._row_of[clip.id] for clip in known if clip.id in self._row_of]
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def clip(self, row: int) -> ReviewClip:
        return self._clips[self._rows[row]]

    def known(self, clip_id: int) -> ReviewClip | None:
        """Whether it is listed or not."""
        return self._clips.get(clip_id)

    def row(self, clip_id: int) -> int:
        """Where it stands; -1 where it does not."""
        return self._row_of.get(clip_id, -1)

    def ids(self, first: int, last: int) -> list[int]:
        """Of the rows from `first` to `last`, both included."""
        return self._rows[first : last + 1]

    def _is_wanted(self, clip: ReviewClip) -> bool:
        return self._answer is None or clip.answer == self._answer

    def _list(self) -> None:
        """Anew: ten thousand rows taken out or put in one by one would take seconds."""
        self.beginResetModel()
        self._rows = [clip.id for clip in self._clips.values() if self._is_wanted(clip)]
        self._row_of = {clip_id: row for row, clip_id in enumerate(self._rows)}
        self.endResetModel()
