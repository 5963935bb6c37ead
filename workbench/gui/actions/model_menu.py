"""The Model menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workbench.gui.actions.action import Action, R
from workbench.gui.results import Side

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


def _comparing_actions() -> tuple[Action, ...]:
    def action(name: str, text: str, do: Callable[[MainWindow], object], key: str, **more: Any) -> Action:
        keys = (key,) if key else ()
        return Action(name, "Model", text, do, keys, section="Compare", **{"needs": "result", **more})

    return (
        action("hear-original", "Hear the original", lambda w: w.comparing.hear(Side.ORIGINAL), "A", checkable=True),
        action("hear-output", "Hear the output", lambda w: w.comparing.hear(Side.OUTPUT), "B", checkable=True,
               tip="What the model made, as strongly as it is set"),
        action("hear-difference", "Hear the difference", lambda w: w.comparing.hear(Side.DIFFERENCE), "D", checkable=True,
               needs="model's result", tip="What the model took away"),
        action("hear-other", "Switch between original and output", lambda w: w.comparing.flip(), "X",
               icon="arrow-left-right"),
        action("match-loudness", "Match loudness", lambda w: w.loudness_match.toggle(), "Shift+B", checkable=True,
               icon="ear", tip="Play the output as loud as the original, so that louder is not mistaken for better"),
        action("match-difference", "Match the difference too", lambda w: w.loudness_match.toggle_difference(), "",
               checkable=True, needs="model's result", tip="With loudness matched: hear what a soft difference consists of"),
        action("blind-test", "Blind test (ABX)…", lambda w: w.show_blind_test(), "Ctrl+Shift+X",
               tip="Whether you really hear a difference"),
    )  # fmt: skip


def _result_actions() -> tuple[Action, ...]:
    def action(name: str, text: str, do: Callable[[MainWindow], object], **more: Any) -> Action:
        return Action(f"result-{name}", "Model", text, do, section="Results", **{"needs": "result", **more})

    return (
        action("next", "Next result", lambda w: w.result_commands.step(+1), keys=("R",)),
        action("previous", "Previous result", lambda w: w.result_commands.step(-1), keys=("Shift+R",)),
        action("go-on", "Go on with this result", lambda w: w.result_commands.go_on(), icon="play",
               needs="unfinished result", tip="Make what is missing"),
        action("stop", "Stop this result", lambda w: w.result_commands.stop(), icon="x", needs="running result",
               tip="What is there stays"),
        action("settings", "Show its settings", lambda w: w.result_commands.take_settings(), icon="sliders-horizontal",
               needs="model's result", tip="In the Models panel, to be changed and run again"),
        action("rename", "Rename this result…", lambda w: w.result_commands.rename(), icon="pencil"),
        action("delete", "Delete this result", lambda w: w.result_commands.delete(), icon="trash-2"),
    )  # fmt: skip


def _bench_actions() -> tuple[Action, ...]:
    def action(name: str, text: str, do: Callable[[MainWindow], object], **more: Any) -> Action:
        return Action(f"bench-{name}", "Model", text, do, submenu="Sounds",
                      keywords="synthesis", **{"needs": "sound", **more})  # fmt: skip

    return (
        Action("panel-synthesis", "Model", "Synthesis bench", lambda w: w.toggle_panel("synthesis"), ("F5",), "piano",
               checkable=True, section="Synthesis", tip="Sounds made from nothing but a kind and a seed"),
        Action("bench-make", "Model", "Make sounds", lambda w: w.bench_commands.make(), ("Ctrl+G",), "sparkles",
               section="Synthesis", tip="New sounds of the kind that is set, from its seed on", keywords="synthesis"),
        action("more-like", "More like this sound", lambda w: w.bench_commands.more_like(), keys=("Ctrl+Shift+G",),
               tip="Variations of the chosen sound, as different as is set"),
        action("between", "Between two sounds", lambda w: w.bench_commands.between(), keys=("Ctrl+Alt+G",), icon="blend",
               needs="two sounds", tip="A row of sounds on the way from one to the other"),
        action("like", "Sounds like the selection", lambda w: w.bench_commands.like_recording(), keys=("Ctrl+L",), icon="ear",
               needs="short sound", tip="Sounds like what is selected in the recording, or like all of a short one"),
        action("keep", "Keep these sounds", lambda w: w.bench_commands.keep(), keys=("Ctrl+K",), icon="star",
               tip="They are there again at the next start; once more: no longer"),
        action("open", "Open this sound", lambda w: w.bench_commands.open(), icon="file-audio", tip="As the recording of the window"),
        action("compare", "Compare these two sounds", lambda w: w.bench_commands.compare(), icon="arrow-left-right",
               needs="two sounds", tip="The first is A, the second is B"),
        action("compare-recording", "Compare with the recording", lambda w: w.bench_commands.compare_with_recording(),
               needs="sound beside recording", tip="What is selected in it is A, the sound is B"),
        action("export", "Export these sounds…", lambda w: w.bench_commands.export(), icon="download"),
        action("remove", "Take these sounds off the bench", lambda w: w.bench_commands.remove(), icon="trash-2"),
    )  # fmt: skip


MODEL_ACTIONS: tuple[Action, ...] = (
    Action("classify", "Model", "Classify this recording", lambda w: w.classifying.run_or_cancel(), ("C",), "brain", R,
           tip="Again while it runs: cancel"),
    Action("denoise", "Model", "Denoise this recording", lambda w: w.result_commands.run_or_cancel("denoise"),
           ("Ctrl+Shift+D",), "sparkles", R, tip="As the panel of models says; again while it runs: cancel"),
    Action("cancel-job", "Model", "Cancel the running job", lambda w: w.cancel_job(), ("Ctrl+.",), "x", "job"),
    Action("analyses-go-on", "Model", "Go on with stopped analyses", lambda w: w.analyses.go_on(), (), "", R,
           tip="Of the lanes that are shown; what was found is kept"),
    *_comparing_actions(),
    *_result_actions(),
    *_bench_actions(),
    Action("threshold-up", "Model", "Raise the threshold", lambda w: w.classifying.move_threshold(+0.05), ("+",), "", "scores",
           separator=True),
    Action("threshold-down", "Model", "Lower the threshold", lambda w: w.classifying.move_threshold(-0.05), ("-",), "", "scores"),
    Action("next-segment", "Model", "Next segment", lambda w: w.classifying.go_to_segment(+1), ("Ctrl+Alt+Right",), "", "scores"),
    Action("previous-segment", "Model", "Previous segment", lambda w: w.classifying.go_to_segment(-1), ("Ctrl+Alt+Left",), "",
           "scores"),
)  # fmt: skip
