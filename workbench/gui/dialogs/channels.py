"""Choosing among many channels: a list to tick, narrowed by typing numbers or a name."""

from __future__ import annotations

import math
import re

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from workbench.audio.columns import columns
from workbench.gui import preview, typography
from workbench.gui.channels import SHOWN_AT_FIRST, channel_name
from workbench.gui.dialogs.buttons import close_button
from workbench.gui.document import Document
from workbench.gui.theme import GRID_PX, colors

PEAK_ROLE = Qt.ItemDataRole.UserRole + 1


def parse_channels(typed: str, count: int) -> list[int]:
    """Channels (from 0) named by numbers and ranges such as "1-8, 12"; by anything else, those whose name holds it."""
    typed = typed.strip().lower()
    if not re.fullmatch(r"[\d\s,;–-]+", typed):
        return [channel for channel in range(count) if typed in channel_name(channel, count).lower()]
    found: set[int] = set()
    for first, last in re.findall(r"(\d+)\s*(?:[–-]\s*(\d*))?", typed):
        stop = int(last) if last else (count if re.search(rf"\b{first}\s*[–-]\s*$", typed) else int(first))
        found |= {number - 1 for number in range(int(first), min(stop, count) + 1) if 1 <= number <= count}
    return sorted(found)


def missing_channels(typed: str, count: int) -> list[str]:
    """The numbers and ranges typed that lead beyond the last channel, or before the first, as they were typed."""
    if not re.fullmatch(r"[\d\s,;–-]+", typed.strip()):
        return []
    parts = re.findall(r"\d+(?:\s*[–-]\s*\d+)?", typed)
    return [part for part in parts if not all(1 <= int(number) <= count for number in re.findall(r"\d+", part))]


class ChannelList(QAbstractListModel):
    """The channels that fit what is typed; ticked ones are shown as lanes, at once."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.channels = document, document.channels
        self.listed: list[int] = list(range(self.channels.count))
        self.channels.shown_changed.connect(self._refresh)
        document.grew.connect(self._refresh)

    def narrow(self, typed: str) -> None:
        self.beginResetModel()
        self.listed = parse_channels(typed, self.channels.count)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return len(self.listed)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        channel = self.listed[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return channel_name(channel, self.channels.count)
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if channel in self.channels.shown else Qt.CheckState.Unchecked
        if role == PEAK_ROLE:
            return peak_db(self.document, channel)
        return None

    def setData(self, index: QModelIndex, value, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.channels.set_shown(self.listed[index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def _refresh(self) -> None:
        if self.listed:
            self.dataChanged.emit(self.index(0), self.index(len(self.listed) - 1))


def peak_db(document: Document, channel: int) -> float | None:
    """The highest level of a channel in dBFS, of what is read so far; None where nothing is known."""
    overview = document.overview
    if overview is None or overview.frames_done <= 0 or channel >= overview.channels:
        return None
    whole = columns(overview, channel, 0, overview.frames_done, 1)
    peak = float(np.fmax(whole.maximum[0], -whole.minimum[0]))
    return 20 * math.log10(peak) if peak > 0 else (-math.inf if peak == 0 else None)


class ChannelsDialog(QDialog):
    """Not modal: the lanes come and go while it is open."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.channels = document.channels
        self.setWindowTitle("Channels")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.model = ChannelList(document, self)
        self.filter = QLineEdit(placeholderText="Numbers, such as 1-8, 12")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Channels to list")
        self.filter.textChanged.connect(self.model.narrow)
        self.filter.textChanged.connect(self._refresh)
        self.missing = QLabel()
        self.missing.setWordWrap(True)
        self.filter.returnPressed.connect(self._show_listed)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_PeakDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("Channels shown")
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self._lay_out()
        self.channels.shown_changed.connect(self._refresh)
        document.opened.connect(self._follow_recording)
        self._refresh()
        self.resize(360, 520)

    def _lay_out(self) -> None:
        only = QPushButton("Only these")
        only.setToolTip("Show the channels that are listed, or those chosen in the list, and no others (Enter)")
        only.clicked.connect(self._show_listed)
        buttons = QHBoxLayout()
        for text, do in (
            ("All", self.channels.show_all),
            ("None", lambda: self.channels.show_only(())),
            (f"First {SHOWN_AT_FIRST}", self.channels.show_first),
        ):
            button = QPushButton(text)
            button.clicked.connect(do)
            button.setAutoDefault(False)
            buttons.addWidget(button)
        only.setAutoDefault(False)
        buttons.addWidget(only)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        layout.setSpacing(2 * GRID_PX)
        layout.addWidget(self.filter)
        layout.addWidget(self.missing)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.hint)
        close = close_button()
        close.rejected.connect(self.reject)
        layout.addWidget(close)

    def _show_listed(self) -> None:
        """Those chosen in the list where there are several, else all that are listed."""
        chosen = [self.model.listed[index.row()] for index in self.list.selectedIndexes()]
        self.channels.show_only(chosen if chosen else self.model.listed)

    def _follow_recording(self) -> None:
        self.model.narrow(self.filter.text())
        self._refresh()

    def _refresh(self) -> None:
        shown, count = len(self.channels.shown), self.channels.count
        missing = missing_channels(self.filter.text(), count)
        there = "1 channel" if count == 1 else f"{count} channels"
        self.missing.setText(f"Not in this recording, which has {there}: {', '.join(missing)}")
        self.missing.setVisible(bool(missing))
        self.hint.setText(f"{shown} of {count} shown. What is heard is chosen by S and M beside each lane.")


class _PeakDelegate(QStyledItemDelegate):
    """The tick and the name as ever, and at the right how loud the channel gets."""

    def sizeHint(self, option, index) -> QSize:
        return QSize(0, 7 * GRID_PX)

    def paint(self, painter: QPainter, option, index) -> None:
        super().paint(painter, option, index)
        peak = index.data(PEAK_ROLE)
        if peak is not None:
            words = "silent" if peak == -math.inf else f"{peak:.1f} dB".replace("-", "−")
            chosen = option.state & option.state.__class__.State_Selected
            painter.setPen(colors().accent_text if chosen else colors().text_soft)
            painter.setFont(typography.body())
            place = option.rect.adjusted(0, 0, -3 * GRID_PX, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)


def make_preview() -> QWidget:
    document = Document()
    document.channels.begin(32)
    dialog = ChannelsDialog(document)
    document.setParent(dialog)
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 360, 520)
