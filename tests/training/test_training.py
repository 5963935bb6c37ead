"""Training: that it learns, that an interrupted run ends like one that was not, and that quality is measured right."""

import json
from dataclasses import replace
from itertools import takewhile

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import load_file

from workbench import paths
from workbench.errors import DataError
from workbench.features.mel import FLOOR_DB
from workbench.models import catalogue
from workbench.training import classify
from workbench.training.augment import Augmentation
from workbench.training.classify import Plan, Validated, train
from workbench.training.evaluate import evaluate
from workbench.training.loop import Schedule, Trainer, TrainingStep
from workbench.training.quality import measure, wilson_interval

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))


@pytest.fixture
def tones(tmp_path):
    """Two classes: low and high tones of random pitch in noise; fold 2 is held back."""
    random = np.random.default_rng(0)
    rows = ["path,label,fold,licence"]
    for index in range(24):
        high = index % 2
        hertz = random.uniform(3000, 5000) if high else random.uniform(200, 600)
        samples = 0.2 * np.sin(2 * np.pi * hertz * np.arange(16_000) / 16_000) + random.standard_normal(16_000) * 0.01
        soundfile.write(tmp_path / f"{index}.wav", samples.astype(np.float32), 16_000)
        rows.append(f"{index}.wav,{('low', 'high')[high]},{1 + index // 16},{'CC0' if index < 12 else 'CC-BY-NC'}")
    path = tmp_path / "tones.csv"
    path.write_text("\n".join(rows))
    return path


def _to_the_end(plan, out, **options):
    return list(train(plan, out, CPU, **options))


def test_it_learns_to_tell_tones_apart_and_leaves_a_model(tones):
    out = paths.data_dir() / "models" / "classify" / "tones"
    plan = Plan(tones, "reference-cnn", validate_fold=2, epochs=12)
    events = _to_the_end(plan, out)
    steps = [event for event in events if isinstance(event, TrainingStep)]
    assert [step.epoch for step in steps] == list(range(12))
    assert steps[-1].progress == 1.0
    assert steps[-1].loss < 0.5 < steps[0].loss
    validated = events[-1]
    assert isinstance(validated, Validated)
    assert validated.quality.accuracy == 1.0
    assert validated.quality.clips == 8
    # The folder is a model like any other, and measures the same when it is used.
    assert evaluate("classify/tones", tones, fold=2, device="cpu").accuracy == 1.0
    card = next(card for card in catalogue.cards() if card.name == "classify/tones")
    assert card.classes == ("high", "low")
    assert "16 clips of tones.csv" in card.trained_on
    assert "forbid commercial use" in card.licence
    assert "--validate-fold 2" in card.extra["command"]


def test_an_interrupted_run_ends_like_one_that_was_not(tones, tmp_path, monkeypatch):
    recipe = classify.RECIPES["compact-cnn"]
    schedule = replace(recipe.schedule, warm_up_epochs=1, cool_down_epochs=1)
    monkeypatch.setitem(classify.RECIPES, "compact-cnn", replace(recipe, schedule=schedule, batch_size=5))
    plan = Plan(tones, validate_fold=2, epochs=3)
    _to_the_end(plan, tmp_path / "whole")
    # Stopped in the middle of the second epoch, under the plan of a longer run.
    longer = train(replace(plan, epochs=4), tmp_path / "resumed", CPU)
    stopped = takewhile(
        lambda event: not isinstance(event, TrainingStep) or event.epoch == 0 or event.epoch_ends, longer
    )
    assert sum(isinstance(event, TrainingStep) for event in stopped) == 3
    longer.close()
    resumed = _to_the_end(plan, tmp_path / "resumed", resume=True)
    assert [event.epoch for event in resumed if isinstance(event, TrainingStep)] == [1, 1, 1, 2, 2, 2]
    whole, again = (load_file(tmp_path / name / "weights.safetensors") for name in ("whole", "resumed"))
    for name, value in whole.items():
        assert torch.equal(value, again[name]), name


def test_only_free_clips(tones, tmp_path):
    _to_the_end(Plan(tones, "reference-cnn", free_only=True, epochs=1), tmp_path / "free")
    card = json.loads((tmp_path / "free" / "card.json").read_text())
    assert card["trained_on"] == "12 clips of tones.csv, licences: CC0"
    assert card["licence"].startswith("CC-BY-4.0: free use")
    assert (tmp_path / "free" / "attribution.csv").read_text().splitlines() == ["author,title,url,licence", ",,,CC0"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"validate_fold": 9}, r"has no fold 9 to validate on \(folds: 1, 2\)"),
        ({"architecture": "nonesuch"}, "no architecture 'nonesuch'; choose one of compact-cnn"),
        ({"validate_fold": 1, "free_only": True}, "leaves 0 clips to learn from"),
    ],
)
def test_plans_that_cannot_be(tones, tmp_path, changed, message):
    with pytest.raises(DataError, match=message):
        _to_the_end(replace(Plan(tones), **changed), tmp_path / "out")


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    checkpoint = tmp_path / "checkpoint.safetensors"
    schedule = Schedule(epochs=4, learning_rate=0.1, cool_down_epochs=2)

    def trainer(schedule, seed=0, outputs=2):
        return Trainer(torch.nn.Linear(3, outputs), schedule, 1, seed, checkpoint)

    def one_batch(random):
        yield torch.ones(2, 3), torch.eye(2)

    assert not trainer(schedule).resume()
    next(iter(trainer(schedule).train(one_batch)))
    assert trainer(schedule).resume()
    assert trainer(replace(schedule, epochs=3)).resume()
    for other in (
        trainer(replace(schedule, epochs=2)),
        trainer(replace(schedule, learning_rate=0.2)),
        trainer(schedule, seed=1),
        trainer(schedule, outputs=5),
    ):
        with pytest.raises(DataError, match=r"checkpoint\.safetensors.*anew"):
            other.resume()
    checkpoint.write_bytes(b"nonsense")
    with pytest.raises(DataError, match="is damaged"):
        trainer(schedule).resume()


def test_the_learning_rate_rises_holds_and_falls():
    schedule = Schedule(epochs=100, learning_rate=1.0, warm_up_epochs=5, cool_down_epochs=40)
    rates = [schedule.rate(epoch) for epoch in (0, 2.5, 5, 60, 80, 100)]
    assert rates == pytest.approx([0.02, 0.52, 1.0, 1.0, 0.5, 0.0])


def test_augmentation_keeps_shapes_and_shares():
    torch.manual_seed(0)
    mel = torch.full((64, 128, 250), FLOOR_DB)
    mel[:, 30:60, 50:80] = 0.0
    for _ in range(4):
        changed, target = Augmentation()(mel, torch.eye(64))
        assert changed.shape == mel.shape
        assert torch.isfinite(changed).all()
        assert changed.min() >= FLOOR_DB - 30.0  # mixing in unequal shares may go below the floor
        torch.testing.assert_close(target.sum(dim=1), torch.ones(64))
        assert not torch.equal(changed, mel)


def test_quality_against_figures_by_hand():
    scores = np.array([[0.9, 0.1, 0], [0.2, 0.8, 0], [0.6, 0.4, 0], [0.1, 0.2, 0.7]], np.float32)
    quality = measure(scores, np.array([0, 1, 1, 2]), ("a", "b", "c"))
    assert quality.accuracy == 0.75
    assert quality.per_class == {"a": 1.0, "b": 0.5, "c": 1.0}
    assert quality.mean_average_precision == 1.0
    # 81 of 263, from the worked example in Newcombe, Statistics in Medicine 17 (1998), method 3
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
