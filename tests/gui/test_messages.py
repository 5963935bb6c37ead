"""Messages and the job bar: what a person is told while and after something happens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication

from workbench.errors import AudioReadError, Cancelled, LabelRefused, ModelProcessDied
from workbench.gui.messages import MOST_SHOWN, MessageBar
from workbench.gui.panels.job_bar import JobBar
from workbench.jobs.job import CANCELLED, DONE, failed
from workbench.jobs.worker import Job


class FakeJob(Job):
    def __init__(self):
        super().__init__(1, None)

    def cancel(self):
        self.take_end(CANCELLED)


def texts(bar):
    return [message.text for message in bar.messages]


def test_errors_stay_and_speak_their_own_words(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.show_error(AudioReadError("/x/notes.mp3", "this is text, not a recording"))
    bar.show_error(Cancelled())
    assert texts(bar) == ["notes.mp3: this is text, not a recording"]
    bar.messages[0].dismissed.click()
    assert texts(bar) == [] and bar.isHidden()


def test_no_more_than_three_and_infos_give_way_first(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("first", "error")
    bar.show_message("second", "info")
    bar.show_message("third", "warning")
    bar.show_message("fourth", "error")
    bar.show_message("fourth", "error")
    assert texts(bar) == ["first", "third", "fourth"] and len(bar.messages) == MOST_SHOWN


def test_of_what_is_refused_the_last_is_shown_until_something_is_done(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_error(LabelRefused("The tier Calls is locked."))
    bar.show_error(LabelRefused("There is a label at 2 s already."))
    assert texts(bar) == ["There is a label at 2 s already."] and bar.messages[0].leaves
    bar.forget_refusal()
    assert not bar.messages


def test_infos_leave_by_themselves(qtbot, monkeypatch):
    monkeypatch.setattr("workbench.gui.messages.INFO_STAYS_MS", 1)
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # or it may come to lie under the pointer
    message = bar.show_message("saved")
    QApplication.sendEvent(message, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not message.leaves, "not while the pointer is over it"
    QApplication.sendEvent(message, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: not bar.messages)


def test_a_message_can_be_acted_on(qtbot):
    bar, done = MessageBar(), []
    qtbot.addWidget(bar)
    bar.show_message("It changed on disk.", "warning", "Reload", lambda: done.append(True))
    bar.messages[0].button.click()
    assert done == [True] and not bar.messages


def test_jobs_queue_and_end_in_words(qtbot):
    bar = JobBar()
    qtbot.addWidget(bar)
    first, second, third = FakeJob(), FakeJob(), FakeJob()
    bar.follow(first, "Classify b.wav", "Classified b.wav")
    bar.follow(second, "Decode c.mp3")
    bar.follow(third, "Decode d.mp3")
    assert bar.text == "Classify b.wav and 2 more"
    first.progress.emit(0.62, 4.2)
    first.take_end(DONE)
    assert bar.text == "Decode c.mp3 and 1 more"
    bar.cancel_shown()
    with qtbot.waitSignal(bar.failed) as error:
        third.take_end(failed(ModelProcessDied("The model process ended.\nmore")))
    assert str(error.args[0]).startswith("The model process")
    assert bar.text == "Decode d.mp3 failed" and bar.running == 0


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_each_of_several_jobs_can_be_seen_and_cancelled(qtbot):
    bar = JobBar()
    qtbot.addWidget(bar)
    first, second = FakeJob(), FakeJob()
    bar.follow(first, "Pitch of b.wav")
    bar.follow(second, "Chroma of b.wav")
    bar.show_all()
    second.progress.emit(0.07, None)
    rows = bar.list.rows
    assert [(row.name.text(), row.progress.text()) for row in rows.values()] == [
        ("Pitch of b.wav", ""),
        ("Chroma of b.wav", "7 %"),
    ]
    first.progress.emit(0.004, None)
    assert rows[first].progress.text() == "0.4 %", "a percent of ten hours takes minutes"
    rows[second].cancel.click()
    assert second.end is CANCELLED and list(rows) == [first] and bar.list.isVisible()
    first.take_end(DONE)
    assert not bar.list.isVisible()


def test_the_end_says_how_long_it_took(qtbot):
    bar = JobBar()
    qtbot.addWidget(bar)
    job = FakeJob()
    bar.follow(job, "Classify b.wav", "Classified b.wav")
    job.take_end(DONE)
    assert bar.text == "Classified b.wav in 0.0 s"


def test_a_question_stays_until_it_is_answered(qtbot):
    bar, done = MessageBar(), []
    qtbot.addWidget(bar)
    question = bar.show_message("Which?", choices=(("This", lambda: done.append("this")), ("That", lambda: None)))
    for text in ("first", "second", "third"):
        bar.show_message(text, "error")
    assert texts(bar) == ["Which?", "second", "third"] and not question.leaves
    question.choices["This"].click()
    assert done == ["this"] and question in bar.messages
    bar.put_away(question)
    assert texts(bar) == ["second", "third"]
