"""All actions and their keys, to look up and to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import icons, preview
from workbench.gui.dialogs.buttons import close_button
from workbench.gui.dialogs.key_presets import PRESETS, overrides_of
from workbench.gui.dialogs.palette import menu_of
from workbench.gui.settings_file import SettingsFile
from workbench.gui.theme import GRID_PX, colors

_ID = Qt.ItemDataRole.UserRole


class ShortcutsDialog(QDialog):
    """Changes `shortcuts` in the settings, which the window applies when they change.

    Parameters
    ----------
    settings : holds the changed keys, by id of action
    actions : all actions, by id
    defaults : the keys of each action that nobody changed
    """

    def __init__(
        self,
        settings: SettingsFile,
        actions: Mapping[str, QAction],
        defaults: Mapping[str, Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        self._settings, self._actions, self._defaults = settings, actions, defaults
        self.filter = QLineEdit()
        self.table = QTableWidget(0, 3)
        self.editor = QKeySequenceEdit()
        self.warning = QLabel()
        self.assign = QPushButton("Use this key")
        self.reset = QPushButton("Default")
        self.preset = QComboBox()
        for button in (self.assign, self.reset):
            button.setAutoDefault(False)  # Enter in the filter is no wish to change a key
        self._lay_out()
        self._fill()
        self._connect()
        self.table.selectRow(0)
        self.resize(640, 560)

    def keys_of(self, action_id: str) -> tuple[str, ...]:
        """The keys of an action as they are now."""
        overrides = self._settings.settings.shortcuts
        if action_id in overrides:
            return (overrides[action_id],) if overrides[action_id] else ()
        return tuple(self._defaults.get(action_id, ()))

    def users_of(self, key: str, but: str) -> list[str]:
        """Ids of other actions that have this key."""
        wanted = QKeySequence(key)
        return [
            name
            for name in self._actions
            if name != but and any(QKeySequence(own) == wanted for own in self.keys_of(name))
        ]

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText("Filter by name or key")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter actions")
        self.filter.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.preset.addItem("Preset…")
        self.preset.addItems(list(PRESETS))
        self.preset.setAccessibleName("Preset of keys")
        self.table.setHorizontalHeaderLabels(["Action", "Menu", "Key"])
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(6 * GRID_PX)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.setColumnWidth(2, 180)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("Actions and their keys")
        self.editor.setMaximumSequenceLength(1)
        self.editor.setClearButtonEnabled(True)
        self.editor.setAccessibleName("New key")
        self.warning.setWordWrap(True)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.filter, 1)
        top.addWidget(self.preset)
        bottom.addWidget(QLabel("New key"))
        bottom.addWidget(self.editor, 1)
        bottom.addWidget(self.assign)
        bottom.addWidget(self.reset)
        close = close_button()
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(bottom)
        column.addWidget(self.warning)
        column.addWidget(close)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._narrow)
        self.table.itemSelectionChanged.connect(self._show_current)
        self.editor.keySequenceChanged.connect(self._warn)
        self.assign.clicked.connect(self._assign)
        self.reset.clicked.connect(self._reset)
        self.preset.activated.connect(self._use_preset)
        self._settings.changed.connect(self._show_keys)

    def _fill(self) -> None:
        self.table.setRowCount(len(self._actions))
        for row, (name, action) in enumerate(self._actions.items()):
            words = QTableWidgetItem(action.text().replace("&", "").removesuffix("…"))
            words.setData(_ID, name)
            self.table.setItem(row, 0, words)
            self.table.setItem(row, 1, QTableWidgetItem(menu_of(action)))
            self.table.setItem(row, 2, QTableWidgetItem())
        self._show_keys()

    def _show_keys(self) -> None:
        native = QKeySequence.SequenceFormat.NativeText
        for row, name in enumerate(self._actions):
            changed = name in self._settings.settings.shortcuts
            item = self.table.item(row, 2)
            item.setText(", ".join(QKeySequence(key).toString(native) for key in self.keys_of(name)))
            item.setForeground(colors().accent if changed else colors().text)
            item.setToolTip("Changed by you" if changed else "")

    def _narrow(self, text: str) -> None:
        needle = text.casefold()
        for row in range(self.table.rowCount()):
            words = " ".join(self.table.item(row, column).text() for column in range(3))
            self.table.setRowHidden(row, needle not in words.casefold())

    def _current(self) -> str | None:
        rows = self.table.selectionModel().selectedRows()
        return self.table.item(rows[0].row(), 0).data(_ID) if rows else None

    def select(self, action_id: str) -> None:
        self.table.selectRow(list(self._actions).index(action_id))

    def _show_current(self) -> None:
        name = self._current()
        keys = self.keys_of(name) if name else ()
        self.editor.setKeySequence(QKeySequence(keys[0]) if keys else QKeySequence())
        for widget in (self.editor, self.assign, self.reset):
            widget.setEnabled(name is not None)
        self._warn()

    def _warn(self) -> None:
        name, key = self._current(), self.editor.keySequence().toString()
        others = self.users_of(key, name) if name and key else []
        words = " and ".join(f"“{self._actions[other].text().removesuffix('…')}”" for other in others)
        self.warning.setText(f"This key belongs to {words}, which will lose it." if others else "")
        self.warning.setStyleSheet(f"color: {colors().warning.name()}")

    def _assign(self) -> None:
        name, key = self._current(), self.editor.keySequence().toString()
        if name is None:
            return
        overrides = dict(self._settings.settings.shortcuts)
        for other in self.users_of(key, name) if key else []:
            rest = [own for own in self.keys_of(other) if QKeySequence(own) != QKeySequence(key)]
            overrides[other] = rest[0] if rest else ""
        overrides[name] = key
        self._settings.change(shortcuts=overrides)
        self._warn()

    def _reset(self) -> None:
        name = self._current()
        overrides = {key: value for key, value in self._settings.settings.shortcuts.items() if key != name}
        self._settings.change(shortcuts=overrides)
        self._show_current()

    def _use_preset(self, index: int) -> None:
        if index > 0:
            self._settings.change(shortcuts=overrides_of(self.preset.itemText(index), self._actions))
            self._show_current()
        self.preset.setCurrentIndex(0)


def make_preview() -> QWidget:
    from pathlib import Path
    from tempfile import mkdtemp

    from PySide6.QtWidgets import QMenu

    menu = QMenu("File")
    defaults = {"open": ("Ctrl+O",), "open-folder": ("Ctrl+Shift+O",), "quit": ("Ctrl+Q",)}
    actions = {name: menu.addAction(name.replace("-", " ").capitalize()) for name in defaults}
    settings = SettingsFile(Path(mkdtemp()) / "settings.json")
    settings.change(shortcuts={"quit": "Ctrl+X"})
    dialog = ShortcutsDialog(settings, actions, defaults)
    settings.setParent(dialog)
    menu.setParent(dialog, menu.windowFlags())
    dialog.editor.setKeySequence(QKeySequence("Ctrl+X"))
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 640, 420)
