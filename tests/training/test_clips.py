"""Labelled clips: the three ways they may lie, and what is said about each mistake."""

import io
import tarfile

import numpy as np
import pytest
import soundfile

from workbench.errors import DataError
from workbench.training.clips import class_names, find_clips

TONE = (0.1 * np.sin(np.arange(800) / 5)).astype(np.float32)


def _wav(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, TONE, 8000, subtype="FLOAT")


def _list(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_class_folders(tmp_path):
    for name in ("rain/b.wav", "rain/a.wav", "bell/c.flac"):
        _wav(tmp_path / name) if name.endswith("wav") else soundfile.write(_made(tmp_path / name), TONE, 8000)
    (tmp_path / "rain" / "notes.txt").write_text("not audio")
    clips = find_clips(tmp_path)
    assert [(clip.path.name, clip.label, clip.fold) for clip in clips] == [
        ("c.flac", "bell", None),
        ("a.wav", "rain", None),
        ("b.wav", "rain", None),
    ]
    assert class_names(clips) == ("bell", "rain")


def _made(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_csv_with_folds_and_licences(tmp_path):
    _wav(tmp_path / "audio" / "a.wav")
    _wav(tmp_path / "b, c.wav")
    table = 'filename,fold,category,licence,author,url\na.wav,1,dog,CC0,Ann,http://a\n"b, c.wav",2,cat,CC-BY-NC,,\n'
    dog, cat = find_clips(_list(tmp_path / "clips.csv", table))
    assert (dog.label, dog.fold, dog.is_free, dog.credit) == ("dog", 1, True, {"author": "Ann", "url": "http://a"})
    assert (cat.label, cat.fold, cat.is_free, cat.credit) == ("cat", 2, False, {})
    samples, sample_rate = dog.read()
    assert sample_rate == 8000
    np.testing.assert_array_equal(samples, TONE[None])


def test_metadata_csv_in_the_folder_or_in_one_for_each_split(tmp_path):
    for split, label in (("train", "dog"), ("test", "cat")):
        _wav(tmp_path / split / "a.wav")
        _list(tmp_path / split / "metadata.csv", f"file_name,label,fold\na.wav,{label},2\n")
    assert [(clip.label, clip.fold) for clip in find_clips(tmp_path)] == [("cat", 2), ("dog", 2)]
    assert [clip.label for clip in find_clips(tmp_path / "train")] == ["dog"]


def test_tar_is_read_in_place(tmp_path):
    _wav(tmp_path / "a.wav")
    archive = tmp_path / "set.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(tmp_path / "a.wav", "set/audio/a.wav")
        table = b"filename,fold,category\na.wav,3,dog\n"
        member = tarfile.TarInfo("set/meta.csv")
        member.size = len(table)
        tar.addfile(member, io.BytesIO(table))
    (clip,) = find_clips(archive)
    assert (clip.label, clip.fold, clip.name) == ("dog", 3, "set.tar:set/audio/a.wav")
    np.testing.assert_array_equal(clip.read()[0], TONE[None])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "line 1: the header must name the columns path and label, and names none"),
        ("path,colour\na.wav,red\n", "line 1: .* names path, colour"),
        ("path,label\na.wav,dog\nb.wav,cat\n", "line 3: b.wav is not there. Correct the path"),
        ("path,label\na.wav,\n", "line 2: path or label is empty"),
        ("path,label,fold\na.wav,dog,one\n", "line 2: the fold is 'one'"),
        ("path,label\n", "holds no clips"),
    ],
)
def test_mistakes_in_a_list_are_named_with_file_and_line(tmp_path, table, message):
    _wav(tmp_path / "a.wav")
    path = _list(tmp_path / "clips.csv", table)
    with pytest.raises(DataError, match=message) as caught:
        find_clips(path)
    assert str(path) in str(caught.value)


def test_data_that_is_no_data(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        find_clips(tmp_path / "nought")
    with pytest.raises(DataError, match=r"neither a meta\.csv nor folders"):
        find_clips(tmp_path)
    with pytest.raises(DataError, match="neither a tar file"):
        find_clips(_list(tmp_path / "a.txt", "hello"))
    (tmp_path / "latin.csv").write_bytes(b"path,label\n\xe9.wav,dog\n")
    with pytest.raises(DataError, match="Save it as UTF-8"):
        find_clips(tmp_path / "latin.csv")
    with tarfile.open(tmp_path / "empty.tar", "w") as tar:
        tar.add(tmp_path / "a.txt", "a.txt")
    with pytest.raises(DataError, match=r"has no meta\.csv"):
        find_clips(tmp_path / "empty.tar")


def test_a_damaged_clip_is_named(tmp_path):
    (tmp_path / "dog").mkdir()
    (tmp_path / "dog" / "a.wav").write_bytes(b"RIFF nonsense")
    (clip,) = find_clips(tmp_path)
    with pytest.raises(DataError, match=r"dog/a\.wav: cannot be read .* Mend or remove it"):
        clip.read()
