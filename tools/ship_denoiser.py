"""Put a denoiser that was trained into resources/models, with a card that says how good it is.

Usage: .venv/bin/python tools/ship_denoiser.py RUN --data speech-noise.tar --more-noise esc50.tar \\
           --pairs FOLDER "what its pairs are" [--pairs …] [--note "another line of the card"] [--name denoise/mask-gru]

RUN is the folder given to `workbench train denoise --out`; the data are those it was trained on. Each folder of pairs
is measured as by `workbench evaluate denoise`, which takes some minutes; none may have been learned from.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from workbench.models.catalogue import CARD_NAME, WEIGHTS_NAME, read_card
from workbench.models.contract import Card
from workbench.models.denoise.denoiser import load_denoiser
from workbench.paths import resources_dir
from workbench.training.denoise import Plan, sides
from workbench.training.denoise_card import write_attribution, write_card
from workbench.training.denoise_report import summary
from workbench.training.evaluate_denoise import Measured, evaluate_pairs
from workbench.training.pairs import find_pairs

_STREAMED = (
    "latency 32 ms, which the program takes out: what comes out lies where it lay; real-time factor {:.3f} on one core "
    "of a server processor, mono at 16 kHz"
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--more-noise", type=Path, nargs="*", default=[])
    parser.add_argument("--leave-out", nargs="*", default=[])
    parser.add_argument("--pairs", nargs=2, action="append", required=True, metavar=("FOLDER", "WHAT"))
    parser.add_argument("--note", action="append", default=[])
    parser.add_argument("--name", default="denoise/mask-gru")
    arguments = parser.parse_args()
    trained = read_card(arguments.run / CARD_NAME)
    learned, _ = sides(Plan(arguments.data, tuple(arguments.more_noise), tuple(arguments.leave_out)))
    folder = resources_dir() / "models" / arguments.name
    folder.mkdir(parents=True, exist_ok=True)
    # First, so that a run that goes on may write newer ones meanwhile.
    shutil.copyfile(arguments.run / WEIGHTS_NAME, folder / WEIGHTS_NAME)
    quality = [*_quality(folder / WEIGHTS_NAME, trained, arguments.pairs), *arguments.note]
    write_attribution(folder, learned.speech, learned.noise)
    write_card(
        folder,
        name=arguments.name,
        weights_sha256=trained.weights_sha256,
        parameters=trained.parameters,
        trained_on=trained.trained_on,
        quality=quality,
        extra={name: trained.extra[name] for name in ("network", "command", "seed")},
    )


def _quality(weights: Path, trained: Card, folders: Sequence[tuple[str, str]]) -> list[str]:
    model = load_denoiser(trained, weights, "cpu")
    lines, everything = [], []
    for folder, what in folders:
        names = find_pairs(Path(folder))
        measured = [each for each in evaluate_pairs(model, Path(folder), names) if isinstance(each, Measured)]
        lines.append(f"{what} ({len(measured)} pairs): {summary(measured)}")
        everything += measured
    factor = sum(each.busy_s for each in everything) / sum(each.length_s for each in everything)
    return [*lines, _STREAMED.format(factor)]


if __name__ == "__main__":
    main()
