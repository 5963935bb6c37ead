"""The table of lanes: a new lane is one file in `lanes/` and one entry here.

Menu, palette, keys, what is shown at first, and what is kept until the next start are all made from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from workbench.gui.lanes.confidence import ConfidenceLane
from workbench.gui.lanes.labels import LabelsLane
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.spectrogram import SpectrogramLane
from workbench.gui.lanes.waveform import WaveformLane


@dataclass(frozen=True)
class LaneKind:
    """One kind of lane.

    `make` : called with the document and the worker (and, where `per_channel`, the channel from 0), the first time
        that the lane is shown
    `title`, `group` : the entry of the Lanes menu, and the part of the menu in which it stands
    `shown` : whether it is there until the person says otherwise
    `per_channel` : one lane for each channel of the recording that is chosen
    """

    id: str
    title: str
    group: str
    make: Callable[..., Lane]
    shown: bool = False
    per_channel: bool = False
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""


def later(module: str, name: str) -> Callable[..., Lane]:
    """The class `name` of `lanes/<module>.py`, imported when the first such lane is made."""

    def make(*args: object) -> Lane:
        return getattr(import_module(f"workbench.gui.lanes.{module}"), name)(*args)

    return make


ANALYSES = "Analyses"
"""The group of the kinds whose lanes are an `AnalysisLane`."""

RESULTS = "Results"
"""The group of the kinds that show what a model made."""

LANE_KINDS: tuple[LaneKind, ...] = (
    LaneKind("waveform", "Waveforms", "Sound", WaveformLane, shown=True, per_channel=True, tip="One for each channel"),
    LaneKind("spectrogram", "Spectrogram", "Sound", SpectrogramLane, shown=True),
    LaneKind("output-waveform", "Output waveform", RESULTS, later("output_wave", "OutputWaveLane"),
             tip="The waveform of what a model made, all channels together"),
    LaneKind("output-spectrogram", "Output spectrogram", RESULTS, later("result_spectrogram", "OutputSpectrogramLane"),
             tip="What a model made of the sound"),
    LaneKind("difference-spectrogram", "Difference spectrogram", RESULTS,
             later("result_spectrogram", "DifferenceSpectrogramLane"), tip="What a model took away"),
    LaneKind("change", "Change", RESULTS, later("change", "ChangeLane"),
             tip="How much louder or softer a model made each place of the spectrogram"),
    LaneKind("labels", "Labels", "Labels", lambda document, _worker: LabelsLane(document), shown=True,
             tip="What is said of the sound, a row for each tier"),
    LaneKind("constant-q", "Constant-Q spectrum", ANALYSES, later("constant_q", "ConstantQLane"),
             tip="A band for each semitone"),
    LaneKind("chroma", "Chroma", ANALYSES, later("chroma", "ChromaLane"),
             tip="The twelve pitch classes, whatever the octave"),
    LaneKind("pitch", "Pitch", ANALYSES, later("pitch", "PitchLane"), tip="Of one voice or instrument"),
    LaneKind("onset", "Onsets and beats", ANALYSES, later("onset", "OnsetLane"), tip="Where something begins"),
    LaneKind("centroid", "Spectral centroid", ANALYSES, later("centroid", "CentroidLane"),
             tip="Whether the sound is dark or bright"),
    LaneKind("rms", "RMS level", ANALYSES, later("rms", "RmsLane"), tip="How loud the sound is"),
    LaneKind("classes", "Classes", "Networks", lambda document, _worker: ConfidenceLane(document), shown=True,
             tip="What a classifier hears, and how sure it is"),
    LaneKind("network-input", "What the network sees", "Networks", later("network_input", "NetworkInputLane"),
             keys=("N",), icon="eye", tip="The very picture that the network is given, on the same time axis"),
)  # fmt: skip
"""From top to bottom, as the lanes stand until the person moves them."""

CLASSES, LABELS, NETWORK_INPUT = "classes", "labels", "network-input"
OUTPUT_SPECTROGRAM, OUTPUT_WAVEFORM = "output-spectrogram", "output-waveform"
SPECTROGRAM, WAVEFORM = "spectrogram", "waveform"
