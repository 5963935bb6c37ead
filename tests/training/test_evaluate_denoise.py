"""Denoisers are measured on pairs of recordings; what is wrong with one pair does not stop the others."""

import csv
import importlib.util
import json
import math
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from workbench.audio.signal import duration_s
from workbench.errors import DataError
from workbench.models import catalogue
from workbench.models.contract import AudioBlock
from workbench.training import speech_quality
from workbench.training.commands import main
from workbench.training.denoise_report import as_text, change, summary
from workbench.training.evaluate_denoise import Measured, estimate, evaluate_pairs, load_denoiser
from workbench.training.pairs import find_pairs, read_pairs
from workbench.training.speech_quality import SpeechQuality

RATE = 16_000


class Halves:
    """Stands in for a denoiser: takes half of what the clean recording is known not to hold, and makes two blocks."""

    card = replace(catalogue.cards()[0], name="denoise/halves", task="denoise")

    def __init__(self, clean):
        self.clean = clean

    def run(self, signal, span, settings):
        sound = signal.read(0, signal.frames)
        made = (sound + self.clean[signal.frames]) / 2.0
        assert span.end_s == duration_s(signal)
        yield AudioBlock(0.0, made[:, :1000], signal.sample_rate)
        yield AudioBlock(1000 / signal.sample_rate, made[:, 1000:], signal.sample_rate)


@pytest.fixture
def folder(tmp_path):
    """Three pairs: two name their ratio, at two rates; one does not, and is at 10 dB."""
    random = np.random.default_rng(0)
    for side in ("noisy", "clean"):
        (tmp_path / side).mkdir()
    for name, rate, snr_db in (("a_snr5.wav", RATE, 5), ("b-SNR_-2.5.wav", 44_100, -2.5), ("c.wav", RATE, 10)):
        clean = random.standard_normal((rate, 2)) * 0.1
        noise = random.standard_normal((rate, 2)) * 0.1 * 10 ** (-snr_db / 20)
        for side, sound in (("noisy", clean + noise), ("clean", clean)):
            soundfile.write(tmp_path / side / name, sound, rate, subtype="FLOAT")
    return tmp_path


@pytest.fixture
def halves(folder):
    sounds = [soundfile.read(path, dtype="float32")[0].T for path in sorted((folder / "clean").iterdir())]
    del sounds[2]  # as long as the first
    return Halves({sound.shape[1]: sound for sound in sounds})


@pytest.fixture
def without_packages(monkeypatch):
    monkeypatch.setattr(speech_quality, "_package", lambda name: None)


def test_ratios_are_named_or_measured(folder):
    pairs = list(read_pairs(folder, find_pairs(folder)))
    assert [pair.snr_db for pair in pairs] == [5.0, -2.5, 10.0]
    assert [pair.sample_rate for pair in pairs] == [RATE, 44_100, RATE]


def test_half_the_noise_is_six_decibels_better(folder, halves, without_packages):
    names = find_pairs(folder)[:2]
    measured = [each for each in evaluate_pairs(halves, folder, names) if isinstance(each, Measured)]
    assert change(measured, "si_sdr_db").mean == pytest.approx(20 * math.log10(2), abs=0.3)
    assert all(each.clean.si_sdr_db > 60.0 for each in measured)
    assert [each.length_s for each in measured] == [1.0, 1.0]


def test_an_interval_is_that_of_student():
    values = [1.0, 2.0, 4.0, 5.0, math.nan]
    found = estimate(values)
    assert found.mean == 3.0
    assert found.reach == pytest.approx(3.182446 * np.std(values[:4], ddof=1) / 2.0, rel=1e-6)
    assert math.isnan(estimate([1.0]).reach)
    assert math.isnan(estimate([]).mean)


