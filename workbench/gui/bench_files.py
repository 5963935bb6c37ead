"""Sounds of the bench as files: where they are kept, what they are called, what is written into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.audio.made_sounds import store_sound
from workbench.audio.side_by_side import padded
from workbench.audio.signal import ArraySignal, Samples
from workbench.gui.bench_sounds import BenchSound
from workbench.gui.result_words import short_name
from workbench.models.contract import Card
from workbench.models.synthesise.sequence import DEFAULT_GAP_S, sound_notes


@dataclass(frozen=True)
class SoundFile:
    """A made sound, as the worker is to write it: nothing of it changes any more.

    `name` : as on the bench, such as "snare 4711"; `model` : its short name
    `notes` : what it was made from, see `sound_notes`
    """

    samples: Samples
    sample_rate: int
    name: str
    model: str
    notes: str

    @property
    def signal(self) -> ArraySignal:
        return ArraySignal(self.samples, self.sample_rate)

    @property
    def title(self) -> str:
        """What its file is called: "snare 4711 oneshots-gan"."""
        return f"{self.name} {self.model}"

    @property
    def tags(self) -> dict[str, str]:
        """What a file says of it, by libsndfile's names."""
        return {"title": self.title, "comment": self.notes}

    def as_long_as(self, frames: int) -> SoundFile:
        """With silence at its end where it is shorter, and a name that says so."""
        if frames <= self.samples.shape[1]:
            return self
        name = f"{self.name}, {frames / self.sample_rate:.1f} s"
        return replace(self, samples=padded(self.samples, frames), name=name)


def file_of(sound: BenchSound, card: Card) -> SoundFile:
    """Of a sound that is made; `card` is that of its model."""
    assert sound.samples is not None
    gap_s = DEFAULT_GAP_S if sound.is_sequence else 0.0
    notes = sound_notes(card, sound.sounding, gap_s)
    return SoundFile(sound.samples, sound.sample_rate, sound.name, short_name(card.name), notes)


def store_steps(file: SoundFile) -> Iterator[Path]:
    """Steps of a job: where it is kept. Raises `ExportError`."""
    yield store_sound(file.samples, file.sample_rate, file.title, file.notes).absolute()
