"""Lists of classes: what is read, what is written, and what is refused with the line in which it stands."""

from __future__ import annotations

import pytest

from workbench.errors import LabelFileError
from workbench.labels.label import LabelClass
from workbench.labels.vocabulary import NAME_MAX, Entry, read_vocabulary, write_vocabulary

LIST = "# Birds\n\nrobin\nwren\tw\n  great tit \t3\t#0072B2\ncrow\t\t#000000\n"
READ = (Entry("robin"), Entry("wren", "w"), Entry("great tit", "3", "#0072B2"), Entry("crow", "", "#000000"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_editors_write_is_read(tmp_path, encoding, end) -> None:
    path = tmp_path / "birds.txt"
    text = LIST.replace("\n", end)
    path.write_bytes(("\ufeff" + text).encode("utf-16-be") if encoding.endswith("bom") else text.encode(encoding))
    assert read_vocabulary(path) == READ


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"dog\ncat\ndog\n", 3, "line 1 already"),
        (b"dog\t1\n\ncat\t1\n", 3, "key 1"),
        (b"dog\n" + b"x" * (NAME_MAX + 1) + b"\n", 2, "Shorten"),
        (b"dog\nca\x07t\n", 2, "control character"),
        (b"dog\t#E69F00\n", 1, "no key"),
        (b"dog\t1\torange\n", 1, "no colour"),
        (b"dog\t1\t#000000\tx\n", 1, "more than three columns"),
        (b"\t1\n", 1, "no name"),
        (b"dog\nk\xe4fer\n", 2, "UTF-8"),
        (b"\xff\xfed\0o\0\n\0\0\xd8", 2, "UTF-8"),
        (b"RIFF\0\0\0\0WAVE", None, "not text"),
        (b"# nothing yet\n", None, "no class"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, content, line, words) -> None:
    path = tmp_path / "birds.txt"
    path.write_bytes(content)
    with pytest.raises(LabelFileError, match=words) as caught:
        read_vocabulary(path)
    assert caught.value.line == line
    assert str(caught.value).startswith("birds.txt" if line is None else f"birds.txt, line {line}: ")


def test_a_missing_file_and_a_folder_are_refused(tmp_path) -> None:
    for path in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(LabelFileError, match="cannot be read"):
            read_vocabulary(path)
    with pytest.raises(LabelFileError, match="cannot be written"):
        write_vocabulary(tmp_path / "none" / "birds.txt", [])


def test_what_is_written_is_read_again(tmp_path) -> None:
    path = tmp_path / "birds.txt"
    classes = [LabelClass(1, "robin", 0.0, "#E69F00", "1"), LabelClass(2, "#4 call"), LabelClass(3, "wren", 0, "", "w")]
    write_vocabulary(path, classes)
    assert read_vocabulary(path) == (Entry("robin", "1", "#E69F00"), Entry("#4 call"), Entry("wren", "w"))
    assert [each.name for each in tmp_path.iterdir()] == ["birds.txt"]


def test_ten_thousand_classes_are_read(tmp_path) -> None:
    path = tmp_path / "species.txt"
    path.write_text("\n".join(f"species {n}" for n in range(10_000)), encoding="utf-8")
    assert len(read_vocabulary(path)) == 10_000
