from __future__ import annotations

import pytest

from workbench.labels.edit import Step, added
from workbench.labels.label import KnownRecording, Label, Tier, new_id
from workbench.labels.project import Project, rows_of

CALLS, PEOPLE = 11, 12
RECORDING = 21


def make_label(start_s: float, end_s: float, text: str = "", tier: int = CALLS, **values) -> Label:
    return Label(new_id(), RECORDING, tier, start_s, end_s, text=text, **values)


def furnishing() -> Step:
    """Two tiers and a recording."""
    tiers = [Tier(CALLS, "calls", 0.0), Tier(PEOPLE, "people", 1.0)]
    recording = KnownRecording(RECORDING, "a.wav", 1000, "f00", 48_000, 480_000, 1)
    edits = (added("tiers", rows_of("tiers", tiers)), added("recordings", rows_of("recordings", [recording])))
    return Step("Begin", edits)


@pytest.fixture
def project() -> Project:
    made = Project()
    made.apply(furnishing().edits)
    return made
