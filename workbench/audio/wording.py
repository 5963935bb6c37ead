"""What libsndfile knows about a file, in words for a person."""

from __future__ import annotations

import soundfile

from workbench.audio.pcm_file import BYTES_PER_SAMPLE
from workbench.audio.wav_header import SoundChunk

WORTH_SAYING_S = 0.02
"""Lengths and places that differ by less are as good as equal: less than a block of any encoding."""

_CONTAINERS = {"WAVEX": "WAV", "RF64": "WAV (RF64)", "W64": "Wave64", "OGG": "Ogg"}
_ENCODINGS = {
    "PCM_S8": "8 bit",
    "PCM_U8": "8 bit",
    "PCM_16": "16 bit",
    "PCM_24": "24 bit",
    "PCM_32": "32 bit",
    "FLOAT": "32 bit float",
    "DOUBLE": "64 bit float",
    "ULAW": "µ-law",
    "ALAW": "A-law",
    "ALAC_16": "Apple Lossless 16 bit",
    "ALAC_20": "Apple Lossless 20 bit",
    "ALAC_24": "Apple Lossless 24 bit",
    "ALAC_32": "Apple Lossless 32 bit",
    "VORBIS": "Vorbis",
    "OPUS": "Opus",
    "IMA_ADPCM": "IMA ADPCM",
    "MS_ADPCM": "Microsoft ADPCM",
}


def format_words(file: soundfile.SoundFile) -> str:
    """Container and encoding, such as "WAV, 24 bit", "FLAC, 16 bit", "MP3", "Ogg Vorbis"."""
    if file.format == "MP3":
        return "MP3"
    container = _CONTAINERS.get(file.format, file.format)
    encoding = _ENCODINGS.get(file.subtype, file.subtype.replace("_", " "))
    return f"{container} {encoding}" if container == "Ogg" else f"{container}, {encoding}"


def shortfall_words(there: int, announced: int | None, sample_rate: int) -> tuple[str, ...]:
    """The warning for a recording with fewer frames than its header says; empty if it has them all."""
    if announced is None or (announced - there) / sample_rate < WORTH_SAYING_S:
        return ()
    return (
        f"shorter than its header says: {there / sample_rate:.2f} of {announced / sample_rate:.2f} s are there; "
        "recording or copying it was interrupted",
    )


def announced_frames(file: soundfile.SoundFile, chunk: SoundChunk | None) -> int | None:
    """Frames that the header of an uncompressed file announces."""
    if chunk is None or chunk.announced is None:
        return None
    return chunk.announced // (int(file.channels) * BYTES_PER_SAMPLE[file.subtype])
