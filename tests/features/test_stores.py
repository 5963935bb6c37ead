"""What analyses find is kept at any length in little memory, whatever the order in which it comes."""

from __future__ import annotations

import os
import resource
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.audio.coverage import Coverage
from workbench.errors import WorkbenchError
from workbench.features import picture_store
from workbench.features.curve_store import CurveStore
from workbench.features.picture_store import PictureStore

edges = st.lists(st.integers(0, 3000), max_size=8)


@given(spans=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=12))
def test_what_is_missing_is_what_was_not_added(spans):
    there, coverage = np.zeros(60, bool), Coverage()
    for start, stop in spans:
        coverage.add(start, stop)
        there[start : max(stop, start)] = True
    gaps = np.zeros(60, bool)
    for start, stop in coverage.missing(0, 60):
        assert stop > start
        gaps[start:stop] = True
    assert (gaps == ~there).all()
    assert coverage.missing(10, 20) == [
        (max(a, 10), min(b, 20)) for a, b in coverage.missing(0, 60) if a < 20 and b > 10
    ]


def shuffled(cuts, total, rng):
    bounds = sorted({0, total, *(cut for cut in cuts if cut < total)})
    spans = list(pairwise(bounds))
    rng.shuffle(spans)
    return spans


def at_or_after(edge):
    """The first column that begins at an edge or behind it; rounding may put the edge a hair behind the column."""
    return int(np.ceil(edge - 1e-6))


@settings(deadline=None)
@given(cuts=edges, per_cell=st.floats(1, 700), first=st.integers(-3, 30), seed=st.integers(0, 99))
def test_cells_of_a_curve_hold_every_extreme_whatever_the_order(cuts, per_cell, first, seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, 3001).astype(np.float32)
    values[500:620] = np.nan
    store = CurveStore(3001)
    for start, stop in shuffled(cuts, 3001, rng):
        store.add(start, values[start:stop])
    low, high, mean = store.cells(first, 40, per_cell)
    for cell in range(40):
        begins, ends = (first + cell) * per_cell, (first + cell + 1) * per_cell
        inside = values[max(at_or_after(begins), 0) : max(at_or_after(ends), 0)]
        near = values[max(int(begins - per_cell), 0) : max(int(ends + per_cell) + 1, 0)]
        if np.isfinite(inside).any():
            assert low[cell] <= np.nanmin(inside) and high[cell] >= np.nanmax(inside)
            assert low[cell] >= np.nanmin(near) and high[cell] <= np.nanmax(near), "from nearby"
            assert low[cell] - 1e-5 <= mean[cell] <= high[cell] + 1e-5
    np.testing.assert_allclose(store.cells(0, 1, 3001).mean, np.nanmean(values), atol=1e-5)


@settings(deadline=None)
@given(cuts=edges, per_cell=st.floats(1, 700), seed=st.integers(0, 99), memory=st.sampled_from([2**20, 8000, 1000]))
def test_cells_of_a_picture_hold_every_maximum_in_memory_and_on_disk(tmp_path_factory, cuts, per_cell, seed, memory):
    rng = np.random.default_rng(seed)
    values = rng.integers(1, 256, (3001, 5), dtype=np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture_store, "MEMORY_BYTES", memory)
        store = PictureStore(5, 3001, tmp_path_factory.getbasetemp())
    for start, stop in shuffled(cuts, 3001, rng):
        store.add(start, values[start:stop])
    cells = store.cells(-1, 40, per_cell)
    assert not cells[0].any(), "there is nothing before the first column"
    for cell in range(1, 40):
        begins, ends = (cell - 1) * per_cell, cell * per_cell
        inside = values[at_or_after(begins) : at_or_after(ends)]
        if len(inside):
            assert (cells[cell] >= inside.max(axis=0)).all()
            assert (cells[cell] <= values[max(int(begins - per_cell), 0) : int(ends + per_cell) + 1].max(axis=0)).all()
    if per_cell < 1.01:
        np.testing.assert_array_equal(store.cells(0, 20, 1.0), values[:20])
    store.close()


def test_ten_hours_take_little_memory_and_leave_no_file(tmp_path):
    columns = 36_000 * 22_050 // 512
    tracemalloc.start()
    store, curve = PictureStore(84, columns, tmp_path), CurveStore(36_000 * 94)
    block = np.full((861, 84), 100, np.uint8)
    for first in range(0, columns, 50 * 861):
        store.add(first, block)
    store.add(777_777, np.full((1, 84), 255, np.uint8))
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert used < 45e6, "a picture and a curve"
    assert curve.columns == 36_000 * 94
    whole = store.cells(0, 1000, columns / 1000)
    assert whole[777_777 * 1000 // columns].max() == 255, "one column in 1.5 million"
    assert (store.cells(777_770, 20, 1.0)[:, 0] == 255).sum() == 1
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_store, "MEMORY_BYTES", 1000)
    (tmp_path / "file").write_text("")
    store = PictureStore(84, 1000, tmp_path / "file" / "cache")
    with pytest.raises(WorkbenchError, match=r"cache: .*cannot be kept"):
        store.add(0, np.ones((10, 84), np.uint8))


def test_a_disk_that_takes_half_a_block_is_full_and_no_column_is_lost_silently(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_store, "MEMORY_BYTES", 1000)
    store = PictureStore(84, 1000, tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20 * 84, hard))  # Python ignores the signal: less is written than asked
    try:
        store.add(0, np.ones((10, 84), np.uint8))
        with pytest.raises(WorkbenchError, match=r"cannot be kept \(File too large\).*Make room"):
            store.add(10, np.ones((20, 84), np.uint8))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    store.close()


def test_what_cannot_be_read_any_more_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_store, "MEMORY_BYTES", 1000)
    store = PictureStore(84, 1000, tmp_path)
    store.add(0, np.ones((10, 84), np.uint8))
    with (tmp_path / "other").open("wb") as writable_only:
        descriptor = store._file.fileno()
        kept = os.dup(descriptor)
        os.dup2(writable_only.fileno(), descriptor)
        with pytest.raises(WorkbenchError, match="cannot be read any more"):
            store.cells(0, 10, 1.0)
        os.dup2(kept, descriptor)
        os.close(kept)
    store.close()
