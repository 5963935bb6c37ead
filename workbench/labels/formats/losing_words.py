"""What texts, and names of authors and recordings, lose in formats that cannot hold all characters."""

from __future__ import annotations

import re
from dataclasses import astuple, replace
from functools import cache

from workbench.labels.formats.format import Holds
from workbench.labels.formats.fresh_names import FreshNames
from workbench.labels.formats.losing import Losing
from workbench.labels.formats.sheet import SheetAuthor

_BREAK = re.compile("[\\t\\n\\x85\\u2028\\u2029]+")
_BLANK_LINES = re.compile("\\n\\s*\\n")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}|-->")
_PLAIN = str.maketrans("<>{}", "‹›()")
CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")
"""Characters that XML does not have, and other files of text do not keep."""


def _without_control(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def lose_control(losing: Losing, holds: Holds) -> None:
    count = losing.each(
        lambda label: CONTROL.search(label.text) is not None,
        lambda label: replace(label, text=_without_control(label.text)),
    )
    losing.say(count, "1 text loses control characters.", "{} texts lose control characters.")


def lose_line_breaks(losing: Losing, holds: Holds) -> None:
    count = losing.each(
        lambda label: _BREAK.search(label.text) is not None,
        lambda label: replace(label, text=_BREAK.sub(" ", label.text)),
    )
    losing.say(count, "1 text becomes a single line.", "{} texts become single lines.")


def lose_blank_lines(losing: Losing, holds: Holds) -> None:
    count = losing.each(
        lambda label: _BLANK_LINES.search(label.text) is not None,
        lambda label: replace(label, text=_BLANK_LINES.sub("\n", label.text)),
    )
    losing.say(count, "1 text loses empty lines.", "{} texts lose empty lines.")


def lose_markup(losing: Losing, holds: Holds) -> None:
    count = losing.each(
        lambda label: _MARKUP.search(label.text) is not None,
        lambda label: replace(label, text=_MARKUP.sub(_not_markup, label.text)),
    )
    why = "changed, since they would be read as formatting"
    losing.say(count, f"1 text has its brackets or arrows {why}.", f"{{}} texts have their brackets or arrows {why}.")


def _not_markup(found: re.Match[str]) -> str:
    return "→" if found[0] == "-->" else found[0].translate(_PLAIN)


def lose_blank_edges(losing: Losing, holds: Holds) -> None:
    losing.each(lambda label: label.text != label.text.strip(), lambda each: replace(each, text=each.text.strip()))


def plain_name(name: str, holds: Holds) -> str:
    """What of a name can be written where texts are without control characters and line breaks."""
    plain = name if holds.control_characters else _without_control(name)
    return plain if holds.line_breaks else _BREAK.sub(" ", plain)


def name_authors(losing: Losing, holds: Holds) -> None:
    @cache
    def plain(author: SheetAuthor | None) -> SheetAuthor | None:
        return author and SheetAuthor(*(plain_name(word, holds) for word in astuple(author)))

    count = losing.each(
        lambda label: any(each != plain(each) for each in (label.author, label.judged_by)),
        lambda label: replace(label, author=plain(label.author), judged_by=plain(label.judged_by)),
    )
    how = "written without line breaks and control characters"
    losing.say(count, f"1 label has the name of its author {how}.", f"{{}} labels have the names of authors {how}.")


def name_recordings(losing: Losing, holds: Holds) -> None:
    """Paths may have any character but a null on some systems."""
    sheet = losing.sheet
    every = [each.path for each in sheet.recordings]
    fresh = FreshNames(every)
    names = {path: path if (plain := plain_name(path, holds)) == path else fresh.take(plain) for path in every}
    renamed = sum(old != new for old, new in names.items())
    how = "written without line breaks and control characters, and may not be found by that"
    losing.say(renamed, f"1 recording has its name {how}.", f"{{}} recordings have their names {how}.")
    losing.each(
        lambda label: names[label.recording] != label.recording,
        lambda label: replace(label, recording=names[label.recording]),
    )
    recordings = tuple(replace(each, path=names[each.path]) for each in sheet.recordings)
    losing.sheet = replace(losing.sheet, recordings=recordings)
