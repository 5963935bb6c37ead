"""Machines without a sound card, or without PortAudio: all works, in silence, and says what to do."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from workbench.audio import devices
from workbench.audio.output import Device, NullBackend
from workbench.audio.player import Player, Status
from workbench.audio.signal import ArraySignal
from workbench.errors import AudioDeviceError


def test_silent_output_plays_in_real_time():
    player = Player(lambda: (NullBackend(), "No sound output was found."))
    player.load(ArraySignal(np.zeros((1, 4_800)), 48_000))
    player.play()
    positions = []
    tick = threading.Event()
    while (state := player.snapshot()).status is Status.PLAYING:
        positions.append(state.position_s)
        tick.wait(0.002)
    player.close()
    assert positions == sorted(positions)
    assert 0.05 < max(positions) <= 0.1
    assert state.problem == "No sound output was found."


class MissingPortAudio:
    def __init__(self):
        raise AudioDeviceError("PortAudio is missing; sudo apt-get install libportaudio2.")


class TwoOutputs:
    name = "PortAudio"

    def devices(self):
        return [Device("speakers", 2, 48_000, True), Device("interface", 8, 96_000)]


class NoOutputs:
    def devices(self):
        return []


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        (MissingPortAudio, "libportaudio2"),
        (NoOutputs, "libasound2-plugins"),
        (TwoOutputs, "speakers: 2 channels, 48,000 Hz, the default"),
    ],
)
def test_report_says_what_there_is_and_what_to_do(monkeypatch, backend, said):
    monkeypatch.setattr(devices, "PortAudioBackend", backend)
    assert said in "\n".join(devices.sound_report())
    found, problem = devices.find_backend()
    assert isinstance(found, NullBackend) == (backend is not TwoOutputs)
    assert (problem is None) == (backend is TwoOutputs)
