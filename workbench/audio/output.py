"""Where sound goes: the contract of a sound output, PortAudio behind it, and silence in real time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.errors import AudioDeviceError

BUFFER_S = 0.08
"""What the device holds ready. A start does not wait for it; a seek, pause or change of speed is heard this late."""
NULL_PERIOD_S = 0.01

Fill = Callable[[NDArray[np.float32], float], None]
"""Called by the output for more sound: fills the array (frames, channels); the time is when its first frame sounds."""


@dataclass(frozen=True)
class Device:
    """A sound output as a person sees it. `name` is how it is asked for; PortAudio's numbers change, names stay."""

    name: str
    channels: int
    default_rate: int
    is_default: bool = False


class Output(Protocol):
    """An open device. `start` and `stop` may be repeated; `stop` drops what is not heard yet."""

    sample_rate: int
    channels: int
    underruns: int
    """How often the device ran dry because `Fill` came too late."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...

    def time(self) -> float:
        """Now, in seconds on the clock of the times that `Fill` gets."""
        ...

    @property
    def lost(self) -> bool:
        """True once the device has gone away while it was running."""
        ...


class Backend(Protocol):
    """A way to the sound devices of the machine. All methods may take long; only the player's own thread calls them."""

    name: str

    def devices(self) -> list[Device]: ...

    def rescan(self) -> None:
        """Look for devices again. No output may be open."""
        ...

    def open(self, device: str | None, sample_rate: int, fill: Fill) -> Output:
        """Open the named device, or the default one, at `sample_rate` where it can, else at its own rate.

        Raises `AudioDeviceError` when there is no such device or it refuses.
        """
        ...


class NullBackend:
    """No sound, but time passes as if there were: everything that plays works on a machine that cannot."""

    name = "silent"
    _device = Device("No sound", channels=2, default_rate=48_000, is_default=True)

    def devices(self) -> list[Device]:
        return [self._device]

    def rescan(self) -> None:
        """There is nothing to look for."""

    def open(self, device: str | None, sample_rate: int, fill: Fill) -> Output:
        return NullOutput(sample_rate, fill)


class NullOutput:
    """Takes sound in real time and drops it."""

    channels = 2
    underruns = 0
    lost = False

    def __init__(self, sample_rate: int, fill: Fill) -> None:
        self.sample_rate = sample_rate
        self._fill = fill
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._stop = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(self._stop,), name="silent output", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._thread = None

    def close(self) -> None:
        self.stop()

    def time(self) -> float:
        return time.monotonic()

    def _run(self, stop: threading.Event) -> None:
        block = np.zeros((max(1, round(NULL_PERIOD_S * self.sample_rate)), self.channels), np.float32)
        began, taken = time.monotonic(), 0
        while not stop.is_set():
            due = began + taken / self.sample_rate
            self._fill(block, due)
            taken += len(block)
            stop.wait(max(0.0, began + taken / self.sample_rate - time.monotonic()))


class PortAudioBackend:
    """The machine's sound devices through PortAudio (sounddevice).

    PortAudio lists the devices once, when it starts; `rescan` restarts it.
    Raises `AudioDeviceError` when the PortAudio library is missing.
    """

    name = "PortAudio"

    def __init__(self) -> None:
        try:
            import sounddevice
        except OSError as error:
            raise AudioDeviceError(
                "The sound library PortAudio is missing; on Debian and Ubuntu: sudo apt-get install libportaudio2."
            ) from error
        self._sounddevice: Any = sounddevice

    def devices(self) -> list[Device]:
        return [device for _, device in self._numbered()]

    def rescan(self) -> None:
        self._sounddevice._terminate()
        self._sounddevice._initialize()

    def open(self, device: str | None, sample_rate: int, fill: Fill) -> Output:
        number, found = self._find(device)
        refusal: Exception | None = None
        for rate in dict.fromkeys((sample_rate, found.default_rate)):
            try:
                return PortAudioOutput(
                    self._sounddevice,
                    device=number,
                    name=found.name,
                    channels=min(2, found.channels),
                    sample_rate=rate,
                    fill=fill,
                )
            except self._sounddevice.PortAudioError as error:
                refusal = error
        assert refusal is not None
        raise AudioDeviceError(_refused(found.name, refusal)) from refusal

    def _find(self, name: str | None) -> tuple[int, Device]:
        numbered = self._numbered()
        for number, device in numbered:
            if device.name == name or (name is None and device.is_default):
                return number, device
        if name is not None:
            raise AudioDeviceError(
                f"The sound output “{name}” is not there; choose another, or connect it and scan again."
            )
        if numbered:
            return numbered[0]
        raise AudioDeviceError("No sound output was found; connect one, or start the sound server, and scan again.")

    def _numbered(self) -> list[tuple[int, Device]]:
        hosts = self._sounddevice.query_hostapis()
        default = self._sounddevice.default.device[1]
        several = sum(bool(host["devices"]) for host in hosts) > 1
        numbered: list[tuple[int, Device]] = []
        for number, entry in enumerate(self._sounddevice.query_devices()):
            if entry["max_output_channels"] > 0:
                name = f"{entry['name']} ({hosts[entry['hostapi']]['name']})" if several else entry["name"]
                rate = round(entry["default_samplerate"])
                numbered.append((number, Device(name, entry["max_output_channels"], rate, number == default)))
        return numbered


class PortAudioOutput:
    """One open PortAudio stream: float32, no dither, no clipping, so bit-exact where the device takes the rate."""

    def __init__(
        self, sounddevice: Any, *, device: int, name: str, channels: int, sample_rate: int, fill: Fill
    ) -> None:
        self.sample_rate = sample_rate
        self.channels = channels
        self._fill = fill
        self._name = name
        self._error: type[Exception] = sounddevice.PortAudioError
        self._running = False
        self._finished = False
        self.underruns = 0
        self._stream = sounddevice.OutputStream(
            device=device,
            samplerate=sample_rate,
            channels=channels,
            dtype="float32",
            latency=BUFFER_S,
            dither_off=True,
            clip_off=True,
            callback=self._callback,
            finished_callback=self._on_finished,
            prime_output_buffers_using_stream_callback=True,  # else a buffer of silence comes before the sound
        )

    def start(self) -> None:
        if not self._running:
            self._finished = False
            try:
                self._stream.start()
            except self._error as error:
                raise AudioDeviceError(_refused(self._name, error)) from error
            self._running = True

    def stop(self) -> None:
        if self._running:
            self._running = False
            self._stream.abort(ignore_errors=True)

    def close(self) -> None:
        self._running = False
        self._stream.close(ignore_errors=True)

    def time(self) -> float:
        return float(self._stream.time)

    @property
    def lost(self) -> bool:
        return self._running and self._finished

    def _callback(self, out: NDArray[np.float32], _frames: int, times: Any, status: Any) -> None:
        if status.output_underflow:
            self.underruns += 1
        self._fill(out, times.outputBufferDacTime)

    def _on_finished(self) -> None:
        self._finished = True


def _refused(name: str, error: Exception) -> str:
    return (
        f"The sound output “{name}” refused to open ({error}); choose another, or free it in the program that uses it."
    )
