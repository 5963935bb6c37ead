"""The sounds of the bench as items of a list, in words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from workbench.gui.bench_sounds import BenchSound, BenchSounds
from workbench.gui.result_words import short_name

SOUND_ROLE = Qt.ItemDataRole.UserRole


class SoundModel(QAbstractListModel):
    """An item a sound; all of them can be dragged."""

    def __init__(self, sounds: BenchSounds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sounds = sounds
        self._items = list(sounds.items)
        sounds.added.connect(self._follow_added)
        sounds.removed.connect(self._follow_removed)
        sounds.changed.connect(self.tell)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        tell = _TOLD.get(role)
        return None if tell is None or not index.isValid() else tell(self._items[index.row()])

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def row(self, sound: BenchSound | None) -> int:
        """Where it stands; -1 where it does not."""
        return self._items.index(sound) if sound in self._items else -1

    def sound(self, row: int) -> BenchSound:
        return self._items[row]

    def tell(self, sound: BenchSound) -> None:
        """What is shown of it may be different."""
        row = self.row(sound)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _follow_added(self, _added: list[BenchSound]) -> None:
        for row, sound in enumerate(self.sounds.items):
            if row >= len(self._items) or self._items[row] is not sound:
                self.beginInsertRows(QModelIndex(), row, row)
                self._items.insert(row, sound)
                self.endInsertRows()

    def _follow_removed(self, removed: list[BenchSound]) -> None:
        for sound in removed:
            row = self.row(sound)
            if row >= 0:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._items[row]
                self.endRemoveRows()


def length_text(sound: BenchSound) -> str:
    """Such as "0.42 s"; empty until it is made."""
    return "" if sound.samples is None else f"{sound.samples.shape[1] / sound.sample_rate:.2f} s"


def state_text(sound: BenchSound) -> str:
    """Its length; or that it is still to be made, or failed."""
    if sound.failed:
        return "Failed"
    return length_text(sound) or ("Loading…" if sound.loading else "To come")


def spoken(sound: BenchSound) -> str:
    """All about it in one line, for a screen reader."""
    state = f"could not be made: {sound.failed}" if sound.failed else state_text(sound)
    return ", ".join(filter(None, [sound.name, state, "kept" if sound.kept else ""]))


def told(sound: BenchSound) -> str:
    """What the tile has no room for. Plain text: Qt shows it as that, for no tag comes first."""
    lines = [sound.name, " · ".join(filter(None, [short_name(sound.model), length_text(sound)]))]
    if sound.failed:
        lines.append(sound.failed)
    elif sound.samples is None:
        lines.append("Made as soon as the model is loaded" if sound.loading else "Still to be made")
    if sound.kept:
        lines.append("Kept: there again at the next start")
    return "\n".join(lines)


_TOLD: dict[int, Callable[[BenchSound], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda sound: sound.name,
    Qt.ItemDataRole.ToolTipRole: told,
    Qt.ItemDataRole.AccessibleTextRole: spoken,
    SOUND_ROLE: lambda sound: sound,
}
