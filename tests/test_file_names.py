"""Names of files that every system takes."""

from __future__ import annotations

import pytest

from workbench.file_names import FreeNames, file_stem


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("con", "con_"),
        ("AUX.txt", "AUX_.txt"),
        ("contact", "contact"),
        ("Zaunkönig 鳥 🐦", "Zaunkönig 鳥 🐦"),
    ],
)
def test_names_of_devices_are_avoided_and_letters_stay(name, stem) -> None:
    assert file_stem(name) == stem


def test_a_name_is_given_once_whatever_its_case_and_accents() -> None:
    names = FreeNames()
    given = [names.take(stem, ".wav") for stem in ("a", "A", "a (2)", "a", "\u00e9", "e\u0301", "b")]
    assert given == ["a.wav", "A (2).wav", "a (2) (2).wav", "a (3).wav", "\u00e9.wav", "e\u0301 (2).wav", "b.wav"]
