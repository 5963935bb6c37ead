"""What Praat reads in the files that are written, label by label, and what is read in files that Praat writes."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from workbench.errors import LabelFileError
from workbench.labels.formats import textgrid
from workbench.labels.formats.catalogue import read_labels, recognised, write_labels
from workbench.labels.formats.format import LabelFormat
from workbench.labels.formats.held import held
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, SheetTier, sheet_of

pytestmark = pytest.mark.skipif(shutil.which("praat") is None, reason="Praat is not installed")

RATE, FRAMES = 44_100, 44_100 * 90 + 1
FORMS = (textgrid.FORMAT, textgrid.SHORT)
TEXTS = (
    'say "hi"', '"', "two\nlines", "a\ttab", " edges ", "Ünï ”cöde“ ʃə 日本 🐦", "! none", "1 2", "<exists>", "\\sw",
)  # fmt: skip
ENCODINGS = {
    "UTF-8": "UTF-8",
    "UTF-16": "UTF-16",
    "ASCII": "try ASCII, then UTF-16",
    "Latin": "try ISO Latin-1, then UTF-16",
}
SAVING = {
    "long": "Save as text file",
    "short": "Save as short text file",
    "chronological": "Save as chronological text file",
}

ASK = """
procedure ask: .file$, .to$
    .grid = Read from file: .file$
    .all$ = ""
    .end = Get end time
    .tiers = Get number of tiers
    for .tier to .tiers
        .name$ = Get tier name: .tier
        .intervals = Is interval tier: .tier
        if .intervals
            .count = Get number of intervals: .tier
        else
            .count = Get number of points: .tier
        endif
        .all$ = .all$ + "tier|'.intervals'|'.count'|" + .name$ + "¶"
        for .i to .count
            if .intervals
                .from = Get start time of interval: .tier, .i
                .until = Get end time of interval: .tier, .i
                .text$ = Get label of interval: .tier, .i
            else
                .from = Get time of point: .tier, .i
                .until = .from
                .text$ = Get label of point: .tier, .i
            endif
            .all$ = .all$ + "label|" + string$ (.from) + "|" + string$ (.until) + "|" + .text$ + "¶"
        endfor
    endfor
    Text writing preferences: "UTF-8"
    writeFile: .to$, .all$, "end|", string$ (.end)
