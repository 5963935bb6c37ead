"""Training the denoiser: it learns, leaves a model, and an interrupted run ends like one that was not."""

import json
from dataclasses import replace

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import load_file

from workbench import paths
from workbench.errors import DataError
from workbench.models.denoise.mask_gru import MaskGru
from workbench.models.weights import load_weights
from workbench.training.commands import main
from workbench.training.denoise import Plan, Validated, sides, train
from workbench.training.loop import TrainingStep
from workbench.training.mixing import Mixing
from workbench.training.speech_pack import find_noises, find_speech, held_back

CPU = torch.device("cpu")
RATE = 16_000


@pytest.fixture(autouse=True)
def _one_thread():
    """The networks are so small that threads would only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """Ten speakers, each a buzz of their own pitch, and ten hisses; one noise may not be used freely."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    folder, random = tmp_path / "pack", np.random.default_rng(0)
    folder.mkdir()
    speech, noise = ["path,corpus,speaker,range_db"], ["path,category,licence"]
    time = np.arange(2 * RATE) / RATE
    for index in range(10):
        buzz = np.sign(np.sin(2 * np.pi * (100 + 15 * index) * time)) * (np.sin(2 * np.pi * 2 * time) > -0.2) * 0.1
        soundfile.write(folder / f"s{index}.wav", buzz, RATE)
        speech.append(f"s{index}.wav,buzz,{index},40")
        soundfile.write(folder / f"n{index}.wav", random.standard_normal(RATE) * 0.05, RATE)
        noise.append(f"n{index}.wav,hiss,CC0")
    soundfile.write(folder / "n10.wav", random.standard_normal(RATE) * 0.05, RATE)
    (folder / "clean.csv").write_text("\n".join([*speech, "s0.wav,buzz,noisy,3"]))
    (folder / "noise.csv").write_text("\n".join([*noise, "n10.wav,hiss,CC-BY-NC"]))
    return folder


@pytest.fixture
def plan(pack):
    return Plan(
        pack,
        epochs=3,
        cool_down=1,
        steps=4,
        batch_size=2,
        learning_rate=5e-3,
        channels=(4, 4, 4, 4),
        units=8,
        mixing=Mixing(length_s=0.25),
    )


def test_it_learns_and_leaves_a_model(plan, tmp_path):
    out = tmp_path / "model"
    events = list(train(plan, out, CPU, validate_every=3))
    steps = [event for event in events if isinstance(event, TrainingStep)]
    assert len(steps) == 12
    assert steps[-1].loss < steps[3].loss
    validated = events[-1]
    assert isinstance(validated, Validated)
    assert np.isfinite(validated.denoised.si_sdr_db)
    card = json.loads((out / "card.json").read_text())
    assert card["trained_on"] == "9 recordings of speech (buzz) and 9 noises of pack"
    assert (out / "attribution.csv").read_text().splitlines()[1] == ",buzz,,"
    network = MaskGru(**card["extra"]["network"])
    load_weights(network, out / "weights.safetensors", card["weights_sha256"])
    log = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    assert [line["steps"] for line in log] == [4, 8, 12]
    assert log[-1]["denoised"]["si_sdr_db"] == validated.denoised.si_sdr_db


def test_an_interrupted_run_ends_like_one_that_was_not(plan, tmp_path):
    list(train(plan, tmp_path / "whole", CPU))
    running = train(plan, tmp_path / "resumed", CPU)
    while not (isinstance(event := next(running), TrainingStep) and event.epoch == 1):
        pass
    running.close()
    assert sum(isinstance(event, TrainingStep) for event in train(plan, tmp_path / "resumed", CPU, resume=True)) == 8
    whole, again = (load_file(tmp_path / name / "checkpoint.safetensors") for name in ("whole", "resumed"))
    assert whole.keys() == again.keys()
    for name, value in whole.items():
        assert torch.equal(value, again[name]), name


def test_what_is_learned_from_and_what_is_measured_on(pack):
    speech, noise = find_speech(pack), find_noises(pack)
    assert len(speech) == len(noise) == 10  # without the noisy speech, and the noise that is not free
    assert held_back(speech) == {"buzz/5"}
    assert held_back(noise) == {"n5.wav"}


def test_a_corpus_that_is_left_out_is_measured_on_and_not_learned(pack, plan):
    lines = (pack / "clean.csv").read_text().splitlines()
    other = [line.replace(",buzz,", ",hum,") if number > 6 else line for number, line in enumerate(lines)]
    (pack / "clean.csv").write_text("\n".join(other))
    learning, measuring = sides(replace(plan, leave_out=("hum",)))
    assert {source.corpus for source in learning.speech} == {"buzz"}
    assert {source.corpus for source in measuring.speech} == {"hum"}
    assert [source.origin for source in measuring.noise] == ["n5.wav"]
    with pytest.raises(DataError, match="no corpus 'song' to leave out, but buzz, hum"):
        sides(replace(plan, leave_out=("song",)))
    with pytest.raises(DataError, match="no speech remains"):
        sides(replace(plan, leave_out=("buzz", "hum")))


def test_data_that_will_not_do(pack, plan, tmp_path):
    with pytest.raises(DataError, match="no such file"):
        next(train(replace(plan, data=tmp_path / "nothing"), tmp_path / "out", CPU))
    (pack / "clean.csv").write_text("path,corpus\nmissing.wav,x")
    with pytest.raises(DataError, match=r"clean\.csv, line 2: missing\.wav is not there"):
        next(train(plan, tmp_path / "out", CPU))
    (pack / "clean.csv").write_text("path,corpus,speaker\ns0.wav,x,1")
    with pytest.raises(DataError, match="needs ten speakers"):
        next(train(plan, tmp_path / "out", CPU))


def test_from_the_command_line(pack, tmp_path, monkeypatch, capsys):
    options = "--epochs 1 --cool-down 0 --steps 1 --batch-size 1 --channels 4 4 4 4 --units 8 --device cpu"
    words = ["workbench", "train", "denoise", "--data", str(pack), "--out", str(tmp_path / "out"), *options.split()]
    monkeypatch.setattr("sys.argv", words)
    assert main() == 0
    printed = capsys.readouterr().out
    assert "epoch 1: loss" in printed
    assert "SI-SDR" in printed
    assert (tmp_path / "out" / "weights.safetensors").is_file()
