"""Another person's project on the same recordings: their labels come into tiers "NAME (AUTHOR)" of this one."""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from workbench.errors import ProjectError
from workbench.labels.fingerprint import fingerprint
from workbench.labels.formats.sheet import Sheet, SheetLabel
from workbench.labels.label import KnownRecording, Status, Tier, new_id
from workbench.labels.library import real_path, stored_path
from workbench.labels.project import Project
from workbench.labels.relink import same_content
from workbench.labels.sheet_export import sheet_of_project
from workbench.labels.sheet_import import Import, plan_import
from workbench.labels.sheet_matching import match_recordings
from workbench.labels.store import Store


@dataclass(frozen=True)
class OtherProject:
    """What comes from another project; nothing is changed by it.

    Attributes
    ----------
    name : who made its labels, as it stands in the names of their tiers
    tiers : the names of those tiers, from top to bottom
    plan : for `import_step`
    unmatched : paths of recordings that this project does not have, nor its folder
    rejected_here : how many of its labels were rejected in this project before, and stay so
    """

    path: Path
    name: str
    tiers: tuple[str, ...]
    plan: Import
    unmatched: tuple[str, ...] = ()
    rejected_here: int = 0


def plan_other(
    project: Project, path: Path, *, name: str = "", besides: str = "", colors: Sequence[str] = ()
) -> OtherProject:
    """Read another project, which is not written to, and say what it brings.

    Labels that came from it before get the values that they have there now. Recordings are the same if their content
    is; the name decides only where that is not known.

    Parameters
    ----------
    project : may be an excerpt of all labels, read in another thread
    name : of their author; "" for the person who made most of its labels, or, if there is none, or that is the one
        called `besides`, the name of the file
    besides : who works on this project
    colors : as "#rrggbb", for texts that become classes

    Raises `ProjectError`.
    """
    if not path.is_file():
        raise ProjectError(path, "there is no such project; open it where it lies")
    with contextlib.closing(Store(path, read_only=True)) as store:
        theirs = Project(store.contents())
    sheet = sheet_of_project(theirs)
    name = name or _author(sheet.labels, besides) or path.stem
    sheet = _renamed(sheet, name)
    where = _where(project, theirs, sheet, path)
    kept, rejected = _without_rejected(project, sheet)
    plan = plan_import(project, kept, where, replace=True, colors=colors)
    plan = replace(plan, new_tiers=tuple(_placed(project, plan.new_tiers, name)))
    unmatched = tuple(each.path for each in sheet.recordings if where[each.path] is None)
    tiers = tuple(tier.name for tier in sheet.tiers)
    return OtherProject(path, name, tiers, plan, unmatched, rejected)


def tier_name(tier: str, author: str) -> str:
    """What a tier of theirs is called here."""
    return f"{tier} ({author})" if tier else author


def _placed(project: Project, fresh: Iterable[Tier], author: str) -> Iterator[Tier]:
    """Tiers that are new, each right below the one here that it is to be compared with."""
    listed = project.tier_list
    below = dict(zip((each.name for each in listed), (*listed[1:], None), strict=True))
    positions = {each.name: each.position for each in listed}
    mine_of = {tier_name(name, author): name for name in positions}
    for tier in fresh:
        mine = mine_of.get(tier.name)
        following = below[mine] if mine is not None else None
        if mine is not None and following is not None:
            yield replace(tier, position=(positions[mine] + following.position) / 2)
        else:
            yield tier


def _author(labels: Iterable[SheetLabel], besides: str) -> str:
    persons = Counter(each.author.name for each in labels if each.author is not None and each.author.kind == "person")
    most = persons.most_common(1)[0][0] if persons else ""
    return "" if most == besides else most


def _renamed(sheet: Sheet, author: str) -> Sheet:
    """With their tiers open and in sight under other names, and with ids that are nobody's, and the same each time."""
    labels = tuple(
        replace(each, tier=tier_name(each.tier, author), id=None if each.id is None else _own_id(each.id, author))
        for each in sheet.labels
    )
    tiers = tuple(
        replace(each, name=tier_name(each.name, author), hidden=False, locked=False, exclusive=False)
        for each in sheet.tiers
    )
    return replace(sheet, labels=labels, tiers=tiers)


def _own_id(label_id: int, author: str) -> int:
    """A project that began as a copy of this one has labels with the same ids, which are other labels now."""
    digest = hashlib.blake2b(f"{label_id} {author}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % 2**62 + 1


def _without_rejected(project: Project, sheet: Sheet) -> tuple[Sheet, int]:
    """Without labels that came before and that somebody has rejected here: that would be undone."""
    view = project.labels.view()
    mask = (view.column("status") == Status.REJECTED) & (view.column("judged_by") >= 0)
    rejected = set(view.column("id")[mask].tolist())
    kept = tuple(each for each in sheet.labels if each.id not in rejected or each.status == Status.REJECTED)
    return replace(sheet, labels=kept), len(sheet.labels) - len(kept)


def _where(project: Project, theirs: Project, sheet: Sheet, path: Path) -> dict[str, int | KnownRecording | None]:
    """The recording here of each of theirs."""
    by_path = {each.path: each for each in theirs.recordings.values()}
    found: dict[str, int | KnownRecording | None] = {}
    for their_path, known_id in match_recordings(project, sheet, path, None).items():
        their = by_path[their_path]
        is_same = known_id is not None and may_be_same(project.recordings[known_id], their)
        found[their_path] = known_id if is_same else _on_disk(project, theirs, their)
    return found


def may_be_same(ours: KnownRecording, theirs: KnownRecording) -> bool:
    """Recorders give the same names, and files of the same length, again and again: content that differs decides."""
    unknown = not (ours.size and theirs.size and ours.fingerprint and theirs.fingerprint)
    return same_content(ours, theirs) or unknown


def _on_disk(project: Project, theirs: Project, known: KnownRecording) -> KnownRecording | None:
    """A recording without labels here: in this project's folder, or where theirs has it, with the same content."""
    folder, their_folder = project.about.get("folder", ""), theirs.about.get("folder", "")
    name = PurePosixPath(known.path).name
    places = [real_path(known.path, folder), real_path(name, folder)] if folder else []
    for place in dict.fromkeys((*places, real_path(known.path, their_folder))):
        with contextlib.suppress(OSError):
            if place.is_file() and place.stat().st_size == known.size and fingerprint(place) == known.fingerprint:
                return replace(known, id=new_id(), path=stored_path(place, folder))
    return None
