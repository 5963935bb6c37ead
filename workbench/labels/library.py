"""Which project labels go to when nobody chose one: each folder has its own, in the user's data folder."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from workbench.labels.schema import SUFFIX
from workbench.paths import data_dir


def project_of_folder(folder: Path) -> Path:
    """Where the labels of a folder's recordings are kept until the person says otherwise; maybe not there yet."""
    absolute = absolute_path(folder)
    name = re.sub(r"[^\w.-]+", "_", absolute.name, flags=re.ASCII)[:40].strip("._") or "folder"
    digest = hashlib.sha256(os.fsencode(absolute)).hexdigest()[:10]
    return data_dir() / "projects" / f"{name}-{digest}{SUFFIX}"


def absolute_path(path: Path) -> Path:
    """From the root, without "..": links stay what they are called."""
    return Path(os.path.normpath(path.absolute()))


def stored_path(recording: Path, folder: str) -> str:
    """How a project names a recording: relative to its folder where it lies below it, so that both can move.

    `folder` is as `stored_folder` made it.
    """
    absolute = absolute_path(recording)
    try:
        return _as_text(absolute.relative_to(_as_path(folder)).as_posix())
    except ValueError:
        return _as_text(absolute.as_posix())


def real_path(stored: str, folder: str) -> Path:
    """The inverse of `stored_path`."""
    return Path(_as_path(folder)) / _as_path(stored)


def stored_folder(folder: Path) -> str:
    """How a project names the folder that its recordings' paths start from."""
    return _as_text(str(absolute_path(folder)))


def real_folder(stored: str) -> Path:
    """The inverse of `stored_folder`."""
    return Path(_as_path(stored))


def is_there(path: Path) -> bool:
    """Whether that is a file; a name that no file can have, such as a too long one in a table, is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_gone(path: Path) -> bool:
    """Whether there is surely no such file; where nobody may look, there might be one."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


_BYTES = "bytes://"
"""Begins a path that is no Unicode, with "%ff" for such bytes: SQLite keeps Unicode only. No other path begins so."""


def _as_text(path: str) -> str:
    try:
        path.encode()
    except UnicodeEncodeError:
        return _BYTES + quote(os.fsencode(path))
    return path


def _as_path(stored: str) -> str:
    return os.fsdecode(unquote_to_bytes(stored.removeprefix(_BYTES))) if stored.startswith(_BYTES) else stored
