"""Where the output of each file goes, and in which format."""

from __future__ import annotations

from pathlib import Path

from workbench.audio.export_formats import FORMATS, Encoding, ExportFormat, format_of_suffix
from workbench.audio.new_file import make_folder
from workbench.audio.probe import looks_like_audio
from workbench.errors import WrongUsage, printable
from workbench.file_names import FreeNames


class Targets:
    """Names of what is written, from `-o OUT`.

    OUT is a file if it ends like a format that we write and is no folder; else it is a folder, made if it is missing,
    in which each output has the name of its input. Of two inputs with the same name the later one's output is called
    "NAME (2)", the next "NAME (3)".

    Parameters
    ----------
    count : how many files are to be written; `what` : the word for what they are made from
    form : the format asked for; None where the name of OUT says it, or nobody

    Raises `WrongUsage` for several inputs and one output, for the ending of a format that we cannot write, and for one
    of another format than was asked for.
    """

    def __init__(self, count: int, output: Path, form: ExportFormat | None = None, what: str = "inputs") -> None:
        self._output = output
        self.is_file = format_of_suffix(output) is not None and not output.is_dir()
        if not self.is_file and looks_like_audio(output) and not output.is_dir():
            endings = ", ".join(each.suffixes[0] for each in FORMATS)
            raise WrongUsage(f"{output.suffix} cannot be written. Choose one of {endings}.")
        if self.is_file and count > 1:
            raise WrongUsage(f"{count} {what} do not go into one file {printable(output.name)}. Name a folder.")
        if self.is_file and form not in (None, format_of_suffix(output)):
            raise WrongUsage(f"{output.suffix} is not the ending of a {form.words} file.")
        self.form = form or (format_of_suffix(output) if self.is_file else None)
        self._names = FreeNames()

    def make_folder(self) -> None:
        """Make the folder if it is one and missing. Raises `ExportError`."""
        if not self.is_file:
            make_folder(self._output)

    def path(self, file: Path, form: ExportFormat) -> Path:
        """Where the output of that input goes, as a file of that format."""
        if self.is_file:
            return self._output
        suffix = file.suffix if file.suffix.lower() in form.suffixes else form.suffixes[0]
        return self._output / self._names.take(file.stem, suffix)


def encoding_named(form: ExportFormat, name: str) -> Encoding:
    """The encoding of so many bits. Raises `WrongUsage` if the format has none."""
    encoding = form.encoding(name)
    if encoding is None:
        raise WrongUsage(f"{form.words} has no {name} bits, but: {', '.join(e.name for e in form.encodings)}.")
    return encoding
