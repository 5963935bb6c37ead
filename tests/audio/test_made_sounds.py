"""Made sounds as files: what is in them, that the same is found again, and that nothing is written over."""

from __future__ import annotations

import json
import resource

import numpy as np
import pytest
import soundfile
from make_audio import make_sound

from workbench import paths
from workbench.audio.made_sounds import MAX_NOTES, store_sound
from workbench.audio.tags import read_tags
from workbench.errors import ExportError
from workbench.file_names import file_stem

SOUND = make_sound()[:1, :20_000]
NOTES = json.dumps({"model": "synthesise/a", "point": [float(x) for x in np.random.default_rng(1).normal(size=64)]})


def names() -> list[str]:
    return sorted(path.name for path in (paths.data_dir() / "sounds").iterdir())


def test_a_stored_sound_is_a_wav_with_what_it_was_made_from() -> None:
    path = store_sound(SOUND, 48_000, "snare 4711 oneshots-gan", NOTES)
    assert path == paths.data_dir() / "sounds" / "snare 4711 oneshots-gan.wav"
    with soundfile.SoundFile(path) as file:
        assert (file.format, file.subtype, file.samplerate, file.channels) == ("WAV", "PCM_24", 48_000, 1)
        assert (file.title, file.comment) == ("snare 4711 oneshots-gan", NOTES)
        np.testing.assert_allclose(file.read(dtype="float32"), SOUND[0], atol=2**-23)


def test_the_same_sound_is_the_same_file() -> None:
    first = store_sound(SOUND, 48_000, "snare 1", NOTES)
    changed_ns = first.stat().st_mtime_ns
    assert store_sound(SOUND + np.float32(1e-6), 48_000, "snare 1", NOTES) == first  # another device made it
    assert first.stat().st_mtime_ns == changed_ns
    assert names() == ["snare 1.wav"]


def test_what_is_there_is_never_written_over() -> None:
    first = store_sound(SOUND, 48_000, "snare 1", NOTES)
    before = first.read_bytes()
    (first.parent / "snare 1 (2).wav").write_text("something else")
    others = [
        store_sound(SOUND, 48_000, "snare 1", "made from something else"),
        store_sound(SOUND * np.float32(0.5), 48_000, "snare 1", NOTES),
        store_sound(SOUND, 44_100, "snare 1", NOTES),
        store_sound(SOUND[:, :-1], 48_000, "snare 1", NOTES),
    ]
    assert [path.name for path in others] == [f"snare 1 ({number}).wav" for number in (3, 4, 5, 6)]
    assert first.read_bytes() == before
    assert store_sound(SOUND * np.float32(0.5), 48_000, "snare 1", NOTES) == others[1]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("hi/hat: 7?", "hi-hat- 7-"),
        ("../../etc", "-..-etc"),
        ("  ..  ", "sound"),
        ("", "sound"),
        ("line\nbreak\ud800", "line-break-"),
        ("ö" * 100, "ö" * 60),
        ("a" * 119 + "ö", "a" * 119),
    ],
)
def test_names_fit_any_system(name, stem) -> None:
    assert file_stem(name) == stem
    assert store_sound(SOUND, 48_000, name, "a\nb").name == f"{stem}.wav"
    assert store_sound(SOUND, 48_000, name, "a\nb").name == f"{stem}.wav"


def test_notes_that_would_not_be_found_again_are_left_out() -> None:
    most, more = "x" * MAX_NOTES, "x" * (MAX_NOTES + 1)
    assert read_tags(store_sound(SOUND, 48_000, "a", most))["comment"] == most
    first = store_sound(SOUND, 48_000, "b", more)
    assert "comment" not in read_tags(first)
    assert store_sound(SOUND, 48_000, "b", more) == first


def test_a_full_disk_is_said_and_leaves_nothing() -> None:
    (paths.data_dir() / "sounds").mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))  # Python ignores the signal, so writing fails
    try:
        with pytest.raises(ExportError, match=r"snare 1\.wav was not written: there is no room left"):
            store_sound(SOUND, 48_000, "snare 1", NOTES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names() == []


def test_a_file_in_the_place_of_the_folder_is_named() -> None:
    (paths.data_dir() / "sounds").write_text("")
    with pytest.raises(ExportError, match="sounds was not written: the folder cannot be made"):
        store_sound(SOUND, 48_000, "snare 1")
