"""That what is made gets to the disk: tried again where it could not be written, and copied now and then."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.errors import ProjectError
from workbench.labels.backups import Rounds
from workbench.labels.keeper import Keeper
from workbench.labels.leaving import Leaving

RETRY_EVERY_MS = 5000
BACKUP_AFTER_MS, BACKUP_LOOK_EVERY_MS = 3000, 60_000
CLOSE_LIMIT_S = 3.0


class Saving(QObject):
    """Looks after the project that is open, and after those that were.

    Signals
    -------
    changed() : `error` or `unsaved` may differ
    backup_failed(object) : the error because of which no backup was made
    told() : given to keepers, who emit it in their threads
    """

    changed = Signal()
    backup_failed = Signal(object)
    told = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.leaving = Leaving()
        self.keeper: Keeper | None = None
        self._path: Path | None = None
        self.rounds: Rounds | None = None
        self.told.connect(self._tend)
        for every_ms, do in ((RETRY_EVERY_MS, self.retry), (BACKUP_LOOK_EVERY_MS, self.look_for_backup)):
            timer = QTimer(self, interval=every_ms)
            timer.timeout.connect(do)
            timer.start()

    @property
    def error(self) -> ProjectError | None:
        """Why changes are not on the disk, if they are not."""
        if self.keeper is not None and self.keeper.error is not None:
            return self.keeper.error
        return self.leaving.error

    @property
    def unsaved(self) -> int:
        """How many changes are not on the disk yet."""
        return self.leaving.unsaved + (0 if self.keeper is None else self.keeper.unsaved)

    def begin(self, path: Path, keeper: Keeper) -> None:
        """This is the project that is open now."""
        self._path, self.keeper = path, keeper
        self.rounds = Rounds(path, self.backup_failed.emit)
        QTimer.singleShot(BACKUP_AFTER_MS, self, self.look_for_backup)

    def leave(self, path: Path, keeper: Keeper) -> None:
        """It is open no more: it is closed when all of it is written."""
        self.leaving.add(path, keeper)
        self._forget()

    def finish(self, *, losing: bool = False) -> bool:
        """Write and close everything in a few seconds, before the window goes; False, with nothing closed, when that
        was not possible. With `losing` what is not written is given up."""
        path, keeper = self._path, self.keeper
        if path is not None and keeper is not None:
            self.leaving.keepers[path] = keeper
        if self.leaving.finish(CLOSE_LIMIT_S, losing=losing):
            self._forget()
            return True
        if path is not None:
            self.leaving.keepers.pop(path, None)
        self.changed.emit()
        return False

    def _forget(self) -> None:
        if self.rounds is not None:
            self.rounds.silence()
        self._path = self.keeper = self.rounds = None

    def retry(self) -> None:
        """Write again what could not be written; comes by itself every few seconds."""
        if self.keeper is not None and self.keeper.error is not None:
            self.keeper.retry()
        self.leaving.tend(retry=True)

    def look_for_backup(self) -> None:
        """Begin with a backup if it is time for one."""
        if self.rounds is not None and self.keeper is not None:
            self.rounds.look(self.keeper.changes)

    def _tend(self) -> None:
        self.leaving.tend()
        self.changed.emit()