endproc
"""
MADE_BY_PRAAT = '''
Text writing preferences: "try ASCII, then UTF-16"
grid = Create TextGrid: 10, 12.5, "words bells empty", "bells"
Insert boundary: 1, 10.1
Insert boundary: 1, 11 + 1 / 3
Set interval text: 1, 2, "naïve ""one"""
Insert point: 2, 10 + 2 / 3, "ding"
Save as text file: "made.TextGrid"
Save as binary file: "binary.TextGrid"
Copy: "other"
selectObject: grid
plusObject: "TextGrid other"
Save as text file: "collection.TextGrid"
'''


def awkward_sheet() -> Sheet:
    """Points, intervals of single frames, gaps and none, on frames of 44.1 kHz, in all kinds of words."""
    pick = random.Random(7)
    labels = [SheetLabel(0.0, 1 / RATE, text="first frame", tier="a"), SheetLabel(3 / RATE, 3 / RATE, tier="points")]
    edges = [*sorted(pick.sample(range(10, FRAMES), 240)), FRAMES]
    for number, (start, end) in enumerate(itertools.pairwise(edges)):
        tier = pick.choice(("a", 'b "quoted"', "ç\n日"))
        text = TEXTS[number % len(TEXTS)] if number < 2 * len(TEXTS) else f"{pick.choice(TEXTS)} {number}"
        labels.append(SheetLabel(start / RATE, end / RATE, text=text, tier=tier))
        labels.append(SheetLabel(start / RATE, start / RATE, text=text, tier="points"))
    tiers = [SheetTier("empty"), SheetTier("a"), SheetTier("")]
    wanted = sheet_of(labels, tiers, recordings=[SheetRecording("", RATE, FRAMES)])
    return held(wanted, textgrid.FORMAT.holds).sheet


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return awkward_sheet()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sheet: Sheet) -> Path:
    """With all files of all tests, written and asked for in one run of Praat."""
    folder = tmp_path_factory.mktemp("praat")
    ascii_only = sheet_of([SheetLabel(0.1, 0.2, text="plain", tier="a")])
    for form in FORMS:
        write_labels(folder / f"{form.name}.TextGrid", sheet, form)
        write_labels(folder / f"none-{form.name}.TextGrid", Sheet(), form)
    write_labels(folder / "ascii.TextGrid", ascii_only, textgrid.FORMAT)
    write_labels(folder / "latin.TextGrid", sheet_of([SheetLabel(0.1, 0.2, text="naïve", tier="a")]), textgrid.FORMAT)
    lines = [ASK]
    for form in FORMS:
        lines += [f'@ask: "{form.name}.TextGrid", "{form.name}.txt"', f'@ask: "none-{form.name}.TextGrid", "none.txt"']
    for source in (textgrid.FORMAT.name, "ascii", "latin"):
        lines += [f'Read from file: "{source}.TextGrid"']
        for name, preference in ENCODINGS.items():
            lines.append(f'Text writing preferences: "{preference}"')
            lines += [f'{save}: "{source}-{name}-{kind}.TextGrid"' for kind, save in SAVING.items()]
    (folder / "all.praat").write_text("\n".join([*lines, MADE_BY_PRAAT]), encoding="utf-8")
    (folder / "home").mkdir()
    command = ["praat", f"--pref-dir={folder / 'home'}", "--no-plugins", "--run", str(folder / "all.praat")]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder


def rows(sheet: Sheet) -> list[tuple[str, float, float, str]]:
    return sorted((label.tier, label.start_s, label.end_s, label.text) for label in sheet.labels)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_praat_reads_each_label_with_all_its_digits(folder: Path, sheet: Sheet, form: LabelFormat) -> None:
    *answers, end = (folder / f"{form.name}.txt").read_text(encoding="utf-8").split("¶")
    assert end == f"end|{FRAMES / RATE!r}"
    tiers, labels = list[str](), list[tuple[str, float, float, str]]()
    until, is_tiled = 0.0, False
    for answer in answers:
        kind, *values = answer.split("|", 3)
        if kind == "tier":
            assert not is_tiled or until == FRAMES / RATE
            until, is_tiled = 0.0, values[0] == "1"
            tiers.append(values[2])
            continue
        start, stop = float(values[0]), float(values[1])
        assert not is_tiled or (start == until and stop > start)
        until = stop
        if values[2] or not is_tiled:
            labels.append((tiers[-1], start, stop, values[2]))
    assert tiers == [tier.name for tier in sheet.tiers]
    assert sorted(labels) == rows(sheet)
    assert (folder / "none.txt").read_text(encoding="utf-8") == "end|1"


@pytest.mark.parametrize("kind", SAVING)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_praat_saves_is_read_as_it_was(folder: Path, sheet: Sheet, encoding: str, kind: str) -> None:
    path = folder / f"textgrid-{encoding}-{kind}.TextGrid"
    reading = read_labels(path)
    assert not reading.bad
    assert not reading.notes
    assert [tier.name for tier in reading.sheet.tiers] == [tier.name for tier in sheet.tiers]
    assert rows(reading.sheet) == rows(sheet)
    assert recognised(path).name == ("textgrid" if kind == "long" else "textgrid-short")
    for source, text in (("ascii", "plain"), ("latin", "naïve")):
        small = read_labels(folder / f"{source}-{encoding}-{kind}.TextGrid")
        assert rows(small.sheet) == [("a", 0.1, 0.2, text)]
        assert bool(small.notes) == (source == "latin" and encoding == "Latin")


def test_a_grid_that_praat_made_keeps_its_times(folder: Path) -> None:
    reading = read_labels(folder / "made.TextGrid")
    assert rows(reading.sheet) == [
        ("bells", 10 + 2 / 3, 10 + 2 / 3, "ding"),
        ("words", 10.1, 11 + 1 / 3, 'naïve "one"'),
    ]
    assert [tier.name for tier in reading.sheet.tiers] == ["words", "bells", "empty"]


@pytest.mark.parametrize(("name", "said"), [("binary", "Save as text file"), ("collection", "by itself")])
def test_other_files_that_praat_saves_are_refused_with_a_remedy(folder: Path, name: str, said: str) -> None:
    with pytest.raises(LabelFileError, match=said):
        read_labels(folder / f"{name}.TextGrid")
