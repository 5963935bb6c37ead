"""A person's answers to clips, each as one step that changes the clip, its label, and which clip is up."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import LabelRefused
from workbench.labels import changes
from workbench.labels.edit import Edit, Rows, Step, added, removed
from workbench.labels.label import Label, ReviewClip, Status, Tier, new_id
from workbench.labels.project import Project, rows_of

FIRST_TIER = "Tier 1"
NEW = "new"
"""What `ReviewClip.was` says where the answer has made the label; else JSON of what the label was before it, or ""."""

_JUDGED = ("text", "status", "judged_by")
_NAMES = {"yes": "Yes", "no": "No", "unsure": "Unsure", "skip": "Skip", "unreadable": "Unreadable", "": "Take back"}


@dataclass(frozen=True)
class _Asked:
    """One answer to one or more clips."""

    answer: str
    given: str
    judge: int | None
    tier: int | None
    took_s: float
    now_s: float


@dataclass
class _Changes:
    """What becomes of labels, and of clips: values by id."""

    made: list[Label] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    judged: dict[int, dict[str, Any]] = field(default_factory=dict)
    clips: dict[int, dict[str, Any]] = field(default_factory=dict)


def answer_step(
    project: Project,
    clip_id: int,
    answer: str,
    given: str = "",
    *,
    judge: int | None,
    took_s: float = 0.0,
    now_s: float | None = None,
    colors: Sequence[str] = (),
    tier: int | None = None,
) -> Step:
    """Answer a clip; the next one without an answer comes up. See `answers_step`."""
    return answers_step(
        project, [clip_id], answer, given, judge=judge, took_s=took_s, now_s=now_s, colors=colors, tier=tier
    )


def answers_step(
    project: Project,
    clip_ids: Sequence[int],
    answer: str,
    given: str = "",
    *,
    judge: int | None,
    took_s: float = 0.0,
    now_s: float | None = None,
    colors: Sequence[str] = (),
    tier: int | None = None,
) -> Step:
    """Answer clips of one review, all the same, in one step. What was answered before is answered anew.

    Parameters
    ----------
    answer : "yes" accepts the label, or makes an accepted one of the class that is asked about; "no" rejects it, or
        makes a rejected one; "class" names it `given` and accepts it, or makes it; "unsure" and "skip" leave it as it
        was; "unreadable" as well, with the reason in `given`; "" takes the answer back
    judge : the author who says so, who also makes the labels that are made
    took_s : how long all of them were up
    colors : for a class that is new, as "#rrggbb"; without any it does not become a class
    tier : of labels that are made; None: the topmost one that is not locked

    Raises `LabelRefused` (a locked tier, an overlap where there may be none, no class to say yes to).
    """
    review_id = project.review_clips[clip_ids[0]].review
    asked = _Asked(answer, given, judge, tier, took_s / len(clip_ids), time.time() if now_s is None else now_s)
    found = _Changes()
    tier_edits: tuple[Edit, ...] = ()
    for clip_id in clip_ids:
        clip = project.review_clips[clip_id]
        if _makes_label(project, clip, asked) and asked.tier is None:
            tier_id, tier_edits = _tier(project)
            asked = _Asked(answer, given, judge, tier_id, asked.took_s, asked.now_s)
        _answer(project, clip, asked, found)
    names = dict.fromkeys([*(label.text for label in found.made), *([given] if answer == "class" else [])])
    edits = [*tier_edits, *(changes.add_classes(project, names, colors) if colors else ())]
    edits += _label_edits(project, found, asked.now_s, edits)
    edits.append(_clip_edit(project, found))
    edits += _position_edits(project, review_id, set(clip_ids), max(found.clips, key=_place(project)))
    return Step(_words(answer, given, len(clip_ids)), tuple(edits))


def unreadable_step(project: Project, clip_id: int, reason: str, now_s: float | None = None) -> Step:
    """A clip that cannot be heard, and why; it is passed over, and listed in the end."""
    return answer_step(project, clip_id, "unreadable", reason, judge=None, now_s=now_s)


def next_open(project: Project, review_id: int, after: int, besides: Collection[int] = ()) -> int | None:
    """The position of the first clip without an answer after that one, then from the start; None where all have one.

    `besides` : ids of clips that are about to be answered.
    """
    clip_ids = project.clip_ids(review_id)
    first = min(max(after + 1, 0), len(clip_ids))
    for places in (range(first, len(clip_ids)), range(first)):
        for place in places:
            if not project.review_clips[clip_ids[place]].answer and clip_ids[place] not in besides:
                return place
    return None


def go_edits(project: Project, review_id: int, position: int) -> tuple[Edit, ...]:
    """Another clip is up; to be noted, for nobody would undo that. `position` is brought within the review."""
    position = min(max(position, 0), len(project.clip_ids(review_id)))
    was = project.reviews[review_id].position
    if was == position:
        return ()
    return (Edit("reviews", {"id": [review_id], "position": [was]}, {"id": [review_id], "position": [position]}),)


# One clip


def _makes_label(project: Project, clip: ReviewClip, asked: _Asked) -> bool:
    return _base(project, clip)[0] is None and bool(_columns(clip, asked).get("text", clip.text)) and _judges(asked)


def _judges(asked: _Asked) -> bool:
    return asked.answer in ("yes", "no", "class")


def _base(project: Project, clip: ReviewClip) -> tuple[Label | None, dict[str, Any]]:
    """The label, None where there was none before the answer, and how it was before; as it is now if it was changed
    since by other means."""
    if clip.label is None or clip.label not in project.labels:
        return None, {}
    label = project.labels.label(clip.label)
    untouched = clip.was != "" and label.changed_s == clip.answered_s
    if untouched and clip.was == NEW:
        return None, {}
    now = {"text": label.text, "status": int(label.status), "judged_by": label.judged_by}
    return label, json.loads(clip.was) if untouched else now


def _columns(clip: ReviewClip, asked: _Asked) -> dict[str, Any]:
    """What the answer says of the label."""
    if asked.answer == "class":
        return {"text": asked.given, "status": int(Status.ACCEPTED), "judged_by": asked.judge}
    if asked.answer in ("yes", "no"):
        status = Status.ACCEPTED if asked.answer == "yes" else Status.REJECTED
        return {"status": int(status), "judged_by": asked.judge}
    return {}


def _answer(project: Project, clip: ReviewClip, asked: _Asked, found: _Changes) -> None:
    label, before = _base(project, clip)
    columns = _columns(clip, asked)
    label_id, was = clip.label, ""
    if label is not None:
        _judge(label, before, columns, found)
        was = json.dumps(before) if columns else ""
    else:
        label_id = None
        if clip.label is not None and clip.label in project.labels:
            found.removed.append(clip.label)
        if columns and columns.get("text", clip.text):
            label_id, was = _make(clip, columns, asked, found), NEW
        elif asked.answer == "yes":
            raise LabelRefused("This clip asks which class it is. Press the key of a class.")
    given = asked.given if asked.answer in ("class", "unreadable") else ""
    is_open = not asked.answer
    found.clips[clip.id] = {
        "label": label_id, "answer": asked.answer, "given": given, "was": was,
        "answered_s": 0.0 if is_open else asked.now_s, "took_s": 0.0 if is_open else asked.took_s,
    }  # fmt: skip


def _judge(label: Label, before: dict[str, Any], columns: dict[str, Any], found: _Changes) -> None:
    after = {**before, **columns}
    if after["status"] == before["status"]:
        after["judged_by"] = before["judged_by"]  # naming one's own label is no judgement
    now = {name: getattr(label, name) for name in _JUDGED}
    if after != now or columns:
        found.judged[label.id] = after


def _make(clip: ReviewClip, columns: dict[str, Any], asked: _Asked, found: _Changes) -> int:
    assert asked.tier is not None
    label = Label(
        new_id(), clip.recording, asked.tier, clip.start_s, clip.end_s, text=columns.get("text", clip.text),
        author=asked.judge or 0, score=None, status=Status(columns["status"]),
        created_s=asked.now_s, changed_s=asked.now_s,
    )  # fmt: skip
    found.made.append(label)
    return label.id


# Edits


def _label_edits(project: Project, found: _Changes, now_s: float, also: Iterable[Edit]) -> list[Edit]:
    edits: list[Edit] = []
    if found.removed:
        edits += changes.remove_labels(project, found.removed).edits
    if found.judged:
        edits.append(_judged_edit(project, found, now_s))
    if found.made:
        gone = removed("labels", {"id": found.removed}) if found.removed else None
        del gone
        fresh = [edit for edit in also if edit.table == "tiers"]
        edits += [edit for edit in changes.add_labels(project, found.made, also=fresh).edits if edit not in fresh]
    return edits


def _judged_edit(project: Project, found: _Changes, now_s: float) -> Edit:
    ids = list(found.judged)
    columns: Rows = {name: [found.judged[each][name] for each in ids] for name in _JUDGED}
    (edit,) = changes.change_labels(project, ids, columns, "").edits
    assert edit.after is not None
    return Edit("labels", edit.before, {**edit.after, "changed_s": [now_s] * len(ids)})


def _clip_edit(project: Project, found: _Changes) -> Edit:
    ids = list(found.clips)
    names = list(found.clips[ids[0]])
    clips = [project.review_clips[each] for each in ids]
    before: Rows = {"id": ids, **{name: [getattr(clip, name) for clip in clips] for name in names}}
    after: Rows = {"id": ids, **{name: [found.clips[each][name] for each in ids] for name in names}}
    return Edit("review_clips", before, after)


def _position_edits(project: Project, review_id: int, answered: Collection[int], last: int) -> tuple[Edit, ...]:
    after = project.review_clips[last].position
    place = next_open(project, review_id, after, answered)
    return go_edits(project, review_id, len(project.clip_ids(review_id)) if place is None else place)


def _place(project: Project) -> Any:
    return lambda clip_id: project.review_clips[clip_id].position


def _tier(project: Project) -> tuple[int, tuple[Edit, ...]]:
    for tier in project.tier_list:
        if not tier.locked:
            return tier.id, ()
    tier, step = (Tier(new_id(), FIRST_TIER), None) if not project.tiers else changes.add_tier(project, "Review")
    return tier.id, (added("tiers", rows_of("tiers", [tier])),) if step is None else step.edits


def _words(answer: str, given: str, count: int) -> str:
    word = f"“{given}”" if answer == "class" else _NAMES[answer]
    return f"Answer {word}" if count == 1 else f"Answer {word} to {count:,} clips"
