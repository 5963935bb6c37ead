"""A blind test: choose two sounds, say again and again which of them X is, and learn at the end what that proves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.audio.abx import FEWEST, MOST, USUAL, AbxTest, needed, report
from workbench.gui import typography
from workbench.gui.blind_test import BlindTest, Candidate
from workbench.gui.dialogs.buttons import close_button
from workbench.gui.document import Document
from workbench.gui.panels.compare_bar import WordButton
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import time_text
from workbench.models.contract import Span

CURSOR_S, LONGEST_S = 10.0, 60.0
"""Without a selection, so much from the cursor on; of a selection at most its first minute."""
_WHY_LATE = (
    "How you do is told after the last trial, and the number of trials is fixed before the first: a test that one "
    "ends when one likes the result proves nothing."
)


def stretch_of(document: Document) -> Span:
    """What is heard over and over: the selection, else ten seconds at the cursor."""
    selection, total_s = document.selection, document.total_s
    if selection is not None:
        return Span(selection.start_s, min(selection.end_s, selection.start_s + LONGEST_S))
    start_s = max(0.0, min(document.cursor_s, total_s - CURSOR_S))
    return Span(start_s, min(start_s + CURSOR_S, total_s))


class SetupPage(QWidget):
    """What is compared, over which stretch, how often."""

    def __init__(self, candidates: Sequence[Candidate], chosen: Candidate, span: Span, rate: int) -> None:
        super().__init__()
        self._candidates, self._span = candidates, span
        self.boxes = [QComboBox(), QComboBox()]
        for box, letter in zip(self.boxes, "AB", strict=True):
            box.addItems([candidate.name for candidate in candidates])
            box.setAccessibleName(f"Sound {letter}")
        self.boxes[1].setCurrentIndex(candidates.index(chosen))
        self.trials = QSpinBox()
        self.trials.setRange(FEWEST, MOST)
        self.trials.setValue(USUAL)
        self.match = QCheckBox("Match loudness: the louder one is played as soft as the other")
        self.match.setChecked(True)
        self.note, self.begin = QLabel(), QPushButton("Begin")
        self.note.setWordWrap(True)
        self.begin.setDefault(True)
        stretch = f"{time_text(span.start_s, 'clock', rate)} – {time_text(span.end_s, 'clock', rate)}, in a loop"
        why = QLabel(_WHY_LATE)
        why.setWordWrap(True)
        why.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(2 * GRID_PX)
        form.addRow("A", self.boxes[0])
        form.addRow("B", self.boxes[1])
        form.addRow("Stretch", QLabel(stretch))
        form.addRow("Trials", self.trials)
        form.addRow("", self.match)
        form.addRow(self.note)
        form.addRow(why)
        form.addRow(self.begin)
        for changed in (*(box.currentIndexChanged for box in self.boxes), self.trials.valueChanged):
            changed.connect(self._show)
        self._show()

    @property
    def pair(self) -> tuple[Candidate, Candidate]:
        first, second = (self._candidates[box.currentIndex()] for box in self.boxes)
        return first, second

    def show_note(self, words: str = "") -> None:
        """What can be done as it is set now; `words` in its place."""
        self._show()
        if words:
            self.note.setText(words)

    def _show(self) -> None:
        first, second = self.pair
        missing = [each.name for each in self.pair if each.missing(self._span)]
        words = (
            f"{needed(self.trials.value())} of {self.trials.value()} right answers prove that you hear a difference."
        )
        if first is second:
            words = "Choose two different sounds."
        elif missing:
            words = f"{missing[0]} is not made over all of this stretch; select another one, or wait until it is."
        self.note.setText(words)
        self.begin.setEnabled(first is not second and not missing)


class TrialPage(QWidget):
    """A, B and X to hear, and the answer."""

    def __init__(self, hear: Callable[[str], None], answer: Callable[[bool], None]) -> None:
        super().__init__()
        self._answer = answer
        self.number, self.names = QLabel(), QLabel()
        self.number.setFont(typography.large())
        self.names.setWordWrap(True)
        self.sounds = {letter: WordButton(letter, 24 * GRID_PX) for letter in "ABX"}
        self.says = {True: QPushButton("X is A (1)"), False: QPushButton("X is B (2)")}
        self.next = QPushButton("Next (Enter)")
        self._sound_group, self._say_group = QButtonGroup(self), QButtonGroup(self)
        for letter, button in self.sounds.items():
            button.setFixedHeight(12 * GRID_PX)
            button.setAccessibleName(f"Hear {letter}")
            button.setToolTip(f"Hear {letter} ({letter})")
            button.clicked.connect(lambda _on, letter=letter: hear(letter))
            self._sound_group.addButton(button)
        for button in self.says.values():
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda: self.next.setEnabled(True))
            self._say_group.addButton(button)
        self.next.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID_PX)
        column.addWidget(self.number)
        column.addWidget(self.names)
        column.addLayout(_row(*self.sounds.values(), None))
        column.addLayout(_row(*self.says.values(), None, self.next))
        hint = QLabel("Keys: A, B and X hear, 1 and 2 answer, Enter goes on, Space pauses. Take the time you need.")
        hint.setWordWrap(True)
        hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        column.addWidget(hint)
        column.addStretch(1)

    def show_trial(self, test: AbxTest, pair: tuple[Candidate, Candidate]) -> None:
        self.number.setText(f"Trial {test.number} of {test.count}")
        self.names.setText(f"A is {pair[0].name}. B is {pair[1].name}. X is one of the two: which?")
        self._say_group.setExclusive(False)
        for button in self.says.values():
            button.setChecked(False)
        self._say_group.setExclusive(True)
        self.next.setEnabled(False)

    def show_heard(self, letter: str) -> None:
        self.sounds[letter].setChecked(True)

    def _take(self) -> None:
        self._answer(self.says[True].isChecked())


class AbxDialog(QDialog):
    """Modal to the window, whose keys and marks would otherwise change or show what is heard. Closed, the test ends."""

    def __init__(self, document: Document, blind: BlindTest, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Blind test (ABX)")
        self.document, self.blind = document, blind
        blind.setParent(self)
        recording, results = document.recording, document.results
        assert recording is not None and results.chosen is not None
        self.span = stretch_of(document)
        candidates = [Candidate("Original", recording), *(Candidate.of(result) for result in results.items)]
        chosen = candidates[1 + results.items.index(results.chosen)]
        self.setup = SetupPage(candidates, chosen, self.span, recording.sample_rate)
        self.trial = TrialPage(blind.hear, self._answer)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.setup)
        self.pages.addWidget(self.trial)
        self.pages.addWidget(self._make_end())
        self.buttons = close_button()
        self.buttons.rejected.connect(self.reject)
        self.copy = self.buttons.addButton("Copy as text", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.copy.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(3 * GRID_PX)
        column.addWidget(self.pages, 1)
        column.addWidget(self.buttons)
        self.resize(480, 380)
        self.setup.begin.clicked.connect(self.begin)
        blind.begun.connect(self._show_trial)
        blind.heard_changed.connect(self.trial.show_heard)
        blind.failed.connect(self._show_failure)
        self.finished.connect(blind.stop)
        self._add_keys()

    def begin(self, _checked: bool = False, *, test: AbxTest | None = None) -> None:
        """Begin the test as it is set; `test` only in tests."""
        self.setup.begin.setEnabled(False)
        self.setup.note.setText("Measuring loudness…")
        test = test or AbxTest(self.setup.trials.value())
        self.blind.begin(self.setup.pair, self.span, test, match=self.setup.match.isChecked())

    def _make_end(self) -> QWidget:
        page = QWidget()
        self.sentence, self.figures, self.text = QLabel(), QLabel(), QPlainTextEdit()
        self.sentence.setWordWrap(True)
        self.figures.setFont(typography.large())
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName("The test as text")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID_PX)
        for widget in (self.figures, self.sentence, self.text):
            column.addWidget(widget)
        return page

    def _add_keys(self) -> None:
        keys = {letter: button.click for letter, button in self.trial.sounds.items()}
        keys |= {"1": self.trial.says[True].click, "2": self.trial.says[False].click}
        keys["Space"] = self.blind.playback.pause_or_resume
        for key, do in keys.items():
            shortcut = QShortcut(QKeySequence(key), self.trial)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(do)

    def _show_trial(self) -> None:
        assert self.blind.test is not None
        self.trial.show_trial(self.blind.test, self.setup.pair)
        self.pages.setCurrentWidget(self.trial)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText("Stop the test")
        self.trial.next.setDefault(True)
        self.trial.setFocus()

    def _answer(self, said_a: bool) -> None:
        self.blind.answer(said_a)
        test = self.blind.test
        if test is None or test.outcome is None:
            self._show_trial()
            return
        outcome = test.outcome
        self.figures.setText(f"{outcome.right} of {outcome.count} right, p = {outcome.p_value:.3f}")
        self.sentence.setText(outcome.sentence)
        self.text.setPlainText(report(self._facts(), test))
        self.pages.setCurrentIndex(2)
        self.copy.show()
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText("Close")

    def _show_failure(self, error: Exception) -> None:
        self.pages.setCurrentWidget(self.setup)
        self.setup.show_note(str(error))

    def _facts(self) -> list[tuple[str, str]]:
        recording = self.document.recording
        matched = ", ".join(f"{name} {gain:+.1f} dB" for name, gain in zip("AB", self.blind.gains_db, strict=True))
        return [
            ("File", "" if recording is None else str(recording.path)),
            ("Stretch", f"{self.span.start_s:.3f} s to {self.span.end_s:.3f} s"),
            *(zip("AB", map(described, self.setup.pair), strict=True)),
            ("Loudness matched", matched if self.setup.match.isChecked() else "no"),
            ("Date", datetime.now().astimezone().isoformat(timespec="minutes")),
        ]


def described(candidate: Candidate) -> str:
    """All that is needed to make that sound again."""
    result = candidate.result
    if result is None:
        return "the original"
    settings = ", ".join(f"{name} {value}" for name, value in result.settings.items())
    parts = (result.model, f"weights {result.weights[:12]}" if result.weights else "", settings)
    strength = "" if result.laid else f", strength {result.strength:.0%}"
    return f"{result.name} ({'; '.join(filter(None, parts))}){strength}"


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Side by side; None for room between them."""
    row = QHBoxLayout()
    row.setSpacing(2 * GRID_PX)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
