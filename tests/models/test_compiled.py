"""Librosa is imported, and with that compiled, by one process at a time."""

from __future__ import annotations

import subprocess
import sys

IMPORT_AND_TRY_THE_LOCK = """
import os, sys
from pathlib import Path
from filelock import FileLock, Timeout

from workbench.models.analyse.compiled import load_librosa

def state():
    lock = FileLock(Path(os.environ["NUMBA_CACHE_DIR"]) / "librosa.lock")
    try:
        with lock.acquire(blocking=False):
            return "free"
    except Timeout:
        return "held"

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in {"librosa", "librosa.util.utils", "librosa.core.pitch", "librosa.core.audio"}:
            print(name, state())

sys.meta_path.insert(0, Watch())
load_librosa()
print("afterwards", state())
"""


def test_the_lock_is_held_while_that_is_imported_which_compiles():
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TRY_THE_LOCK], capture_output=True, text=True, check=True, timeout=100
    )
    seen = dict(line.split() for line in done.stdout.splitlines())
    assert seen == {
        "librosa": "held",
        "librosa.util.utils": "held",
        "librosa.core.pitch": "held",
        "librosa.core.audio": "held",
        "afterwards": "free",
    }


def test_a_folder_that_cannot_be_made_is_no_hindrance(tmp_path, monkeypatch, caplog):
    from workbench.models.analyse import compiled

    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file" / "numba"))
    with compiled._one_process_at_a_time():
        pass
    assert "without a lock" in caplog.text
