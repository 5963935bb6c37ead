"""A private PulseAudio with a sink that nobody hears, for tests and measurements without a sound card."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
from pathlib import Path

NEEDED = ("pulseaudio", "pactl", "parec")
RATE = 48_000

ASOUNDRC = """\
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.pulse { type pulse }
"""


def missing() -> list[str]:
    """The programs that are not installed, of those a sound server needs."""
    return [program for program in NEEDED if shutil.which(program) is None]


class SoundServer:
    """PulseAudio with one null sink, 48 kHz stereo, in its own folder; a context manager.

    `env` is the environment in which a program plays through it (ALSA's default device leads to PulseAudio).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        (folder / ".asoundrc").write_text(ASOUNDRC)
        self._socket = folder / "native"
        own = {"HOME": folder, "XDG_RUNTIME_DIR": folder, "PULSE_RUNTIME_PATH": folder, "PULSE_STATE_PATH": folder}
        self.env = (
            os.environ | {name: str(path) for name, path in own.items()} | {"PULSE_SERVER": f"unix:{self._socket}"}
        )
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> SoundServer:
        modules = [
            f"module-native-protocol-unix socket={self._socket} auth-anonymous=1",
            f"module-null-sink sink_name=heard rate={RATE} format=s16le channels=2",
        ]
        loads = [word for module in modules for word in ("-L", module)]
        options = [
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--log-level=1",
            "--log-target=stderr",
        ]
        environment = {name: value for name, value in self.env.items() if name != "PULSE_SERVER"}
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(["pulseaudio", *options, *loads], env=environment, stdout=log, stderr=log)
        # Nothing can be waited on before there is a socket: ask until the server answers, or has ended.
        while not self._answers():
            if self._server.poll() is not None:
                raise RuntimeError(f"PulseAudio ended at once: {(self._folder / 'log').read_text(errors='replace')}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._server.wait(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End the server, as when the sound device is pulled out."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def _answers(self) -> bool:
        if not self._socket.exists():
            return False
        asked = subprocess.run(["pactl", "info"], env=self.env, capture_output=True, timeout=10, check=False)
        return asked.returncode == 0


class Listener:
    """Records what the sink plays, from now on; a context manager. Entered, it is sure that the recording runs."""

    def __init__(self, server: SoundServer) -> None:
        self._server = server
        self._received = bytearray()
        self._more = threading.Condition()

    def __enter__(self) -> Listener:
        arguments = [
            "--raw",
            "--format=s16le",
            f"--rate={RATE}",
            "--channels=2",
            "--latency-msec=5",
            "-d",
            "heard.monitor",
        ]
        self._parec = subprocess.Popen(["parec", *arguments], env=self._server.env, stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        # The idle sink has rendered up to 2 s ahead; only after that does what is played come out at once.
        self.wait_for(lambda received: len(received) >= 4 * RATE * 5 // 2, 30)
        return self

    def __exit__(self, *_: object) -> None:
        self._parec.terminate()
        self._parec.wait()
        self._thread.join()
        assert self._parec.stdout is not None
        self._parec.stdout.close()

    def wait_for(self, condition, timeout_s: float) -> bytes:
        """Wait until `condition(bytes so far)`, asked at each arrival; returns all that was recorded."""
        with self._more:
            if not self._more.wait_for(lambda: condition(self._received), timeout_s):
                raise TimeoutError(f"not heard within {timeout_s} s")
            return bytes(self._received)

    def frames(self) -> int:
        with self._more:
            return len(self._received) // 4

    def _read(self) -> None:
        assert self._parec.stdout is not None
        while chunk := self._parec.stdout.read1(65_536):
            with self._more:
                self._received += chunk
                self._more.notify_all()
