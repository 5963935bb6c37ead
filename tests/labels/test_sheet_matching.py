"""Which recordings the paths in files of labels mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.labels.edit import added
from workbench.labels.formats.sheet import Sheet, SheetRecording
from workbench.labels.label import KnownRecording
from workbench.labels.project import Project, rows_of
from workbench.labels.sheet_matching import match_recordings

PATHS = {
    1: "a.wav", 2: "site 1/b.wav", 3: "site 2/b.wav", 4: "/far/c.wav", 5: "Käfer.flac", 6: "copy of a.wav",
    7: "d.wav", 8: "d.mp3",
}  # fmt: skip


@pytest.fixture(name="known")
def _known() -> Project:
    """Sizes and contents are as the ids; 6 is a copy of 1."""
    project = Project()
    project.about["folder"] = "/rec"
    rows = [KnownRecording(each, path, each % 5, f"f{each % 5}", 48_000, 9, 1) for each, path in PATHS.items()]
    project.apply([added("recordings", rows_of("recordings", rows))])
    return project


def matched(project: Project, *wanted: SheetRecording, file: str = "/elsewhere/labels.csv", here: int | None = None):
    return list(match_recordings(project, Sheet(recordings=wanted), Path(file), here).values())


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.wav", 1),
        ("./a.wav", 1),
        ("/rec/a.wav", 1),
        ("file:///rec/site%201/b.wav", 2),
        ("site 2/b.wav", 3),
        ("site 2\\b.wav", 3),
        ("D:\\recordings\\site 1\\b.wav", 2),
        ("/home/ana/site 2/b.wav", 3),
        ("b.wav", None),
        ("/far/c.wav", 4),
        ("c.wav", 4),
        ("KA\u0308FER.FLAC", 5),
        ("käfer.wav", 5),
        ("d.mp3", 8),
        ("d.flac", None),
        ("none.wav", None),
    ],
)
def test_by_path_then_by_name_then_by_stem(known, path, found) -> None:
    assert matched(known, SheetRecording(path)) == [found]


def test_from_the_folder_of_the_file_of_labels(known) -> None:
    assert matched(known, SheetRecording("b.wav"), file="/rec/site 1/labels.csv") == [2]
    assert matched(known, SheetRecording("../site 2/b.wav"), file="/rec/site 1/labels.csv") == [3]


def test_content_is_stronger_than_names(known) -> None:
    assert matched(known, SheetRecording("b.wav", size=4, fingerprint="f4")) == [4]
    assert matched(known, SheetRecording("", size=4, fingerprint="f4"), here=1) == [4]
    assert matched(known, SheetRecording("copy of a.wav", size=1, fingerprint="f1")) == [6]
    assert matched(known, SheetRecording("other.wav", size=1, fingerprint="f1")) == [None]
    assert matched(known, SheetRecording("a.wav", size=99, fingerprint="f99")) == [1]


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("/x/a.TextGrid", 1),
        ("/x/a.Table.1.selections.txt", 1),
        ("/x/a.wav.txt", 1),
        ("/x/KÄFER.csv", 5),
        ("/rec/site 2/b.txt", 3),
        ("/x/b.txt", None),
        ("/x/d.mp3.txt", 8),
        ("/x/d.txt", None),
        ("/x/labels.txt", None),
    ],
)
def test_a_nameless_recording_is_the_one_called_like_the_file(known, file, found) -> None:
    assert matched(known, SheetRecording(), file=file) == [found]
    assert matched(known, SheetRecording(), file=file, here=7) == [7]


def test_a_nameless_recording_may_say_its_file(known) -> None:
    wanted = SheetRecording(file="/else/site 2/b.wav")
    assert matched(known, wanted, file="/x/a.TextGrid") == [3]
    assert matched(known, SheetRecording(file="none.wav"), file="/x/a.TextGrid") == [1]
    assert matched(known, wanted, here=7) == [7]
