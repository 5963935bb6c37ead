"""Where an edge that is dragged comes to rest: at other edges, at marks, on a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.labels.table import LabelView

REACH_PX = 6
"""So near, an edge is drawn to another one."""
GRIDS_S = (0.0, 0.01, 0.1, 1.0)
"""Steps of the grid that can be chosen, in seconds; 0 is no grid."""


@dataclass(frozen=True)
class Snapping:
    """What draws edges. `to_zero` is for the release only: zero crossings are read from the recording."""

    to_labels: bool = True
    to_zero: bool = False
    grid_s: float = 0.0


NOTHING = Snapping(to_labels=False)


def nearest(times_s: NDArray[np.float64], time_s: float, reach_s: float) -> float | None:
    """The one of `times_s` nearest to `time_s`, if it is within reach."""
    if not len(times_s):
        return None
    found = float(times_s[np.argmin(np.abs(times_s - time_s))])
    return found if abs(found - time_s) <= reach_s else None


def shift_to(edges_s: Iterable[float], targets_s: NDArray[np.float64], reach_s: float, grid_s: float) -> float:
    """By how much to move so that one of `edges_s` meets the nearest target; else the first one the grid; in seconds.

    Targets win over the grid, so that labels meet where they nearly do. 0 where neither is within reach.
    """
    edges = list(edges_s)
    found = [target - edge for edge in edges if (target := nearest(targets_s, edge, reach_s)) is not None]
    if found:
        return min(found, key=abs)
    if grid_s > 0 and edges:
        return round(edges[0] / grid_s) * grid_s - edges[0]
    return 0.0


def label_edges(
    view: LabelView, tiers: Iterable[int], around_s: Iterable[float], reach_s: float, without: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Starts and ends of labels in some tiers that are within reach of some times.

    Parameters
    ----------
    tiers : ids of those that count
    without : ids of labels that do not, such as those that are dragged
    """
    found = [np.empty(0)]
    wanted = np.fromiter(tiers, np.int64)
    for time_s in around_s:
        near = view.within(time_s - reach_s, time_s + reach_s)
        start, end = view.column("start_s")[near], view.column("end_s")[near]
        for edges in (start, end):
            hits = np.flatnonzero(np.abs(edges - time_s) <= reach_s)
            hits = hits[np.isin(view.column("tier")[near][hits], wanted)]
            hits = hits[~np.isin(view.column("id")[near][hits], without)]
            found.append(edges[hits])
    return np.concatenate(found)
