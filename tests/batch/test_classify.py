"""`workbench classify` and its neighbours, as a script sees them: output, order, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from workbench.cli import main
from workbench.models import catalogue

pytestmark = pytest.mark.skipif(not catalogue.cards(), reason="no model is shipped yet")


@pytest.fixture
def noise(tmp_path):
    path = tmp_path / "noise.wav"
    rng = np.random.default_rng(1)
    soundfile.write(path, rng.normal(0, 0.1, (44_100 * 7, 2)), 44_100)
    return path


def test_json_lines_have_the_promised_fields(noise, capsys):
    assert main(["classify", str(noise), "--json", "--top", "3", "--threshold", "0"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert list(line) == ["file", "duration_s", "model", "clip", "segments"]
    assert line["file"] == str(noise)
    assert line["duration_s"] == 7.0
    assert line["model"] == catalogue.default("classify")
    assert len(line["clip"]) == 3
    scores = [entry["score"] for entry in line["clip"]]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1
    whole = {s["label"] for s in line["segments"] if (s["start_s"], s["end_s"]) == (0.0, 7.0)}
    assert whole == set(catalogue.cards()[0].classes)  # nothing is below a threshold of 0


def test_a_bad_file_fails_alone(noise, tmp_path, capsys):
    bad = tmp_path / "text.wav"
    bad.write_text("no sound")
    assert main(["classify", str(bad), str(noise), "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["file"] == str(noise)
    assert "text.wav" in err


def test_silence_has_no_classes(tmp_path, capsys):
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(8000), 8000)
    assert main(["classify", str(path), "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["clip"], line["segments"]) == ([], [])


@pytest.mark.parametrize(
    "words",
    [
        ["classify"],
        ["classify", "x.wav", "--device", "abacus"],
        ["render", "x.wav"],
        ["render", "x", "-o", "y", "--size", "0"],
        ["classify", "x", "--top", "0"],
    ],
)
def test_wrong_usage_exits_with_2(words):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2


def test_an_unknown_model_is_named_with_those_there_are(noise, capsys):
    assert main(["classify", str(noise), "--model", "classify/none"]) == 2
    assert catalogue.default("classify") in capsys.readouterr().err


def test_models_and_doctor_speak(capsys):
    assert main(["models", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["task"] == "classify"
    assert main(["doctor"]) == 0
    assert "Cache:" in capsys.readouterr().out


def test_a_closed_pipe_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m workbench models --json | true", shell=True, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
