from __future__ import annotations

import os

import pytest

from tests.labels.test_keeping import fill
from workbench.cli import FAILED, GOOD, main
from workbench.labels import backups


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    return tmp_path / "projects" / "a.workbench"


def test_a_project_is_described_and_mended(path, capsys) -> None:
    fill(path, 2000)
    backups.make(path)
    assert main(["project", "info", str(path)]) == GOOD
    said = capsys.readouterr().out
    assert "2,000: 2,000 accepted, 0 proposed" in said and "calls, people" in said
    assert main(["project", "check", str(path)]) == GOOD
    assert "no errors in 2,003 rows" in capsys.readouterr().out
    assert main(["project", "backups", str(path)]) == GOOD
    assert "2,000 labels" in capsys.readouterr().out
    assert main(["project", "repair", str(path)]) == GOOD
    assert "nothing to repair" in capsys.readouterr().out
    os.truncate(path, path.stat().st_size // 2)
    assert main(["project", "check", str(path)]) == FAILED
    assert "damaged" in capsys.readouterr().err
    assert main(["project", "repair", str(path)]) == GOOD
    assert "--backup restores" in capsys.readouterr().out
    assert main(["project", "repair", "--backup", str(path)]) == GOOD
    assert main(["project", "check", str(path)]) == GOOD
    assert main(["project", "info", str(path.with_name("absent"))]) == FAILED
    assert "no such file" in capsys.readouterr().err
