"""Take the pictures of the README and the guide again: the window itself, drawn offscreen with a bundled sample.

Usage: QT_QPA_PLATFORM=offscreen .venv/bin/python tools/screenshots.py   (or: make screenshots)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCENE = ROOT / "resources" / "samples" / "scene.flac"
IMAGES = ROOT / "docs" / "images"

PICTURES = {
    "window.png": ("--classify", "--theme", "light"),
    "window-dark.png": ("--classify", "--theme", "dark", "--span", "0-20"),
    "analyses.png": ("--lanes", "constant-q,pitch,onset,rms"),
}


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, options in PICTURES.items():
        picture = (str(SCENE), "-o", str(IMAGES / name), "--size", "1600x1000")
        subprocess.run([sys.executable, "-m", "workbench", "render", *picture, *options], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