def test_a_broken_pair_is_named_and_the_others_are_measured(folder, without_packages, capsys, monkeypatch, tmp_path):
    (folder / "clean" / "c.wav").unlink()
    (folder / "noisy" / "b-SNR_-2.5.wav").write_bytes(b"nothing of the kind")
    soundfile.write(folder / "noisy" / "d.wav", np.ones(RATE) * 0.1, RATE)
    soundfile.write(folder / "clean" / "d.wav", np.ones(2 * RATE) * 0.1, RATE)
    out = tmp_path / "out.csv"
    words = ["evaluate", "denoise", "--pairs", str(folder), "--model", "denoise/spectral-gate", "--csv", str(out)]
    monkeypatch.setattr("sys.argv", ["workbench", *words, "--device", "cpu"])
    soundfile.write(folder / "noisy" / "e.wav", np.ones(100), RATE)
    soundfile.write(folder / "clean" / "e.wav", np.ones(100), RATE)
    assert main() == 1
    printed = capsys.readouterr()
    for wrong in (
        "c.wav: is not there",
        "b-SNR_-2.5.wav: cannot be read",
        "d.wav: lasts 1.000 s",
        "e.wav: lasts 0.006 s",
    ):
        assert wrong in printed.err
    assert "pip install 'audio-workbench[speech]'" in printed.err
    assert "denoise/spectral-gate: 1 of 5 pairs" in printed.out
    assert "5 dB" in printed.out
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [row["name"] for row in rows] == ["a_snr5.wav"]
    assert rows[0]["pesq_noisy"] == ""
    assert float(rows[0]["si_sdr_db_noisy"]) == pytest.approx(5.0, abs=0.5)


def test_the_report_has_a_line_for_each_ratio():
    def measured(snr_db, gain):
        noisy, denoised = SpeechQuality(1.5, 0.8, 5.0), SpeechQuality(1.5 + gain, 0.85, 10.0)
        return Measured("x", snr_db, noisy, denoised, SpeechQuality(4.2, 0.99, 30.0), 2.0, 0.1, 0.08)

    lines = as_text([measured(0.0, 0.4), measured(0.0, 0.6), measured(10.0, 0.5)], "cpu").splitlines()
    assert [line.split()[:2] for line in lines[1:3]] == [["0", "dB"], ["10", "dB"]]
    assert "1.50 → 2.00    +0.50 ± 0.25" in lines[3]
    assert lines[4].startswith("clean speech against itself: PESQ-WB 4.20 ± 0.00")
    assert lines[5] == "real-time factor 0.050 on cpu, 0.040 in processor time"
    words = summary([measured(0.0, 0.4), measured(0.0, 0.6)])
    assert words.startswith("PESQ-WB 1.50 to 2.00 (+0.50 ± 1.27), STOI 0.800 to 0.850 (+0.050 ± 0.000)")
    assert words.endswith("clean speech against itself PESQ-WB 4.20 ± 0.00")


def test_what_cannot_be_measured_at_all(tmp_path):
    with pytest.raises(DataError, match="holds no recordings"):
        find_pairs(tmp_path)
    with pytest.raises(DataError, match="is not a denoiser"):
        load_denoiser("classify/compact-cnn", "cpu")


@pytest.mark.skipif(
    importlib.util.find_spec("pesq") is None or importlib.util.find_spec("pystoi") is None,
    reason="the extra [speech] is not installed",
)
def test_a_recording_against_itself_is_as_good_as_can_be():
    time = np.arange(3 * RATE) / RATE
    buzz = np.sign(np.sin(2 * np.pi * 120 * time)) * (np.sin(2 * np.pi * 2 * time) > -0.2) * 0.1
    found = speech_quality.measure(buzz.astype(np.float32), buzz.astype(np.float32))
    assert found.pesq > 4.5
    assert found.stoi == pytest.approx(1.0, abs=1e-6)


def test_cards_of_denoisers_say_what_they_are():
    for card in catalogue.cards():
        if card.task == "denoise":
            assert card.classes == ()
            json.dumps(dict(card.extra))
