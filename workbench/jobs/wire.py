"""Messages as bytes and back: length-prefixed frames of a JSON header and raw arrays. No pickle.

A frame is two little-endian uint32 (bytes of header, bytes of body), the header in UTF-8 JSON, and the body: the
bytes of all arrays one after the other. In the header whatever JSON lacks is an object with one key that begins
with `$`: `{"$Scores": {fields}}` for a dataclass, `{"$array": [dtype, shape]}`, `{"$tuple": […]}`, `{"$path": "…"}`.
"""

from __future__ import annotations

import dataclasses
import json
import math
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, get_args

import numpy as np
from numpy.typing import NDArray

from workbench import errors
from workbench.audio.wave_detail import WaveGrid
from workbench.errors import WorkbenchError
from workbench.features.stft import StftSettings, TileKey
from workbench.jobs import messages, sound_work
from workbench.models import contract
from workbench.models.synthesise.recipe import Recipe

_PREFIX = struct.Struct("<II")
MAX_HEADER = 16 * 2**20
MAX_BODY = 2**30
"""Bytes. Whatever claims more is damaged: results are seconds of sound, not hours."""

_DATACLASSES: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        contract.Span,
        *get_args(contract.Result),
        *get_args(messages.Message),
        *get_args(messages.ModelRequest),
        Recipe,
        messages.SignalRef,
        messages.BlendRef,
        messages.Written,
        messages.ErrorReport,
        *get_args(messages.SoundResult),
        *get_args(sound_work.SoundWork),
        StftSettings,
        TileKey,
        WaveGrid,
    )
}
"""All that may cross, by name."""

_FIELDS = {name: tuple(field.name for field in dataclasses.fields(cls)) for name, cls in _DATACLASSES.items()}

_DTYPES = ("float32", "float64", "int16", "int32", "int64", "uint8", "bool")


class WireError(ValueError):
    """The bytes are no message of ours, or the value may not cross."""


def encode(message: messages.Message) -> bytes:
    """One frame. Raises `WireError` for a value that is not on the list of what may cross."""
    arrays: list[NDArray[Any]] = []
    header = json.dumps(_to_json(message, arrays), separators=(",", ":")).encode()
    body = b"".join(array.tobytes() for array in arrays)
    if len(header) > MAX_HEADER or len(body) > MAX_BODY:
        raise WireError(f"{type(message).__name__} is too large: {len(header)} + {len(body)} bytes")
    return _PREFIX.pack(len(header), len(body)) + header + body


