"""What is asked about the clip that is up, which clip it is, and what it was answered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.errors import printable
from workbench.gui import icons, preview, typography
from workbench.gui.review.answer_words import words_of
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import time_text
from workbench.labels.label import KnownRecording, ReviewClip
from workbench.labels.relink import name_of


class QuestionBar(QWidget):
    """Signals
    -------
    leave_pressed() : back to the lanes
    grid_pressed() : many clips at once, or one
    retry_pressed() : read the clip once more
    """

    leave_pressed = Signal()
    grid_pressed = Signal()
    retry_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = "clock"
        self.question, self.place = QLabel(), QLabel()
        self.question.setFont(typography.large())
        self.question.setAccessibleName("Question")
        self.place.setFont(typography.body())
        self.place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self.question, self.place):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.retry = _button("Try again", "refresh-cw", "Read this clip once more (Space)")
        self.grid = _button("Grid", "square-dashed", "Many clips at once, or one (G)")
        self.leave = _button("Close", "x", "Back to the lanes; the review stays in the project (Esc)")
        self.retry.clicked.connect(self.retry_pressed)
        self.grid.clicked.connect(self.grid_pressed)
        self.leave.clicked.connect(self.leave_pressed)
        self.retry.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX)
        row.setSpacing(2 * GRID_PX)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.question)
        words.addWidget(self.place)
        row.addLayout(words, 1)
        for button in (self.retry, self.grid, self.leave):
            row.addWidget(button)

    def show_clip(self, clip: ReviewClip, asked: str, count: int, recording: KnownRecording | None) -> None:
        """`asked` : the class that is asked about, "" where any may be given; `count` : of all clips."""
        self.question.setText(question_of(clip, asked))
        name = "" if recording is None else printable(name_of(recording))
        rate = 1 if recording is None else recording.sample_rate
        start, end = (time_text(time_s, self.form, rate) for time_s in (clip.start_s, clip.end_s))
        parts = [f"{clip.position + 1:,} of {count:,}", name, f"{start} – {end}"]
        if clip.score is not None:
            parts.append(f"score {clip.score:.2f}")
        if clip.answer:
            parts.append(f"answered: {answer_text(clip)}")
        self.place.setText("   ·   ".join(filter(None, parts)))

    def show_words(self, question: str, place: str = "") -> None:
        self.question.setText(question)
        self.place.setText(place)


def question_of(clip: ReviewClip, asked: str) -> str:
    if clip.text:
        return f"Is this “{clip.text}”?"
    return f"Which class is it? So far “{asked}”" if asked else "Which class is it?"


def answer_text(clip: ReviewClip) -> str:
    return f"“{clip.given}”" if clip.answer == "class" else words_of(clip.answer).lower()


def _button(words: str, icon: str, tip: str) -> QPushButton:
    button = QPushButton(icons.icon(icon), words)
    button.setToolTip(tip)
    button.setFlat(True)
    return button


def make_preview() -> QWidget:
    """A clip that was answered."""
    bar = QuestionBar()
    recording = KnownRecording(1, "site 1/night.wav", 0, "", 48_000, 48_000 * 60, 1)
    bar.show_clip(ReviewClip(1, 1, 11, 1, 2.5, 3.75, text="Dog", score=0.83, answer="no"), "Dog", 240, recording)
    return bar


if __name__ == "__main__":
    preview.run(make_preview, 700, 60)
