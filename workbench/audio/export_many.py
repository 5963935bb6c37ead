"""Writing several sounds into one folder, one after the other: each is whole or not there."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from workbench.audio.export import Exported, ExportWish, check_export, export_steps
from workbench.audio.signal import Signal
from workbench.errors import ExportTargetExists


@dataclass(frozen=True)
class Order:
    """One of the files that are wanted."""

    sound: Signal
    wish: ExportWish


def count_existing(orders: Sequence[Order]) -> int:
    """How many of the files are there already, where they may not be replaced.

    Raises `ExportError` for the first that cannot be written for another reason, as far as that is clear now.
    """
    existing = 0
    for order in orders:
        try:
            check_export(order.sound, order.wish)
        except ExportTargetExists:
            existing += 1
    return existing


def export_many_steps(orders: Sequence[Order]) -> Generator[float | Exported, None, None]:
    """Write them in steps, yielding how much of all is done (0…1), and each file when it is there.

    To cancel, close the generator: what is whole stays, of the one at hand nothing. Raises as `export_steps`.
    """
    for number, order in enumerate(orders):
        steps = export_steps(order.sound, order.wish)
        try:
            for step in steps:
                yield step if isinstance(step, Exported) else (number + step) / len(orders)
        finally:
            steps.close()
