"""Several sounds into one folder: what is whole stays, what was cut short leaves nothing."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from workbench.audio.export import Exported, ExportWish
from workbench.audio.export_formats import WAV
from workbench.audio.export_many import Order, count_existing, export_many_steps
from workbench.audio.signal import ArraySignal
from workbench.errors import ExportError


def orders(folder, **wish) -> list[Order]:
    sounds = [ArraySignal(np.full(50_000, level, np.float32), 48_000) for level in (0.25, 0.5, 0.75)]
    return [
        Order(sound, ExportWish(folder / f"{number}.wav", WAV, WAV.encodings[0], **wish))
        for number, sound in enumerate(sounds)
    ]


def test_all_are_written_and_told_of(tmp_path) -> None:
    steps = list(export_many_steps(orders(tmp_path)))
    shares = [step for step in steps if not isinstance(step, Exported)]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert [step.path.name for step in steps if isinstance(step, Exported)] == ["0.wav", "1.wav", "2.wav"]
    assert [soundfile.read(tmp_path / f"{k}.wav")[0][0] for k in range(3)] == [0.25, 0.5, 0.75]


def test_cancelled_it_leaves_whole_files_only(tmp_path) -> None:
    steps = export_many_steps(orders(tmp_path))
    while not isinstance(next(steps), Exported):
        pass
    next(steps)
    steps.close()
    assert [each.name for each in tmp_path.iterdir()] == ["0.wav"]


def test_those_that_are_there_are_counted_and_what_else_is_wrong_is_raised(tmp_path) -> None:
    (tmp_path / "1.wav").write_bytes(b"old")
    assert count_existing(orders(tmp_path)) == 1
    assert count_existing(orders(tmp_path, overwrite=True)) == 0
    with pytest.raises(ExportError, match="there is no folder"):
        count_existing(orders(tmp_path / "missing"))
