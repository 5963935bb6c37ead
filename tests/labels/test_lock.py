from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys

import pytest

from workbench.labels.lock import Holder, ProjectLock, holder, lock_path, take

_HOLD = """
import sys
from pathlib import Path
from workbench.labels.lock import take
held = take(Path(sys.argv[1]))
print(type(held).__name__, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.workbench"


def hold(path) -> subprocess.Popen[str]:
    """Another process that has the lock when this returns."""
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline().strip() == "ProjectLock"
    return other


def end(other) -> None:
    other.wait()
    other.stdin.close()
    other.stdout.close()


def test_one_has_it_and_the_other_learns_who(path) -> None:
    first = take(path)
    second = take(path)
    assert isinstance(second, Holder)
    assert second.pid == os.getpid()
    first.release()
    assert not lock_path(path).exists()
    third = take(path)
    assert isinstance(third, ProjectLock)
    third.release()


def test_it_goes_with_whoever_forgets_it(path) -> None:
    take(path)
    gc.collect()
    assert isinstance(take(path), ProjectLock)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_another_process_has_it_until_it_ends_however_that_ends(path) -> None:
    other = hold(path)
    found = take(path)
    assert isinstance(found, Holder)
    assert found.pid == other.pid
    assert str(other.pid) in str(found)
    other.send_signal(signal.SIGKILL)
    end(other)
    assert holder(path).pid == other.pid, "the killed one left its file"
    assert isinstance(take(path), ProjectLock)


def test_what_is_released_twice_stays_with_the_next(path) -> None:
    first = take(path)
    first.release()
    second = take(path)
    first.release()
    assert isinstance(take(path), Holder)
    second.release()
