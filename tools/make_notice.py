"""Write the table of packages in NOTICE again, from what is installed: name, version and licence of each.

Usage: .venv/bin/python tools/make_notice.py          write it
       .venv/bin/python tools/make_notice.py --check  exit 1 if a package that is installed at run time is missing
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

NOTICE = Path(__file__).parent.parent / "NOTICE"
BEGIN = "<packages>"
END = "</packages>"
GPU = re.compile("(nvidia|cuda|triton|rocm)\\b")
"""What some builds of torch bring along for GPUs; NOTICE names them together, by hand."""


def runtime_distributions(root: str = "audio-workbench") -> list[Distribution]:
    """Everything that installing `root` (without extras) brings along, in order of name, without `root` itself."""
    found: dict[str, Distribution] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found or GPU.match(key):
            continue
        try:
            found[key] = distribution(name)
        except PackageNotFoundError:
            continue  # for another system
        requirements = [Requirement(text) for text in found[key].requires or []]
        waiting += [r.name for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
    return [found[key] for key in sorted(found) if key != root]


def licence(package: Distribution) -> str:
    """The licence as the package itself states it."""
    metadata = package.metadata
    classifiers = [c.split(" :: ")[-1] for c in metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    stated = (metadata.get("License") or "").splitlines()[:1]
    return metadata.get("License-Expression") or next((c for c in classifiers if c), "") or "".join(stated)


def main() -> None:
    text = NOTICE.read_text(encoding="utf-8")
    packages = runtime_distributions()
    if sys.argv[1:] == ["--check"]:
        missing = [p.name for p in packages if not re.search(rf"^{re.escape(p.name)}\s", text, re.MULTILINE)]
        if missing:
            raise SystemExit(f"NOTICE does not name {', '.join(missing)}; run tools/make_notice.py.")
        return
    rows = [f"{p.name:<20} {p.version.split('+')[0]:<12} {licence(p)}" for p in packages]
    before, rest = text.split(BEGIN)
    NOTICE.write_text(f"{before}{BEGIN}\n" + "\n".join(rows) + f"\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
