"""Rules that the repository keeps as a whole: pins, licences, what is bundled, and what must not be in it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.gui import colormaps
from workbench.gui.actions import ACTIONS

ROOT = Path(__file__).parent.parent
MODELS = ROOT / "resources" / "models"
SAMPLES = ROOT / "resources" / "samples"
AUDIO = {".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aiff", ".caf", ".w64"}
FREE_LICENCES = {"CC0-1.0", "CC-BY-3.0", "CC-BY-4.0"}


def repository_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def pins(lines: list[str]) -> dict[str, str]:
    found = (re.match(r"([\w.-]+)==([\w.]+)", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", m[1]).lower(): m[2] for m in found if m}


def test_each_pin_is_the_one_in_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    wanted += project["build-system"]["requires"]
    constraints = pins((ROOT / "constraints.txt").read_text().splitlines())
    assert len(pins(wanted)) == len(wanted), "every requirement is pinned exactly"
    assert {name: constraints.get(name) for name in pins(wanted)} == pins(wanted)


def test_no_qt_binding_that_aborts_this_python() -> None:
    assert version("PySide6_Essentials") != "6.12.0" or sys.version_info >= (3, 12)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on, nothing can be lost")
def test_qt_calls_take_no_references_from_none() -> None:
    """PySide6 6.12.0 on Python 3.11 takes one with each void call, and some thousand calls later aborts the process."""
    program = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for _ in range(2000):
    label.setText("a")
    label.update()
    application.processEvents()
print(sys.getrefcount(None) - before)
"""
    assert abs(int(run_python(program))) < 100


def test_the_window_starts_without_torch_or_librosa() -> None:
    program = "import sys, workbench.gui.app; print(*({'torch', 'librosa', 'scipy.signal'} & set(sys.modules)))"
    assert run_python(program).strip() == ""


def test_what_is_not_seen_at_first_is_not_loaded_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each module is a millisecond that a person waits."""
    program = """
import sys
from workbench.gui.app import make_application
from workbench.gui.main_window import MainWindow
from workbench.gui.settings_file import SettingsFile
application = make_application()
window = MainWindow(SettingsFile())
window.show()
application.processEvents()
print(*sys.modules)
window.close()
"""
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    loaded = set(run_python(program).split())
    lanes = ("centroid", "chroma", "constant_q", "onset", "pitch", "rms", "network_input")
    late = {f"workbench.gui.lanes.{name}" for name in (*lanes, "label_editor")}
    late |= {"workbench.gui.panels.label_table", "workbench.labels.repair", "workbench.labels.salvage"}
    late |= {f"workbench.gui.{name}" for name in ("bench", "bench_wiring", "panels.bench", "panels.sound_strip")}
    late |= {"workbench.gui.latency", "workbench.gui.milestones", "workbench.models.analyse.menu", "logging.handlers"}
    assert "workbench.gui.lanes.waveform" in loaded
    assert sorted(late & loaded) + sorted(name for name in loaded if "gui.dialogs" in name) == []


def run_python(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_sample_has_credit_and_a_free_licence() -> None:
    with (SAMPLES / "credits.csv").open(newline="") as file:
        credited = list(csv.DictReader(file))
    assert {row["file"] for row in credited} == {p.name for p in SAMPLES.iterdir() if p.suffix in AUDIO}
    for row in credited:
        assert row["licence"] in FREE_LICENCES, row
        assert all(row.values()), row


def test_sound_is_bundled_in_the_samples_only() -> None:
    elsewhere = [p for p in repository_files() if p.suffix.lower() in AUDIO and p.parent != SAMPLES]
    assert elsewhere == []
    assert sum(p.stat().st_size for p in SAMPLES.iterdir()) < 8e6


def test_the_answers_of_the_scene_lie_within_it() -> None:
    with (SAMPLES / "scene.csv").open(newline="") as file:
        events = [(float(row["start_s"]), float(row["end_s"])) for row in csv.DictReader(file)]
    length_s = soundfile.info(SAMPLES / "scene.flac").duration
    assert events == sorted(events)
    assert all(0 <= start < end <= length_s for start, end in events)


def test_every_model_has_a_card_and_the_weights_it_names() -> None:
    cards = sorted(MODELS.glob("*/*/card.json"))
    assert {path.parent for path in MODELS.rglob("*") if path.is_file()} == {path.parent for path in cards}
    for path in cards:
        card = json.loads(path.read_text(encoding="utf-8"))
        if card["parameters"]:  # the others are formulas
            weights = hashlib.sha256((path.parent / "weights.safetensors").read_bytes()).hexdigest()
            assert weights == card["weights_sha256"], path
        assert all(card[key] for key in ("licence", "trained_on", "quality", "not_meant_for")), path
    assert sum(path.stat().st_size for path in MODELS.rglob("*") if path.is_file()) < 60e6


@pytest.mark.parametrize("name", colormaps.names())
def test_a_colour_map_has_256_steps_of_even_order(name: str) -> None:
    table = colormaps.lookup(name)
    assert table.shape == (256, 3) and table.dtype == np.uint8
    linear = (table / 255.0) ** 2.2
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    steps = np.diff(luminance) * (-1 if name.endswith("inverted") else 1)
    assert steps.min() > -0.002, "louder is always brighter (darker in an inverted map)"


def test_an_unknown_colour_map_is_refused_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="magma"):
        colormaps.lookup("../../constraints")


def test_no_address_of_a_package_registry() -> None:
    """Where packages come from is the machine's affair; a fixed address breaks mirrors and offline installs."""
    address = re.compile(
        r"https?://[^\s\"']+/simple\b|pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org"
        r"|download[.]pytorch[.]org|-index[-]url|--find[-]links",
    )
    for path in repository_files():
        if path.suffix in AUDIO | {".safetensors", ".png"}:
            continue
        found = address.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.relative_to(ROOT)}: {found and found[0]}"


def test_every_icon_that_is_named_is_there() -> None:
    named = {action.icon for action in ACTIONS if action.icon}
    for source in (ROOT / "workbench" / "gui").rglob("*.py"):
        named |= set(re.findall(r"\b(?:icon|pixmap)\(\s*\"([a-z0-9-]+)\"", source.read_text(encoding="utf-8")))
    assert named - {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")} == set()


def test_the_guide_has_the_keys_of_the_program() -> None:
    run_tool("make_keys.py")


def test_notice_names_every_package_that_comes_along() -> None:
    run_tool("make_notice.py")


def run_tool(name: str) -> None:
    check = [sys.executable, str(ROOT / "tools" / name), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
