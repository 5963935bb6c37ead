"""The runner of the benchmarks: what it lists, what it prints, and one benchmark on a file of a second."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QObject, Signal

from benchmarks import __main__ as runner
from benchmarks import file_cache, processes, recordings, report, window
from benchmarks.row import Row, median_row, percentile
from workbench.errors import AudioReadError


def test_every_benchmark_that_is_listed_is_there(capsys):
    assert runner.main(["--list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(runner.BENCHMARKS)
    for name in [*listed, runner.PEERS]:
        assert importlib.util.find_spec(f"benchmarks.{name}") is not None, name


def test_an_unknown_name_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as ended:
        runner.main(["speed"])
    assert ended.value.code == 2
    assert "launch" in capsys.readouterr().err, "it says what there is"


def test_a_benchmark_answers_in_json_and_as_a_table(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WORKBENCH_BENCH_DIR", str(tmp_path))
    for name, channels in (("hour.wav", 2), ("ten_hours.wav", 1)):
        recordings.write(tmp_path / name, 1.0, channels)
    table = tmp_path / "table.md"
    assert runner.main(["disk", "--json", "--quick", "--report", str(table)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in answer["rows"]] == ["disk.hour", "disk.ten_hours"]
    for row in answer["rows"]:
        assert (row["unit"], row["goal"]) == ("%", 1.0)
        assert row["value"] >= 0
        assert row["met"] == (row["value"] <= 1.0)
    assert answer["machine"]["cores"] >= 1 and answer["machine"]["packages"]["numpy"] == np.__version__
    assert table.read_text(encoding="utf-8").count("| ≤ 1 % |") == 2


def test_a_benchmark_that_hangs_is_ended_and_said(monkeypatch, capsys):
    monkeypatch.setattr(runner, "LIMIT_S", 0.05)
    assert runner.main(["disk", "--quick", "--minutes", "0"]) == 1
    assert "disk: hung" in capsys.readouterr().err


def test_what_a_step_raises_ends_the_measurement(qapp):
    steps = iter([None, None, 3.0])
    assert window.run_every(1, lambda: next(steps)) == 3.0
    assert window.wait_until(lambda: False, most_s=0.01) is False
    for drive in (window.wait_until, lambda step: window.run_every(1, step)):
        with pytest.raises(ZeroDivisionError):
            drive(lambda: 1 / 0)


class _Refusing(QObject):
    """Stands for the part of a window that opens files."""

    failed = Signal(str, object)

    def open(self, path):
        self.failed.emit(str(path), AudioReadError(path, "no sound"))


def test_a_recording_that_does_not_open_is_no_goal_met(qapp):
    refusing = SimpleNamespace(opener=_Refusing(), document=SimpleNamespace(recording=None))
    for open_it in (window.open_shown, window.open_whole):
        with pytest.raises(AudioReadError, match=r"no\.wav"):
            open_it(refusing, Path("no.wav"))
    refusing.opener.open = lambda _path: None
    with pytest.raises(RuntimeError, match=r"no\.wav was not there"):
        window.open_shown(refusing, Path("no.wav"), most_s=0.01)


def test_a_goal_is_an_upper_limit_and_a_figure_that_was_not_reached_misses_it():
    assert Row("", "", 0.85, "s", goal=1.0).met is True
    assert Row("", "", 1.2, "s", goal=1.0).met is False
    assert Row("", "", None, "s", goal=1.0).met is False
    assert Row("", "", 1.2, "s").met is None
    assert median_row("", "", [3.0, 1.0, 2.0], "s").value == 2.0
    assert median_row("", "", [3.0, None], "s").value is None
    assert report.cells(Row("", "a", None, "s", goal=1.0))[1:4] == ("not reached", "≤ 1 s", "**no**")


def test_percentile_is_numpys_inverted_cdf():
    values = np.random.default_rng(0).normal(size=250).tolist()
    for share in (0.01, 0.5, 0.95, 0.99, 1.0):
        assert percentile(values, share) == pytest.approx(np.quantile(values, share, method="inverted_cdf"))


@pytest.mark.parametrize("kind", ["flac", "mp3", "m4a"])
def test_the_recordings_are_what_they_say(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(recordings, "LOSSY_S", 2)
    monkeypatch.setattr(recordings, "HOUR_S", 6)
    monkeypatch.setenv("WORKBENCH_BENCH_DIR", str(tmp_path))
    wav, encoded = soundfile.info(recordings.hour()), recordings.hour(kind)
    assert (wav.frames, wav.channels, wav.samplerate, wav.subtype) == (6 * 48_000, 2, 48_000, "PCM_16")
    assert _seconds(encoded) == pytest.approx(6.0, abs=0.5)
    made = encoded.stat().st_mtime_ns
    assert recordings.hour(kind).stat().st_mtime_ns == made, "it is made once"


def _seconds(path) -> float:
    import av

    with av.open(str(path)) as file:
        return sum(frame.samples for frame in file.decode(audio=0)) / 48_000


def test_a_full_disk_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_BENCH_DIR", str(tmp_path))
    monkeypatch.setattr(recordings, "SPARE_BYTES", 2**60)
    with pytest.raises(SystemExit, match="WORKBENCH_BENCH_DIR"):
        recordings.ten_hours()
    assert list(tmp_path.iterdir()) == []


def test_the_share_of_a_file_in_the_cache_is_told(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(2**20))
    file_cache.warm(path)
    assert file_cache.cached(path) == 1.0


def test_memory_of_a_process_counts_its_children():
    import subprocess
    import sys

    alone = processes.memory()
    hold = "block = b'x' * 50_000_000; print('ready', flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"ready\n"
    both = processes.memory()
    child.communicate(b"\n")
    assert both.processes == alone.processes + 1
    assert 50 < both.pss_mb - alone.pss_mb < 90
