"""Clips by labels: the very samples, their lengths at the edges, their names, and what is left after a failure."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile
from make_audio import make_sound, write

from workbench.audio.clip_dataset import ClipRow, folds_of, table_text
from workbench.audio.clip_span import Cut
from workbench.audio.export_formats import FLAC
from workbench.audio.label_clips import ClipFailed, ClipsDone, ClipSource, ClipWish, ClipWritten, clip_steps
from workbench.errors import ExportError, ExportTargetExists
from workbench.labels.formats.sheet import SheetAuthor, SheetLabel
from workbench.labels.label import Status
from workbench.training.clips import find_clips

RATE = 44_100
SOUND = make_sound(1.0)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write(tmp_path / "site 1.wav", SOUND, subtype="PCM_16")


def label(start: int, stop: int, text: str = "dog", **more) -> SheetLabel:
    """By frames."""
    return SheetLabel(start / RATE, stop / RATE, text=text, **more)


def run(path: Path, labels: list[SheetLabel], wish: ClipWish) -> list:
    return list(clip_steps([ClipSource(path, tuple(labels))], wish))


def only(steps: list, kind: type) -> list:
    return [step for step in steps if isinstance(step, kind)]


def samples(path: Path) -> np.ndarray:
    return soundfile.read(path, dtype="float32", always_2d=True)[0].T


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_clip_is_the_span_of_its_source_to_the_bit(tmp_path, recording) -> None:
    steps = run(recording, [label(1001, 22_003), label(30_000, 30_001, "one")], ClipWish(tmp_path / "out"))
    first, second = (step.path for step in only(steps, ClipWritten))
    assert (first.name, second.name) == ("site 1_0.023_dog.wav", "site 1_0.680_one.wav")
    np.testing.assert_array_equal(samples(first), SOUND[:, 1001:22_003])
    np.testing.assert_array_equal(samples(second), SOUND[:, 30_000:30_001])
    assert soundfile.info(first).subtype == "PCM_16"
    assert steps[-1] == ClipsDone(tmp_path / "out", 2, 0, ())
    shares = [step for step in steps if isinstance(step, float)]
    assert shares == sorted(shares) and shares[-1] == 1.0


@pytest.mark.parametrize(
    ("cut", "span", "found"),
    [
        (Cut(padding_s=(0.1, 0.2)), (10_000, 20_000), (10_000 - 4410, 20_000 + 8820)),
        (Cut(padding_s=(0.5, 0.5)), (10_000, 40_000), (0, 44_100)),
        (Cut(shortest_s=0.5), (20_000, 20_100), (20_050 - 11_025, 20_050 + 11_025)),
        (Cut(shortest_s=0.5), (100, 200), (0, 22_050)),
        (Cut(length_s=0.5), (20_000, 20_100), (20_050 - 11_025, 20_050 + 11_025)),
        (Cut(length_s=0.5), (43_000, 44_100), (22_050, 44_100)),
        (Cut(length_s=0.1), (10_000, 30_000), (20_000 - 2205, 20_000 + 2205)),
        (Cut(point_s=0.2), (20_000, 20_000), (20_000 - 4410, 20_000 + 4410)),
    ],
)
def test_padding_and_lengths_end_where_the_recording_does(tmp_path, recording, cut, span, found) -> None:
    (written,) = only(run(recording, [label(*span)], ClipWish(tmp_path / "out", cut=cut)), ClipWritten)
    np.testing.assert_array_equal(samples(written.path), SOUND[:, slice(*found)])


@pytest.mark.parametrize(
    ("cut", "span", "before"),
    [
        (Cut(length_s=1.5), (10_000, 20_000), 11_025),  # more than there is
        (Cut(length_s=0.5, fill="silence"), (10_000, 20_000), 6025),
        (Cut(length_s=0.5, fill="silence"), (40_000, 50_000), 8975),  # beyond the end of the recording
    ],
)
def test_what_is_not_there_is_silence_on_both_sides(tmp_path, recording, cut, span, before) -> None:
    (written,) = only(run(recording, [label(*span)], ClipWish(tmp_path / "out", cut=cut)), ClipWritten)
    found, frames = samples(written.path), round(cut.length_s * RATE)
    inside = SOUND if cut.fill == "sound" else SOUND[:, span[0] : span[1]]
    wanted = np.zeros((2, frames), np.float32)
    wanted[:, before : before + inside.shape[1]] = inside
    np.testing.assert_array_equal(found, wanted)


def test_channels_and_rate(tmp_path, recording) -> None:
    span = label(10_000, 20_000, channel=1)
    (own,) = only(run(recording, [span], ClipWish(tmp_path / "own", channels="own")), ClipWritten)
    np.testing.assert_array_equal(samples(own.path), SOUND[1:, 10_000:20_000])
    wish = ClipWish(tmp_path / "mono", channels="mono", sample_rate=16_000, format=FLAC, cut=Cut(length_s=0.25))
    (mono,) = only(run(recording, [span], wish), ClipWritten)
    info = soundfile.info(mono.path)
    assert (info.format, info.channels, info.samplerate, info.frames) == ("FLAC", 1, 16_000, 4000)
    (failed,) = only(run(recording, [label(0, 9, channel=2)], ClipWish(tmp_path / "b", channels="own")), ClipFailed)
    assert "is of channel 3, and there are 2. Correct the label" in str(failed.error)


def test_names_from_all_fields_are_safe_and_each_is_given_once(tmp_path, recording) -> None:
    labels = [
        label(0, 4410, "a/b: ö?", tier="calls"),
        label(0, 4410, "a/b: ö?", tier="calls"),
        label(0, 8820, "", tier="calls"),
        *(label(n, n + 9, "x") for n in range(1, 9)),
    ]
    wish = ClipWish(tmp_path / "out", "{n} {recording} {label} {tier} {start_frame}-{end_frame}")
    names = [step.path.name for step in only(run(recording, labels, wish), ClipWritten)]
    assert names[:3] == [
        "01 site 1 a-b- ö- calls 0-4410.wav",
        "02 site 1 a-b- ö- calls 0-4410.wav",
        "03 site 1 unlabelled calls 0-8820.wav",
    ]
    wish = ClipWish(tmp_path / "more", "{label}")
    names = [step.path.name for step in only(run(recording, labels[:2], wish), ClipWritten)]
    assert names == ["a-b- ö-.wav", "a-b- ö- (2).wav"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("{lable}", r"has \{lable\}, and can have \{recording\}"), ("a/{n}", "class folders"), (" ", "is empty")],
)
def test_patterns_that_cannot_be_meant_are_refused(tmp_path, recording, pattern, words) -> None:
    with pytest.raises(ExportError, match=words):
        run(recording, [label(0, 9)], ClipWish(tmp_path / "out", pattern))
    assert not (tmp_path / "out").exists()


def test_class_folders_are_read_by_the_training(tmp_path, recording) -> None:
    labels = [label(n * 1000, n * 1000 + 500, text) for n, text in enumerate(("dog", "a/b", "a:b", "Dog", "con"))]
    steps = run(recording, labels, ClipWish(tmp_path / "out", class_folders=True))
    folders = {clip.label for clip in find_clips(tmp_path / "out")}
    assert folders == {"Dog", "dog (2)", "a-b", "a-b (2)", "con_"}
    assert any("The class “a:b” is in the folder “a-b (2)”" in note for note in steps[-1].notes)
    assert not any("splits" in note for note in steps[-1].notes)
    steps = run(
        recording, [label(0, 100, "train"), label(0, 100, "trains")], ClipWish(tmp_path / "b", class_folders=True)
    )
    assert "takes “train” in names for splits" in steps[-1].notes[0]


def test_what_is_there_is_never_written_over_unless_asked(tmp_path, recording) -> None:
    wish = ClipWish(tmp_path / "out", "{label}")
    run(recording, [label(0, 100)], wish)
    (tmp_path / "out" / "dog.wav").write_bytes(b"mine")
    steps = run(recording, [label(0, 100), label(0, 100, "cat")], wish)
    (failed,) = only(steps, ClipFailed)
    assert isinstance(failed.error, ExportTargetExists) and (tmp_path / "out" / "dog.wav").read_bytes() == b"mine"
    assert (steps[-1].written, steps[-1].failed) == (1, 1)
    again = ClipWish(tmp_path / "out", "{label}", overwrite=True)
    assert run(recording, [label(0, 100)], again)[-1].written == 1
    itself = ClipWish(tmp_path, "{recording}", overwrite=True)
    (failed,) = only(run(recording, [label(0, 100)], itself), ClipFailed)
    assert "never changed" in str(failed.error) and samples(recording).shape == SOUND.shape


def test_what_cannot_be_read_is_told_and_the_rest_is_written(tmp_path, recording) -> None:
    sources = [
        ClipSource(tmp_path / "gone.wav", (label(0, 9), label(9, 99))),
        ClipSource(recording, (label(0, 100), label(44_100, 44_200), label(5, 5, "point"))),
    ]
    steps = list(clip_steps(sources, ClipWish(tmp_path / "out")))
    gone, beyond = only(steps, ClipFailed)
    assert gone.label is None and "there is no such file" in str(gone.error)
    assert "begins after the end" in str(beyond.error)
    assert (steps[-1].written, steps[-1].failed) == (1, 3)
    assert steps[-1].notes == ("1 point has no length, and no clip. Give points a width to have them, too.",)


def test_cancelled_it_leaves_whole_clips_and_no_half_data_set(tmp_path, recording) -> None:
    labels = [label(n * 4000, n * 4000 + 4000) for n in range(10)]
    for dataset in (False, True):
        steps = clip_steps([ClipSource(recording, tuple(labels))], ClipWish(tmp_path / "out", dataset=dataset))
        while not isinstance(next(steps), ClipWritten):
            pass
        next(steps)
        steps.close()
        if not dataset:
            assert files(tmp_path) == ["out/site 1_0.000_dog.wav", "site 1.wav"]
            (tmp_path / "out" / "site 1_0.000_dog.wav").unlink()
            (tmp_path / "out").rmdir()
    assert files(tmp_path) == ["site 1.wav"]


def test_pretending_says_the_same_and_writes_nothing(tmp_path, recording) -> None:
    labels = [label(0, 100), label(0, 100), label(50_000, 50_001)]
    wish = ClipWish(tmp_path / "out", "{label}", class_folders=True)
    before = list(clip_steps([ClipSource(recording, tuple(labels))], wish, pretend=True))
    assert not (tmp_path / "out").exists()
    after = run(recording, labels, wish)
    assert only(before, ClipWritten) == only(after, ClipWritten) and before[-1] == after[-1]


def test_a_data_set_is_read_by_the_training_and_as_audiofolder_asks(tmp_path, recording) -> None:
    (tmp_path / "b").mkdir()
    other = write(tmp_path / "b" / "site 1.wav", SOUND)
    author = SheetAuthor("person", "Ada")
    labels = (
        label(0, 4410, "test"),
        label(100, 8820, 'a/b, "c"\r\nd', tier="b\rc", low_hz=100.0, high_hz=2000.0, author=author),
    )
    wish = ClipWish(tmp_path / "set", dataset=True, folds=2, cut=Cut(padding_s=(0.1, 0.1)))
    steps = list(clip_steps([ClipSource(recording, labels), ClipSource(other, labels)], wish))
    assert steps[-1].written == 4 and files(tmp_path / "set")[0] == "README.md"
    assert all(step.path.is_file() for step in only(steps, ClipWritten))

    clips = find_clips(tmp_path / "set")
    assert sorted((clip.label, clip.fold) for clip in clips) == [
        ('a/b, "c" d', 1), ('a/b, "c" d', 2), ("test", 1), ("test", 2),
    ]  # fmt: skip
    np.testing.assert_array_equal(next(c for c in clips if c.label == "test").read()[0], SOUND[:, :8820])

    # The rules of audiofolder: https://huggingface.co/docs/datasets/audio_dataset
    table = tmp_path / "set" / "train" / "metadata.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    beside = {path.name for path in table.parent.iterdir()} - {"metadata.csv"}
    assert {row["file_name"] for row in rows} == beside and len(rows) == len(beside)
    assert not [name for name in rows[0] if name.endswith(("_file_name", "_file_names")) or name == "audio"]
    assert [path.name for path in (tmp_path / "set").iterdir() if path.is_dir()] == ["train"]
    boxed = rows[1]
    assert (boxed["recording"], boxed["low_hz"], boxed["tier"]) == (
        "site 1.wav",
        "100.0",
        "b\rc",
    )
    assert (float(boxed["start_s"]), float(boxed["clip_start_s"])) == (100 / RATE, 0.0)
    assert [row["labelled_by"] for row in rows] == ["-", "Ada", "-", "Ada"]
    card = (tmp_path / "set" / "README.md").read_text(encoding="utf-8")
    assert "| test | 2 | 0.4 |" in card and "- b/site 1.wav: 2" in card and "None is stated here" in card


def test_a_data_set_is_a_new_folder(tmp_path, recording) -> None:
    (tmp_path / "set").mkdir()
    wish = ClipWish(tmp_path / "set", dataset=True)
    assert run(recording, [label(0, 100, "None")], wish)[-1].notes == (
        "The class “None” means “missing” to many programs that read tables. Rename it, and export again.",
    )
    before = files(tmp_path)
    with pytest.raises(ExportError, match="Choose a new folder"):
        run(recording, [label(0, 100)], wish)
    with pytest.raises(ExportError, match="3 folds need as many recordings"):
        run(recording, [label(0, 100)], ClipWish(tmp_path / "b", dataset=True, folds=3))
    assert files(tmp_path) == before


def test_folds_part_recordings_and_spread_classes() -> None:
    rows = [
        ClipRow(Path(f"{recording}{n}.wav"), SheetLabel(0.0, 1.0, text=text), f"{recording}.wav", 0.0, 1.0)
        for recording in "abcdefgh"
        for text, count in (("dog", 4 if recording in "abcd" else 0), ("cat", 4 if recording in "efgh" else 0))
        for n in range(count)
    ]
    folds = folds_of(rows, 4)
    assert {fold for recording, fold in folds.items() if recording < "e"} == {1, 2, 3, 4}
    assert {fold for recording, fold in folds.items() if recording >= "e"} == {1, 2, 3, 4}
    assert "status" not in table_text(rows, 0) and "fold" not in table_text(rows, 0)
    proposed = [ClipRow(Path("a.wav"), SheetLabel(0.0, 1.0, status=Status.PROPOSED), "a.wav", 0.0, 1.0)]
    assert "proposed" in table_text(proposed, 0)
