"""Folders in which a project may come to harm: shared over a network, or copied elsewhere by a program."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_NETWORK = re.compile(r"^(nfs\d?|cifs|smb\w*|afs|ncpfs|9p|fuse\.(sshfs|rclone|s3fs|gcsfuse|davfs2?)|davfs2?)$")
_SYNCED = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "google drive": "Google Drive", "googledrive": "Google Drive",
    "icloud drive": "iCloud", "iclouddrive": "iCloud", "com~apple~clouddocs": "iCloud", "nextcloud": "Nextcloud",
    "owncloud": "ownCloud", "seafile": "Seafile", "pcloud drive": "pCloud", "syncthing": "Syncthing",
}  # fmt: skip


def risk_of(project: Path, mounts: str | None = None) -> str:
    """Why a project had better lie elsewhere, with what to do; "" where nothing speaks against it.

    `mounts` is the content of /proc/mounts, given in tests.
    """
    folder = Path(os.path.realpath(project.parent))
    for part in folder.parts:
        name = next((name for start, name in _SYNCED.items() if part.lower().startswith(start)), "")
        if name:
            return (
                f"{project.name} is in a folder that {name} copies while it is written, which can damage it. "
                "Keep it elsewhere, and copy it there when it is closed."
            )
    kind = _kind_of(folder, mounts)
    if _NETWORK.match(kind):
        return (
            f"{project.name} is on a network drive ({kind}): if the connection breaks, changes wait until it is back, "
            "and two computers must not open it at once. Safer on a disk of this computer."
        )
    return ""


def _kind_of(folder: Path, mounts: str | None) -> str:
    if sys.platform == "win32" and str(folder).startswith("\\\\"):
        return "smb"
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(errors="replace")
        except OSError:
            return ""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        place = fields[1].replace("\\040", " ")
        inside = place == "/" or folder == Path(place) or Path(place) in folder.parents
        if inside and len(place) >= len(best):
            best, kind = place, fields[2]
    return kind
