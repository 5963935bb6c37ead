"""The File menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui import save_picture
from workbench.gui.actions.action import Action, R

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


def _export_sound(window: MainWindow) -> None:
    from workbench.gui import exporting  # late: the window is there sooner

    exporting.ask(window)


def _import_labels(window: MainWindow) -> None:
    from workbench.gui import label_import

    label_import.ask(window)


def _export_labels(window: MainWindow) -> None:
    from workbench.gui import label_export

    label_export.ask(window)


def _export_clips(window: MainWindow) -> None:
    from workbench.gui import clip_export

    clip_export.ask(window)


FILE_ACTIONS: tuple[Action, ...] = (
    Action("open", "File", "Open…", lambda w: w.opener.ask_file(), ("Ctrl+O",), "file-audio"),
    Action("open-folder", "File", "Open folder…", lambda w: w.opener.ask_folder(), ("Ctrl+Shift+O",), "folder-open"),
    Action("reload", "File", "Reload from disk", lambda w: w.opener.reload(), ("Ctrl+R",), "refresh-cw", R),
    Action("find-missing", "File", "Find missing recordings…", lambda w: w.relinking.find_missing(), (), "search",
           tip="Those of this project whose files were moved or renamed"),
    Action("open-project", "File", "Open project…", lambda w: w.project_commands.ask_open(), (), "", separator=True,
           tip="Labels go into it, whatever recordings are opened"),
    Action("save-project", "File", "Save project as…", lambda w: w.project_commands.ask_save_as(),
           tip="Copy all labels to a file of your own, and go on there"),
    Action("restore-backup", "File", "Restore a backup…", lambda w: w.project_commands.ask_restore()),
    Action("close-project", "File", "Close project", lambda w: w.project_commands.close_project(),
           tip="Each folder has a project of its own again"),
    Action("show-project", "File", "Show project file", lambda w: w.project_commands.show_file()),
    Action("export-sound", "File", "Export sound…", _export_sound, ("Ctrl+Shift+E",), "download", R, separator=True,
           tip="The recording, or what a model made of it, as a file"),
    Action("import-labels", "File", "Import labels…", _import_labels, ("Ctrl+Shift+I",), "tags", separator=True,
           tip="Of Audacity, Raven, Praat, ELAN, Sonic Visualiser, subtitles, tables; or drop the files onto the window",
           keywords="textgrid eaf csv vtt srt selection table annotations"),
    Action("export-labels", "File", "Export labels…", _export_labels, ("Ctrl+Shift+L",), "download",
           tip="As a file that Audacity, Raven, Praat, ELAN, Sonic Visualiser or a table program reads",
           keywords="textgrid eaf csv vtt srt selection table annotations"),
    Action("export-clips", "File", "Cut clips by labels…", _export_clips, (), "scissors",
           tip="One audio file a label, in folders by class, or as a data set to learn from",
           keywords="export dataset training audiofolder"),
    Action("save-picture", "File", "Save picture of the window…", save_picture.ask, ("Ctrl+Shift+S",),
           "image"),
    Action("preferences", "File", "Preferences…", lambda w: w.show_preferences(), ("Ctrl+,",), "settings", separator=True),
    Action("quit", "File", "Quit", lambda w: w.close(), ("Ctrl+Q",), separator=True),
)  # fmt: skip
