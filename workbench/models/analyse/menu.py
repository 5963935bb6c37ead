"""The analyses there are. Reading this needs no librosa."""

from __future__ import annotations

from workbench.errors import UnknownModel
from workbench.models.analyse.centroid import Centroid
from workbench.models.analyse.chroma import Chroma
from workbench.models.analyse.columns import Analysis
from workbench.models.analyse.constant_q import ConstantQ
from workbench.models.analyse.onset import Onset
from workbench.models.analyse.pitch import Pitch
from workbench.models.analyse.rms import Rms

ANALYSES: dict[str, Analysis] = {
    analysis.card.name: analysis for analysis in (ConstantQ(), Chroma(), Pitch(), Onset(), Centroid(), Rms())
}
"""By name, such as `analyse/pitch`."""


def analysis(name: str) -> Analysis:
    """Raises `UnknownModel`."""
    if name not in ANALYSES:
        raise UnknownModel(f"There is no analysis {name!r}. Known are: {', '.join(ANALYSES)}.")
    return ANALYSES[name]
