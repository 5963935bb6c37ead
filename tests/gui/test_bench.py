"""The synthesis bench: sounds that stream in, are varied, bent, kept, said and refused."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import WorkbenchError
from workbench.gui.bench import Bench
from workbench.gui.bench_sounds import BenchSound
from workbench.gui.kept_sounds import read_kept
from workbench.models.contract import Card, Span
from workbench.models.placeholder import Tones
from workbench.models.synthesise.recipe import Recipe, random_recipe
from workbench.models.synthesise.space import coordinate


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    return [Tones.card]


@pytest.fixture
def bench(worker_of_tones, qtbot) -> Bench:
    bench = Bench(worker_of_tones)
    with qtbot.waitSignal(bench.kept.found):
        bench.set_cards([Tones.card])
    return bench


@pytest.fixture(scope="module")
def worker_of_tones(qapp):
    from workbench.jobs.worker import Worker

    worker = Worker("workbench.models.placeholder:load")
    worker.start()
    yield worker
    worker.stop()


def settle(bench: Bench, qtbot) -> None:
    qtbot.waitUntil(lambda: not bench.making.running)


def made(bench: Bench, qtbot, count: int = 3, label: str = "low", seed: int = 7) -> tuple[BenchSound, ...]:
    bench.make(label, count, seed)
    settle(bench, qtbot)
    return bench.sounds.items[-count:]


def expected(*recipes) -> list[np.ndarray]:
    return [sound.samples for sound in Tones().make(recipes)]


def test_sounds_appear_one_by_one_each_from_its_seed(bench, qtbot) -> None:
    arrived = []
    bench.sounds.changed.connect(lambda sound: sound.samples is not None and arrived.append(sound.name))
    bench.make("high", 3, 41)
    assert [sound.waiting for sound in bench.sounds.items] == [True] * 3
    settle(bench, qtbot)
    assert arrived == ["high 41", "high 42", "high 43"]
    for sound, seed in zip(bench.sounds.items, (41, 42, 43), strict=True):
        assert sound.recipe == random_recipe(Tones.card, "high", seed)
        np.testing.assert_array_equal(sound.samples, expected(sound.recipe)[0])
        assert sound.sample_rate == Tones.sample_rate


def test_what_is_there_is_chosen_and_not_made_again(bench, qtbot) -> None:
    first = made(bench, qtbot, 2)
    bench.make("low", 2, 8)  # of which one is there
    settle(bench, qtbot)
    assert [sound.name for sound in bench.sounds.items] == ["low 7", "low 8", "low 9"]
    assert bench.sounds.chosen == (first[1],)


def test_cancelled_sounds_go_and_those_that_are_made_stay(bench, qtbot) -> None:
    before = made(bench, qtbot, 1)
    bench.make("low", 64, 100)
    qtbot.waitUntil(lambda: any(not sound.waiting for sound in bench.sounds.items[1:]))
    bench.cancel()
    assert not bench.making.running
    left = bench.sounds.items
    assert left[0] is before[0] and 1 < len(left) < 65
    assert all(sound.samples is not None for sound in left)


def test_more_like_one_keeps_its_label_and_lies_as_far_as_asked(bench, qtbot) -> None:
    (sound,) = made(bench, qtbot, 1, "high")
    bench.more_like(sound, 0.05, 2)
    bench.more_like(bench.sounds.current, 0.9, 3)
    settle(bench, qtbot)
    near, far = bench.sounds.items[1:3], bench.sounds.items[3:]
    assert [each.name for each in (*near, *far)] == [f"high 7 v{n}" for n in range(1, 6)]
    assert {each.recipe.label for each in (*near, *far)} == {"high"}

    def distance(each: BenchSound) -> float:
        return float(np.linalg.norm(np.subtract(each.recipe.point, sound.recipe.point)))

    assert 0.0 < max(map(distance, near)) < min(map(distance, far))
    bench.more_like(sound, 0.0, 2)
    assert bench.sounds.chosen == (sound,), "what does not differ is the sound itself"


def test_between_two_there_is_a_row_that_begins_and_ends_with_them(bench, qtbot) -> None:
    first, last = made(bench, qtbot, 2)
    bench.between(first, last, 5)
    settle(bench, qtbot)
    row = bench.sounds.items[2:]
    assert len(row) == 5 and len({sound.row for sound in row}) == 1
    assert (row[0].recipe, row[-1].recipe) == (first.recipe, last.recipe)
    np.testing.assert_array_equal(row[0].samples, first.samples)
    np.testing.assert_array_equal(row[-1].samples, last.samples)
    assert [sound.name for sound in row][1:3] == ["low 7 to 8, 25 %", "low 7 to 8, 50 %"]


def test_what_is_bent_sounds_as_it_was_bent_last(bench, qtbot) -> None:
    (sound,) = made(bench, qtbot, 1)
    bench.sounds.choose([sound])
    pitch = bench.directions[0]
    shown = []
    bench.sounds.changed.connect(lambda each: shown.append((each.recipe, each.samples)))
    with qtbot.waitSignal(bench.making.made_live):
        for amount in (-2.0, -1.0, 0.5, 1.5):
            bench.bend(pitch, amount)
    assert coordinate(sound.recipe.point, pitch) == pytest.approx(1.5)
    np.testing.assert_array_equal(sound.samples, expected(sound.recipe)[0])
    assert (sound.name, bench.sounds.items) == ("low 7 bent", (sound,))
    heard = [samples for recipe, samples in shown if samples is not shown[0][1]]
    assert len(heard) == 1, "what was bent further meanwhile is never shown"
    with qtbot.waitSignal(bench.making.made_live):
        bench.bend(pitch, coordinate(sound.origin[0].point, pitch))
    assert (sound.name, sound.recipe) == ("low 7", random_recipe(Tones.card, "low", 7))


def test_a_kept_sound_is_bent_beside_itself(bench, qtbot) -> None:
    (sound,) = made(bench, qtbot, 1)
    bench.sounds.choose([sound])
    bench.keep([sound])
    with qtbot.waitSignal(bench.making.made_live):
        bench.bend(bench.directions[0], 2.0)
    assert [each.name for each in bench.sounds.items] == ["low 7", "low 7 bent"]
    assert sound.recipe == random_recipe(Tones.card, "low", 7)
    assert not bench.sounds.current.kept


def test_kept_sounds_are_there_again_as_they_were(bench, worker_of_tones, qtbot) -> None:
    one, other, third = made(bench, qtbot, 3)
    bench.keep([one, other, third])
    bench.forget([other])
    bench.close()
    again = Bench(worker_of_tones)
    again.set_cards([Tones.card])
    qtbot.waitUntil(lambda: len(again.sounds.items) == 2 and not again.making.running)
    assert [(each.name, each.recipe, each.kept) for each in again.sounds.items] == [
        (each.name, each.recipe, True) for each in (one, third)
    ]
    for each, before in zip(again.sounds.items, (one, third), strict=True):
        np.testing.assert_array_equal(each.samples, before.samples)


def test_a_damaged_file_of_kept_sounds_is_moved_aside_and_said(worker_of_tones, qtbot) -> None:
    bench = Bench(worker_of_tones)
    bench.kept.path.write_bytes(b'{"kept": [')
    with qtbot.waitSignal(bench.refused) as refused:
        bench.set_cards([Tones.card])
    assert "moved aside" in str(refused.args[0])
    assert [path.read_bytes() for path in bench.kept.path.parent.glob("*.broken-*")] == [b'{"kept": [']


def test_a_damaged_file_that_cannot_be_moved_is_said_too(tmp_path, monkeypatch) -> None:
    def refuse(*_paths):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "kept-sounds.json"
    path.write_bytes(b"[]")
    monkeypatch.setattr(type(path), "replace", refuse)
    with pytest.raises(WorkbenchError, match=r"is damaged, and cannot be moved aside \(Permission denied\)"):
        read_kept(path)
    assert path.read_bytes() == b"[]"


def test_what_the_model_cannot_make_is_refused_in_words(bench, qtbot) -> None:
    said = []
    bench.refused.connect(lambda error: said.append(str(error)))
    bench.make("cowbell", 1, 7)
    bench.make("low", 1, -1)
    assert "cannot make 'cowbell'" in said[0] and "low, high" in said[0]
    assert "out of range" in said[1]
    assert bench.sounds.items == ()


def test_sounds_that_failed_say_why(bench, qtbot) -> None:
    ends = []
    bench.making.began.connect(lambda job, *_words: job.ended.connect(ends.append))
    bench.card = bench.cards[0]
    sound = BenchSound([random_recipe(Tones.card, "low", 1)], "placeholder/levels", "low 1")
    bench.sounds.add([sound])
    bench.make_again([sound])  # a model that makes no sounds
    settle(bench, qtbot)
    assert sound.failed and str(ends[0].error) == sound.failed
    other = BenchSound([random_recipe(Tones.card, "low", 2)], Tones.card.name, "low 2")
    bench.sounds.add([other])
    bench.make_again([sound, other])
    settle(bench, qtbot)
    assert sound.failed and not other.failed, "each is made by its own model"
    np.testing.assert_array_equal(other.samples, expected(other.recipe)[0])


def test_a_sound_of_an_earlier_version_of_its_model_stays_as_it_is(bench, qtbot) -> None:
    (sound,), said = made(bench, qtbot, 1), []
    earlier = BenchSound([Recipe("low", (0.0,) * 3, 1)], Tones.card.name, "low 1")
    bench.sounds.add([earlier])
    assert bench.can_bend(sound) and not bench.can_bend(earlier)
    bench.refused.connect(lambda error: said.append(str(error)))
    bench.between(earlier, sound, 3)
    assert "two single sounds of the same model" in said[0] and len(bench.sounds.items) == 2


def test_a_recording_is_encoded_and_varied(bench, recording, qtbot) -> None:
    from workbench.audio.open import open_recording

    bench.like_recording(open_recording(recording), Span(10.0, 10.5), "", 0.4, 3)
    qtbot.waitUntil(lambda: len(bench.sounds.items) == 3 and not bench.making.running)
    first, *others = bench.sounds.items
    peak = float(np.abs(open_recording(recording).read(441_000, 463_050)).max())
    assert (first.recipe.label, first.recipe.point) == ("low", (peak, 0.0, 0.0, 0.0))
    assert [each.name for each in bench.sounds.items] == [
        f"like noise and tone{ending}" for ending in ("", " v1", " v2")
    ]
    assert {each.recipe.label for each in others} == {"low"}


def test_the_first_of_new_sounds_is_chosen_when_it_can_be_heard(bench, qtbot) -> None:
    before = made(bench, qtbot, 1)
    bench.make("high", 2, 50)
    assert bench.sounds.chosen == before
    settle(bench, qtbot)
    assert [sound.name for sound in bench.sounds.chosen] == ["high 50"]
    bench.more_like(bench.sounds.current, 0.5, 2)
    settle(bench, qtbot)
    assert [sound.name for sound in bench.sounds.chosen] == ["high 50"], "to be compared with its variations"
    bench.make("high", 1, 90)
    bench.sounds.choose(before)
    settle(bench, qtbot)
    assert bench.sounds.chosen == before, "the person chose meanwhile"


def test_the_first_order_tells_that_the_model_is_loaded(bench, qtbot) -> None:
    said: list[str] = []
    bench.making.began.connect(lambda _job, now, _done: said.append(now))
    bench.making.went_on.connect(lambda _job, now: said.append(now))
    bench.make("low", 2, 7)
    assert said == ["Loading tones"] and all(sound.loading for sound in bench.sounds.items)
    settle(bench, qtbot)
    assert said[:3] == ["Loading tones", "Making 1 of 2 sounds", "Making 2 of 2 sounds"]
    assert not any(sound.loading for sound in bench.sounds.items)
    bench.make("low", 1, 70)
    assert said[-1] == "Making low 70"
