"""What the child processes have in common: their manners at the start, and the way their messages take."""

from __future__ import annotations

import logging
import os
import signal as os_signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from workbench.jobs import wire
from workbench.jobs.messages import Message


def begin(niceness: int) -> Callable[[Message], None]:
    """To be called first in a child's `main`; returns how to send a message to the window's process."""
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    # Ctrl+C in a terminal reaches this process too, but ending jobs is the window's business.
    os_signal.signal(os_signal.SIGINT, os_signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(niceness)
    # The real stdout is for messages only; whatever prints goes to stderr from now on.
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr

    def send(message: Message) -> None:
        data = memoryview(wire.encode(message))
        while data:
            data = data[out.write(data) :]

    return send


@contextmanager
def or_leave() -> Iterator[None]:
    """End the process if reading messages ends by an error: the window's process is gone (`EOFError`) and nobody wants
    the result of what may run for seconds yet, or the child would be deaf from now on."""
    try:
        yield
    except EOFError:
        os._exit(0)
    except Exception:
        logging.getLogger(__name__).exception("messages cannot be read any more")
        os._exit(1)
