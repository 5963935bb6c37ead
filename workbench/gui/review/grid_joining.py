"""Joins the grid of many clips to the review and to what plays; made when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from workbench.gui.document import Document
from workbench.gui.review.clip import ClipRequest, PreparedClip
from workbench.gui.review.clip_player import ClipPlayer
from workbench.gui.review.clip_source import ClipSource
from workbench.gui.review.grid import ReviewGrid
from workbench.gui.review.reviewing import Reviewing
from workbench.gui.review.showing import Showing
from workbench.jobs.worker import Worker
from workbench.labels.library import real_path


class GridJoining(QObject):
    """Parameters
    ----------
    leave : called when one clip is wanted again
    """

    def __init__(
        self, reviewing: Reviewing, showing: Showing, document: Document, worker: Worker, leave: Callable[[], None]
    ) -> None:
        super().__init__(showing)
        self.reviewing, self.showing, self.document = reviewing, showing, document
        self.source: ClipSource = showing.source
        self.player: ClipPlayer = showing.player
        self.grid = ReviewGrid(worker, self._path_of, self._color_of)
        self._leave = leave
        self._wanted: ClipRequest | None = None
        self._heard: ClipRequest | None = None
        self.grid.opened.connect(self._open)
        self.grid.left.connect(leave)
        self.grid.played.connect(self._play)
        self.grid.answered.connect(reviewing.answer_many)
        reviewing.changed.connect(self._refresh)
        self.source.ready.connect(self._take)
        self.player.moved.connect(self._show_playing)
        self.player.ended.connect(lambda _clip: self.grid.show_playing(None))

    def enter(self) -> None:
        """Show all clips, the one that is up chosen."""
        self.showing.is_seen = False
        self.player.stop()
        listening, clip = self.reviewing.listening, self.reviewing.clip
        self.grid.plays_while_walking = listening.autoplay
        self.grid.set_view(self.document.spectrogram)
        self.grid.set_clips(self.reviewing.clips(), max(listening.before_s, listening.after_s))
        self._refresh()
        if clip is not None:
            self.grid.go_to(clip.id)

    def exit(self) -> None:
        """One clip is shown again."""
        self._wanted = self._heard = None
        self.player.stop()

    def _refresh(self) -> None:
        project = self.reviewing.project
        if project is None or self.showing.is_seen or not self.reviewing.is_on:
            return
        self.grid.set_class_keys({each.key: each.name for each in project.classes.values() if each.key})
        listening = self.reviewing.listening
        self.grid.set_clips(self.reviewing.clips(), max(listening.before_s, listening.after_s))

    def _open(self, clip_id: int) -> None:
        project = self.reviewing.project
        if project is not None and clip_id in project.review_clips:
            self.reviewing.go(project.review_clips[clip_id].position)
        self._leave()

    def _play(self, clip_id: int) -> None:
        project = self.reviewing.project
        if project is None or clip_id not in project.review_clips:
            return
        self._wanted = self.showing.request(project.review_clips[clip_id])
        self.source.prepare([self._wanted])
        prepared = self.source.clip(self._wanted)
        if prepared is not None:
            self._take(prepared)

    def _take(self, prepared: PreparedClip) -> None:
        if prepared.request == self._wanted:
            self._wanted, self._heard = None, prepared.request
            self.player.play(prepared)

    def _show_playing(self, at_s: float) -> None:
        if self._heard is not None:
            self.grid.show_playing(self._heard.key, at_s)

    def _path_of(self, recording: int) -> Path | None:
        project = self.reviewing.project
        known = None if project is None else project.recordings.get(recording)
        return None if known is None else real_path(known.path, project.about.get("folder", ""))

    def _color_of(self, name: str) -> QColor | None:
        project = self.reviewing.project
        known = None if project is None else project.class_of(name)
        return None if known is None or not known.color else QColor(known.color)
