"""Makes labels as fast as the disk takes them, in a process of its own that is killed: prints the id of each that is
kept. Every fifth is undone again: it prints "?" and the id before, and "-" and the id after. Given a project's path and
a number to begin with. It imports little, so that fifty of it are started in seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

from workbench.labels.edit import COLUMNS, Edit, Step
from workbench.labels.store import Store


def label_row(label_id: int) -> dict[str, list[object]]:
    values = {"id": label_id, "recording": 21, "tier": 11, "start_s": label_id / 10, "end_s": label_id / 10 + 0.5,
              "text": "dog", "author": 0, "status": 0, "created_s": 1.0, "changed_s": 1.0}  # fmt: skip
    return {name: [values.get(name)] for name in COLUMNS["labels"]}


def main() -> None:
    sys.stdin.readline()  # started early, it waits for its turn
    store = Store(Path(sys.argv[1]))
    label_id = int(sys.argv[2])
    while True:
        label_id += 1
        store.commit(Step("Add label", (Edit("labels", None, label_row(label_id)),)))
        print(label_id, flush=True)
        if label_id % 5 == 0:
            print(f"?{label_id}", flush=True)
            store.undo()
            print(f"-{label_id}", flush=True)


if __name__ == "__main__":
    main()
