"""Files dropped onto the window: labels are imported, anything else is opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.audio.probe import looks_like_audio
from workbench.labels.schema import SUFFIX

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


def drop(window: MainWindow, paths: Sequence[Path]) -> None:
    """All files of labels among them, and of the others the first, which is opened before; returns at once."""
    from workbench.gui import label_import  # late: all formats come with it

    labels = [path for path in paths if label_import.looks_like_labels(path) and not _is_opened(path)]
    sound = next((path for path in paths if looks_like_audio(path)), None)
    if labels and sound is not None and not _shows(window, sound):
        _import_when_open(window, sound, labels)
        window.opener.open(sound)
    elif labels:
        label_import.show(window, labels)
    elif paths:
        window.opener.open(paths[0])


def _is_opened(path: Path) -> bool:
    return looks_like_audio(path) or path.suffix == SUFFIX


def _shows(window: MainWindow, sound: Path) -> bool:
    recording = window.document.recording
    return recording is not None and recording.path == sound


def _import_when_open(window: MainWindow, sound: Path, labels: Sequence[Path]) -> None:
    """Unless it cannot be opened, or the person opens another one meanwhile."""
    from workbench.gui import label_import

    host, opener = window.project_host, window.opener

    def stop(*_failed: object) -> None:
        host.opened.disconnect(go_on)
        opener.failed.disconnect(stop)

    def go_on() -> None:
        is_shown = _shows(window, sound)
        if is_shown and host.recording_id is not None:
            stop()
            label_import.show(window, labels)
        elif not is_shown and not opener.busy:
            stop()

    host.opened.connect(go_on)
    opener.failed.connect(stop)
