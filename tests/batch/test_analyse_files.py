"""Values of analyses as CSV, from the command line."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import soundfile

from workbench import cli
from workbench.batch.analyse import WHAT


@pytest.fixture
def tone(tmp_path):
    """Two seconds, 22.05 kHz: 220 Hz with overtones left, nothing right, and nothing at all in the last half second."""
    time = np.arange(2 * 22_050) / 22_050
    left = sum(0.2 * np.sin(2 * np.pi * 220 * k * time) / k for k in range(1, 6)) * (time < 1.5)
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.stack([left, np.zeros_like(left)], axis=1), 22_050)
    return path


def test_the_command_line_names_what_there_is():
    assert set(cli.ANALYSES) == set(WHAT)


def test_pitch_as_csv_has_empty_cells_where_there_is_none(tone, tmp_path):
    output = tmp_path / "pitch.csv"
    assert cli.main(["analyse", str(tone), "--what", "pitch", "-o", str(output)]) == cli.GOOD
    with output.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["time_s", "pitch_hz", "voiced_probability"]
    assert len(rows) == -(-2 * 22_050 // 512)
    assert float(rows[43]["time_s"]) == pytest.approx(43 * 512 / 22_050, abs=1e-6)
    assert float(rows[30]["pitch_hz"]) == pytest.approx(220, rel=0.006)
    assert rows[-5]["pitch_hz"] == ""


def test_one_channel_alone_is_printed(tone, capsys):
    levels = {}
    for channel in ("1", "2"):
        assert cli.main(["analyse", str(tone), "--what", "rms", "--channel", channel]) == cli.GOOD
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "time_s,level_dbfs"
        levels[channel] = float(lines[40].split(",")[1])
    assert levels["1"] > -20 and levels["2"] == -100


def test_a_file_that_is_there_is_not_overwritten_and_none_is_left_after_a_failure(tone, tmp_path, capsys):
    output = tmp_path / "out.csv"
    assert cli.main(["analyse", str(tone), "--what", "rms", "--channel", "3", "-o", str(output)]) == cli.FAILED
    assert "no channel 3" in capsys.readouterr().err
    assert not output.exists()
    output.write_text("mine")
    assert cli.main(["analyse", str(tone), "--what", "rms", "-o", str(output)]) == cli.FAILED
    assert "is there already" in capsys.readouterr().err
    assert output.read_text() == "mine"
