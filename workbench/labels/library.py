"""Which project labels go to when nobody chose one: each folder has its own, in the user's data folder."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

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
    """How a project names a recording: relative to its folder where it lies below it, so that both can move."""
    absolute = absolute_path(recording)
    try:
        return absolute.relative_to(folder).as_posix()
    except ValueError:
        return absolute.as_posix()


def real_path(stored: str, folder: str) -> Path:
    """The inverse of `stored_path`."""
    return Path(folder) / stored
