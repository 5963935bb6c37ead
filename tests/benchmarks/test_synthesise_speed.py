"""What the benchmark of the synthesisers measures, on small ones with random weights, and what it says without them."""

from __future__ import annotations

import pytest

from benchmarks import synthesise
from benchmarks.row import Options, Skipped
from tests.models.random_synthesiser import make_synthesiser
from workbench.models import catalogue


@pytest.fixture(autouse=True)
def same_threads():
    import torch

    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def shipped_are_hidden(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(catalogue.paths, "resources_dir", lambda: tmp_path)


def test_each_model_has_its_rows_and_what_is_missing_is_named(monkeypatch, tmp_path):
    import torch

    shipped_are_hidden(monkeypatch, tmp_path)
    make_synthesiser("digits-gan")
    monkeypatch.setattr(synthesise, "_seconds_of", lambda command: 2.0 if "workbench" in command else 1.0)
    rows = []
    with pytest.raises(Skipped, match=r"^not installed: synthesise/oneshots-gan$"):
        for row in synthesise.measure(Options(quick=True)):
            rows.append(row)
            assert torch.get_num_threads() == 1
    real_time, floor, one, cold = rows
    assert [row.name for row in rows] == [f"synthesise.digits-gan.{w}" for w in ("real_time", "floor", "one", "cold")]
    assert (real_time.unit, real_time.goal, real_time.runs) == ("s/s", 1 / 20, 2)
    assert 0.0 < real_time.spread[0] <= real_time.value <= real_time.spread[1]
    assert floor.beside.startswith(f"{1 / real_time.value:.0f} × real time")
    assert (one.runs, cold.value, cold.beside) == (20, 2.0, "2.00 s; a process that imports torch 1.00 s")


def test_the_first_sound_is_timed_on_the_command_itself():
    """The model is found by the new process too: it lies in the home folder that both have."""
    folder = make_synthesiser("digits-gan")
    card = catalogue.read_card(folder / "card.json")
    command = ["-m", "workbench", "synthesise", "--model", card.name, "--label", "3", "-o", str(folder / "a.wav")]
    assert synthesise._seconds_of(command) > 0.0
    assert (folder / "a.wav").is_file()


def test_without_any_synthesiser_nothing_is_measured(monkeypatch, tmp_path):
    shipped_are_hidden(monkeypatch, tmp_path)
    with pytest.raises(Skipped, match=r"oneshots-gan, synthesise/digits-gan$"):
        next(synthesise.measure(Options(quick=True)))
