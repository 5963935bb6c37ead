"""A person's answers to clips, each as one step that changes the clip, its label, and which clip is up."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Required, TypedDict, Unpack

from workbench.errors import LabelRefused
from workbench.labels import changes
from workbench.labels.edit import Edit, Rows, Step
from workbench.labels.label import ANSWERS, NEW, Label, ReviewClip, Status, new_id
from workbench.labels.project import Project
from workbench.labels.review.progress import labels_of

_JUDGED = ("text", "status", "judged_by")
"""The columns of a label that answers change, and that `ReviewClip.was` keeps."""
_STATUS = {"yes": Status.ACCEPTED, "class": Status.ACCEPTED, "no": Status.REJECTED}


@dataclass(frozen=True)
class _Answer:
    """`took_s` : for one clip"""

    answer: str
    given: str
    judge: int | None
    took_s: float
    now_s: float


@dataclass
class _Changes:
    """What answers bring about: labels that are made, ids of those that go, and columns of labels and clips by id."""

    made: list[Label] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    labels: dict[int, dict[str, Any]] = field(default_factory=dict)
    clips: dict[int, dict[str, Any]] = field(default_factory=dict)


class Details(TypedDict, total=False):
    """What is known of answers besides what they say; see `answers_step`."""

    judge: Required[int | None]
    took_s: float
    now_s: float | None
    colors: Sequence[str]
    tier: int | None


def answer_step(project: Project, clip_id: int, answer: str, given: str = "", **details: Unpack[Details]) -> Step:
    """Answer a clip; the next one without an answer comes up. See `answers_step`."""
    return answers_step(project, [clip_id], answer, given, **details)


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
    """Answer clips of one review, all the same, in one step; the next one without an answer comes up.

    An answer takes the place of a former one: what that did to the label is taken back, unless the label was named or
    judged by other means since.

    Parameters
    ----------
    answer : "yes" names the label as the class that is asked about and accepts it, or makes one; "no" rejects it if it
        is of that class, or makes a rejected one; "class" names it `given` and accepts it, or makes it; "unsure" and
        "skip" leave it as it was; so does "unreadable", with the reason in `given`; "" takes the answer back
    judge : the author who says so; labels that are made are theirs, or the model's that the review's listing names as
        "author"
    took_s : how long these clips were up, together
    colors : for a class that is new, as "#rrggbb"; without any it does not become a class
    tier : of labels that are made; None: the topmost one that is not locked

    Raises `LabelRefused` (a locked tier, an overlap where there may be none, no class to say yes to).
    """
    if (answer and answer not in ANSWERS) or (answer == "class" and not given):
        raise ValueError(f"{answer!r} with {given!r} is no answer")
    clips = [project.review_clips[clip_id] for clip_id in clip_ids]
    now_s = time.time() if now_s is None else now_s
    said = _Answer(answer, given, judge, took_s / len(clips), now_s)
    found, labels, model = _Changes(), labels_of(project, clips), _model(project, clips[0].review)
    for clip in clips:
        _answer(clip, labels.get(clip.label), said, model, found)
    tier_edits = _give_tier(project, found, tier)
    names = dict.fromkeys([*(label.text for label in found.made), *([given] if answer == "class" else [])])
    class_edits = changes.add_classes(project, names, colors) if colors else ()
    edits = (
        *tier_edits, *class_edits, *_label_edits(project, found, tier_edits), _clip_edit(clips, found),
        *_position_edits(project, clips, answer),
    )  # fmt: skip
    return Step(_words(said, len(clips)), edits)


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


def reopen_step(project: Project, review_id: int, answers: Collection[str]) -> Step:
    """Ask again what was answered so, such as "unsure" and "skip"; the first of these comes up.

    Raises `LabelRefused` where there is none.
    """
    clip_ids = [each for each in project.clip_ids(review_id) if project.review_clips[each].answer in answers]
    if not clip_ids:
        raise LabelRefused("There is no clip with such an answer.")
    return answers_step(project, clip_ids, "", judge=None)


# One clip


def _model(project: Project, review_id: int) -> int | None:
    """The author whose segments the clips are; None where a person says what there is."""
    model = json.loads(project.reviews[review_id].listing).get("author")
    return model if model in project.authors else None


def _answer(clip: ReviewClip, label: Label | None, said: _Answer, model: int | None, found: _Changes) -> None:
    before = None if label is None else _before(clip, label)
    label_id = None if label is None else label.id
    was = ""
    if label is not None and before is not None:
        said_of = _said_of(said, clip.text, before)
        _change(label, {**before, **said_of}, found)
        was = json.dumps(before) if said_of else ""
    elif said.answer in _STATUS and (text := said.given or clip.text):
        made = _made(clip, text, said, model)
        if label is None:
            found.made.append(made)
        else:
            _change(label, {name: getattr(made, name) for name in _JUDGED}, found)
        label_id, was = (made if label is None else label).id, NEW
    elif said.answer == "yes":
        raise LabelRefused("This clip asks which class it is. Press the key of a class.")
    elif label is not None:
        found.removed.append(label.id)
        label_id = None
    found.clips[clip.id] = {
        "label": label_id, "answer": said.answer, "was": was,
        "given": said.given if said.answer in ("class", "unreadable") else "",
        "answered_s": said.now_s if said.answer else 0.0, "took_s": said.took_s if said.answer else 0.0,
    }  # fmt: skip


def _before(clip: ReviewClip, label: Label) -> dict[str, Any] | None:
    """What a label was before it was answered, None where it was not there; as it is now where it is no longer what
    the answer made of it."""
    now = {"text": label.text, "status": int(label.status), "judged_by": label.judged_by}
    if not clip.was:
        return now
    before = {"text": clip.text} if clip.was == NEW else json.loads(clip.was)
    as_answered = (clip.given or clip.text or before["text"], _STATUS[clip.answer])
    if (label.text, label.status) != as_answered:
        return now
    return None if clip.was == NEW else before


def _said_of(said: _Answer, asked: str, before: dict[str, Any]) -> dict[str, Any]:
    """What an answer makes of a label; one whose status stays keeps its judge: naming one's own is no judgement.

    A label need not be of the class that is asked about: yes makes it that, and no says nothing of what it is."""
    if said.answer not in _STATUS or (said.answer == "no" and asked not in ("", before["text"])):
        return {}
    status = int(_STATUS[said.answer])
    judge = before["judged_by"] if status == before["status"] else said.judge
    return {"text": said.given or asked or before["text"], "status": status, "judged_by": judge}


def _change(label: Label, after: dict[str, Any], found: _Changes) -> None:
    if any(getattr(label, name) != after[name] for name in _JUDGED):
        found.labels[label.id] = after


def _made(clip: ReviewClip, text: str, said: _Answer, model: int | None) -> Label:
    """A label over the clip, in no tier yet."""
    is_models = model is not None
    return Label(
        new_id(), clip.recording, 0, clip.start_s, clip.end_s, text=text, author=model or said.judge or 0,
        score=clip.score if is_models else None, status=_STATUS[said.answer],
        judged_by=said.judge if is_models else None, created_s=said.now_s, changed_s=said.now_s,
    )  # fmt: skip


# All of them


def _give_tier(project: Project, found: _Changes, tier_id: int | None) -> tuple[Edit, ...]:
    """Put what is made into a tier; the edits that make that, if there is none."""
    edits: tuple[Edit, ...] = ()
    if found.made and tier_id is None:
        free = next((tier for tier in project.tier_list if not tier.locked), None)
        if free is None and project.tiers:
            raise LabelRefused("All tiers are locked. Unlock one, or add one, to answer with labels.")
        if free is None:
            free, step = changes.add_tier(project, changes.FIRST_TIER)
            edits = step.edits
        tier_id = free.id
    if tier_id is not None:
        found.made = [replace(label, tier=tier_id) for label in found.made]
    return edits


def _label_edits(project: Project, found: _Changes, tier_edits: tuple[Edit, ...]) -> list[Edit]:
    edits: list[Edit] = []
    if found.removed:
        edits += changes.remove_labels(project, found.removed).edits
    if found.labels:
        ids = list(found.labels)
        columns: Rows = {name: [found.labels[each][name] for each in ids] for name in _JUDGED}
        edits += changes.change_labels(project, ids, columns, "").edits
    if found.made:
        edits.append(changes.add_labels(project, found.made, also=tier_edits).edits[-1])
    return edits


def _clip_edit(clips: Sequence[ReviewClip], found: _Changes) -> Edit:
    after: Rows = {"id": [clip.id for clip in clips]}
    for name in found.clips[clips[0].id]:
        after[name] = [found.clips[clip.id][name] for clip in clips]
    return Edit("review_clips", {name: [getattr(clip, name) for clip in clips] for name in after}, after)


def _position_edits(project: Project, clips: Sequence[ReviewClip], answer: str) -> tuple[Edit, ...]:
    """On to the next open clip, beyond the last where there is none; back to the first whose answer is taken back."""
    review_id, places = clips[0].review, [clip.position for clip in clips]
    if not answer:
        return go_edits(project, review_id, min(places))
    place = next_open(project, review_id, max(places), {clip.id for clip in clips})
    return go_edits(project, review_id, len(project.clip_ids(review_id)) if place is None else place)


def _words(said: _Answer, count: int) -> str:
    if not said.answer:
        return "Ask again" if count == 1 else f"Ask {count:,} clips again"
    word = f"“{said.given}”" if said.answer == "class" else said.answer
    return f"Answer {word}" if count == 1 else f"Answer {word} to {count:,} clips"
