from __future__ import annotations

from PySide6.QtGui import QImage

from workbench.gui import save_picture


def test_what_the_window_shows_is_saved_by_the_worker(qtbot, make_window, tmp_path):
    window = make_window()
    path = tmp_path / "picture.png"
    shown = window.grab().toImage()
    save_picture.save(window, path)
    assert not path.exists()  # nothing was written by the window's thread
    qtbot.waitUntil(lambda: [message.text for message in window.messages.messages] == ["Saved picture.png"])
    assert QImage(str(path)).convertToFormat(shown.format()) == shown
    assert list(tmp_path.glob("*.part")) == []


def test_a_picture_that_cannot_be_written_is_said(qtbot, make_window, tmp_path):
    window = make_window()
    (tmp_path / "file").write_text("")
    save_picture.save(window, tmp_path / "file" / "picture.png")
    qtbot.waitUntil(lambda: len(window.messages.messages) == 1)
    text = window.messages.messages[0].text
    assert text.startswith(str(tmp_path / "file" / "picture.png")) and text.endswith("Choose another folder.")
