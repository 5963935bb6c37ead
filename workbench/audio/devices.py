"""Which way sound goes on this machine, and in plain words what is missing."""

from __future__ import annotations

from workbench.audio.output import Backend, NullBackend, PortAudioBackend
from workbench.errors import AudioDeviceError

SILENT = "playing is silent"
"""In the sentences about a machine that cannot play at all."""

NO_DEVICE = (
    f"No sound output was found, so {SILENT}. Connect one, or start the sound server; on Linux a sound server "
    "is reached through: sudo apt-get install libasound2-plugins (PulseAudio) or pipewire-alsa (PipeWire)."
)


def find_backend() -> tuple[Backend, str | None]:
    """PortAudio, where it is and has an output; else silence, with a sentence that says what to do."""
    try:
        backend = PortAudioBackend()
    except AudioDeviceError as error:
        return NullBackend(), f"{error} Until then {SILENT}."
    if not backend.devices():
        return NullBackend(), NO_DEVICE
    return backend, None


def sound_report() -> list[str]:
    """Sentences for `workbench doctor`: how sound is played, on which outputs, and what is missing."""
    backend, problem = find_backend()
    if problem is not None:
        return [problem]
    devices = backend.devices()
    default = next((device.name for device in devices if device.is_default), None)
    sentences = [f"Sound is played through {backend.name}, on {len(devices)} output{'s' * (len(devices) != 1)}:"]
    for device in devices:
        mark = ", the default" if device.name == default else ""
        sentences.append(f"  {device.name}: {device.channels} channels, {device.default_rate:,} Hz{mark}")
    return sentences
