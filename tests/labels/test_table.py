"""Labels in columns, against a plain dictionary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.labels.conftest import make_label
from workbench.labels.label import Status
from workbench.labels.project import rows_of
from workbench.labels.table import LabelTable

times = st.floats(0, 100, allow_nan=False)
labels = st.builds(
    lambda start, length, text, box, score, status: make_label(
        start, start + length, text, low_hz=100.0 if box else None, high_hz=200.0 if box else None,
        score=score, status=status, channel=1 if box else None,
    ),
    times, st.sampled_from([0.0, 0.5, 40.0]), st.sampled_from(["", "dog", "Käuzchen"]), st.booleans(),
    st.none() | st.floats(0, 1), st.sampled_from(Status),
)  # fmt: skip
changes = st.lists(st.tuples(st.sampled_from(["insert", "remove", "move", "name", "look"]), labels, st.integers(0, 99)))


@settings(max_examples=60, deadline=None)
@given(changes)
def test_a_table_is_a_dictionary_in_order_of_time(todo) -> None:
    table, plain = LabelTable(), {}
    for what, label, number in todo:
        chosen = sorted(plain)[number % len(plain)] if plain else None
        if what == "insert":
            table.insert(rows_of("labels", [label]))
            plain[label.id] = label
        elif chosen is not None and what == "remove":
            table.remove([chosen])
            del plain[chosen]
        elif chosen is not None and what == "move":
            plain[chosen] = replace(plain[chosen], start_s=label.start_s, end_s=label.end_s)
            table.update({"id": [chosen], "start_s": [label.start_s], "end_s": [label.end_s]})
        elif chosen is not None and what == "name":
            plain[chosen] = replace(plain[chosen], text=label.text)
            table.update({"id": [chosen], "text": [label.text]})
        elif what == "look":
            starts = table.view().column("start_s").tolist()
            assert starts == sorted(each.start_s for each in plain.values())
    assert {each.id: each for each in table.labels(list(plain))} == plain
    assert len(table) == len(plain)


@settings(max_examples=60, deadline=None)
@given(st.lists(labels, max_size=30), times, times)
def test_what_touches_a_span_is_within_it(several, one, other) -> None:
    start_s, end_s = sorted((one, other))
    table = LabelTable()
    table.insert(rows_of("labels", several))
    view = table.view()
    found = set(view.column("id")[view.within(start_s, end_s)].tolist())
    assert found >= {each.id for each in several if each.start_s <= end_s and each.end_s >= start_s}


def test_views_of_one_recording_and_of_all() -> None:
    table = LabelTable()
    here, there = make_label(1, 2), replace(make_label(0, 1), recording=99)
    table.insert(rows_of("labels", [here, there]))
    assert table.view(99).column("id").tolist() == [there.id]
    assert table.view().column("id").tolist() == [there.id, here.id]


def test_an_old_view_is_not_taken_for_a_new_one() -> None:
    table = LabelTable()
    table.insert(rows_of("labels", [make_label(1, 2)]))
    view = table.view()
    table.insert(rows_of("labels", [make_label(3, 4)]))
    with pytest.raises(RuntimeError, match="changed"):
        view.column("start_s")


def test_no_id_twice() -> None:
    table, label = LabelTable(), make_label(1, 2)
    table.insert(rows_of("labels", [label]))
    with pytest.raises(KeyError):
        table.insert(rows_of("labels", [label]))
    assert len(table) == 1
