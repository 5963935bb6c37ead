"""The formats in which sound can be written, with their limits: dialog and command line are built from this table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Encoding:
    """How samples are written in a format.

    `name` : for the command line; `words` : for a person; `subtype` : libsndfile's name
    `stored` : the type in which samples are handed over: "int16", "int32" (24 bit in its upper bits) or "float32"
    `exact` : what is read back equals what was handed over, to the bit
    `level` : libsndfile's compression level, 0 (largest file) to 1
    """

    name: str
    words: str
    subtype: str
    stored: str
    exact: bool = True
    level: float | None = None

    @property
    def bytes_per_sample(self) -> int | None:
        """What a sample takes when it is not compressed; None for float encodings of lossy formats."""
        return {"PCM_16": 2, "PCM_24": 3, "FLOAT": 4}.get(self.subtype)


@dataclass(frozen=True)
class ExportFormat:
    """A format with what it can hold.

    `container` : libsndfile's name; `suffixes` : the first is the usual one; `encodings` : the first is the default
    `max_rate` : Hz, what is above is refused; `rates` : the only ones there are, empty if any is possible
    """

    name: str
    words: str
    container: str
    suffixes: tuple[str, ...]
    encodings: tuple[Encoding, ...]
    max_channels: int
    max_rate: int
    rates: tuple[int, ...] = ()

    @property
    def compressed(self) -> bool:
        return self.container != "WAV"

    def encoding(self, name: str) -> Encoding | None:
        return next((each for each in self.encodings if each.name == name), None)

    def rate_for(self, rate: int) -> int:
        """The rate at which sound of `rate` Hz is written: the same, else the next above, else the highest."""
        return next((each for each in self.rates if each >= rate), self.rates[-1]) if self.rates else rate

    def problem(self, channels: int, rate: int) -> str:
        """Why sound of so many channels and that rate cannot be written, with the remedy; empty if it can."""
        if channels > self.max_channels:
            return f"{self.words} holds {_at_most(self.max_channels)}, not {channels}. Choose {_HOLDS_MORE[self.name]}."
        if not self.rates and rate > self.max_rate:
            return f"{self.words} holds sample rates to {self.max_rate:,} Hz, not {rate:,}. Choose WAV."
        return ""


_PCM_16 = Encoding("16", "16 bit", "PCM_16", "int16")
_PCM_24 = Encoding("24", "24 bit", "PCM_24", "int32")
_FLOAT = Encoding("float", "32 bit float", "FLOAT", "float32")


def _lossy(subtype: str, high: float, medium: float, low: float) -> tuple[Encoding, ...]:
    qualities = (("high", "high quality", high), ("medium", "medium quality", medium), ("low", "small file", low))
    return tuple(
        Encoding(name, words, subtype, "float32", exact=False, level=level) for name, words, level in qualities
    )


WAV = ExportFormat("wav", "WAV", "WAV", (".wav", ".wave"), (_PCM_24, _PCM_16, _FLOAT), 256, 100_000_000)
FLAC = ExportFormat("flac", "FLAC", "FLAC", (".flac",), (_PCM_24, _PCM_16), 8, 655_350)
# libsndfile hands channels to the two Ogg codecs in WAV's order, and every other reader takes them out in Vorbis' own,
# the sixth as a bass channel: more than two would come out exchanged. Above 200 kHz the Vorbis encoder crashes.
VORBIS = ExportFormat(
    "vorbis", "Ogg Vorbis", "OGG", (".ogg", ".oga"), _lossy("VORBIS", 0.2, 0.5, 0.8), max_channels=2, max_rate=200_000
)
OPUS = ExportFormat(
    "opus",
    "Opus",
    "OGG",
    (".opus",),
    _lossy("OPUS", 0.3, 0.6, 0.8),
    max_channels=2,
    max_rate=48_000,
    rates=(8000, 12_000, 16_000, 24_000, 48_000),
)
MP3 = ExportFormat(
    "mp3",
    "MP3",
    "MP3",
    (".mp3",),
    _lossy("MPEG_LAYER_III", 0.0, 0.3, 0.6),
    max_channels=2,
    max_rate=48_000,
    rates=(8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
)

FORMATS = (WAV, FLAC, VORBIS, OPUS, MP3)

_HOLDS_MORE = {"wav": "fewer channels", "flac": "WAV"} | dict.fromkeys(("vorbis", "opus", "mp3"), "FLAC or WAV")


def format_named(name: str) -> ExportFormat | None:
    return next((each for each in FORMATS if each.name == name), None)


def format_of_suffix(path: Path) -> ExportFormat | None:
    """The format that a file's name asks for; None if its ending is none of ours."""
    return next((each for each in FORMATS if path.suffix.lower() in each.suffixes), None)


def format_of_words(words: str) -> ExportFormat | None:
    """The format of a recording from `Recording.format`, such as "FLAC, 24 bit"; None if we cannot write it."""
    starts = (("WAV", WAV), ("FLAC", FLAC), ("Ogg Vorbis", VORBIS), ("Ogg Opus", OPUS), ("MP3", MP3))
    return next((found for start, found in starts if words.startswith(start)), None)


def _at_most(channels: int) -> str:
    return f"at most {channels} channels"
