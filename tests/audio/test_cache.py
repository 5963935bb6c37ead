"""The decoded cache: never half an entry, never an entry in use removed, any number of programs at once."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from make_audio import make_sound, write

from workbench.audio.cache import DECODED, OVERVIEWS, Cache
from workbench.audio.open import Recording, open_recording
from workbench.audio.overview import Overview, overview_steps
from workbench.errors import AudioReadError
from workbench.paths import config_dir

SOUND = make_sound(20.0)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def decoded(path: Path, cache: Cache) -> Recording:
    recording = open_recording(path, cache)
    recording.decode()
    return recording


def files(cache: Cache) -> list[Path]:
    return [path for path in cache.folder.rglob("*") if path.is_file()]


def names(cache: Cache) -> list[str]:
    """Endings of the files in the cache folder."""
    return sorted(path.suffix for path in files(cache))


def test_half_a_decode_is_never_taken_for_whole(tmp_path, cache) -> None:
    path = write(tmp_path / "a.flac", SOUND)
    recording = open_recording(path, cache)
    next(recording.decode_steps())
    assert 0 < recording.frames < SOUND.shape[1]
    assert names(cache) == [".part"]
    other = open_recording(path, cache)
    assert (other.complete, other.frames) == (False, 0)
    recording.close()
    other.close()
    assert names(cache) == []


def test_cancelled_decoding_goes_on_where_it_stopped(tmp_path, cache) -> None:
    recording = open_recording(write(tmp_path / "a.flac", SOUND), cache)
    steps = recording.decode_steps()
    next(steps)
    steps.close()
    recording.decode()
    np.testing.assert_array_equal(recording.read(0, recording.frames), SOUND)
    recording.close()


def test_a_recording_that_is_dropped_cleans_up_after_itself(tmp_path, cache) -> None:
    recording = open_recording(write(tmp_path / "a.flac", SOUND), cache)
    next(recording.decode_steps())
    del recording
    assert names(cache) == []


def test_the_limit_removes_what_was_longest_unused(tmp_path, cache) -> None:
    paths = [write(tmp_path / f"{number}.flac", SOUND[:, : 100_000 + number]) for number in range(3)]
    for path in paths:
        decoded(path, cache).close()
    for age, path in zip((300, 100, 200), sorted(files(cache), key=lambda p: p.stat().st_size), strict=True):
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    decoded(paths[0], cache).close()  # used now, so no longer the oldest
    entry = cache.usage().size_bytes // 3
    assert 0 < cache.trim(2 * entry + 1000) < 2 * entry
    assert [open_recording(path, cache).complete for path in paths] == [True, True, False]
    cache.limit_bytes = entry
    decoded(paths[2], cache).close()
    assert cache.usage().size_bytes <= entry + 4096


def test_while_room_is_made_the_new_copy_is_read_and_a_failure_does_not_harm_it(
    tmp_path, cache, monkeypatch, caplog
) -> None:
    recording = open_recording(write(tmp_path / "a.flac", SOUND), cache)
    heard = []

    def trim_steps(self, limit_bytes=None):
        reader = threading.Thread(target=lambda: heard.append(recording.read(0, 100)), daemon=True)
        reader.start()
        reader.join(5.0)
        yield 0
        raise PermissionError("no")

    monkeypatch.setattr(Cache, "trim_steps", trim_steps)
    overview = Overview(recording.channels, recording.sample_rate)
    assert list(overview_steps(recording, overview))[-1] == 1.0
    assert overview.finished and len(heard) == 1
    np.testing.assert_array_equal(heard[0], SOUND[:, :100])
    assert "could not be brought under its limit: no" in caplog.text
    assert open_recording(tmp_path / "a.flac", cache).complete


def test_an_entry_that_another_holds_is_read_all_the_same_and_it_is_logged(cache, caplog) -> None:
    entry = cache.create(OVERVIEWS, "a")
    entry.write(b"sound")
    with entry.keep().open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with cache.open(OVERVIEWS, "a") as file:
            assert "a.overview could not be marked as in use within 50 ms" in caplog.text
            fcntl.flock(other, fcntl.LOCK_UN)
            assert cache.empty() == 5
            assert file.read() == b"sound"


def test_an_open_entry_is_kept_and_the_rest_emptied(tmp_path, cache) -> None:
    kept = decoded(write(tmp_path / "a.flac", SOUND), cache)
    decoded(write(tmp_path / "b.flac", SOUND[:, :50_000]), cache).close()
    cache.empty()
    assert names(cache) == [".pcm"]
    np.testing.assert_array_equal(kept.read(0, kept.frames), SOUND)
    kept.close()
    assert cache.empty() > 0
    assert cache.usage().size_bytes == 0


@pytest.mark.parametrize("damage", ["header", "cut"])
def test_a_damaged_entry_is_decoded_anew(tmp_path, cache, damage) -> None:
    path = write(tmp_path / "a.flac", SOUND)
    decoded(path, cache).close()
    entry = files(cache)[0]
    if damage == "cut":
        os.truncate(entry, entry.stat().st_size - 4)
    else:
        entry.write_bytes(b"?" + entry.read_bytes()[1:])
    recording = open_recording(path, cache)
    assert not recording.complete
    recording.decode()
    np.testing.assert_array_equal(recording.read(0, recording.frames), SOUND)
    recording.close()


def test_another_content_is_another_entry(tmp_path, cache) -> None:
    path = write(tmp_path / "a.flac", SOUND)
    decoded(path, cache).close()
    status = path.stat()
    write(path, -SOUND)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    recording = decoded(path, cache)
    np.testing.assert_array_equal(recording.read(0, recording.frames), -SOUND)
    recording.close()


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, cache) -> None:
    recording = open_recording(write(tmp_path / "a.flac", SOUND), cache)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))  # Python ignores the signal, so writing fails
    try:
        with pytest.raises(AudioReadError, match=r"a\.flac at .*no room.*empty the cache"):
            recording.decode()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(cache) == []
    with pytest.raises(AudioReadError, match="no room"):
        recording.decode()
    assert recording.read(0, 100).shape == (2, 100)  # what was decoded before can be seen and heard
    recording.close()


OTHER_PROGRAM = """
import sys
from pathlib import Path
from workbench.audio.cache import Cache
from workbench.audio.open import open_recording
recording = open_recording(sys.argv[1], Cache(Path(sys.argv[2])))
steps = recording.decode_steps()
next(steps, None)
print("open", flush=True)
sys.stdin.readline()
recording.decode()
print(recording.complete, recording.frames, recording.warnings, flush=True)
sys.stdin.readline()
"""


def start_other_program(path: Path, cache: Cache) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", OTHER_PROGRAM, str(path), str(cache.folder)]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "open\n"
    return program


def test_two_programs_decode_the_same_file_at_once(tmp_path, cache) -> None:
    path = write(tmp_path / "a.flac", SOUND)
    recording = open_recording(path, cache)
    next(recording.decode_steps())
    with start_other_program(path, cache) as other:
        Cache(cache.folder).empty()  # a third: what the two are writing is no leftover
        assert names(cache) == [".part", ".part"]
        recording.decode()
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == f"True {SOUND.shape[1]} ()\n"
        assert names(cache) == [".pcm"]
        np.testing.assert_array_equal(recording.read(0, recording.frames), SOUND)
        recording.close()
        assert cache.empty() == 0  # the other program still has it open
        assert names(cache) == [".pcm"]
        other.communicate("\n")
    assert cache.empty() > 0


def test_the_leftover_of_a_killed_program_is_removed(tmp_path, cache) -> None:
    path = write(tmp_path / "a.flac", SOUND)
    with start_other_program(path, cache) as other:
        other.kill()
        other.communicate()
    assert names(cache) == [".part"]
    size = cache.usage().size_bytes
    assert cache.trim() == size > 0
    assert names(cache) == []


def test_two_programs_do_everything_at_once(cache) -> None:
    limit = 200_000
    command = [sys.executable, str(Path(__file__).with_name("use_cache.py")), str(cache.folder)]
    programs = [subprocess.Popen([*command, str(seed), "400", str(limit)], stderr=subprocess.PIPE) for seed in (1, 2)]
    for program in programs:
        _, complaints = program.communicate(timeout=60)
        assert (program.returncode, complaints.decode()) == (0, "")
    assert ".part" not in names(cache)
    cache.trim(limit)
    assert cache.usage().size_bytes <= limit


def test_overviews_are_kept_fifty_times_as_long_unused_as_decoded_copies(cache) -> None:
    ages = {(DECODED, "recent"): 2, (DECODED, "older"): 3, (OVERVIEWS, "recent"): 60, (OVERVIEWS, "older"): 120}
    for (kind, key), days in ages.items():
        entry = cache.create(kind, key)
        entry.write(bytes(1000))
        used_s = time.time() - days * 86_400
        os.utime(entry.keep(), (used_s, used_s))
    gone = []
    for left in (3, 2, 1, 0):
        assert cache.trim(left * 1000) == 1000
        gone += [each for each in ages if not cache.path(*each).exists() and each not in gone]
    assert gone == [(DECODED, "older"), (OVERVIEWS, "older"), (DECODED, "recent"), (OVERVIEWS, "recent")]


def test_what_it_holds_is_said_in_words(cache) -> None:
    assert (cache.usage().contents, cache.usage().size_bytes) == ("nothing", 0)
    entries = [cache.create(kind, key) for kind, key in ((DECODED, "a"), (OVERVIEWS, "a"), (OVERVIEWS, "b"))]
    for entry in entries:
        entry.write(bytes(500))
    assert cache.usage().contents == "3 unfinished (0.0 MB)"
    for entry in entries:
        entry.keep()
    assert (cache.usage().contents, cache.usage().size_bytes) == ("1 decoded recording, 2 overviews", 1500)


@pytest.mark.parametrize(
    ("written", "limit_bytes"),
    [('{"cache_limit_gb": 2.5}', 2_500_000_000), ('{"cache_limit_gb": -1}', 10**10), ("{", 10**10), (None, 10**10)],
)
def test_the_limit_set_in_the_window_holds_for_every_program(written, limit_bytes) -> None:
    if written is not None:
        (config_dir() / "settings.json").write_text(written)
    assert Cache().limit_bytes == limit_bytes
    assert Cache(limit_bytes=5).limit_bytes == 5


def test_a_cache_folder_that_cannot_be_made_stops_nobody_from_reading_in_place(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    assert (cache.usage().size_bytes, cache.empty()) == (0, 0)
    recording = open_recording(write(tmp_path / "a.wav", SOUND), cache)
    np.testing.assert_array_equal(recording.read(0, recording.frames), SOUND)
    with pytest.raises(AudioReadError, match=r"a\.flac: it cannot be decoded into the cache folder .*not a directory"):
        open_recording(write(tmp_path / "a.flac", SOUND), cache)
