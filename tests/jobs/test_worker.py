"""The worker thread and the model process behind it, with real threads and real processes."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QThread

from tests.jobs.watch import watch
from workbench.errors import AudioReadError, ModelLoadError, ModelProcessDied, WorkbenchError
from workbench.jobs.job import CANCELLED, DONE, Progress
from workbench.jobs.messages import RunModel, SignalRef
from workbench.jobs.model_host import ModelHost
from workbench.jobs.scheduler import Priority
from workbench.models.contract import Scores, Span

MINUTE = Span(0.0, 60.0)


@pytest.fixture
def worker(start_worker):
    return start_worker("tests.jobs.fake_models:load")


@pytest.fixture(scope="module")
def request_for(tmp_path_factory):
    path = tmp_path_factory.mktemp("sound") / "silence.wav"
    soundfile.write(path, np.zeros(800), 8000)
    return partial(_request, SignalRef(str(path)))


def _request(signal_ref, model, **fields):
    return RunModel(model, signal_ref, fields.pop("span", MINUTE), fields.pop("view", MINUTE), **fields)


def test_results_come_in_the_window_thread_and_the_work_is_done_in_another(worker, qtbot):
    here = QThread.currentThread()
    places = []

    def steps():
        places.append(QThread.currentThread() is here)
        yield "one"
        yield None
        yield Progress(0.5)
        yield "two"

    job = worker.run(steps)
    results, progress, ends = watch(job)
    job.result.connect(lambda _: places.append(QThread.currentThread() is here))
    qtbot.waitUntil(lambda: bool(ends))
    assert (results, ends, places) == (["one", "two"], [DONE], [False, True, True])
    assert [done for done, _ in progress] == [0.5]


def test_a_view_request_overtakes_a_running_background_task(worker, qtbot):
    stop = []

    def endless():
        while not stop:
            time.sleep(0.001)  # releases the interpreter, as numpy does
            yield None

    slow = worker.run(endless)
    tile = worker.run(lambda: iter(["tile"]), Priority.VIEW)
    results, _, ends = watch(tile)
    qtbot.waitUntil(lambda: bool(ends))
    assert results == ["tile"]
    assert slow.end is None
    stop.append(True)


def test_errors_cross_as_objects_and_unforeseen_ones_are_wrapped_and_logged(worker, qtbot, caplog):
    expected = AudioReadError("a.wav", "it is damaged", 1.5)

    def raises(error):
        yield 1
        raise error

    _, _, first = watch(worker.run(lambda: raises(expected)))
    _, _, second = watch(worker.run(lambda: raises(KeyError("x"))))
    qtbot.waitUntil(lambda: bool(first and second))
    assert first[0].error is expected
    assert isinstance(second[0].error, WorkbenchError)
    assert isinstance(second[0].error.__cause__, KeyError)
    assert "KeyError" in caplog.text


def test_cancel_ends_the_job_at_once_and_drops_what_comes_late(worker, qtbot):
    closed = []

    def endless():
        try:
            while True:
                yield "result"
        finally:
            closed.append(True)

    job = worker.run(endless)
    results, _, ends = watch(job)
    qtbot.waitUntil(lambda: bool(results))
    job.cancel()
    assert ends == [CANCELLED]
    known = len(results)
    qtbot.waitUntil(lambda: bool(closed))
    _, _, after = watch(worker.run(lambda: iter([1])))
    qtbot.waitUntil(lambda: bool(after))
    assert (len(results), ends) == (known, [CANCELLED])


def test_a_model_runs_in_the_child_with_progress(worker, qtbot, request_for):
    job = worker.run_model(request_for("levels"))
    results, progress, ends = watch(job)
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == [DONE]
    assert [result.start_s for result in results] == list(range(60))
    assert all(isinstance(result, Scores) and result.values.dtype == np.float32 for result in results)
    done = [value for value, _ in progress]
    assert done == sorted(done)
    assert done[-1] == 1.0


def test_what_is_in_view_comes_first_and_a_new_view_is_followed(worker, qtbot, request_for):
    hour = Span(0.0, 3600.0)
    job = worker.run_model(request_for("slow", span=hour, view=Span(1000.0, 1010.0)))
    results, _, ends = watch(job)
    qtbot.waitUntil(lambda: bool(results))
    assert results[0].start_s == 1000.0
    job.set_view(Span(3000.0, 3010.0))
    qtbot.waitUntil(lambda: bool(ends))
    order = [result.start_s for result in results]
    assert order.index(3000.0) < order.index(2900.0), "the new view, not the next in time"
    assert order.index(3000.0) < 1800, "soon, not at the end"
    assert sorted(order) == list(range(3600))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs Unix signals")
def test_a_killed_model_process_fails_its_job_and_the_next_one_works(worker, qtbot, request_for):
    job = worker.run_model(request_for("endless"))
    results, _, ends = watch(job)
    qtbot.waitUntil(lambda: bool(results))
    pid = int(results[0].values[0])
    os.kill(pid, signal.SIGKILL)
    _, _, next_ends = watch(worker.run_model(request_for("levels")))
    qtbot.waitUntil(lambda: bool(next_ends))
    assert isinstance(ends[0].error, ModelProcessDied)
    assert "SIGKILL" in str(ends[0].error)
    assert next_ends == [DONE]


def test_the_last_words_of_a_crashing_process_are_in_the_message(worker, qtbot, request_for):
    _, _, ends = watch(worker.run_model(request_for("crash")))
    qtbot.waitUntil(lambda: bool(ends))
    assert isinstance(ends[0].error, ModelProcessDied)
    assert "SIGABRT" in str(ends[0].error)
    assert "the weights are on fire" in str(ends[0].error)


def test_cancelling_a_model_gives_back_at_once_and_the_child_is_free_soon(worker, qtbot, request_for):
    job = worker.run_model(request_for("endless"))
    results, _, ends = watch(job)
    qtbot.waitUntil(lambda: bool(results))
    pid = results[0].values[0]
    job.cancel()
    assert ends == [CANCELLED]
    next_results, _, next_ends = watch(worker.run_model(request_for("pid")))
    qtbot.waitUntil(lambda: bool(next_ends))
    assert next_results[0].values[0] == pid, "the same process, kept warm"


def test_jobs_take_turns_and_a_crash_fails_all_that_had_begun(worker, qtbot, request_for):
    endless = worker.run_model(request_for("endless"))
    results, _, ends = watch(endless)
    qtbot.waitUntil(lambda: bool(results))
    _, _, other_ends = watch(worker.run_model(request_for("levels")))
    qtbot.waitUntil(lambda: bool(other_ends))
    assert (other_ends, ends) == ([DONE], []), "it did not wait for the endless one"
    known = len(results)
    qtbot.waitUntil(lambda: len(results) > known)
    _, _, crash_ends = watch(worker.run_model(request_for("crash")))
    qtbot.waitUntil(lambda: bool(crash_ends and ends))
    assert all(isinstance(end.error, ModelProcessDied) for end in (*crash_ends, *ends))
    assert "the weights are on fire" in str(ends[0].error)


def test_what_another_job_has_to_do_in_view_comes_before_the_rest_of_a_long_one(worker, qtbot, request_for):
    day, here = Span(0.0, 86_400.0), Span(1000.0, 1010.0)
    long_results, _, long_ends = watch(worker.run_model(request_for("slow", span=day, view=here)))
    qtbot.waitUntil(lambda: len(long_results) > 100)
    known = len(long_results)
    job = worker.run_model(request_for("slow", span=day, view=Span(0.0, 2000.0)))
    results, _, ends = watch(job)
    qtbot.waitUntil(lambda: len(results) >= 2000)
    assert len(long_results) - known < 2000, "its part in view was done before"
    job.cancel()
    assert ends == [CANCELLED]
    known = len(long_results)
    qtbot.waitUntil(lambda: len(long_results) > known + 100)
    assert long_ends == []


def test_a_model_that_ignores_cancel_is_killed(worker, qtbot, request_for, monkeypatch, caplog):
    monkeypatch.setattr(ModelHost, "CANCEL_PATIENCE_MS", 50)
    job = worker.run_model(request_for("deaf"))
    _, _, ends = watch(job)
    # It says so on stderr, which the log repeats, and never looks up again.
    qtbot.waitUntil(lambda: "deaf" in caplog.text)
    deaf_pid = int(caplog.text.split("deaf ")[1].split()[0])
    job.cancel()
    assert ends == [CANCELLED]
    results, _, next_ends = watch(worker.run_model(request_for("pid")))
    qtbot.waitUntil(lambda: bool(next_ends))
    assert next_ends == [DONE]
    assert results[0].values[0] != deaf_pid


def test_patience_is_longer_while_a_model_is_loaded(worker, qtbot, request_for, monkeypatch, caplog):
    monkeypatch.setattr(ModelHost, "CANCEL_PATIENCE_MS", 50)
    job = worker.run_model(request_for("slow to load"))
    _, _, ends = watch(job)
    qtbot.waitUntil(lambda: "loading in" in caplog.text)
    job.cancel()
    assert ends == [CANCELLED]
    results, _, next_ends = watch(worker.run_model(request_for("pid")))
    qtbot.waitUntil(lambda: bool(next_ends))
    assert next_ends == [DONE]
    assert f"loading in {int(results[0].values[0])}" in caplog.text, "the same process"


@pytest.mark.parametrize(
    ("model", "error"),
    [("unknown", ModelLoadError), ("unreadable", AudioReadError), ("buggy", WorkbenchError)],
)
def test_errors_in_the_child_come_back_in_their_own_class(worker, qtbot, request_for, model, error):
    _, _, ends = watch(worker.run_model(request_for(model)))
    qtbot.waitUntil(lambda: bool(ends))
    assert type(ends[0].error) is error
    if error is AudioReadError:
        assert (ends[0].error.path, ends[0].error.at_s) == (Path("a.wav"), 2.5)
    _, _, next_ends = watch(worker.run_model(request_for("levels")))
    qtbot.waitUntil(lambda: bool(next_ends))
    assert next_ends == [DONE]
