"""The file browser: folders and recordings, by keyboard, with a sound for each step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from workbench.audio.probe import looks_like_audio
from workbench.errors import printable
from workbench.gui import icons, preview
from workbench.gui.panels.buttons import tool_button
from workbench.gui.panels.folder_model import Entry, FolderModel
from workbench.gui.panels.folder_view import FolderView
from workbench.gui.theme import GRID_PX
from workbench.jobs.worker import Worker

AUDITION_AFTER_MS = 120
"""A key held down runs through the list silently."""

EMPTY_WORDS = "Open a folder (Ctrl+Shift+O)\nor drop one here"


class FilesPanel(QWidget):
    """Browses one folder and what is below it.

    Signals
    -------
    open_requested(str) : path of a recording to open: Enter, double click, or dropped
    audition(str) : the person moved to this recording and wants to hear it
    audition_toggled(bool)
    root_changed(str)
    """

    open_requested = Signal(str)
    audition = Signal(str)
    audition_toggled = Signal(bool)
    root_changed = Signal(str)

    def __init__(self, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FolderModel(worker, self)
        self.view = FolderView(self.model)
        self.filter = QLineEdit()
        self._empty = QLabel(EMPTY_WORDS)
        self._note = QLabel()
        self._root_words = QLabel()
        self._wanted = ""
        self._by_hand = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(AUDITION_AFTER_MS)
        self._wait.timeout.connect(self._audition_now)
        self._up = tool_button("arrow-up", "Go to the folder above (Backspace)")
        self._rescan = tool_button("refresh-cw", "Look at the folder again (F5)")
        self._audition = tool_button("ear", "Hear each file while browsing", checkable=True)
        self._audition.setChecked(True)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self._show_note()

    # What others set

    @property
    def root(self) -> str:
        """The folder that is browsed; empty before one is chosen."""
        return self.model.root

    def set_root(self, path: str) -> None:
        """Browse a folder; returns at once."""
        self.model.set_root(str(path))
        self._root_words.setText(printable(Path(self.model.root).name or self.model.root))
        self._root_words.setToolTip(printable(self.model.root))
        self._show_note()
        self.root_changed.emit(self.model.root)

    def set_current(self, path: str) -> None:
        """Mark the recording that is open."""
        self.model.set_current(str(path))

    def set_failure(self, path: str, reason: str) -> None:
        """Mark a file that could not be opened, with the reason as its tooltip; "" takes the mark away."""
        self.model.set_failure(str(path), reason)

    def set_label_counts(self, counts: dict[str, int]) -> None:
        """How many labels each recording has, by path, of those that have some."""
        self.model.set_label_counts(counts)

    def set_audition(self, on: bool) -> None:
        self._audition.setChecked(on)

    def select(self, path: str) -> None:
        """Move to a row, without a sound; as soon as it is listed, if it is not yet."""
        self._wanted = str(path)
        self._select_wanted()

    def follow(self, path: str, *, stay: bool = False) -> None:
        """Come to a recording that was opened: unfold the folders down to it; where it lies elsewhere, browse there.

        `stay` : not elsewhere
        """
        folder = str(Path(path).parent)
        below = self.root and self.model.unfold_to(folder)
        if not below and not (stay and self.root):
            self.set_root(folder)
            below = True
        if below:
            self.select(path)

    # What the keys do

    def go_up(self) -> None:
        above = str(Path(self.model.root).parent)
        if self.model.root and above != self.model.root:
            self._wanted = self.model.root
            self.set_root(above)

    def rescan(self) -> None:
        entry = self.view.current_entry()
        self._wanted = entry.path if entry else ""
        self.model.rescan()

    def activate(self) -> None:
        """Open the recording, or unfold the folder, of the current row."""
        entry = self.view.current_entry()
        if entry is None:
            return
        if entry.is_folder:
            row = self.view.currentIndex().row()
            (self.model.fold if self.model.is_open(entry) else self.model.unfold)(row)
        else:
            self._wait.stop()
            self.open_requested.emit(entry.path)

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText("Filter by name")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter files by name")
        self.filter.setProperty("keeps_enter", True)  # it leads into the list
        self.filter.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        for label in (self._empty, self._note):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
            label.setWordWrap(True)
            label.setMargin(2 * GRID_PX)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.setContentsMargins(2 * GRID_PX, 0, 0, 0)
        head.addWidget(self._root_words, 1)
        self._root_words.setMinimumWidth(20)
        for button in (self._audition, self._up, self._rescan):
            head.addWidget(button)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self._note)
        self._pages.addWidget(listing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GRID_PX, GRID_PX, GRID_PX, GRID_PX)
        whole.setSpacing(GRID_PX)
        whole.addLayout(head)
        whole.addWidget(self.filter)
        whole.addWidget(self._pages, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self.view.setFocus)
        self._up.clicked.connect(self.go_up)
        self._rescan.clicked.connect(self.rescan)
        self._audition.toggled.connect(self.audition_toggled)
        self.view.moved.connect(self._moved)
        self.view.activated_row.connect(self.activate)
        self.view.up_wanted.connect(self.go_up)
        self.view.rescan_wanted.connect(self.rescan)
        self.view.menu_wanted.connect(self._show_menu)
        self.model.note_changed.connect(self._show_note)
        self.model.listed.connect(self._select_wanted)

    def _filter(self, text: str) -> None:
        entry = self.view.current_entry()
        self.model.set_filter(text)
        if entry is not None:
            self.select(entry.path)

    def _select_wanted(self, _listed: str = "") -> None:
        row = self.model.row_of(self._wanted) if self._wanted else -1
        if row >= 0:
            self._wanted = ""
            self.view.go_to(row, by_hand=False)
        elif self.view.current_entry() is None and self.model.rowCount():
            self.view.go_to(0, by_hand=False)

    def _moved(self, entry: Entry) -> None:
        self._wait.stop()
        if not entry.is_folder and self._audition.isChecked():
            self._wait.start()

    def _audition_now(self) -> None:
        entry = self.view.current_entry()
        if entry is not None and not entry.is_folder:
            self.audition.emit(entry.path)

    def _show_note(self) -> None:
        has_root = bool(self.model.root)
        self._pages.setCurrentIndex(1 if has_root else 0)
        self._note.setText(self.model.note)
        self._note.setVisible(bool(self.model.note))
        for widget in (self.filter, self._up, self._rescan):
            widget.setEnabled(has_root)

    def _show_menu(self, position) -> None:
        entry = self.view.current_entry()
        if entry is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if entry.is_folder:
            menu.addAction(icons.icon("folder-open"), "Browse this folder", lambda: self.set_root(entry.path))
        else:
            menu.addAction(icons.icon("file-audio"), "Open", self.activate)
        folder = entry.path if entry.is_folder else str(Path(entry.path).parent)
        menu.addAction(icons.icon("external-link"), "Show in file manager", lambda: _show_folder(folder))
        menu.addAction(icons.icon("copy"), "Copy path", lambda: QGuiApplication.clipboard().setText(entry.path))
        menu.popup(position)

    # Dropping

    def dragEnterEvent(self, event) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        path = next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        if looks_like_audio(Path(path)):
            self.open_requested.emit(path)
        else:
            self.set_root(path)


def _show_folder(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def make_preview() -> QWidget:
    from workbench.paths import resources_dir

    worker = Worker()
    worker.start()
    panel = FilesPanel(worker)
    worker.setParent(panel)
    panel.destroyed.connect(worker.stop)
    panel.set_root(str(resources_dir()))
    samples = resources_dir() / "samples"
    panel.model._open.add(str(samples))
    panel.set_current(str(samples / "birds.ogg"))
    panel.set_failure(str(samples / "cow.flac"), "cow.flac: this is text, not a recording")
    panel.select(str(samples / "scene.flac"))
    return panel


if __name__ == "__main__":
    preview.run(make_preview, 260, 500)