class Decoder:
    """Collects bytes as they arrive and gives back whole messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[messages.Message]:
        """All messages that are complete now. Raises `WireError`; the stream is then lost."""
        self._buffer += data
        while (frame := self._next_frame()) is not None:
            yield _decode_frame(*frame)

    def _next_frame(self) -> tuple[bytes, bytes] | None:
        if len(self._buffer) < _PREFIX.size:
            return None
        header_size, body_size = _PREFIX.unpack_from(self._buffer)
        _check_size(header_size, body_size)
        body_start = _PREFIX.size + header_size
        stop = body_start + body_size
        if len(self._buffer) < stop:
            return None
        header, body = bytes(self._buffer[_PREFIX.size : body_start]), bytes(self._buffer[body_start:stop])
        del self._buffer[:stop]
        return header, body


def read_message(stream: BinaryIO) -> messages.Message | None:
    """Wait for the next message; None at the end of the stream. Raises `WireError`; the stream is then lost."""
    prefix = stream.read(_PREFIX.size)
    if len(prefix) < _PREFIX.size:
        return None
    header_size, body_size = _PREFIX.unpack(prefix)
    _check_size(header_size, body_size)
    header, body = stream.read(header_size), stream.read(body_size)
    return _decode_frame(header, body) if len(header) + len(body) == header_size + body_size else None


def report_error(error: Exception) -> messages.ErrorReport:
    """An exception as plain values; attributes that may not cross are left out."""
    attributes = {k: v for k, v in vars(error).items() if isinstance(v, Path | str | float | int | None)}
    return messages.ErrorReport(type(error).__name__, str(error), attributes)


def rebuild_error(report: messages.ErrorReport) -> WorkbenchError:
    """The exception of that report: of its own class when `workbench.errors` has it, else a `WorkbenchError`."""
    cls = getattr(errors, report.kind, None)
    if not (isinstance(cls, type) and issubclass(cls, WorkbenchError)):
        return WorkbenchError(report.message)
    # Not through __init__: each class takes other parameters, but the message and the attributes are all there is.
    error = cls.__new__(cls)
    error.args = (report.message,)
    vars(error).update(report.attributes)
    return error


def _check_size(header_size: int, body_size: int) -> None:
    if header_size > MAX_HEADER or body_size > MAX_BODY:
        raise WireError(f"a frame of {header_size} + {body_size} bytes is not ours")


def _to_json(value: object, arrays: list[NDArray[Any]]) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [_to_json(item, arrays) for item in value]
    if isinstance(value, Mapping):
        return _mapping_to_json(value, arrays)
    name, content = _special_to_json(value, arrays)
    return {"$" + name: content}


def _special_to_json(value: object, arrays: list[NDArray[Any]]) -> tuple[str, Any]:
    if isinstance(value, np.ndarray) and value.dtype.name in _DTYPES:
        arrays.append(value)
        return "array", [value.dtype.name, list(value.shape)]
    if isinstance(value, Path):
        return "path", str(value)
    if isinstance(value, tuple):
        return "tuple", [_to_json(item, arrays) for item in value]
    name = type(value).__name__
    if _DATACLASSES.get(name) is type(value):
        return name, {field: _to_json(getattr(value, field), arrays) for field in _FIELDS[name]}
    raise WireError(f"a {name} may not cross ({value!r:.80})")


def _mapping_to_json(mapping: Mapping[Any, Any], arrays: list[NDArray[Any]]) -> dict[str, Any]:
    for key in mapping:
        if not isinstance(key, str) or key.startswith("$"):
            raise WireError(f"{key!r} cannot be a key")
    return {key: _to_json(item, arrays) for key, item in mapping.items()}


def _decode_frame(header: bytes, body: bytes) -> messages.Message:
    try:
        tree = json.loads(header)
    except ValueError as error:
        raise WireError(f"the header is not JSON: {error}") from error
    reader = _BodyReader(body)
    message = _from_json(tree, reader)
    if not isinstance(message, get_args(messages.Message)):
        raise WireError(f"a {type(message).__name__} is not a message")
    if reader.left:
        raise WireError(f"{reader.left} bytes of the body belong to nothing")
    return message  # type: ignore[no-any-return]


class _BodyReader:
    """Takes the arrays out of a body, in the order in which the header names them."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._body) - self._at

    def take(self, dtype_name: object, shape: object) -> NDArray[Any]:
        if dtype_name not in _DTYPES:
            raise WireError(f"arrays of {dtype_name!r} may not cross")
        if not (isinstance(shape, list) and all(type(size) is int and size >= 0 for size in shape)):
            raise WireError(f"{shape!r} is no shape")
        dtype = np.dtype(dtype_name)
        size = math.prod(shape)
        if size * dtype.itemsize > self.left:
            raise WireError(f"the body ends before an array of {dtype_name} {shape}")
        array = np.frombuffer(self._body, dtype, size, self._at).reshape(shape)
        self._at += size * dtype.itemsize
        return array


def _from_json(tree: Any, body: _BodyReader) -> Any:
    if isinstance(tree, list):
        return [_from_json(item, body) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if len(tree) == 1:
        ((key, content),) = tree.items()
        if key.startswith("$"):
            return _special(key[1:], content, body)
    return {key: _from_json(item, body) for key, item in tree.items()}


def _special(name: str, content: Any, body: _BodyReader) -> Any:
    if name == "array" and isinstance(content, list) and len(content) == 2:
        return body.take(*content)
    if name == "tuple" and isinstance(content, list):
        return tuple(_from_json(item, body) for item in content)
    if name == "path" and isinstance(content, str):
        return Path(content)
    cls = _DATACLASSES.get(name)
    if cls is None or not isinstance(content, dict):
        raise WireError(f"{name!r} is not known here, or not in this form")
    if set(_FIELDS[name]) != content.keys():
        raise WireError(f"a {name} has the fields {sorted(_FIELDS[name])}, not {sorted(content)}")
    return cls(**{key: _from_json(item, body) for key, item in content.items()})
