"""The few exceptions of the program. Each carries what a person needs: what, where, why, and what to do."""

from __future__ import annotations

from pathlib import Path


def printable(name: str) -> str:
    """A file's name fit for any screen or stream: line breaks, and bytes that are no Unicode, become escapes."""
    return "".join(repr(c)[1:-1] if c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" else c for c in name)


class WorkbenchError(Exception):
    """Base of all errors meant for a person's eyes; `str(error)` is the whole message."""


class WrongUsage(WorkbenchError):
    """What was asked for on the command line cannot be meant; says what can."""


class AudioReadError(WorkbenchError):
    """A recording cannot be opened or read on.

    Parameters
    ----------
    path : the file
    reason : why, in plain words, with the remedy where there is one
    at_s : where in the recording reading failed, in seconds; None when it could not be opened
    """

    def __init__(self, path: Path | str, reason: str, at_s: float | None = None) -> None:
        self.path = Path(path)
        self.reason = reason
        self.at_s = at_s
        where = "" if at_s is None else f" at {at_s:.3f} s"
        super().__init__(f"{printable(self.path.name)}{where}: {reason}")


class MadeFileError(WorkbenchError):
    """What a model made cannot be kept or read.

    Parameters
    ----------
    path : the file in the cache
    reason : what is wrong and what to do
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"The result of a model, {path}: {reason}.")
        self.path = Path(path)
        self.reason = reason


class ExportError(WorkbenchError):
    """Sound cannot be written into a file.

    Parameters
    ----------
    path : the file that was asked for
    reason : why, in plain words, with the remedy
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = Path(path)
        self.reason = reason
        super().__init__(f"{printable(self.path.name)} was not written: {printable(reason)}")


class ExportTargetExists(ExportError):
    """There is a file already where sound should be written; it may be overwritten if the person says so."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, "there is a file of this name already. Choose another name, or overwrite it")


class AudioDeviceError(WorkbenchError):
    """Sound cannot be played: no device, or the device refused."""


class ModelLoadError(WorkbenchError):
    """A model is unknown, or its files are missing, damaged or unsafe."""


class UnknownModel(ModelLoadError):
    """No model has the name asked for; the message lists those there are."""


class RecipeError(WorkbenchError):
    """A sound cannot be made as asked: an unknown label, a seed out of range; says what can be."""


class DataError(WorkbenchError):
    """Training or evaluation data cannot be used: names the file, the line and the remedy."""


class ProjectError(WorkbenchError):
    """A project cannot be opened, read or written.

    Parameters
    ----------
    path : its file
    reason : why, in plain words, with the remedy where there is one
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = Path(path)
        self.reason = reason
        super().__init__(f"{printable(self.path.name)}: {reason}")


class ProjectReadOnly(ProjectError):
    """A project can be looked at, but not written to: says why."""


class ProjectFull(ProjectError):
    """There is no room left for what should be written into a project."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, "its disk is full. Free some space there, or save the project elsewhere")


class ProjectDamaged(ProjectError):
    """A project's file has errors. `details` is what the database says."""

    def __init__(self, path: Path | str, details: str) -> None:
        self.details = details
        super().__init__(path, f"its file is damaged ({printable(details)})")


class LabelRefused(WorkbenchError):
    """A change of labels that cannot be made, such as one in a locked tier; says what to do."""


class LabelFileError(WorkbenchError):
    """A file with labels or classes cannot be read or written.

    Parameters
    ----------
    path : the file
    reason : why, in plain words, with the remedy where there is one
    line : where in the file, from 1; None where it is the whole
    """

    def __init__(self, path: Path | str, reason: str, line: int | None = None) -> None:
        self.path = Path(path)
        self.reason = reason
        self.line = line
        where = "" if line is None else f", line {line}"
        super().__init__(f"{printable(self.path.name)}{where}: {printable(reason)}")


class LabelFormatUnknown(LabelFileError):
    """A file looks like none of the formats of labels."""


class LabelTargetExists(LabelFileError):
    """There is a file already where labels should be written; it may be overwritten if the person says so."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, "there is a file of this name already. Choose another name, or overwrite it")


class DeviceUnavailable(WorkbenchError):
    """The compute device asked for (cuda, mps) is not there; says why."""


class OutOfMemory(WorkbenchError):
    """The model does not fit into the device's memory, even with the smallest batch."""


class ModelProcessDied(WorkbenchError):
    """The model process ended in the middle of a job."""


class SoundProcessDied(WorkbenchError):
    """The process that reads recordings ended in the middle of a job."""


class Cancelled(WorkbenchError):
    """The person cancelled; shown to nobody."""
