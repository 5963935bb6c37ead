"""What a person set is there again at the next start, after a crash too."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QTimer

from workbench.errors import printable
from workbench.gui.document import SpectrogramView
from workbench.gui.settings import Session as Place
from workbench.gui.settings import SpectrogramSettings

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

SAVE_EVERY_MS = 5000
_PREPARE_AFTER_MS = 400


class Session(QObject):
    """Keeps panels, view, cursor, spectrogram and file in the settings, now and then and at the end."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._restoring: Place | None = None
        self._enabled = True
        self._first, self._then = "", (False, False)
        self.folder_stays = False
        """The person chose a folder to start in: the recording of the session does not lead elsewhere."""
        self._timer = QTimer(self)
        self._timer.setInterval(SAVE_EVERY_MS)
        self._timer.timeout.connect(self.save)

    def restore_window(self) -> None:
        settings, window = self.window.settings.settings, self.window
        if settings.geometry:
            window.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        if settings.window_state:
            window.restoreState(QByteArray.fromBase64(settings.window_state.encode()))
        window.lanes.restore(settings.lanes)
        window.document.set_spectrogram(**asdict(settings.spectrogram))
        window.player.set_volume(settings.volume)
        if settings.output_device:
            window.player.set_device(settings.output_device)
        window.playback.follow = settings.follow
        window.playback.options_changed.emit()
        window.classifying.set_threshold(settings.session.threshold)

    def begin(self, file: Path | None, restore: bool, play: bool, classify: bool) -> None:
        """Open `file`, or what was open last if `restore`; then play and classify it when asked.

        Where that is the same recording, all is as it was left.
        """
        window, session = self.window, self.window.settings.settings.session
        self._enabled = restore
        folder = window.settings.settings.default_folder or window.settings.settings.last_folder
        if restore and folder:
            window.files.set_root(folder)
        if file is None and restore and session.file:
            file = Path(session.file)
            self.folder_stays = bool(window.settings.settings.default_folder)
        if restore and file is not None and _same(session.file, file):
            self._restoring = session
        if file is not None:
            self._first, self._then = str(file.absolute()), (play, classify)
            window.welcome.wait_for(printable(file.name))
            window.opener.opened.connect(self._opened)
            window.opener.open(file)
        window.worker.warm_up()
        if file is None:
            QTimer.singleShot(_PREPARE_AFTER_MS, window, window.prepare)
        self._timer.start()

    def _opened(self, path: str) -> None:
        """A recording is there: the one to begin with, or another where that could not be opened."""
        self.window.opener.opened.disconnect(self._opened)
        self.folder_stays = False
        if path != self._first:
            return
        play, classify = self._then
        if self._restoring is not None:
            self._restore_place(self._restoring)
            self._restoring = None
        if play:
            self.window.playback.play()
        if classify:
            self.window.classifying.run()

    def _restore_place(self, place: Place) -> None:
        document = self.window.document
        if place.view_end_s > place.view_start_s:
            document.axis.set_view(place.view_start_s, place.view_end_s)
        document.set_cursor(place.cursor_s)
        if place.review.isdecimal():
            self.window.review_commands.restore(int(place.review))
        if place.channels:
            document.channels.show_only(place.channels)
        document.channels.restore_heard(place.soloed, place.muted)
        self.window.lanes.stand(place.lanes)

    def save(self) -> None:
        """Take what is set now into the settings; they are written if anything differs."""
        if not self._enabled:
            return
        window, document = self.window, self.window.document
        settings = window.settings
        session = settings.settings.session
        if document.recording is not None:
            axis = document.axis
            session = replace(
                session,
                file=str(document.recording.path),
                view_start_s=axis.start_s,
                view_end_s=0.0 if axis.is_whole else axis.end_s,
                cursor_s=document.cursor_s,
                channels=document.channels.shown,
                soloed=tuple(sorted(document.channels.soloed)),
                muted=tuple(sorted(document.channels.muted)),
                lanes=window.lanes.standing(),
                threshold=window.classifying.threshold,
            )
        settings.change(
            geometry=bytes(window.saveGeometry().toBase64()).decode(),
            window_state=bytes(window.saveState().toBase64()).decode(),
            lanes=window.lanes.arrangement(),
            spectrogram=_spectrogram(document.spectrogram),
            volume=window.player.snapshot().volume,
            follow=window.playback.follow,
            session=session,
            task=window.models.choices.task,
            models=window.models.choices.kept,
        )


def _same(file: str, other: Path) -> bool:
    return bool(file) and os.path.normpath(file) == os.path.normpath(other.absolute())


def _spectrogram(view: SpectrogramView) -> SpectrogramSettings:
    values = asdict(view)
    del values["channel"]
    return SpectrogramSettings(**values)
