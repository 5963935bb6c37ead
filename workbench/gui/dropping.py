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
    """All files of labels among them, or else the first; returns at once."""
    from workbench.gui import label_import  # late: all formats come with it

    labels = [path for path in paths if label_import.looks_like_labels(path) and not _is_opened(path)]
    if labels:
        label_import.show(window, labels)
    elif paths:
        window.opener.open(paths[0])


def _is_opened(path: Path) -> bool:
    return looks_like_audio(path) or path.suffix == SUFFIX
