"""A folder that gets its name when it is whole: until then it lies hidden beside the place where it will be."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType

from workbench.audio.new_file import make_folder
from workbench.errors import ExportError
from workbench.labels.database import sync_folder


class NewFolder:
    """A folder being filled beside `target`; `keep` gives it that name, and leaving without it leaves no trace.

    Raises `ExportError` when there is something in `target` already, or it cannot be made.
    """

    def __init__(self, target: Path) -> None:
        self.target = Path(os.path.abspath(target))  # noqa: PTH100  # "..", which has no name to put beside, goes
        check_new_folder(self.target)
        self.path = self.target.with_name(f".{secrets.token_hex(8)}.part")
        make_folder(self.path)

    def __enter__(self) -> NewFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)  # it has its name, or the disk is gone

    def keep(self) -> None:
        """Give it its name. Raises `ExportError`."""
        check_new_folder(self.target)  # something may have come meanwhile
        try:
            with contextlib.suppress(FileNotFoundError):
                self.target.rmdir()
            self.path.rename(self.target)
        except OSError as error:
            raise _refused(self.target, error) from error
        sync_folder(self.target.parent)


def check_new_folder(target: Path) -> None:
    """Raise `ExportError` unless there is no such folder, or nothing in it."""
    try:
        if os.path.lexists(target) and (not target.is_dir() or target.is_symlink() or any(target.iterdir())):
            raise ExportError(target, "there is something in it already. Choose a new folder, or an empty one")
    except OSError as error:
        raise _refused(target, error) from error


def _refused(target: Path, error: OSError) -> ExportError:
    words = (error.strerror or type(error).__name__).lower()
    return ExportError(target, f"the system refused ({words}). Choose another folder")
