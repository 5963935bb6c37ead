"""Where things lie: the program's own resources, and the person's settings, cache, data and logs."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "WORKBENCH_HOME"
"""Set to a folder, it holds config, cache, data and logs: for tests, portable installs and several profiles."""

_APP = "audio-workbench"


def resources_dir() -> Path:
    """The folder of icons, models and samples: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def config_dir() -> Path:
    return _user_dir("config", platformdirs.user_config_path(_APP, appauthor=False))


def cache_dir(make: bool = True) -> Path:
    """`make=False` leaves making it to whoever writes there first."""
    return _user_dir("cache", platformdirs.user_cache_path(_APP, appauthor=False), make)


def data_dir(make: bool = True) -> Path:
    """`make=False` as in `cache_dir`."""
    return _user_dir("data", platformdirs.user_data_path(_APP, appauthor=False), make)


def log_dir() -> Path:
    return _user_dir("log", platformdirs.user_log_path(_APP, appauthor=False))


def _user_dir(kind: str, default: Path, make: bool = True) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home) / kind if home else default
    if make:
        folder.mkdir(parents=True, exist_ok=True)
    return folder
