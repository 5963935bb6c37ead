"""Write the tables of keys in the user guide again, from the program's own list of actions.

Usage: .venv/bin/python tools/make_keys.py          write them
       .venv/bin/python tools/make_keys.py --check  exit 1 if the guide is out of date
"""

from __future__ import annotations

import sys
from pathlib import Path

from workbench.gui.actions import ACTIONS, MENUS

GUIDE = Path(__file__).parent.parent / "docs" / "user-guide.md"
BEGIN = "<!-- keys: made by tools/make_keys.py -->"
END = "<!-- end of keys -->"


def tables() -> str:
    """One Markdown table a menu: what it does, and its keys."""
    parts = []
    for menu in MENUS:
        rows = [f"| {action.text.rstrip('…')} | {words(action.keys)} |" for action in ACTIONS if action.menu == menu]
        parts.append("\n".join([f"### {menu}", "", "| what | keys |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def words(keys: tuple[str, ...]) -> str:
    return ", ".join(f"`{key}`" for key in keys) or "–"


def main() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    new = f"{before}{BEGIN}\n\n{tables()}\n\n{END}{rest.split(END)[1]}"
    if sys.argv[1:] != ["--check"]:
        GUIDE.write_text(new, encoding="utf-8")
    elif new != text:
        raise SystemExit("The keys in docs/user-guide.md are out of date; run tools/make_keys.py.")


if __name__ == "__main__":
    main()
