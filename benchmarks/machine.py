"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("numpy", "scipy", "PySide6_Essentials", "torch")


def facts() -> dict[str, object]:
    """Cores, memory and versions."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(memory_gib, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def describe() -> str:
    """One line of them."""
    what = facts()
    packages = ", ".join(f"{name} {number}" for name, number in what["packages"].items())
    return (
        f"{what['cores']} cores ({what['processor']}), {what['memory_gib']:.0f} GiB, {platform.system()}, "
        f"Python {what['python']}, {packages}"
    )


def busy() -> str:
    """A warning where others use the machine now; empty where nobody does."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return f"The machine is busy (load {load:.1f}): figures will be too high." if load > 0.5 else ""


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
