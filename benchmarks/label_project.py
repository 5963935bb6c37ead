"""A project with a hundred thousand labels, made by a fixed seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks import recordings
from workbench.labels.edit import COLUMNS, Rows, added
from workbench.labels.fingerprint import fingerprint
from workbench.labels.label import Author, KnownRecording, LabelClass, Status, Tier
from workbench.labels.library import absolute_path, project_of_folder, stored_path
from workbench.labels.project import rows_of
from workbench.labels.store import Store

CLASSES = 40
TIERS = ("calls", "songs", "people", "weather")
COLORS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999")
KINDS = ("owl", "dog", "rain", "wind", "bee", "frog", "crow", "bell")
PLACES = ("near", "far", "faint", "loud", "double")
_RECORDING_ID, _FIRST_ID = 7, 1_000


def make_project(path: Path, count: int) -> Path:
    """Labels of the recording `path`, one hour long, in the project that the window will find for it; its file.

    A tenth are points, a quarter boxes; half are proposals of a model, with a score.
    """
    folder = str(absolute_path(path.parent))
    known = KnownRecording(
        _RECORDING_ID, stored_path(path, folder), path.stat().st_size, fingerprint(path), recordings.RATE,
        recordings.RATE * recordings.HOUR_S, 2,
    )  # fmt: skip
    tiers = [Tier(place + 1, name, float(place)) for place, name in enumerate(TIERS)]
    classes = [
        LabelClass(place + 1, name, float(place), COLORS[place % len(COLORS)], "1234567890"[place : place + 1])
        for place, name in enumerate(class_names())
    ]
    authors = [Author(1, "person", "somebody"), Author(2, "model", "classify/surroundings", "1.2")]
    tables = {"recordings": [known], "tiers": tiers, "classes": classes, "authors": authors}
    target = project_of_folder(path.parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    store = Store(target)
    edits = [added(table, rows_of(table, values)) for table, values in tables.items()]
    store.note((*edits, *([added("labels", _labels(count))] if count else [])), {"folder": folder})
    store.close()
    return target


def class_names() -> list[str]:
    """Forty of two words each."""
    return [f"{place} {kind}" for kind in KINDS for place in PLACES][:CLASSES]


def _labels(count: int) -> Rows:
    rng = np.random.default_rng(0)
    names = class_names()
    start = np.sort(rng.uniform(0, recordings.HOUR_S - 10, count)).round(4)
    length = rng.gamma(2.0, 0.3, count).round(4) * (rng.random(count) > 0.1)
    is_box, is_proposed = rng.random(count) < 0.25, rng.random(count) < 0.5
    low = rng.uniform(100, 8_000, count).round(1)
    high = low + rng.uniform(200, 4_000, count).round(1)
    score = rng.random(count).round(3)
    rows: Rows = {name: [None] * count for name in COLUMNS["labels"]}
    rows |= {
        "id": list(range(_FIRST_ID, _FIRST_ID + count)),
        "recording": [_RECORDING_ID] * count,
        "tier": rng.integers(1, len(TIERS) + 1, count).tolist(),
        "start_s": start.tolist(),
        "end_s": (start + length).tolist(),
        "low_hz": [value if box else None for value, box in zip(low.tolist(), is_box, strict=True)],
        "high_hz": [value if box else None for value, box in zip(high.tolist(), is_box, strict=True)],
        "text": [names[place] for place in rng.integers(0, CLASSES, count)],
        "author": np.where(is_proposed, 2, 1).tolist(),
        "score": [value if made else None for value, made in zip(score.tolist(), is_proposed, strict=True)],
        "status": np.where(is_proposed, int(Status.PROPOSED), int(Status.ACCEPTED)).tolist(),
        "created_s": [1.7e9] * count,
        "changed_s": [1.7e9] * count,
    }
    return rows
