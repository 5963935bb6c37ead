"""Names of sounds: short, telling, and never the same twice."""

from __future__ import annotations

from workbench.gui.bench_names import bent_name, between_names, seed_name, variation_names


def test_a_seed_gives_the_name() -> None:
    assert seed_name("hihat_open", 4711) == "hihat open 4711"


def test_variations_of_variations_are_numbered_on() -> None:
    taken = {"snare 4711", "snare 4711 v1", "snare 4711 v3"}
    assert variation_names("snare 4711", 3, taken) == ["snare 4711 v2", "snare 4711 v4", "snare 4711 v5"]
    assert variation_names("snare 4711 v3", 1, taken) == ["snare 4711 v2"]


def test_what_is_bent_keeps_the_name_it_came_from() -> None:
    assert bent_name("snare 4711 v3", set()) == "snare 4711 bent"
    assert bent_name("snare 4711 bent", {"snare 4711 bent"}) == "snare 4711 bent 2"


def test_what_two_names_share_is_said_once() -> None:
    assert between_names("snare 1", "snare 2", 3) == ["snare 1 to 2, 0 %", "snare 1 to 2, 50 %", "snare 1 to 2, 100 %"]
    assert between_names("snare 1", "kick 1", 2) == ["snare 1 to kick 1, 0 %", "snare 1 to kick 1, 100 %"]
    assert between_names("snare 1 v2", "snare 1 v3", 2)[0] == "snare 1 v2 to v3, 0 %"
