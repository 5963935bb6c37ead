"""What this machine has for the program, in plain words: `workbench doctor`."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from workbench import __version__, paths


def report() -> Iterator[str]:
    """Sentences, section by section; looking may take a few seconds."""
    yield f"Audio Workbench {__version__}, Python {platform.python_version()}, {platform.platform()}"
    for title, lines in (
        ("Sound", _sound()),
        ("Compute device", _compute()),
        ("Codecs", _codecs()),
        ("Models", _models()),
        ("Folders", _folders()),
    ):
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)


def _sound() -> list[str]:
    from workbench.audio.devices import sound_report

    return sound_report()


def _compute() -> list[str]:
    from workbench.models.device import device_report

    words = device_report()
    return [words] if isinstance(words, str) else list(words)


def _codecs() -> Iterator[str]:
    import soundfile

    yield f"libsndfile {soundfile.__libsndfile_version__}: WAV, AIFF, FLAC, CAF, W64, MP3, Ogg, Opus"
    try:
        yield f"FFmpeg (PyAV {version('av')}): M4A, MP4, WMA and files that libsndfile refuses"
    except PackageNotFoundError:
        yield "PyAV is not installed: M4A, MP4 and WMA cannot be opened. Install it: pip install av"


def _models() -> Iterator[str]:
    from workbench.models.catalogue import cards

    found = cards()
    yield from (f"{card.name}: {card.summary}" for card in found)
    if not found:
        yield "None. The program's folder resources/models is missing or empty; install it again."


def _folders() -> Iterator[str]:
    from workbench.audio.cache import Cache

    cache = Cache()
    yield f"Settings: {paths.config_dir()}"
    yield f"Your models: {paths.data_dir() / 'models'}"
    yield f"Logs: {paths.log_dir()}"
    usage, limit_gb, folder = cache.usage(), cache.limit_bytes / 1e9, paths.cache_dir()
    used = f"{usage.size_bytes / 1e9:.1f} GB of at most {limit_gb:g} GB: {usage.contents}"
    yield f"Cache: {folder} ({used}; {_free_gb(folder):.0f} GB free)"


def _free_gb(folder: Path) -> float:
    return shutil.disk_usage(folder).free / 1e9
