"""What is reviewed: which clips, in which order, what is asked, and how much is heard around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.errors import LabelRefused
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.dialogs.review_sources import ClipsForm, aligned_form, beside, sources_of
from workbench.gui.review.listening import Listening
from workbench.gui.review.listening_form import seconds_box
from workbench.gui.review.listing import ReviewWish
from workbench.gui.theme import GRID_PX, colors
from workbench.labels.label import Review
from workbench.labels.project import Project
from workbench.labels.review.order import Order

if TYPE_CHECKING:
    from workbench.gui.review.review_commands import ReviewCommands

ORDERS: dict[Order, str] = {
    "file": "By file and time",
    "random": "Random",
    "uncertain": "Most uncertain first",
    "score": "Highest score first",
    "class": "By class",
}
OWN, ANY = "Is it what it is called?", "Which class is it?"
MOST_REVIEWS = 20


class _EnterButton(QPushButton):
    """Enter presses it while it has the keys, and the dialog's own button wherever else they are."""

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class StartReviewDialog(QDialog):
    """Goes on with a review of the project, or has a list made; it closes when the review is on."""

    def __init__(self, commands: ReviewCommands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Review")
        self.commands = commands
        project = commands.host.project
        self.forms: list[ClipsForm] = sources_of(commands.window)
        self._make_fields(project)
        self._lay_out()
        self.what.currentIndexChanged.connect(self._show_source)
        self.buttons.accepted.connect(self._begin)
        self.buttons.rejected.connect(self.reject)
        self.go_on.clicked.connect(self._go_on)
        self.delete.clicked.connect(self._delete)
        commands.progressed.connect(self._show_progress)
        commands.refused.connect(self._show_refusal)
        commands.made.connect(self.accept)
        self._show_source()
        if project is not None and _is_open(project, self.reviews.currentData()):
            self.go_on.setFocus()

    def _make_fields(self, project: Project | None) -> None:
        self.reviews = QComboBox()
        for review in _latest(project):
            self.reviews.addItem(_words(project, review), review.id)
        self.go_on = _EnterButton("Go on")
        self.go_on.setAutoDefault(False)
        self.delete = QPushButton("Delete")
        self.delete.setAutoDefault(False)
        self.delete.setToolTip("The list goes with its answers; labels stay as they are. Undo brings it back")
        self.what, self.pages = QComboBox(), QStackedWidget()
        for form in self.forms:
            self.what.addItem(form.title)
            self.pages.addWidget(form)
        self.question, self.order = QComboBox(), QComboBox()
        for order, words in ORDERS.items():
            self.order.addItem(words, order)
        self._classes = [] if project is None else [each.name for each in project.class_list]
        self.before, self.after = seconds_box("Context before each clip"), seconds_box("Context after each clip")
        for box in (self.before, self.after):
            box.setValue(Listening().before_s)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.hide()
        self.buttons = answer_buttons("Begin")
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setDefault(True)
        for field, name in (
            (self.reviews, "Reviews of this project"), (self.what, "Clips"), (self.question, "Question"),
            (self.order, "Order"),
        ):  # fmt: skip
            field.setAccessibleName(name)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID_PX, 4 * GRID_PX, 5 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(3 * GRID_PX)
        if self.reviews.count():
            going = aligned_form()
            going.addRow("Begun", beside(self.reviews, self.go_on, self.delete))
            column.addLayout(going)
        form = aligned_form()
        form.addRow("Clips", self.what)
        column.addLayout(form)
        column.addWidget(self.pages)
        rest = aligned_form()
        rest.addRow("Question", self.question)
        rest.addRow("Order", self.order)
        rest.addRow("Context", beside(self.before, QLabel("before,"), self.after, QLabel("after each clip")))
        column.addLayout(rest)
        column.addWidget(self.hint)
        column.addWidget(self.progress)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.resize(560, self.sizeHint().height())

    @property
    def source(self) -> ClipsForm:
        return self.forms[self.what.currentIndex()]

    def _show_source(self) -> None:
        """Which questions make sense for these clips."""
        self.pages.setCurrentWidget(self.source)
        self.question.clear()
        if self.source.has_texts:
            self.question.addItem(OWN, None)
        self.question.addItem(ANY, "")
        for name in self._classes:
            self.question.addItem(f"Is it “{name}”?", name)
        self.hint.clear()

    def wish(self) -> ReviewWish:
        """As the fields say. Raises `LabelRefused`."""
        source = self.source.source()
        listening = Listening(self.before.value(), self.after.value())
        order = self.order.currentData()
        return ReviewWish(self.source.name(), source, order, self.question.currentData(), listening=listening)

    def _begin(self) -> None:
        try:
            wish = self.wish()
        except LabelRefused as error:
            self._show_refusal(str(error))
            return
        self.ok.setEnabled(False)
        self.hint.clear()
        self.progress.setValue(0)
        self.progress.show()
        self.commands.begin(wish)

    def _delete(self) -> None:
        if self.commands.delete(self.reviews.currentData()):
            self.reviews.removeItem(self.reviews.currentIndex())
        for widget in (self.reviews, self.go_on, self.delete):
            widget.setEnabled(self.reviews.count() > 0)

    def _go_on(self) -> None:
        self.commands.go_on(self.reviews.currentData())
        self.accept()

    def _show_progress(self, done: float) -> None:
        self.progress.setValue(round(1000 * done))

    def _show_refusal(self, words: str) -> None:
        self.progress.hide()
        self.ok.setEnabled(True)
        self.hint.setText(words)
        self.hint.setStyleSheet(f"color: {colors().warning.name()}")

    def done(self, result: int) -> None:
        self.commands.cancel()
        super().done(result)


def _latest(project: Project | None) -> list[Review]:
    reviews = [] if project is None else list(project.reviews.values())
    return sorted(reviews, key=lambda review: -review.made_s)[:MOST_REVIEWS]


def _is_open(project: Project, review_id: int | None) -> bool:
    """Whether a review has clips without an answer."""
    return review_id is not None and any(not project.review_clips[each].answer for each in project.clip_ids(review_id))


def _words(project: Project, review: Review) -> str:
    clips = [project.review_clips[clip_id] for clip_id in project.clip_ids(review.id)]
    return f"{review.name}: {sum(bool(clip.answer) for clip in clips):,} of {len(clips):,} answered"
