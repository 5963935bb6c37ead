"""The results of the open recording as rows of a list."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from workbench.gui.result_words import settings_text, short_name, span_text, state_text
from workbench.gui.results import Result, Results
from workbench.models.contract import Card

RESULT_ROLE = Qt.ItemDataRole.UserRole
STATE_ROLE = Qt.ItemDataRole.UserRole + 1
NOTE_ROLE = Qt.ItemDataRole.UserRole + 2


class ResultModel(QAbstractListModel):
    """A row a result, which can be renamed.

    Parameters
    ----------
    card_of : the card of a model by its name; None where it is not installed
    """

    def __init__(self, results: Results, card_of: Callable[[str], Card | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results, self.card_of = results, card_of
        self._items: tuple[Result, ...] = ()
        results.list_changed.connect(self._follow)
        self._follow()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        result = self._items[index.row()]
        tell = _TOLD.get(role)
        return None if tell is None else tell(self, result)

    def setData(self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        result = self._items[index.row()]
        name = str(value).strip()
        taken = {other.name for other in self._items if other is not result}
        if role != Qt.ItemDataRole.EditRole or not name or name in taken:
            return False
        result.rename(name)
        return True

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def row(self, result: Result | None) -> int:
        """Where it stands; -1 where it does not."""
        return self._items.index(result) if result in self._items else -1

    def note(self, result: Result) -> str:
        """What is not as usual about how it was made."""
        if result.laid:
            return ""
        card = self.card_of(result.model)
        if card is None:
            return "model not installed"
        return "earlier version of the model" if card.weights_sha256 != result.weights else ""

    def tell_all(self) -> None:
        """Which models there are has changed."""
        if self._items:
            self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    def told(self, result: Result) -> str:
        """All about it, for a tooltip."""
        made = ": ".join(filter(None, [short_name(result.model), state_text(result)]))
        lines = [f"<b>{escape(result.name)}</b>", escape(made)]
        if self.note(result):
            lines.append(escape(self.note(result).capitalize()))
        if result.error is not None:
            lines.append(escape(str(result.error)))
        settings = settings_text(self.card_of(result.model), result.settings)
        lines += [f"{escape(name)}: {escape(value)}" for name, value in settings]
        lines.append(f"{'At' if result.laid else 'Of'} {span_text(result.span.start_s, result.span.end_s)}")
        if result.created:
            lines.append(f"{'Laid here' if result.laid else 'Made'} {escape(result.created[:16].replace('T', ' '))}")
        return "<br>".join(lines)

    def _follow(self) -> None:
        """Rows come and go one by one, so that what is being renamed stays so."""
        old, new = self._items, self.results.items
        gone = [result for result in old if result not in new]
        if len(gone) == 1 and new == tuple(result for result in old if result is not gone[0]):
            row = old.index(gone[0])
            self.beginRemoveRows(QModelIndex(), row, row)
            self._items = new
            self.endRemoveRows()
        elif new[: len(old)] == old and len(new) == len(old) + 1:
            self.beginInsertRows(QModelIndex(), len(old), len(old))
            self._items = new
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._items = new
            self.endResetModel()
        for result in new:
            if result not in old:
                for changed in (result.changed, result.progressed):
                    changed.connect(self._tell)  # no partial: that would hold the result, and its file, for ever

    def _tell(self) -> None:
        row = self.row(self.sender())
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))


_TOLD: dict[int, Callable[[ResultModel, Result], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda model, result: result.name,
    Qt.ItemDataRole.EditRole: lambda model, result: result.name,
    Qt.ItemDataRole.ToolTipRole: ResultModel.told,
    Qt.ItemDataRole.AccessibleTextRole: lambda model, result: ", ".join(
        filter(None, [result.name, state_text(result), model.note(result)])
    ),
    RESULT_ROLE: lambda model, result: result,
    STATE_ROLE: lambda model, result: state_text(result),
    NOTE_ROLE: ResultModel.note,
}
