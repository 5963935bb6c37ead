"""Clips prepared ahead in the worker, so that the next one is heard and seen at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from workbench.gui.review.clip import ClipLook, ClipRequest, PreparedClip
from workbench.jobs.worker import Worker

LIMIT_BYTES = 256 * 2**20


class ClipSource(QObject):
    """Prepares the clips that are wanted, the first one first, and keeps them and those before them.

    Signals
    -------
    ready(PreparedClip) : it can be shown and played
    failed(ClipRequest, str) : it cannot be read, and why
    progressed(ClipRequest, float) : so much of its recording is decoded, 0…1; only where that takes a while
    """

    ready = Signal(object)
    failed = Signal(object, str)
    progressed = Signal(object, float)

    def __init__(
        self, worker: Worker, look: ClipLook, parent: QObject | None = None, limit_bytes: int = LIMIT_BYTES
    ) -> None:
        super().__init__(parent)
        self.worker, self.look, self.limit_bytes = worker, look, limit_bytes

    def prepare(self, requests: Sequence[ClipRequest]) -> None:
        """These are wanted now, the most urgent first; what else was asked for and is not begun is dropped.

        As many are prepared as fit into the limit, and at least the first.
        """
        raise NotImplementedError

    def set_look(self, look: ClipLook) -> None:
        """Pictures of another size or kind from now on; those wanted are made anew, the former ones stand in."""
        raise NotImplementedError

    def clip(self, request: ClipRequest) -> PreparedClip | None:
        """The clip, if it is prepared, be it with a former look."""
        raise NotImplementedError

    def problem(self, request: ClipRequest) -> str | None:
        """Why it cannot be read, if that is known."""
        raise NotImplementedError

    def retry(self, request: ClipRequest) -> None:
        """Forget that it could not be read."""
        raise NotImplementedError

    def clear(self) -> None:
        """Nothing is wanted any more: cancel all, forget all, and close the recordings."""
        raise NotImplementedError
