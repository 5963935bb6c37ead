"""What a person set, as validated values with defaults, limits and help; no file and no Qt here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

RECENT_FILES_MAX = 20


def setting(default: Any, help_text: str, **limits: Any) -> Any:
    """A field with its help; `min`, `max`, `label`, `unit` may be given."""
    return field(default=default, metadata={"help": help_text, **limits})


@dataclass(frozen=True)
class Session:
    """Where the person was, to be there again at the next start."""

    file: str = setting("", "The recording that was open")
    view_start_s: float = setting(0.0, "Left edge of the view in seconds", min=0.0)
    view_end_s: float = setting(0.0, "Right edge of the view in seconds; 0 for the whole recording", min=0.0)
    cursor_s: float = setting(0.0, "Where playing starts, in seconds", min=0.0)
    threshold: float = setting(0.5, "From which confidence on a result counts", min=0.0, max=1.0)
    channels: tuple[int, ...] = setting((), "Channels of the recording that were shown, from 0", max=256)
    soloed: tuple[int, ...] = setting((), "Channels that were soloed, from 0", max=256)
    muted: tuple[int, ...] = setting((), "Channels that were muted, from 0", max=256)
    review: str = setting("", "Id of the review that was on")
    lanes: tuple[str, ...] = setting((), 'Lanes from top to bottom, such as "waveform 2" for channel 2 from 0', max=512)


@dataclass(frozen=True)
class SpectrogramSettings:
    """As `document.SpectrogramView`, but for `channel`, which belongs to one recording."""

    n_fft: int = setting(2048, "FFT size in samples", min=64, max=65536)
    window: str = setting("hann", "Window function")
    scale: Literal["linear", "log", "mel"] = setting("linear", "Frequency scale")
    floor_db: float = setting(-100.0, "What is drawn as silence, in dBFS", min=-200.0, max=0.0)
    ceiling_db: float = setting(-20.0, "What is drawn as loudest, in dBFS", min=-150.0, max=60.0)
    colormap: str = setting("magma", "Colour map")
    low_hz: float = setting(0.0, "Lowest frequency in view, in Hz", min=0.0)
    high_hz: float | None = setting(None, "Highest frequency in view, in Hz; none: half the sample rate", min=1.0)


@dataclass(frozen=True)
class LaneSettings:
    """How the lanes stand; kinds are named as in `lane_kinds`."""

    shown: dict[str, bool] = field(default_factory=dict, metadata={"help": "Which kinds of lanes are shown"})
    order: tuple[str, ...] = setting((), "Kinds of lanes from top to bottom", max=256)
    heights: dict[str, int] = field(default_factory=dict, metadata={"help": "Heights that were set, in pixels"})


@dataclass(frozen=True)
class LabelTableSettings:
    """The columns of the label table, named as in `label_model.COLUMNS`; and what it lists."""

    order: tuple[str, ...] = setting((), "Columns from left to right", max=32)
    hidden: tuple[str, ...] = setting((), "Columns that are not shown", max=32)
    widths: dict[str, int] = field(default_factory=dict, metadata={"help": "Widths that were set, in pixels"})
    sorted_by: str = setting("start", "The column by which it is sorted")
    descending: bool = setting(False, "Sorted from the greatest to the least")
    all_recordings: bool = setting(False, "The labels of all recordings of the project are listed")


@dataclass(frozen=True)
class ExportSettings:
    """What was chosen when sound was exported last; formats and encodings are named as in `audio.export_formats`."""

    folder: str = setting("", "Folder last exported to; none: that of the recording")
    format: str = setting("wav", "Format of exported sound")
    encodings: dict[str, str] = field(default_factory=dict, metadata={"help": "Encoding chosen, by format"})
    dither: bool = setting(False, "Add noise before rounding to 16 bit", label="Dither")


@dataclass(frozen=True)
class LabelExportSettings:
    """What was chosen when labels were exported last; formats are named as in `labels.formats.catalogue`."""

    folder: str = setting("", "Folder last exported to; none: that of the recording")
    format: str = setting("jsonl", "Format of exported labels")
    statuses: tuple[str, ...] = setting(("accepted", "proposed"), "Which labels are exported", max=3)


@dataclass(frozen=True)
class ClipSettings:
    """How clips were cut last; see `audio.label_clips.ClipWish`."""

    folder: str = setting("", "Folder in which clips got theirs; none: that of the recording")
    padding_s: float = setting(0.0, "Seconds of sound around each label", min=0.0, max=3600.0)
    length_s: float = setting(0.0, "Length of all clips in seconds; 0: as their labels", min=0.0, max=3600.0)
    format: str = setting("wav", "Format of clips")
    channels: Literal["all", "own", "mono"] = setting("all", "Which channels clips have")
    sample_rate: int = setting(0, "Sample rate of clips in Hz; 0: that of the recording", min=0, max=768_000)
    arranged: Literal["plain", "classes", "dataset"] = setting("plain", "How clips are arranged")
    pattern: str = setting("{recording}_{start}_{label}", "Names of clips")


@dataclass(frozen=True)
class Settings:
    """All settings. What a file says otherwise, or wrongly, is replaced by the default."""

    theme: Literal["system", "light", "dark"] = setting("system", "Light, dark, or as the system is", label="Theme")
    time_format: Literal["clock", "seconds", "samples"] = setting("clock", "How times are written", label="Times")
    follow: bool = setting(True, "The view follows the play head until one scrolls away", label="Follow playback")
    audition: bool = setting(True, "Moving through the file list plays each file", label="Audition while browsing")
    play_proposals: bool = setting(True, "Going to a proposed label plays it", label="Play proposals")
    volume: float = setting(1.0, "Factor on the samples while playing, 1 leaves them as they are", min=0.0, max=4.0)
    output_device: str | None = setting(None, "Sound output; none: the system's default", label="Sound output")
    nudge_s: float = setting(
        0.01, "How far a key moves a label or its edge", min=0.0, max=60.0, label="Step of labels", unit=" s"
    )
    snap_to_labels: bool = setting(
        True, "Edges of labels that are dragged meet those of others", label="Snap to other labels"
    )
    snap_to_zero: bool = setting(False, "Edges of labels end at zero crossings", label="Snap to zero crossings")
    snap_grid_s: float = setting(
        0.0, "Grid for edges that are dragged; 0 for none", min=0.0, max=60.0, label="Grid", unit=" s"
    )
    match_loudness: bool = setting(
        False, "Outputs of models are played as loud as the original", label="Match loudness"
    )
    match_difference: bool = setting(False, "Differences, too, are played as loud as the original")
    show_rejected_labels: bool = setting(False, "Rejected labels are drawn too", label="Show rejected labels")
    show_output: bool = setting(True, "What a model makes is shown when it begins")
    default_folder: str = setting("", "Folder shown at start", label="Folder at start")
    last_folder: str = setting("", "Folder last used in a file dialog")
    cache_limit_gb: float = setting(
        10.0, "Decoded recordings and overviews are kept until so much is used", min=0.1, max=10_000.0,
        label="Limit", unit=" GB",
    )  # fmt: skip
    recent_files: tuple[str, ...] = setting((), "Recordings opened lately, the last one first", max=RECENT_FILES_MAX)
    project: str = setting("", "The project that was opened, whatever the recordings' folders")
    projects: dict[str, str] = field(default_factory=dict, metadata={"help": "Projects chosen for folders, by folder"})
    shortcuts: dict[str, str] = field(default_factory=dict, metadata={"help": "Changed keys, by name of action"})
    dismissed: tuple[str, ...] = setting((), "Messages that were put away and need not be said again", max=32)
    geometry: str = setting("", "Place and size of the window, base64")
    window_state: str = setting("", "Panels and splitters, base64")
    panels: dict[str, bool] = field(
        default_factory=dict, metadata={"help": "Panels that the person showed or hid, whatever the window's width"}
    )
    spectrogram: SpectrogramSettings = field(default_factory=SpectrogramSettings)
    lanes: LaneSettings = field(default_factory=LaneSettings)
    label_table: LabelTableSettings = field(default_factory=LabelTableSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    label_export: LabelExportSettings = field(default_factory=LabelExportSettings)
    clips: ClipSettings = field(default_factory=ClipSettings)
    session: Session = field(default_factory=Session)
    task: str = setting("", "The task that the panel of models shows")
    models: dict[str, dict] = field(
        default_factory=dict, metadata={"help": "Model, device and settings that were chosen, by task"}
    )


def with_recent(settings: Settings, path: str) -> tuple[str, ...]:
    """The recent files with `path` moved, or added, to the front."""
    others = tuple(other for other in settings.recent_files if other != path)
    return (path, *others)[:RECENT_FILES_MAX]


def from_json(data: Mapping[str, Any]) -> Settings:
    """Settings from parsed JSON; whatever has the wrong type or lies outside its limits gets its default."""
    return _build(Settings, data)


def to_json(settings: Settings) -> dict[str, Any]:
    return asdict(settings)


def _build(kind: type[Any], data: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    good = {}
    for each in fields(kind):
        if each.name in data:
            value = _accepted(data[each.name], hints[each.name], each.metadata)
            if value is not _WRONG:
                good[each.name] = value
    return kind(**good)


_WRONG = object()


def _accepted(value: Any, hint: Any, metadata: Mapping[str, Any]) -> Any:
    """The value in the wanted type, or `_WRONG`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType:
        inner = next(kind for kind in arguments if kind is not NoneType)
        return None if value is None else _accepted(value, inner, metadata)
    if is_dataclass(hint):
        return _build(hint, value) if isinstance(value, Mapping) else _WRONG
    if origin is Literal:
        return value if value in arguments else _WRONG
    if origin in (tuple, dict):
        return _accepted_items(value, hint, metadata)
    return _accepted_number(value, hint, metadata) if hint in (int, float) else _of_type(value, hint)


def _accepted_items(value: Any, hint: Any, metadata: Mapping[str, Any]) -> Any:
    kind = get_args(hint)
    if get_origin(hint) is dict:
        good = isinstance(value, dict) and all(isinstance(item, kind[1]) for item in value.values())
        return dict(value) if good else _WRONG
    good = isinstance(value, list | tuple) and all(isinstance(item, kind[0]) for item in value)
    return tuple(value)[: metadata.get("max")] if good else _WRONG


def _of_type(value: Any, hint: type[Any]) -> Any:
    return value if isinstance(value, hint) else _WRONG


def _accepted_number(value: Any, hint: type[Any], metadata: Mapping[str, Any]) -> Any:
    if isinstance(value, bool) or not isinstance(value, int if hint is int else (int, float)):
        return _WRONG
    if not math.isfinite(value) or not metadata.get("min", value) <= value <= metadata.get("max", value):
        return _WRONG
    return hint(value)
