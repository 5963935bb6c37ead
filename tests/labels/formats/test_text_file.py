"""What comes in any encoding is read, and what is written is whole or not there."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from workbench.errors import LabelFileError, LabelTargetExists
from workbench.labels.formats.text_file import read_head, read_text, write_whole

WORDS = "a\tkäfer\nb\t“日本”\n"


def written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_unicode_is_read_with_any_mark_and_any_line_end(tmp_path, encoding, end) -> None:
    path = written(tmp_path / "a.txt", WORDS.replace("\n", end).encode(encoding))
    text = read_text(path)
    assert (text.body, text.note) == (WORDS, "")
    assert read_head(path) == WORDS


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_utf_16_without_a_mark_is_guessed_and_said(tmp_path, encoding) -> None:
    path = written(tmp_path / "a.txt", "0.5\t1.5\tkäfer\n".encode(encoding))
    text = read_text(path)
    assert text.body == "0.5\t1.5\tkäfer\n"
    assert "UTF-16" in text.note


@pytest.mark.parametrize(
    ("words", "encoding", "named"),
    [
        ("Käfer über Straße, señor, été", "cp1252", "Windows-1252"),
        ("Käfer über Straße, señor, été", "mac-roman", "Mac Roman"),
        ("“dog” – don’t", "cp1252", "Windows-1252"),
        ("10–20 €", "cp1252", "Windows-1252"),
        ("garçon", "mac-roman", "Mac Roman"),
        ("mañana", "mac-roman", "Mac Roman"),
    ],
)
def test_what_is_older_than_unicode_is_told_apart_and_said(tmp_path, words, encoding, named) -> None:
    text = read_text(written(tmp_path / "a.txt", words.encode(encoding)))
    assert text.body == words
    assert named in text.note


@pytest.mark.parametrize(
    ("raw", "words", "line"),
    [
        (b"ooBinaryFile\x08TextGrid\0\0\1\2", "not text", None),
        (b"RIFF$\0\0\0WAVEfmt ", "not text", None),
        (b"\xff\xfed\0\n\0o\0\0\xd8", "not valid UTF-16-LE", 2),
        (b"\xef\xbb\xbfd\n\xe4", "not valid UTF-8", 2),
    ],
)
def test_what_is_no_text_is_refused(tmp_path, raw, words, line) -> None:
    with pytest.raises(LabelFileError, match=words) as caught:
        read_text(written(tmp_path / "a.txt", raw))
    assert caught.value.line == line


def test_an_empty_file_is_empty_text(tmp_path) -> None:
    assert read_text(written(tmp_path / "a.txt", b"")).body == ""


def test_a_file_larger_than_allowed_is_refused(tmp_path) -> None:
    path = written(tmp_path / "a.txt", b"x" * (1024**2 + 1))
    assert len(read_text(path, 1024**2 + 1).body) == 1024**2 + 1
    with pytest.raises(LabelFileError, match="larger than 1 MB"):
        read_text(path, 1024**2)


def test_what_is_no_regular_file_is_refused_at_once(tmp_path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / "none.txt", tmp_path / ("x" * 300)):
        with pytest.raises(LabelFileError, match="cannot be read"):
            read_text(path)
        with pytest.raises(LabelFileError, match="cannot be read"):
            read_head(path)


def put(text: str):
    return lambda part: part.write_text(text)


def test_a_file_that_is_there_is_overwritten_only_if_asked(tmp_path) -> None:
    path = written(tmp_path / "a.txt", b"old")
    with pytest.raises(LabelTargetExists):
        write_whole(path, put("new"))
    assert path.read_text() == "old"
    write_whole(path, put("new"), overwrite=True)
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_as_long_as_names_may_be_is_written(tmp_path) -> None:
    path = tmp_path / ("x" * 251 + ".txt")
    write_whole(path, put("new"))
    assert path.read_text() == "new"


@pytest.mark.parametrize("overwrite", [False, True])
def test_where_nothing_can_be_written_is_said(tmp_path, overwrite) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for path, words in ((folder, "is a folder"), (tmp_path / "none" / "a.txt", "no such file"), (
        tmp_path / ("x" * 300), "too long")):  # fmt: skip
        with pytest.raises(LabelFileError, match=words):
            write_whole(path, put("new"), overwrite=overwrite)
    assert list(tmp_path.iterdir()) == [folder]
    assert not list(folder.iterdir())


def test_a_full_disk_leaves_what_was_there(tmp_path) -> None:
    def fill(part: Path) -> None:
        part.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = written(tmp_path / "a.txt", b"old")
    with pytest.raises(LabelFileError, match="no space left on device"):
        write_whole(path, fill, overwrite=True)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_said(tmp_path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(LabelFileError, match="permission denied"):
            write_whole(tmp_path / "a.txt", put("new"))
    finally:
        tmp_path.chmod(0o700)
