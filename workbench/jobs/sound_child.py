"""One life of the sound process, as the window's process holds it: what is said to it, by it, and its end."""

from __future__ import annotations

import contextlib
import logging
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from typing import BinaryIO

from workbench.jobs import wire
from workbench.jobs.messages import Message, Shutdown

LAST_LINES = 5
"""Lines of the child's stderr that are told when it ends."""
SHUTDOWN_PATIENCE_S = 2.0

logger = logging.getLogger(__name__)


class SoundChild:
    """Threads of its own write, read and wait, so that whoever speaks to the child never does.

    Parameters
    ----------
    process : the child, just started
    received : gets each message; called in the reading thread
    ended : gets the cause in words, once, when the child is gone; called in the reading thread
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        received: Callable[[Message], None],
        ended: Callable[[SoundChild, str], None],
    ) -> None:
        self.process = process
        self._received, self._ended = received, ended
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._errors = self._begin(self._read_errors, "sound errors")
        self._writer = self._begin(self._write, "sound writer")
        self._reader = self._begin(self._read, "sound")

    def send(self, message: Message) -> None:
        """Returns at once, also when the child is stopped or gone."""
        self._outbox.put(message)

    def close(self) -> None:
        """Ask it to end, and see to it."""
        self.send(Shutdown())
        try:
            self.process.wait(SHUTDOWN_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._reader.join(SHUTDOWN_PATIENCE_S)

    @staticmethod
    def _begin(do: Callable[[], None], name: str) -> threading.Thread:
        thread = threading.Thread(target=do, name=name, daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        stream = _stream(self.process.stdin)
        try:
            while (message := self._outbox.get()) is not None:
                stream.write(wire.encode(message))
                stream.flush()
        except (OSError, ValueError):
            logger.info("a message to the sound process was lost: it is gone")  # its reader says so

    def _read(self) -> None:
        cause = ""
        try:
            while (message := wire.read_message(_stream(self.process.stdout))) is not None:
                self._received(message)
        except Exception as error:
            logger.warning("what the sound process said cannot be used", exc_info=error)
            cause = f"it sent what is no message ({error})"
        if cause:
            self.process.kill()
        self.process.wait()
        self._outbox.put(None)
        for thread in (self._errors, self._writer):
            thread.join(timeout=1.0)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):  # what was not written yet has no reader any more
                _stream(stream).close()
        said = "".join(f"\n{line}" for line in self._last_lines)
        self._ended(self, (cause or f"it ended with code {self.process.returncode}") + said)

    def _read_errors(self) -> None:
        for line in _stream(self.process.stderr):
            text = line.decode(errors="replace").rstrip()
            logger.warning("sound process: %s", text)
            self._last_lines.append(text)


def _stream(pipe: object) -> BinaryIO:
    assert pipe is not None  # all three were asked for
    return pipe  # type: ignore[return-value]
