"""Processes that must not outlive the window, and a window that must end cleanly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile

from workbench.jobs import wire
from workbench.jobs.messages import JobResult, RunModel, SignalRef, Start
from workbench.models.contract import Span

ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


def test_the_model_process_ends_when_its_parent_is_gone_in_the_middle_of_a_job(tmp_path):
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(800), 8000)
    command = [sys.executable, "-m", "workbench.jobs.model_process", "--models", "tests.jobs.fake_models:load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT) as child:
        request = RunModel("endless", SignalRef(str(path)), Span(0, 60), Span(0, 60))
        child.stdin.write(wire.encode(Start(1, request)))
        child.stdin.flush()
        decoder = wire.Decoder()
        while not any(isinstance(message, JobResult) for message in decoder.feed(child.stdout.read1(4096))):
            pass
        child.stdin.close()
        while child.stdout.read1(2**16):
            pass
        assert child.wait(timeout=10) == 0


PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from workbench.jobs.messages import RunModel, SignalRef
from workbench.jobs.worker import Worker
from workbench.models.contract import Span

def endless():
    while True:
        yield "step"

app = QCoreApplication([])
worker = Worker(models="tests.jobs.fake_models:load")
worker.start()
step = worker.run(endless)
job = worker.run_model(RunModel("endless", SignalRef(sys.argv[1]), Span(0, 60), Span(0, 60)))
job.result.connect(lambda result: (print(int(result.values[0])), app.quit()))
app.exec()
"""


def test_a_program_that_quits_in_the_middle_of_everything_ends_well_and_leaves_no_child(tmp_path):
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(800), 8000)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)],
        check=False,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    pid = int(done.stdout.split()[0])
    assert not Path(f"/proc/{pid}").exists()
