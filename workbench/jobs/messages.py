"""What worker, sound process and model process say to each other. Plain values; `wire` turns them into bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.audio.blend import Difference, Output
from workbench.audio.glance import Glance
from workbench.audio.loudness import Loudness
from workbench.audio.made_file import open_made
from workbench.audio.open import Recording, open_recording
from workbench.audio.overview_bins import Bins
from workbench.audio.signal import Signal
from workbench.audio.wave_detail import WaveDetail
from workbench.errors import AudioReadError
from workbench.features.spectrum import Spectrum
from workbench.features.speech_likeness import SpeechLikeness
from workbench.features.stft import Tile
from workbench.jobs.sound_work import SoundWork
from workbench.models.contract import Result, Span
from workbench.models.synthesise.recipe import Recipe

CHANGED = "it changed on disk while it was open; reload it (Ctrl+R)"

SoundResult = Glance | Bins | Tile | WaveDetail | Spectrum | Loudness | SpeechLikeness
"""What the sound process sends."""


@dataclass(frozen=True)
class SignalRef:
    """A signal by name, for a process that shares no memory with the window.

    `path` : the recording; both processes open it, and share what is decoded in the cache
    `version` : size and time of change (ns) of the file that is meant; another one of that name is refused
    """

    path: str
    version: tuple[int, int] | None = None

    @classmethod
    def of(cls, recording: Recording) -> SignalRef:
        return cls(str(recording.path), recording.version)

    def open(self) -> Recording:
        """The recording. Raises `AudioReadError` if it cannot be opened, or is another one than was meant."""
        recording = open_recording(Path(self.path))
        self.check(recording)
        return recording

    def check(self, signal: Signal) -> None:
        """Raise `AudioReadError` unless this is the recording that is meant, and it still lies there."""
        if not isinstance(signal, Recording):
            return
        if self.version not in (None, signal.version) or signal.changed_on_disk():
            raise AudioReadError(self.path, CHANGED)


@dataclass(frozen=True)
class BlendRef:
    """The output of a model, or what it took away, by name.

    `original` : the recording
    `made` : the file of what was made of it
    `side` : "output" or "difference"
    `strength` : 0…1, see `blend.Output`
    """

    original: SignalRef
    made: str
    side: str
    strength: float

    @property
    def path(self) -> str:
        """Where the recording is."""
        return self.original.path

    def open(self) -> Output | Difference:
        """The signal. Raises `AudioReadError`, `MadeFileError`."""
        kind = Output if self.side == "output" else Difference
        return kind(self.original.open(), open_made(self.made), self.strength)

    def check(self, signal: Signal) -> None:
        """Raise `AudioReadError` unless the recording still lies there."""
        if isinstance(signal, Output | Difference):
            self.original.check(signal.original)


AnyRef = SignalRef | BlendRef


def reference_of(signal: Signal) -> AnyRef | None:
    """The name by which another process finds a signal; None if it cannot: it lives in this process's memory only, or
    is still being decoded."""
    if isinstance(signal, Recording):
        return SignalRef.of(signal) if signal.complete else None
    if isinstance(signal, Output | Difference):
        original = reference_of(signal.original)
        side = "output" if isinstance(signal, Output) else "difference"
        if isinstance(original, SignalRef):
            return BlendRef(original, str(signal.made.path), side, signal.strength)
    return None


@dataclass(frozen=True)
class RunModel:
    """Run a model over `span` of a signal, what lies in `view` first.

    `model`, `device` : as the catalogue knows them (`auto`, `cpu`, `cuda`, `mps`)
    `settings` : fields of the model's settings; those left out keep their defaults
    `known` : parts of `span` that need not be run any more, in order
    `output` : the file of a result into which sound is written that the model makes; `Written` is sent in its place
    """

    model: str
    signal: SignalRef
    span: Span
    view: Span
    device: str = "auto"
    settings: Mapping[str, Any] = field(default_factory=dict)
    known: tuple[Span, ...] = ()
    output: str = ""


@dataclass(frozen=True)
class MakeSounds:
    """Let a synthesiser make a sound of each recipe, in their order; `model` and `device` as in `RunModel`."""

    model: str
    recipes: tuple[Recipe, ...]
    device: str = "auto"


@dataclass(frozen=True)
class EncodeSound:
    """Find the place in a synthesiser's latent space of what begins in `span` of a signal.

    `label` : the class it is taken for; "" leaves that to the model
    """

    model: str
    signal: AnyRef
    span: Span
    label: str = ""
    device: str = "auto"


ModelRequest = RunModel | MakeSounds | EncodeSound
"""What the model process does."""


@dataclass(frozen=True)
class Written:
    """Frames `start_frame` … `stop_frame` - 1 of the output are there now."""

    start_frame: int
    stop_frame: int


@dataclass(frozen=True)
class Start:
    """Worker to child: begin this job."""

    job_id: int
    request: ModelRequest


@dataclass(frozen=True)
class StartSound:
    """Worker to the sound process: do this with the recording; `priority` is one of `scheduler.Priority`."""

    job_id: int
    signal: AnyRef
    work: SoundWork
    priority: int


@dataclass(frozen=True)
class SetPriority:
    """Worker to the sound process: go on with this job at another priority."""

    job_id: int
    priority: int


@dataclass(frozen=True)
class ViewChanged:
    """Worker to child: the person looks elsewhere now; go on there."""

    job_id: int
    view: Span


@dataclass(frozen=True)
class Cancel:
    """Worker to child: stop this job at the next result."""

    job_id: int


@dataclass(frozen=True)
class Shutdown:
    """Worker to child: end."""


@dataclass(frozen=True)
class JobLoading:
    """Child to worker: the model of this job is being loaded now, which may take long."""

    job_id: int


@dataclass(frozen=True)
class JobResult:
    """Child to worker: one result."""

    job_id: int
    result: Result | Written


@dataclass(frozen=True)
class SoundMade:
    """The sound process to the worker: one result."""

    job_id: int
    result: SoundResult


@dataclass(frozen=True)
class JobProgress:
    """Child to worker: this much is done, 0…1."""

    job_id: int
    done: float


@dataclass(frozen=True)
class ErrorReport:
    """An exception as plain values: the name of its class in `workbench.errors`, its message, its attributes."""

    kind: str
    message: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class JobEnded:
    """Child to worker: the job is over and the child is free; `error` is None when done or cancelled."""

    job_id: int
    error: ErrorReport | None = None


Message = (
    Start
    | StartSound
    | SetPriority
    | ViewChanged
    | Cancel
    | Shutdown
    | JobLoading
    | JobResult
    | SoundMade
    | JobProgress
    | JobEnded
)
