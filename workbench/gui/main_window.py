"""The main window: assembles the parts and joins their signals; it does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from workbench.audio.player import Player
from workbench.gui import menus, theme
from workbench.gui.analyses import Analyses
from workbench.gui.bench_commands import BenchCommands
from workbench.gui.class_editing import ClassEditing
from workbench.gui.class_keys import ClassKeys
from workbench.gui.classifying import Classifying
from workbench.gui.comparing import Comparing
from workbench.gui.document import Document
from workbench.gui.dropping import drop
from workbench.gui.judging import Judging
from workbench.gui.key_guard import KeyGuard, leave_keys
from workbench.gui.label_moving import LabelMoving
from workbench.gui.label_naming import LabelNaming
from workbench.gui.label_selection import LabelSelection
from workbench.gui.label_walking import LabelWalking
from workbench.gui.label_wiring import join_table
from workbench.gui.labelling import Labelling
from workbench.gui.lane_commands import LaneCommands
from workbench.gui.lane_kinds import WAVEFORM
from workbench.gui.lane_set import LaneSet
from workbench.gui.lanes.stack import LaneStack
from workbench.gui.late_dock import LateDock
from workbench.gui.layout import Upright
from workbench.gui.loudness_match import LoudnessMatch
from workbench.gui.making import Making
from workbench.gui.messages import MessageBar
from workbench.gui.model_choices import ModelChoices
from workbench.gui.narrow import NarrowRule
from workbench.gui.opening import Opener
from workbench.gui.panels.channel_bar import ChannelBar
from workbench.gui.panels.classes import ClassesPanel
from workbench.gui.panels.files import FilesPanel
from workbench.gui.panels.inspector import Inspector
from workbench.gui.panels.job_bar import JobBar
from workbench.gui.panels.models import ModelsPanel
from workbench.gui.panels.spectrogram_controls import SpectrogramControls
from workbench.gui.panels.transport import TransportBar
from workbench.gui.panels.welcome import Welcome
from workbench.gui.playback import Playback
from workbench.gui.project_commands import ProjectCommands
from workbench.gui.project_host import ProjectHost
from workbench.gui.proposing import Proposing
from workbench.gui.readout import Readout
from workbench.gui.relinking import Relinking
from workbench.gui.result_commands import ResultCommands
from workbench.gui.result_wiring import join_results
from workbench.gui.review.review_commands import ReviewCommands
from workbench.gui.selecting import Selecting
from workbench.gui.session import Session
from workbench.gui.settings_file import SettingsFile
from workbench.gui.tier_commands import TierCommands
from workbench.gui.viewing import Viewing
from workbench.gui.vocabulary_files import VocabularyFiles
from workbench.gui.watching import Watching
from workbench.gui.wiring import join
from workbench.jobs.worker import Worker
from workbench.labels.schema import SUFFIX

if TYPE_CHECKING:
    from workbench.gui.agreement import Agreeing
    from workbench.gui.panels.agreement import AgreementPanel
    from workbench.gui.panels.bench import BenchPanel
    from workbench.gui.panels.label_table import LabelTablePanel
    from workbench.gui.panels.results import ResultsPanel

_TITLE_BAR_PX = 32
_STATUS_BAR_PX = 32
_LEAST_LANES_PX = 440
"""Panels become narrower before the lanes do."""


class MainWindow(QMainWindow):
    """Everything of one window. Close it to end its worker and its player."""

    def __init__(self, settings: SettingsFile, worker: Worker | None = None, player: Player | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.worker = worker or Worker()
        self.worker.start()
        self.player = player or Player()
        self.document = Document(self)
        self._make_parts()
        self._lay_out()
        self.actions_by_id = menus.make_actions(self, settings.settings.shortcuts)
        self.menus = menus.fill_menus(self, self.actions_by_id)
        menus.add_lane_keys(self.stack, self.actions_by_id)
        leave_keys(self)
        self._key_guard = KeyGuard(self, self.stack, ClassKeys(self, self.labelling, self.judging))
        QApplication.instance().installEventFilter(self._key_guard)
        self.session = Session(self)
        self.project_commands = ProjectCommands(self)
        join(self)
        self.setAcceptDrops(True)
        self.session.restore_window()
        right = {name: self.docks[name] for name in ("models", "inspector")}
        self._narrow_rule = NarrowRule(self, right, settings)

    def _make_parts(self) -> None:
        document, worker = self.document, self.worker
        self.messages = MessageBar()
        self.welcome = Welcome()
        self.stack = LaneStack(document)
        self.lanes = LaneSet(document, worker, self.stack)
        self.lane_commands = LaneCommands(document, self.lanes)
        self.channel_bar = ChannelBar(document)
        self.controls = SpectrogramControls(document)
        self.transport = TransportBar(document)
        self.files = FilesPanel(worker)
        self.models = ModelsPanel(ModelChoices(self.settings.settings.models, self.settings.settings.task))
        self.inspector = Inspector(document, worker)
        self.job_bar = JobBar()
        self.analyses = Analyses(self.lanes, self.job_bar, self.messages, self)
        self.readout = Readout(document)
        self.opener = Opener(document, worker, self.settings, self)
        self.watching = Watching(document, worker, self)
        self.playback = Playback(document, self.player, self)
        self.classifying = Classifying(document, worker, self)
        self.making = Making(document, worker, self)
        self.loudness_match = LoudnessMatch(document, worker, self.settings, self)
        self.comparing = Comparing(document, self.player, self.playback, self.making, self.loudness_match)
        self.result_commands = ResultCommands(self)
        self.bench_commands = BenchCommands(self)
        self.project_host = ProjectHost(document, worker, self)
        self.label_selection = LabelSelection(document, self.project_host, self)
        self.labelling = Labelling(document, self.project_host, self.label_selection)
        self.relinking = Relinking(document, self.labelling, worker, self.messages, self)
        self.label_walking = LabelWalking(document, self.label_selection, self.classifying)
        self.label_naming = LabelNaming(self.labelling, self.label_walking, self.lanes)
        self.label_moving = LabelMoving(self.labelling, self.settings, worker)
        self.proposing = Proposing(worker, self.labelling)
        self.judging = Judging(self.labelling)
        self.tier_commands = TierCommands(self.labelling)
        self.class_editing = ClassEditing(self.labelling)
        self.review_commands = ReviewCommands(self)
        self.classes = ClassesPanel(self.class_editing)
        self.vocabulary_files = VocabularyFiles(self, self.labelling, self.messages, self.settings, worker)
        self.viewing = Viewing(document, self.stack)
        self.selecting = Selecting(document, self.stack.gestures, worker)

    def _lay_out(self) -> None:
        self.setWindowTitle("Audio Workbench")
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize() - QSize(0, _TITLE_BAR_PX)))
        self.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.middle = QWidget()
        self.middle.setMinimumWidth(_LEAST_LANES_PX)
        middle_layout = QVBoxLayout(self.middle)
        middle_layout.setContentsMargins(0, 0, 0, 0)
        middle_layout.setSpacing(0)
        middle_layout.addWidget(self.controls)
        middle_layout.addWidget(self.channel_bar)
        middle_layout.addWidget(self.stack, 1)
        layout.addWidget(self.messages)
        layout.addWidget(self.welcome, 1)
        layout.addWidget(self.middle, 1)
        self.middle.hide()
        self.setCentralWidget(centre)
        bar = self.addToolBar("Transport")
        bar.setObjectName("transport")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self.transport)
        areas = Qt.DockWidgetArea
        left, right, bottom = areas.LeftDockWidgetArea, areas.RightDockWidgetArea, areas.BottomDockWidgetArea
        self.docks = {
            "files": self._dock("Files", self.files, left),
            "classes": self._dock("Classes", self.classes, left),
            "models": self._dock("Models", self.models, right),
            "inspector": self._dock("Inspector", Upright(self.inspector), right),
            "results": self._dock("Results", lambda: self.results_panel, right),
            "labels": self._dock("Labels", lambda: self.label_table, bottom),
            "synthesis": self._dock("Synthesis", lambda: self.bench_panel, bottom),
            "agreement": self._dock("Agreement", lambda: self.agreement_panel, bottom),
        }
        self.docks["agreement"].hide()  # until somebody wants it
        self.docks["synthesis"].hide()  # until somebody wants it
        self.docks["labels"].hide()  # until somebody wants it: the lanes show the labels too
        self.docks["results"].hide()  # until there are some
        self.tabifyDockWidget(self.docks["inspector"], self.docks["results"])
        self.tabifyDockWidget(self.docks["labels"], self.docks["synthesis"])
        self.tabifyDockWidget(self.docks["synthesis"], self.docks["agreement"])
        for corner, area in ((Qt.Corner.BottomLeftCorner, left), (Qt.Corner.BottomRightCorner, right)):
            self.setCorner(corner, area)
        self.resizeDocks([self.docks["files"], self.docks["models"]], [220, 280], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["files"], self.docks["classes"]], [520, 340], Qt.Orientation.Vertical)
        self.resizeDocks([self.docks["models"], self.docks["inspector"]], [500, 360], Qt.Orientation.Vertical)
        self.statusBar().setMinimumHeight(_STATUS_BAR_PX)
        self.statusBar().addWidget(self.job_bar, 1)
        self.statusBar().addPermanentWidget(self.readout)

    def _dock(self, title: str, panel: QWidget | Callable[[], QWidget], area: Qt.DockWidgetArea) -> QDockWidget:
        if isinstance(panel, QWidget):
            dock = QDockWidget(title, self)
            dock.setWidget(panel)
        else:
            dock = LateDock(title, panel, self)
        dock.setObjectName(title.lower())
        self.addDockWidget(area, dock)
        return dock

    @cached_property
    def label_table(self) -> LabelTablePanel:
        """Made when it is first wanted: the window is there sooner."""
        from workbench.gui.panels.label_table import LabelTablePanel

        table = LabelTablePanel(self.document, self.label_selection, self.labelling, self)
        join_table(self, table)
        leave_keys(table)
        return table

    @cached_property
    def results_panel(self) -> ResultsPanel:
        """Made when it is first wanted."""
        from workbench.gui.panels.results import ResultsPanel

        panel = ResultsPanel(self.document.results, self.result_commands.card_of, self)
        join_results(self, panel)
        leave_keys(panel)
        return panel

    @cached_property
    def bench_panel(self) -> BenchPanel:
        """Made when it is first wanted."""
        from workbench.gui.bench_wiring import make_bench_panel

        return make_bench_panel(self)

    @cached_property
    def agreeing(self) -> Agreeing:
        """Made when two annotators are first compared."""
        from workbench.gui.agreement import Agreeing

        return Agreeing(self.labelling, self.worker)

    @cached_property
    def agreement_panel(self) -> AgreementPanel:
        """Made when it is first wanted."""
        from workbench.gui.agreement_wiring import make_agreement_panel

        return make_agreement_panel(self)

    def begin(self, file: Path | None, *, restore: bool = True, play: bool = False, classify: bool = False) -> None:
        """Open a file, or what was open last; then play or classify it when asked. A project is opened besides."""
        if file is not None and file.suffix == SUFFIX:
            self.project_commands.open(file)
            file = None
        self.session.begin(file, restore, play, classify)

    def prepare(self) -> None:
        """Lay out the middle of the window and draw it once, unseen, while there is nothing else to do: shown for the
        first time together with a recording, that would be felt."""
        if self.document.recording is None:
            self.middle.resize(self.centralWidget().size())
            self.middle.grab()

    # What actions call

    def cancel_job(self) -> None:
        """Cancel the job that is shown first; or what waits for the recording."""
        if self.job_bar.running:
            self.job_bar.cancel_shown()
        else:
            self.classifying.cancel()
            self.making.cancel()

    def toggle_panel(self, name: str) -> None:
        if self.docks[name].isVisible():
            self.docks[name].hide()
        else:
            self.show_panel(name)

    def show_panel(self, name: str) -> None:
        self.docks[name].show()
        self.docks[name].raise_()

    def focus_next_panel(self) -> None:
        """From panel to panel, with the lanes among them."""
        stops = [self.stack, *(dock.widget() for dock in self.docks.values() if dock.isVisible())]
        focus = QApplication.focusWidget()
        here = next((i for i, stop in enumerate(stops) if focus is stop or stop.isAncestorOf(focus)), 0)
        target = stops[(here + 1) % len(stops)]
        (target.nextInFocusChain() if target.focusPolicy() == Qt.FocusPolicy.NoFocus else target).setFocus()

    def toggle_theme(self) -> None:
        self.set_theme("light" if theme.colors().name == "dark" else "dark")

    def set_theme(self, wish: str) -> None:
        self.settings.change(theme=wish)
        theme.apply(wish)
        self.stack.redraw()

    # Dialogs are imported when they are asked for: the window is there sooner.

    def show_palette(self) -> None:
        from workbench.gui.dialogs.palette import CommandPalette

        CommandPalette(list(self.actions_by_id.values()), self).show()

    def show_channels(self) -> None:
        from workbench.gui.dialogs.channels import ChannelsDialog

        self.lanes.show(WAVEFORM)
        ChannelsDialog(self.document, self).show()

    def show_blind_test(self) -> None:
        from workbench.gui.blind_test import BlindTest
        from workbench.gui.dialogs.abx import AbxDialog

        AbxDialog(self.document, BlindTest(self.comparing, self.playback, self.worker), self).open()

    def show_shortcuts(self) -> None:
        from workbench.gui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self.settings, self.actions_by_id, menus.default_keys(), self).open()

    def show_preferences(self) -> None:
        from workbench.gui.dialogs.preferences import PreferencesDialog

        PreferencesDialog(self.settings, self.worker, self, self.player.snapshot().devices).open()

    def show_about(self) -> None:
        from workbench.gui.dialogs.about import AboutDialog

        AboutDialog(self).open()

    # Qt's own events

    def dragEnterEvent(self, event) -> None:
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        drop(self, [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event) -> None:
        self.label_naming.finish()
        if not self.project_commands.may_close():
            event.ignore()
            return
        QApplication.instance().removeEventFilter(self._key_guard)
        self.session.save()
        self.settings.flush()
        self.review_commands.close()
        self.result_commands.keeping.close()
        self.bench_commands.close()
        self.worker.stop()
        self.player.close()
        super().closeEvent(event)
