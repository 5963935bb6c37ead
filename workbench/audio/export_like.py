"""The format and encoding that are nearest to those of a recording, of those that we write."""

from __future__ import annotations

from workbench.audio.export_formats import WAV, Encoding, ExportFormat, format_of_words
from workbench.audio.open import Recording


def format_like(recording: Recording) -> ExportFormat:
    """The format of the recording if we can write it and it holds as many channels, else WAV."""
    found = format_of_words(recording.format)
    return WAV if found is None or found.problem(recording.channels, recording.sample_rate) else found


def encoding_like(recording: Recording, form: ExportFormat) -> Encoding:
    """The encoding of that format with the bits of the recording: 16, 24, or 32 bit float; 24 where the recording has
    no bits, such as MP3, or the format knows no float."""
    if recording.dtype.name == "int16":
        name = "16"
    elif "float" in recording.format or "32 bit" in recording.format:
        name = "float"
    else:
        name = "24"
    return form.encoding(name) or form.encodings[0]
