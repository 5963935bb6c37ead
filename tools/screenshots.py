"""Take the pictures of the README and the guide again: the window itself, drawn offscreen with a bundled sample.

Usage: QT_QPA_PLATFORM=offscreen .venv/bin/python tools/screenshots.py   (or: make screenshots)
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtTest import QTest  # noqa: TID251  the window is drawn here

from workbench.audio.open import open_recording
from workbench.audio.output import NullBackend
from workbench.audio.player import Player
from workbench.gui import theme
from workbench.gui.app import make_application
from workbench.gui.main_window import MainWindow
from workbench.gui.render import wait_until
from workbench.gui.settings_file import SettingsFile
from workbench.gui.theme import CLASS_COLORS
from workbench.labels import changes
from workbench.labels.edit import Step, added
from workbench.labels.fingerprint import fingerprint
from workbench.labels.label import Author, KnownRecording, Label, new_id
from workbench.labels.library import project_of_folder, stored_folder, stored_path
from workbench.labels.project import Project, rows_of
from workbench.labels.store import Store
from workbench.paths import HOME_VARIABLE

ROOT = Path(__file__).parent.parent
SCENE = ROOT / "resources" / "samples" / "scene.flac"
IMAGES = ROOT / "docs" / "images"

PICTURES = {
    "window.png": ("--classify", "--theme", "light"),
    "window-dark.png": ("--classify", "--theme", "dark", "--span", "0-20"),
    "labels.png": ("--theme", "light", "--span", "0-30"),
    "analyses.png": ("--lanes", "constant-q,pitch,onset,rms"),
}


ANIMALS = ("chirping_birds", "crow", "sheep", "cow")
BIRDS_HZ = (2_000.0, 6_500.0)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    make_application()
    for name, options in PICTURES.items():
        with TemporaryDirectory() as home:  # no labels of one's own are in the pictures
            os.environ[HOME_VARIABLE] = home
            if name == "labels.png":
                label_scene()
            picture = (str(SCENE), "-o", str(IMAGES / name), "--size", "1600x1000")
            subprocess.run([sys.executable, "-m", "workbench", "render", *picture, *options], cwd=ROOT, check=True)
    with TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        bench_picture(IMAGES / "bench.png", Path(home))


def bench_picture(path: Path, home: Path) -> None:
    """The synthesis bench with hits of three kinds, and the way from one to another."""
    theme.apply("light")
    window = MainWindow(SettingsFile(home / "settings.json"), player=Player(lambda: (NullBackend(), None)))
    window.resize(1600, 1000)
    window.show()
    window.opener.open(SCENE)
    wait_until(lambda: window.document.recording is not None and window.bench_commands.cards is not None)
    window.show_panel("synthesis")
    bench = window.bench_commands.bench
    for label in ("kick", "snare", "hihat"):
        bench.make(label, 7, 0)
    wait_until(lambda: all(sound.samples is not None for sound in bench.sounds.items))
    bench.between(bench.sounds.items[1], bench.sounds.items[9], 7)
    wait_until(lambda: all(sound.samples is not None for sound in bench.sounds.items) and window.lanes.settled)
    QTest.qWait(2000)  # the small pictures
    window.grab().save(str(path), "PNG")
    window.close()


def label_scene() -> None:
    """What `scene.csv` says of the scene, as labels in two tiers; birds as boxes."""
    recording = open_recording(SCENE)
    known = KnownRecording(
        new_id(), stored_path(SCENE, str(SCENE.parent)), SCENE.stat().st_size, fingerprint(SCENE),
        recording.sample_rate, recording.expected_frames, recording.channels,
    )  # fmt: skip
    recording.close()
    project, author = Project(), Author(new_id(), "person", "somebody")
    path = project_of_folder(SCENE.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    store = Store(path)
    first = (added("recordings", rows_of("recordings", [known])), added("authors", rows_of("authors", [author])))
    store.note(first, {"folder": stored_folder(SCENE.parent)})
    project.apply(first)
    tiers = []
    for name in ("Animals", "Village"):
        tier, step = changes.add_tier(project, name)
        tiers.append(tier.id)
        _do(store, project, step)
    with SCENE.with_suffix(".csv").open(encoding="utf-8") as file:
        events = list(csv.DictReader(file))
    _do(
        store,
        project,
        Step("Add classes", changes.add_classes(project, [_words(each) for each in events], CLASS_COLORS)),
    )
    labels = [
        Label(
            new_id(), known.id, tiers[each["label"] not in ANIMALS], float(each["start_s"]), float(each["end_s"]),
            *(BIRDS_HZ if each["label"] == "chirping_birds" else (None, None)),
            text=_words(each), author=author.id, created_s=time.time(), changed_s=time.time(),
        )
        for each in events
    ]  # fmt: skip
    _do(store, project, changes.add_labels(project, labels))
    store.close()


def _do(store: Store, project: Project, step: Step) -> None:
    store.commit(step)
    project.apply(step.edits)


def _words(event: dict[str, str]) -> str:
    return event["label"].replace("_", " ")


if __name__ == "__main__":
    main()
