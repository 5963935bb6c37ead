"""Reviewing, in the Label menu. While a review is on its clips have the plain keys; see `gui/review/keys.py`."""

from __future__ import annotations

from workbench.gui.actions.action import Action


def _while_on(command: str, text: str, icon: str = "", *, separator: bool = False, tip: str = "") -> Action:
    return Action(
        f"review-{command}", "Label", text, lambda w: w.review_commands.do(command), (), icon, "review",
        separator=separator, submenu="Review", tip=tip, keywords="review clip",
    )  # fmt: skip


REVIEW_ACTIONS: tuple[Action, ...] = (
    Action("review", "Label", "Review…", lambda w: w.review_commands.ask(), ("F10",), "circle-question-mark", submenu="Review",
           tip="Go through files, labels or segments, one key a clip", keywords="queue clips listen judge"),
    _while_on("yes", "Answer yes", "check", separator=True, tip="Enter, while a review is on"),
    _while_on("no", "Answer no", "x", tip="Backspace, while a review is on"),
    _while_on("unsure", "Answer unsure", tip="/ or ?, while a review is on"),
    _while_on("skip", "Skip the clip", "arrow-right", tip="Right, while a review is on"),
    _while_on("back", "Clip before", "arrow-left", tip="Left, while a review is on"),
    _while_on("again", "Play the clip again", "play", separator=True, tip="Space, while a review is on"),
    _while_on("loop", "Loop clips", "repeat", tip="L, while a review is on and no class has that key"),
    _while_on("grid", "Grid of clips", "square-dashed", tip="G, while a review is on and no class has that key"),
    _while_on("summary", "Summary of the review", "chart-column", separator=True, tip="End, while a review is on"),
    Action("review-export", "Label", "Export the list of the review…", lambda w: w.review_commands.export(), (), "download",
           "review", submenu="Review", tip="Each clip with its answer, as a table (CSV)", keywords="review save csv"),
    _while_on("leave", "Close the review", separator=True, tip="Escape, while a review is on; it stays in the project"),
)  # fmt: skip
