"""What a trained denoiser leaves beside its weights: the card, and whom to credit."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.models.denoise.mask_gru import LATENCY, SAMPLE_RATE
from workbench.models.suitability import MEANT_FOR
from workbench.training.speech_pack import Source

LICENCE = (
    "CC-BY-4.0: free use with credit to the authors of the recordings, who are named in attribution.csv; each of these "
    "asks for no more than credit"
)

_SUMMARY = "Takes noise out of speech; a small causal network with gated recurrent units."
_NOT_MEANT_FOR = (
    "Music and other sounds than speech, which it takes for noise; forensic work: what it leaves may differ from what "
    "was said; taking out echo of rooms, or other voices."
)
_COLUMNS = ("author", "title", "url", "licence")

_SPEECH = {
    "librispeech": (
        "Vassil Panayotov, Guoguo Chen, Daniel Povey, Sanjeev Khudanpur",
        "LibriSpeech (2014), part of train-clean-100; changed: coded with Opus, scaled, mixed with noise",
        "http://www.openslr.org/12",
        "CC-BY-4.0",
    ),
    "picovoice": (
        "Picovoice Inc.",
        "speech-to-intent-benchmark, recordings of spoken orders; changed: coded with Opus, cut, mixed with noise",
        "https://github.com/Picovoice/speech-to-intent-benchmark",
        "Apache-2.0",
    ),
    "speechocean762": (
        "Junbo Zhang, Zhiwen Zhang, Yongqing Wang and others (speechocean, Xiaomi)",
        "speechocean762 (2021), part of its train speakers; changed: coded with Opus, scaled, mixed with noise",
        "https://github.com/jimbozhang/speechocean762",
        "free for commercial and non-commercial purposes",
    ),
}
"""Corpora of speech whose recordings name no authors of their own."""


def write_card(
    folder: Path,
    *,
    name: str,
    weights_sha256: str,
    parameters: int,
    trained_on: str,
    quality: Sequence[str],
    extra: Mapping[str, Any],
) -> None:
    """Write `card.json` into `folder`; `extra` has at least the sizes of the network."""
    card = {
        "name": name,
        "task": "denoise",
        "summary": _SUMMARY,
        "classes": (),
        "sample_rate": SAMPLE_RATE,
        "window_s": LATENCY / SAMPLE_RATE,
        "licence": LICENCE,
        "trained_on": trained_on,
        "quality": list(quality),
        "not_meant_for": _NOT_MEANT_FOR,
        "parameters": parameters,
        "weights_sha256": weights_sha256,
        "extra": {"architecture": "mask-gru", MEANT_FOR: "speech", "latency_s": LATENCY / SAMPLE_RATE, **extra},
    }
    (folder / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_attribution(folder: Path, speech: Iterable[Source], noises: Iterable[Source]) -> None:
    """Write `attribution.csv` into `folder`: the corpora of speech, then each noise."""
    corpora = sorted({source.corpus for source in speech})
    rows = {tuple({**n.clip.credit, "licence": n.clip.licence}.get(name, "") for name in _COLUMNS) for n in noises}
    with (folder / "attribution.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(_SPEECH.get(corpus, ("", corpus, "", "")) for corpus in corpora)
        writer.writerows(sorted(rows))
