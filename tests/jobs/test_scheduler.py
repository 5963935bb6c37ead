from __future__ import annotations

from workbench.jobs.scheduler import Ended, Priority, Scheduler, Stepped


def _drain(scheduler):
    events = []
    while (event := scheduler.step()) is not None:
        events.append(event)
    return events


def _order(scheduler):
    return [event.value for event in _drain(scheduler) if isinstance(event, Stepped)]


def test_the_view_overtakes_a_task_that_has_begun():
    scheduler = Scheduler()
    scheduler.add(1, lambda: iter("abc"), Priority.BACKGROUND)
    assert scheduler.step() == Stepped(1, "a")
    scheduler.add(2, lambda: iter("12"), Priority.PREFETCH)
    scheduler.add(3, lambda: iter("xy"), Priority.VIEW)
    assert _order(scheduler) == ["x", "y", "1", "2", "b", "c"]
    assert scheduler.idle


def test_equals_take_turns():
    scheduler = Scheduler()
    for task_id, letters in enumerate(("abc", "12", "x")):
        scheduler.add(task_id, lambda letters=letters: iter(letters), Priority.VIEW)
    assert _order(scheduler) == ["a", "1", "x", "b", "2", "c"]


def test_a_task_ends_once_with_its_own_error_and_the_others_go_on():
    error = ValueError("no")

    def fails():
        yield 1
        raise error

    def cannot_begin():
        raise error

    scheduler = Scheduler()
    scheduler.add(1, fails, Priority.VIEW)
    scheduler.add(2, cannot_begin, Priority.VIEW)
    scheduler.add(3, lambda: iter("a"), Priority.BACKGROUND)
    ends = [event for event in _drain(scheduler) if isinstance(event, Ended)]
    assert ends == [Ended(2, error), Ended(1, error), Ended(3, None)]


def test_a_cancelled_task_cleans_up_at_once_and_never_steps_again():
    cleaned = []

    def task():
        try:
            yield from "abc"
        finally:
            cleaned.append(True)

    scheduler = Scheduler()
    scheduler.add(1, task, Priority.VIEW)
    scheduler.add(2, task, Priority.VIEW)
    scheduler.step()
    scheduler.cancel(1)
    scheduler.cancel(2)
    scheduler.cancel(77)
    assert cleaned == [True], "the second had not begun"
    assert scheduler.idle
    assert scheduler.step() is None
