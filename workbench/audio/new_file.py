"""A file that gets its name when it is whole: until then it lies hidden beside the place where it will be."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable
from io import FileIO
from pathlib import Path
from types import TracebackType

from workbench.audio.file_bytes import read_into, write_all
from workbench.errors import ExportError, ExportTargetExists
from workbench.labels.database import sync_folder

SYNC_BYTES = 8 * 2**20
"""What is written goes to the disk in such pieces, so that the last one does not take long."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NewFile:
    """A file being written beside `target`; `keep` gives it that name, and leaving without it leaves no trace.

        with NewFile(target) as new:
            ...write into new.stream...
            new.keep()

    Parameters
    ----------
    target : where it will be
    overwrite : whether a file that is there may be replaced; a link is replaced, not what it points to
    sources : files that are never replaced, whatever they are called there

    Raises `ExportError` when it cannot be made.
    """

    def __init__(self, target: Path, *, overwrite: bool = False, sources: Iterable[Path] = ()) -> None:
        self.target = target
        self._overwrite = overwrite
        self._sources = tuple(sources)
        check_target(target, overwrite=overwrite, sources=self._sources)
        self.path = target.with_name(f".{secrets.token_hex(8)}.part")
        try:
            self.stream = _Stream(FileIO(self.path, "x+"))
        except OSError as error:
            raise _export_error(target, error) from error

    def __enter__(self) -> NewFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stream.file.close()
        with contextlib.suppress(OSError):  # it has its name, or the disk is gone
            self.path.unlink()

    def check(self) -> None:
        """Raise `ExportError` if something could not be written."""
        if self.stream.error is not None:
            raise _export_error(self.target, self.stream.error) from self.stream.error

    def give_up(self) -> None:
        """What is written from now on goes nowhere."""
        self.stream.given_up = True

    def keep(self) -> None:
        """Bring it to the disk and give it its name. Raises `ExportError`."""
        self.check()
        check_target(self.target, overwrite=self._overwrite, sources=self._sources)  # it may have come meanwhile
        try:
            os.fsync(self.stream.file.fileno())
            self.stream.file.close()
            if self._overwrite:
                self.path.replace(self.target)
            else:
                _rename_if_free(self.path, self.target)
        except OSError as error:
            raise _export_error(self.target, error) from error
        sync_folder(self.target.parent)


class _Stream:
    """What libsndfile writes to and reads from. Nothing can be raised through it, so the first error is kept."""

    def __init__(self, file: FileIO) -> None:
        self.file = file
        self.error: OSError | None = None
        self.given_up = False
        self._unsynced = 0

    def write(self, data: bytes) -> int:
        if self.given_up:
            return len(data)
        if self.error is not None:
            return 0
        try:
            write_all(self.file, data)
            self._unsynced += len(data)
            if self._unsynced >= SYNC_BYTES:
                os.fsync(self.file.fileno())
                self._unsynced = 0
        except OSError as error:
            self.error = error
            return 0
        return len(data)

    def readinto(self, buffer: bytearray) -> int:
        try:
            return read_into(self.file, memoryview(buffer).cast("B"))
        except OSError as error:
            self.error = self.error or error
            return 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        try:
            return self.file.seek(offset, whence)
        except OSError as error:
            self.error = self.error or error
            return -1

    def tell(self) -> int:
        return self.file.tell()


def check_target(target: Path, *, overwrite: bool = False, sources: Iterable[Path] = ()) -> None:
    """Raise `ExportError` when a file may not get this name: its folder is missing or read-only, it is a source, or
    it is there already."""
    folder = target.parent
    try:
        if not folder.is_dir():
            raise ExportError(target, f"there is no folder {folder}. Make it, or choose another")
        if target.is_dir():
            raise ExportError(target, "a folder has this name. Choose another name")
        for source in sources:
            if target.exists() and source.exists() and target.samefile(source):
                raise ExportError(target, "this is the recording itself, which is never changed. Choose another name")
        if not overwrite and os.path.lexists(target):
            raise ExportTargetExists(target)
    except OSError as error:
        raise _export_error(target, error) from error
    except ValueError as error:  # a NUL in the name
        raise ExportError(target, "this cannot be the name of a file") from error


def make_folder(folder: Path) -> None:
    """Make the folder that files are to be written into, if it is missing. Raises `ExportError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = (error.strerror or type(error).__name__).lower()
        raise ExportError(folder, f"the folder cannot be made ({words}). Choose another") from error


def _rename_if_free(path: Path, target: Path) -> None:
    try:
        os.link(path, target)  # unlike renaming, it fails if there is one by now
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        path.rename(target)


def _export_error(target: Path, error: OSError) -> ExportError:
    if error.errno in _NO_ROOM:
        return ExportError(target, "there is no room left on the disk. Free some space there, or choose another folder")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        reason = f"you may not write into {target.parent}. Choose another folder, or change its permissions"
        return ExportError(target, reason)
    if error.errno == errno.ENAMETOOLONG:
        return ExportError(target, "its name is too long for this disk. Choose a shorter one")
    if error.errno == errno.EEXIST:
        return ExportTargetExists(target)
    words = (error.strerror or type(error).__name__).lower()
    return ExportError(target, f"the system refused ({words}). Choose another folder")
