"""Files found by their content."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.labels.relinking import look, make_folder
from workbench.labels.label import KnownRecording
from workbench.labels.search import Searched, search_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def search(folder: Path, wanted: list[KnownRecording], taken=()) -> Searched:
    return list(search_folder(folder, wanted, taken))[-1]


def test_a_file_is_found_below_under_another_name_and_only_where_nobody_has_it(folder) -> None:
    wanted = look(folder, "a.wav")
    target = folder / "x" / "y" / "night.wav"
    target.parent.mkdir(parents=True)
    (folder / "a.wav").rename(target)
    (folder / "same size.wav").write_bytes(b"0" * wanted.size)
    assert search(folder, [wanted]) == Searched(2, 0, {wanted.id: target})
    assert search(folder, [wanted], {target}).found == {}


def test_rings_of_links_and_pipes_end(folder) -> None:
    wanted = look(folder, "a.wav")
    (folder / "a.wav").unlink()
    (folder / "ring").symlink_to(folder, target_is_directory=True)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
    assert search(folder, [wanted]).found == {}


def test_a_folder_that_is_not_there(tmp_path, folder) -> None:
    with pytest.raises(FileNotFoundError):
        search(tmp_path / "gone", [look(folder, "a.wav")])
