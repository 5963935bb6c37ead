"""`workbench cache`: what it says, what it removes, and how it ends."""

from __future__ import annotations

import pytest

from workbench.audio.cache import DECODED, OVERVIEWS, Cache
from workbench.cli import main
from workbench.paths import config_dir


def fill(cache: Cache) -> None:
    for kind, size in ((DECODED, 2_000_000), (OVERVIEWS, 30_000)):
        entry = cache.create(kind, "a")
        entry.write(bytes(size))
        entry.keep()


def test_it_says_where_the_cache_lies_and_what_it_holds(capsys) -> None:
    (config_dir() / "settings.json").write_text('{"cache_limit_gb": 2.5}')
    fill(Cache())
    assert main(["cache"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"Folder {Cache().folder}",
        "Holds  2.0 MB: 1 decoded recording, 1 overview",
        "Limit  2.5 GB, set in the preferences",
    ]


def test_it_removes_what_is_asked_but_not_what_is_used(capsys) -> None:
    fill(Cache())
    with Cache().open(OVERVIEWS, "a"):
        assert main(["cache", "--empty"]) == 0
    assert "Freed  2.0 MB\n" in capsys.readouterr().out
    fill(Cache())
    assert main(["cache", "--trim-gb", "0.001"]) == 0
    assert "Holds  30 kB: 1 overview\n" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--trim-gb", "-1"], ["--trim-gb", "much"], ["--empty", "--trim-gb", "1"]])
def test_wrong_usage_is_said(wrong, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["cache", *wrong])
    assert ended.value.code == 2
    assert capsys.readouterr().err
