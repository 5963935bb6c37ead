"""Names of recordings and folders as a project's file keeps them."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from workbench.labels.library import real_folder, real_path, stored_folder, stored_path

NAMES = [b"a.wav", b"\xff\xfe night.wav", "夜 100%.wav".encode(), b"50%ff.wav", b"\xff 50%ff.wav"]


@pytest.mark.skipif(os.name == "nt", reason="names there are no bytes")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("folder", [b"/home/x/sounds", b"/home/x/sounds \xe9"])
def test_any_name_survives_sqlite(name, folder) -> None:
    path = Path(os.fsdecode(folder)) / "site 1" / os.fsdecode(name)
    kept = stored_folder(Path(os.fsdecode(folder)))
    stored = stored_path(path, kept)
    connection = sqlite3.connect(":memory:")
    found_folder, found = connection.execute("SELECT ?, ?", (kept, stored)).fetchone()
    connection.close()
    assert real_path(found, found_folder) == path
    assert real_folder(found_folder) == path.parent.parent
    assert not Path(stored).is_absolute()


def test_a_usual_name_is_kept_as_it_is(tmp_path) -> None:
    assert stored_path(tmp_path / "site 1" / "夜.wav", stored_folder(tmp_path)) == "site 1/夜.wav"


def test_what_lies_elsewhere_is_kept_from_the_root(tmp_path) -> None:
    elsewhere = tmp_path.parent / "b.wav"
    stored = stored_path(elsewhere, stored_folder(tmp_path))
    assert stored == elsewhere.as_posix()
    assert real_path(stored, stored_folder(tmp_path)) == elsewhere
