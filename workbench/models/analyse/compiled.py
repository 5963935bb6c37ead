"""Librosa, whose inner loops are compiled when it is first imported and kept on disk for the next time."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.paths import cache_dir

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def load_librosa() -> Any:
    """The module, with all parts that the analyses use imported; `beat` is not among them and compiles as long again.

    The first import on a machine takes half a minute, later ones two seconds.
    """
    with _one_process_at_a_time():
        import librosa
        import librosa.core.constantq
        import librosa.feature.rhythm
        import librosa.feature.spectral
        import librosa.filters
        import librosa.onset
    return librosa


@contextmanager
def _one_process_at_a_time() -> Iterator[None]:
    """What two compile at once numba keeps as a mixture of both, and calling that ends the process (numba #10128)."""
    from filelock import FileLock

    lock = None
    try:
        folder = Path(os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_dir() / "numba")))
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "librosa.lock")
        lock.acquire()
    except (OSError, NotImplementedError) as error:  # a folder that may only be read, a file system without locks
        logger.warning("librosa is imported without a lock: %s", error)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()
