"""Put a synthesiser that was trained into resources/models, with a card that says how good it is.

Usage: .venv/bin/python tools/ship_synthesiser.py RUN --data oneshots.tar [--note "another line of the card"]

RUN is the folder given to `workbench train synthesise --out`, named as the model is to be called; the data are those it
was trained on. It is measured as by `workbench evaluate synthesise`, on one core, which takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from workbench.models.catalogue import CARD_NAME, WEIGHTS_NAME, read_card
from workbench.models.synthesise.synthesiser import load_synthesiser
from workbench.paths import resources_dir
from workbench.training.evaluate_synthesise import Measured, Wish, evaluate
from workbench.training.synthesise_report import as_text, card_lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--note", action="append", default=[])
    arguments = parser.parse_args()
    import torch  # the evaluation measures the speed of one core

    torch.set_num_threads(1)
    folder = resources_dir() / "models" / "synthesise" / arguments.run.name
    folder.mkdir(parents=True, exist_ok=True)
    for name in (CARD_NAME, WEIGHTS_NAME, "attribution.csv"):
        shutil.copyfile(arguments.run / name, folder / name)
    model = load_synthesiser(read_card(folder / CARD_NAME), folder / WEIGHTS_NAME, "cpu")
    for event in evaluate(model, arguments.data, Wish()):
        if isinstance(event, Measured):
            sys.stdout.write(as_text(event) + "\n")
            card = json.loads((folder / CARD_NAME).read_text(encoding="utf-8"))
            card["quality"] = [*card_lines(event), *arguments.note]
            text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
            (folder / CARD_NAME).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
