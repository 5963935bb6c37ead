"""What a trained synthesiser leaves beside its weights: the card, and whom to credit."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.models.synthesise.sound_shape import SoundShape
from workbench.models.synthesise.synthesiser import ARCHITECTURE
from workbench.training.sounds_pack import PackSound

_SUMMARIES = {
    "partials": "Makes drum and percussion hits; a conditional GAN with a GAN vocoder.",
    "voice": "Makes spoken digits in many voices; a conditional GAN with a GAN vocoder.",
}
_NOT_MEANT_FOR = {
    "partials": "Other sounds than single hits of the kinds it knows; passing off what it makes as recordings of "
    "instruments.",
    "voice": "Imitating a certain person, or passing off what it says as something that was said: voices resemble "
    "those that it learned from; other words than the ten digits; research on how people speak.",
}
_LICENCES = {
    "partials": "CC-BY-3.0: free use with credit to those named in attribution.csv; most recordings are CC0 or in the "
    "public domain",
    "voice": "CC-BY-SA-4.0: free use with credit to those named in attribution.csv; changed weights stay under this "
    "licence",
}

_OTHER_LICENCE = "Bound to the licences of the sounds it learned from, see attribution.csv"

_FIRST_LABELS = ("kick", "snare")
"""What most people want of hits: a model that knows one of them offers it first."""

_SAMPLED = "https://github.com/oramics/sampled"
_COLLECTIONS = {
    "fsdd": (
        "Zohar Jackson and contributors",
        "Free Spoken Digit Dataset",
        "https://github.com/Jakobovski/free-spoken-digit-dataset",
        "CC BY-SA 4.0",
    ),
    "speech-commands": (
        "Pete Warden and volunteers (Google)",
        "Speech Commands (arXiv:1804.03209), excerpts; changed: coded with Opus",
        "https://arxiv.org/abs/1804.03209",
        "CC BY 4.0",
    ),
    "frankensnare": (
        "Karoryfer Samples",
        "Frankensnare; changed: one microphone, mixed to mono, trimmed, levelled, coded with Opus",
        "https://github.com/sfzinstruments/karoryfer.frankensnare",
        "CC0 1.0",
    ),
    "sonicpi": (
        "Sonic Pi and authors at freesound.org",
        "Sonic Pi sample set; changed: mixed to mono, trimmed, levelled, coded with Opus",
        "https://github.com/sonic-pi-net/sonic-pi",
        "CC0 1.0",
    ),
    "pearlmasterstudio": ("enoe", "Pearl Master Studio pack 1; changed likewise", _SAMPLED, "CC BY 3.0"),
    "cr78": ("oramics", "Roland CR-78; changed likewise", _SAMPLED, "Public Domain"),
    "lm2": ("oramics", "LinnDrum LM-2; changed likewise", _SAMPLED, "Public Domain"),
    "mrk2": ("oramics", "Maestro Rhythm King MRK-2; changed likewise", _SAMPLED, "Public Domain"),
    "tr505": ("oramics", "Roland TR-505; changed likewise", _SAMPLED, "Public Domain"),
}
"""Collections of sounds that name no author in their lists."""


def write_card(
    folder: Path,
    *,
    labels: Sequence[str],
    shape: SoundShape,
    licence: str,
    weights_sha256: str,
    parameters: int,
    directions: Iterable[tuple[str, NDArray[np.float64]]],
    sizes: Mapping[str, Any],
    size: int,
    trained_on: str,
    command: str,
    seed: int,
) -> None:
    """Write `card.json` into `folder`. Its quality is empty until it is measured."""
    vectors = [{"name": name, "vector": [round(float(x), 5) for x in vector]} for name, vector in directions]
    card = {
        "name": f"synthesise/{folder.name}",
        "task": "synthesise",
        "summary": _SUMMARIES[shape.tone],
        "classes": list(labels),
        "sample_rate": shape.sample_rate,
        "window_s": shape.samples / shape.sample_rate,
        "licence": licence,
        "trained_on": trained_on,
        "quality": [],
        "not_meant_for": _NOT_MEANT_FOR[shape.tone],
        "parameters": parameters,
        "weights_sha256": weights_sha256,
        "extra": {
            "architecture": ARCHITECTURE,
            "shape": asdict(shape),
            "network": dict(sizes),
            "space": {"size": size, "directions": vectors},
            "first_label": next((label for label in _FIRST_LABELS if label in labels), labels[0]),
            "command": command,
            "seed": seed,
        },
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def licence_for(shape: SoundShape, sounds: Iterable[PackSound]) -> str:
    """That of a model which learned from these sounds; of collections not known here, attribution.csv says it."""
    known = all(sound.corpus in _COLLECTIONS for sound in sounds)
    return _LICENCES[shape.tone] if known else _OTHER_LICENCE


def write_attribution(folder: Path, sounds: Iterable[PackSound]) -> None:
    """Write `attribution.csv` into `folder`: whom to credit, under which licence, and how many sounds are theirs."""
    counts = Counter(_credit(sound) for sound in sounds)
    with (folder / "attribution.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("author", "title", "url", "licence", "sounds"))
        writer.writerows((*credit, count) for credit, count in sorted(counts.items()))


def _credit(sound: PackSound) -> tuple[str, str, str, str]:
    """Author, title, URL, licence: what the list of the sounds says, else what is known of the collection."""
    author, title, url, licence = _COLLECTIONS.get(sound.corpus, ("", sound.corpus, "", ""))
    if sound.clip.credit:
        author, title, url = (sound.clip.credit.get(name, "") for name in ("author", "title", "url"))
    return author, title, url, sound.clip.licence or licence
