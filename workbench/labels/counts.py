"""How many labels each recording has."""

from __future__ import annotations

import numpy as np

from workbench.labels.label import Status
from workbench.labels.library import real_path
from workbench.labels.project import Project


def label_counts(project: Project) -> dict[str, int]:
    """By the recording's path on this machine, rejected labels left out; recordings without any are left out too."""
    view = project.labels.view()
    recordings = view.column("recording")[view.column("status") != Status.REJECTED]
    ids, counts = np.unique(recordings, return_counts=True)
    folder = project.about.get("folder", "")
    known = project.recordings
    pairs = zip(ids.tolist(), counts.tolist(), strict=True)
    return {str(real_path(known[each].path, folder)): count for each, count in pairs if each in known}
