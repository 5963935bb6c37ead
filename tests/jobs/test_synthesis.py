"""Synthesisers in the model process, by the stand-in that makes tones."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.jobs.watch import watch
from workbench.errors import AudioReadError, RecipeError, WrongUsage
from workbench.jobs.job import CANCELLED, DONE
from workbench.jobs.messages import EncodeSound, MakeSounds, RunModel, SignalRef
from workbench.models.contract import Encoded, Span
from workbench.models.placeholder import NAME, TONES, Tones
from workbench.models.synthesise.recipe import Recipe, random_recipe

SECOND = Span(0.0, 1.0)


@pytest.fixture
def worker(start_worker):
    return start_worker("workbench.models.placeholder:load")


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "step.wav"
    soundfile.write(path, np.repeat([0.25, 0.5], 8000), 8000, subtype="FLOAT")
    return SignalRef(str(path))


def _recipes(count):
    return tuple(random_recipe(Tones.card, ("low", "high")[seed % 2], seed) for seed in range(count))


def _samples(results):
    return {(sound.index, sound.sample_rate, sound.samples.tobytes()) for sound in results}


def test_sounds_come_in_the_order_of_their_recipes_as_the_model_makes_them_and_are_counted(worker, qtbot):
    recipes = _recipes(8)
    results, progress, ends = watch(worker.make_sounds(MakeSounds(TONES, recipes)))
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == [DONE]
    assert [sound.index for sound in results] == list(range(8))
    assert _samples(results) == _samples(Tones().make(recipes))
    assert [done for done, _ in progress] == [made / 8 for made in range(9)]


def test_after_a_cancel_no_more_are_made_and_the_process_is_free(worker, qtbot):
    job = worker.make_sounds(MakeSounds(TONES, _recipes(3_000)))
    results, _, ends = watch(job)
    qtbot.waitUntil(lambda: bool(results))
    job.cancel()
    assert ends == [CANCELLED]
    made = len(results)
    _, _, next_ends = watch(worker.make_sounds(MakeSounds(TONES, _recipes(1))))
    qtbot.waitUntil(lambda: bool(next_ends))
    assert next_ends == [DONE]
    assert len(results) == made < 3_000


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (Recipe("middle", (0.0,) * 4, 1), "cannot make 'middle'. It knows: low, high"),
        (Recipe("low", (0.0,) * 3, 1), "places of 4 numbers, not 3"),
    ],
)
def test_what_cannot_be_made_fails_its_job_after_those_before_and_the_next_works(worker, qtbot, recipe, message):
    results, _, ends = watch(worker.make_sounds(MakeSounds(TONES, (*_recipes(2), recipe))))
    qtbot.waitUntil(lambda: bool(ends))
    assert type(ends[0].error) is RecipeError
    assert message in str(ends[0].error)
    assert len(results) == 2
    _, _, next_ends = watch(worker.make_sounds(MakeSounds(TONES, _recipes(1))))
    qtbot.waitUntil(lambda: bool(next_ends))
    assert next_ends == [DONE]


def test_a_model_is_not_asked_for_what_it_cannot_do(worker, qtbot, recording):
    wrong = [
        worker.make_sounds(MakeSounds(NAME, _recipes(1))),
        worker.encode_sound(EncodeSound(NAME, recording, SECOND)),
        worker.run_model(RunModel(TONES, recording, SECOND, SECOND)),
    ]
    qtbot.waitUntil(lambda: all(job.end is not None for job in wrong))
    assert [type(job.end.error) for job in wrong] == [WrongUsage] * 3
    assert "placeholder/levels cannot make sounds" in str(wrong[0].end.error)
    assert "placeholder/tones makes sounds of its own" in str(wrong[2].end.error)


def test_a_recording_is_encoded_within_its_span(worker, qtbot, recording):
    results, _, ends = watch(worker.encode_sound(EncodeSound(TONES, recording, Span(0.0, 1.0), "high")))
    qtbot.waitUntil(lambda: bool(ends))
    assert (results, ends) == ([Encoded("high", (0.25, 0.0, 0.0, 0.0))], [DONE])
    results, _, ends = watch(worker.encode_sound(EncodeSound(TONES, recording, Span(0.5, 2.0))))
    qtbot.waitUntil(lambda: bool(ends))
    assert (results, ends) == ([Encoded("low", (0.5, 0.0, 0.0, 0.0))], [DONE])


def test_a_recording_that_is_gone_fails_its_job(worker, qtbot, tmp_path):
    _, _, ends = watch(worker.encode_sound(EncodeSound(TONES, SignalRef(str(tmp_path / "gone.wav")), SECOND)))
    qtbot.waitUntil(lambda: bool(ends))
    assert type(ends[0].error) is AudioReadError


def test_a_classifier_has_its_turn_while_sounds_are_made(worker, qtbot, recording):
    sounds = worker.make_sounds(MakeSounds(TONES, _recipes(3_000)))
    made, _, _ = watch(sounds)
    qtbot.waitUntil(lambda: bool(made))
    results, _, ends = watch(worker.run_model(RunModel(NAME, recording, Span(0.0, 2.0), Span(0.0, 2.0))))
    sounds.set_view(SECOND)  # of no concern to it
    qtbot.waitUntil(lambda: bool(ends))
    assert (len(results), ends, sounds.end) == (2, [DONE], None)
    known = len(made)
    qtbot.waitUntil(lambda: len(made) > known)
    sounds.cancel()
