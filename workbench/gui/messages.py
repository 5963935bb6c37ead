"""Messages above the lanes: they say what happened and what to do, and keep nobody from working."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workbench.errors import Cancelled, LabelRefused, ProjectReadOnly
from workbench.gui import icons, preview
from workbench.gui.theme import GRID_PX, colors

Kind = Literal["info", "warning", "error"]

MOST_SHOWN = 3
INFO_STAYS_MS = 6000

_ICONS = {"info": "info", "warning": "triangle-alert", "error": "circle-alert"}


class MessageBar(QWidget):
    """Up to three messages, the newest at the bottom; the oldest give way. Empty, it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._shown: list[Message] = []
        self._refusal: Message | None = None
        self.hide()

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(self._shown)

    def show_message(
        self,
        text: str,
        kind: Kind = "info",
        action: str = "",
        on_action: Callable[[], None] | None = None,
        *,
        subject: str = "",
        details: str = "",
        choices: Sequence[tuple[str, Callable[[], None]]] = (),
        passing: bool = False,
    ) -> Message:
        """Show a sentence, with a button that does `on_action` where `action` names it. The same text is shown once.

        `subject` is the file it is about, if any: see `leave_behind`. `details` come when asked for. `choices` are
        further buttons; what offers them stays until `put_away`, or until it is dismissed. What is `passing`, as
        infos are, leaves by itself.
        """
        for message in list(self._shown):
            if message.text == text:
                self._remove(message)
        while len(self._shown) >= MOST_SHOWN:
            self._remove(min(self._shown, key=lambda m: (m.waits, m.kind != "info")))
        if details:
            action, on_action = "Details", None
        message = Message(text, kind, action, on_action, self)
        if passing or kind == "info":
            message.pass_by()
        message.set_details(details)
        message.subject = subject
        message.offer(choices)
        # No lambda: freed with the message, it could be the last to hold the bar, which would then free the message.
        message.done.connect(self._remove)
        self._shown.append(message)
        self._column.addWidget(message)
        self.show()
        return message

    def show_error(self, error: Exception, subject: str = "") -> None:
        """Show an error in its own words; a cancelled job is no news.

        Of what was refused only the last is shown: one tries again, and it shall not push the lanes down each time.
        """
        if isinstance(error, LabelRefused | ProjectReadOnly):
            self.forget_refusal()
            self._refusal = self.show_message(str(error), "warning", passing=True)
        elif not isinstance(error, Cancelled):
            self.show_message(str(error), "error", subject=subject)

    def forget_refusal(self) -> None:
        """Something was done since."""
        if self._refusal is not None:
            self._remove(self._refusal)
            self._refusal = None

    def leave_behind(self) -> None:
        """A file was opened: put away what was said of any, for what still holds is said anew; the rest stays."""
        for message in list(self._shown):
            if message.subject:
                self._remove(message)

    def put_away(self, message: Message) -> None:
        """Harmless where it is gone already."""
        self._remove(message)

    def clear(self) -> None:
        for message in list(self._shown):
            self._remove(message)

    def _remove(self, message: Message) -> None:
        if message in self._shown:
            self._shown.remove(message)
            self._column.removeWidget(message)
            message.hide()
            message.deleteLater()
            self.setVisible(bool(self._shown))


class Message(QFrame):
    """One message: its sign, the sentence, a button where something can be done, and the way to put it away.

    Signals
    -------
    done(Message) : it may go
    """

    done = Signal(object)

    def __init__(
        self, text: str, kind: Kind, action: str, on_action: Callable[[], None] | None, bar: MessageBar
    ) -> None:
        super().__init__(bar)
        self.text, self.kind, self.subject, self.waits = text, kind, "", False
        self._passing = False
        self._sign = QLabel()
        self._words = QLabel(text)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(f"{kind.capitalize()}: {text}")
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID_PX, GRID_PX, GRID_PX, GRID_PX)
        row.setSpacing(2 * GRID_PX)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(GRID_PX)
        self._column.addWidget(self._words)
        row.addLayout(self._column, 1)
        self.button: QPushButton | None = None
        self.choices: dict[str, QPushButton] = {}
        if action:
            self.button = QPushButton(action)
            self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if on_action is not None:
                self.button.clicked.connect(on_action)
            self.button.clicked.connect(self._say_done)
            row.addWidget(self.button)
        self.dismissed = QToolButton()
        self.dismissed.setIcon(icons.icon("x"))
        self.dismissed.setIconSize(QSize(16, 16))
        self.dismissed.setAutoRaise(True)
        self.dismissed.setToolTip("Dismiss")
        self.dismissed.setAccessibleName("Dismiss message")
        self.dismissed.clicked.connect(self._say_done)
        row.addWidget(self.dismissed)
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.timeout.connect(self._say_done)
        self._tint()

    def pass_by(self) -> None:
        """Leave after a while, but not while the pointer is over it."""
        self._passing = True
        self._leave.start(INFO_STAYS_MS)

    def set_details(self, details: str) -> None:
        """What the button adds to the sentence, instead of doing something."""
        if details and self.button is not None:
            self.button.clicked.disconnect(self._say_done)
            self.button.clicked.connect(lambda: self._words.setText(f"{self.text} {details}"))
            self.button.clicked.connect(self.button.hide)

    def offer(self, choices: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """Buttons that leave the message where it is: whoever offers them knows when the question is answered.

        They stand below the words, which are left all the width that a narrow window has.
        """
        if not choices:
            return
        row = QHBoxLayout()
        self._column.addLayout(row)
        for words, do in choices:
            button = QPushButton(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(do)
            row.addWidget(button)
            self.choices[words] = button
        row.addStretch(1)
        self.waits = True
        self._leave.stop()

    @property
    def shown_text(self) -> str:
        """The sentence, with its details once they were asked for."""
        return self._words.text()

    @property
    def leaves(self) -> bool:
        """Whether it is about to leave by itself."""
        return self._leave.isActive()

    def _say_done(self) -> None:
        self._leave.stop()
        self.done.emit(self)

    def enterEvent(self, event) -> None:
        self._leave.stop()
        super().enterEvent(event)

    def leaveEvent(self, event) -> None:
        if self._passing and not self.waits:
            self._leave.start(INFO_STAYS_MS)
        super().leaveEvent(event)

    def changeEvent(self, event) -> None:
        if event.type() == event.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        c = colors()
        color = {"info": c.accent, "warning": c.warning, "error": c.error}[self.kind]
        self._sign.setPixmap(icons.pixmap(_ICONS[self.kind], color, 20, self.devicePixelRatioF()))

    def paintEvent(self, event) -> None:
        c = colors()
        color = {"info": c.accent, "warning": c.warning, "error": c.error}[self.kind]
        painter = QPainter(self)
        painter.fillRect(self.rect(), c.panel)
        painter.fillRect(0, 0, GRID_PX, self.height(), color)
        painter.setPen(c.line)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


def make_preview() -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    bar = MessageBar()
    bar.show_message("Opened 12 recordings.", "info")
    bar.show_message("night.flac is shorter than its header says: 63 % of the announced sound are there.", "warning")
    bar.show_message("notes.mp3: this is text, not a recording", "error", "Show in folder")
    column.addWidget(bar)
    column.addStretch()
    return window


if __name__ == "__main__":
    preview.run(make_preview, 900, 200)
