from __future__ import annotations

import dataclasses
import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench import errors
from workbench.jobs import wire
from workbench.jobs.messages import (
    Cancel,
    EncodeSound,
    ErrorReport,
    JobEnded,
    JobProgress,
    JobResult,
    MakeSounds,
    RunModel,
    Shutdown,
    SignalRef,
    Start,
    ViewChanged,
)
from workbench.models.contract import AudioBlock, Encoded, MadeSound, Scores, Span
from workbench.models.synthesise.recipe import MAX_SEED, Recipe

ids = st.integers(0, 2**40)
numbers = st.floats(allow_nan=False)
finite = st.floats(allow_nan=False, allow_infinity=False)
text = st.text(max_size=20)
keys = text.filter(lambda key: not key.startswith("$"))
settings = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | text | text.map(Path),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(keys, inner),
    max_leaves=10,
)
span = st.builds(Span, numbers, numbers)
arrays = hnp.arrays(np.float32, hnp.array_shapes(min_dims=1, max_dims=2, min_side=0), elements=st.floats(width=32))
points = st.lists(finite).map(tuple)
recipes = st.builds(Recipe, text, points, st.integers(0, MAX_SEED))
results = st.one_of(
    st.builds(Scores, numbers, numbers, arrays),
    st.builds(AudioBlock, numbers, arrays, st.just(48_000)),
    st.builds(MadeSound, ids, arrays, st.just(48_000)),
    st.builds(Encoded, text, points),
)
messages = st.one_of(
    st.builds(
        Start,
        ids,
        st.builds(RunModel, text, st.builds(SignalRef, text), span, span, text, st.dictionaries(keys, settings)),
    ),
    st.builds(Start, ids, st.builds(MakeSounds, text, st.lists(recipes).map(tuple), text)),
    st.builds(Start, ids, st.builds(EncodeSound, text, st.builds(SignalRef, text), span, text, text)),
    st.builds(ViewChanged, ids, span),
    st.builds(Cancel, ids),
    st.builds(Shutdown),
    st.builds(JobResult, ids, results),
    st.builds(JobProgress, ids, numbers),
    st.builds(JobEnded, ids, st.none() | st.builds(ErrorReport, text, text, st.dictionaries(keys, settings))),
)


def _plain(value):
    """Dataclasses and arrays as values that compare."""
    if dataclasses.is_dataclass(value):
        return type(value), [_plain(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape, value.tobytes()
    return value


@given(st.lists(messages, max_size=4), st.integers(1, 50))
def test_messages_come_out_as_they_went_in_however_the_bytes_are_cut(sent, chunk):
    data = b"".join(map(wire.encode, sent))
    decoder = wire.Decoder()
    received = [m for at in range(0, len(data), chunk) for m in decoder.feed(data[at : at + chunk])]
    assert [_plain(m) for m in received] == [_plain(m) for m in sent]


def _frame(header, body=b""):
    data = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<II", len(data), len(body)) + data + body


@pytest.mark.parametrize(
    "data",
    [
        b"Hello, this was printed by a library\n",
        _frame(b"{not json"),
        _frame({"$Cancel": {}}),
        _frame({"$Cancel": {"job_id": 1, "more": 2}}),
        _frame({"$Path": "x"}),
        _frame({"$os.system": {"command": "true"}}),
        _frame({"$Span": {"start_s": 0, "end_s": 1}}),
        _frame([1, 2]),
        _frame({"$Cancel": {"job_id": {"$array": ["float32", [3]]}}}, b"12345678"),
        _frame({"$Cancel": {"job_id": {"$array": ["float32", [-1]]}}}),
        _frame({"$Cancel": {"job_id": {"$array": ["object", [1]]}}}, b"12345678"),
        _frame({"$Shutdown": {}}, b"left over"),
        struct.pack("<II", 10, 2**31),
    ],
)
def test_what_is_no_message_is_refused(data):
    with pytest.raises(wire.WireError):
        list(wire.Decoder().feed(data))


@pytest.mark.parametrize("value", [object(), {1: 2}, {"$x": 1}, np.array([object()]), {1, 2}])
def test_what_may_not_cross_is_refused(value):
    with pytest.raises(wire.WireError):
        wire.encode(Start(1, RunModel("m", SignalRef("a"), Span(0, 1), Span(0, 1), settings={"value": value})))


@pytest.mark.parametrize(
    "error",
    [
        errors.AudioReadError("/sounds/a.wav", "it is damaged", 1.25),
        errors.OutOfMemory("too large"),
        errors.DeviceUnavailable("no cuda"),
    ],
)
def test_errors_keep_class_message_and_attributes(error):
    (message,) = wire.Decoder().feed(wire.encode(JobEnded(1, wire.report_error(error))))
    rebuilt = wire.rebuild_error(message.error)
    assert type(rebuilt) is type(error)
    assert str(rebuilt) == str(error)
    assert vars(rebuilt) == vars(error)


def test_an_unknown_error_becomes_a_workbench_error():
    rebuilt = wire.rebuild_error(ErrorReport("SystemExit", "gone"))
    assert type(rebuilt) is errors.WorkbenchError
    assert str(rebuilt) == "gone"
