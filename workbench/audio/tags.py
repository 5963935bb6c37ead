"""Title, artist and other texts in a recording, as far as libsndfile finds them."""

from __future__ import annotations

from pathlib import Path

import soundfile

from workbench.audio.pcm_file import open_soundfile
from workbench.errors import printable

_KEPT = ("title", "artist", "album", "date", "comment", "copyright", "license", "tracknumber", "genre")


def read_tags(path: Path) -> dict[str, str]:
    """The texts that are there, by libsndfile's names; none where it does not know the format."""
    try:
        with open_soundfile(path) as file:
            found = file.copy_metadata()
    except (soundfile.SoundFileError, RuntimeError, TypeError, OSError):
        return {}
    return {name: printable(found[name]) for name in _KEPT if found.get(name)}
