"""What a model is: a card, and a plain generator of timed results.

The same generator serves the window (through the model process), the command line and batch jobs, so a
preview equals the batch. A model never knows about Qt, threads or progress bars: who drives it stops
iterating to cancel, and computes progress from the times of the results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Signal
from workbench.errors import WrongUsage

if TYPE_CHECKING:
    from workbench.models.synthesise.recipe import Recipe


@dataclass(frozen=True)
class Span:
    """A stretch of time in seconds, `start_s` ≤ t < `end_s`."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Card:
    """What a person should know before running a model; read from `card.json` beside the weights."""

    name: str
    task: str
    summary: str
    classes: tuple[str, ...]
    sample_rate: int
    window_s: float
    licence: str
    trained_on: str
    quality: tuple[str, ...]
    not_meant_for: str
    parameters: int
    weights_sha256: str
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What only this kind of model needs, for instance the mel settings of its input."""


@dataclass(frozen=True)
class Scores:
    """Confidences for one cell of time.

    `start_s`, `end_s` : the cell this result stands for on the axis, seconds
    `values` : float32, shape (classes,), 0…1, in the order of the card's classes
    """

    start_s: float
    end_s: float
    values: NDArray[np.float32]


@dataclass(frozen=True)
class AudioBlock:
    """Sound that a model made: float32 `samples`, shape (channels, frames), from `start_s` on, at `sample_rate` Hz."""

    start_s: float
    samples: NDArray[np.float32]
    sample_rate: int


@dataclass(frozen=True)
class Features:
    """What an analysis measures, column by column on an even grid.

    `start_s` : the time of the first column; column k stands at `start_s` + k · `hop_s`, seconds
    `values` : float32, shape (rows, columns); the rows are the card's classes, NaN where nothing can be said
    """

    start_s: float
    hop_s: float
    values: NDArray[np.float32]

    @property
    def end_s(self) -> float:
        return self.start_s + self.hop_s * float(self.values.shape[1])


@dataclass(frozen=True)
class Moments:
    """Points in time that were found in the whole, for instance beats: float64 `times_s`, shape (n,), rising."""

    times_s: NDArray[np.float64]


@dataclass(frozen=True)
class MadeSound:
    """A sound that a synthesiser made from the recipe of that `index` among those asked for.

    `samples` : float32, shape (1, frames), within ±1, at `sample_rate` Hz; silence at the end is cut off
    """

    index: int
    samples: NDArray[np.float32]
    sample_rate: int


@dataclass(frozen=True)
class Encoded:
    """Where a recording lies in a synthesiser's latent space.

    `label` : the class it was taken for; `point` : see `models.synthesise.recipe.Recipe`
    """

    label: str
    point: tuple[float, ...]


TimedResult = Scores | AudioBlock | Features | Moments
"""What has its place on the axis of a recording."""

Result = TimedResult | MadeSound | Encoded


class Model(Protocol):
    """A loaded model, ready to run."""

    @property
    def card(self) -> Card: ...

    def run(self, signal: Signal, span: Span, settings: Any) -> Iterator[TimedResult]:
        """Yield results for the cells that begin inside `span`, in order of time.

        Cells lie on a grid that depends on the signal and the settings, never on the span: running two
        neighbouring spans gives the same results as running both at once. Raises `AudioReadError`,
        `OutOfMemory`.
        """
        ...


@runtime_checkable
class Synthesiser(Protocol):
    """A loaded model that makes sounds from recipes; it has no recording to run over, so `run` would mean nothing."""

    @property
    def card(self) -> Card: ...

    def make(self, recipes: Sequence[Recipe]) -> Iterator[MadeSound]:
        """Yield the sounds in the order of their recipes, each as soon as it is made. Raises `RecipeError`,
        `OutOfMemory`."""
        ...

    def encode(self, signal: Signal, span: Span, label: str = "") -> Encoded:
        """The place of what begins at the onset in `span`, at most as long as the model's sounds are.

        Without a `label` the class is the one that suits best. Raises `RecipeError` for an unknown label or a span
        without sound, `AudioReadError`, `OutOfMemory`.
        """
        ...


@runtime_checkable
class Concluding(Protocol):
    """A model that can say more once all is known."""

    def conclude(self, results: Sequence[TimedResult]) -> Iterator[TimedResult | None]:
        """Yield what follows from all `results` of a run, given in order of time; None between steps that take long."""
        ...


def as_model(loaded: Model | Synthesiser) -> Model:
    """What was loaded, if it runs over recordings. Raises `WrongUsage`."""
    if isinstance(loaded, Synthesiser):
        raise WrongUsage(f"{loaded.card.name} makes sounds of its own, from no recording. Choose another model.")
    return loaded


def as_synthesiser(loaded: Model | Synthesiser) -> Synthesiser:
    """What was loaded, if it makes sounds from recipes. Raises `WrongUsage`."""
    if not isinstance(loaded, Synthesiser):
        raise WrongUsage(f"{loaded.card.name} cannot make sounds of its own. Choose a model that synthesises.")
    return loaded
