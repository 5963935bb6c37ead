"""What is said of a label under the pointer."""

from __future__ import annotations

from html import escape

from workbench.gui.time_text import band_text, time_text
from workbench.labels.label import Author, Label, Status
from workbench.labels.project import Project

_STATUS = {Status.ACCEPTED: "Accepted", Status.PROPOSED: "Proposed", Status.REJECTED: "Rejected"}


def tip_of(project: Project, label: Label, form: str, sample_rate: int) -> str:
    """All about a label as rich text; `form` is that of `time_text`."""
    tier, author = project.tiers.get(label.tier), project.authors.get(label.author)
    lines = [f"<b>{escape(label.text) or 'No name'}</b>", _when(label, form, sample_rate)]
    if label.low_hz is not None and label.high_hz is not None:
        lines.append(band_text(label.low_hz, label.high_hz))
    rows = [("Tier", tier.name if tier is not None else ""), ("Made by", _who(author))]
    if label.score is not None:
        rows.append(("Score", f"{label.score:.2f}"))
    if label.status != Status.ACCEPTED or label.score is not None:
        rows.append(("Status", _STATUS[label.status]))
    table = "".join(f"<tr><td>{name}&nbsp;&nbsp;</td><td>{escape(value)}</td></tr>" for name, value in rows if value)
    locked = "<hr>The tier is locked: unlock it to change its labels." if tier is not None and tier.locked else ""
    return f"{'<br>'.join(lines)}<hr><table>{table}</table>{locked}"


def _when(label: Label, form: str, sample_rate: int) -> str:
    start = time_text(label.start_s, form, sample_rate)
    if label.is_point:
        return start
    return f"{start} – {time_text(label.end_s, form, sample_rate)}, {label.duration_s:.3f} s"


def _who(author: Author | None) -> str:
    return "" if author is None else f"{author.name} {author.version}".strip()
