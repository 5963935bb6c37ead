"""The menu of a class in the confidence lane: what can become of its segments."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from workbench.gui.lanes.score_words import readable
from workbench.gui.proposing import Proposing
from workbench.gui.scores import ScoreTrack
from workbench.labels.label import Status
from workbench.models.classify.segments import Segment, segment_columns


def class_menu(parent: QWidget, track: ScoreTrack, index: int, segment: Segment | None, proposing: Proposing) -> QMenu:
    """For the class `index`, and the segment under the pointer if there is one. It deletes itself when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    name = f"“{readable(track.card.classes[index])}”".replace("&", "&&")
    if segment is not None:
        for verb, status in (("Accept", Status.ACCEPTED), ("Reject", Status.REJECTED)):
            action = menu.addAction(f"{verb} this {name} ({segment.score:.2f})")
            action.triggered.connect(lambda _checked, status=status: proposing.judge_segment(segment, status))
        menu.addSeparator()
    found = segment_columns(track.starts_s, track.ends_s, track.values[:, index : index + 1], track.threshold)
    count, above = len(found.start_s), f"above {track.threshold:.2f}"
    if not count:
        menu.addAction(f"No {name} {above}").setEnabled(False)
        return menu
    all_of_them = f"all {count:,} of {name} {above}"
    for verb, do in (
        ("Propose", lambda: proposing.propose(index)),
        ("Accept", lambda: proposing.judge_class(index, Status.ACCEPTED)),
        ("Reject", lambda: proposing.judge_class(index, Status.REJECTED)),
    ):
        menu.addAction(f"{verb} {all_of_them}").triggered.connect(lambda _checked, do=do: do())
    return menu
