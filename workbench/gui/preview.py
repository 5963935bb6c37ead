"""Any widget alone in a window, with sample data: `python -m workbench.gui.panels.meter`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from workbench.gui import theme


def run(make: Callable[[], QWidget], width: int, height: int) -> None:
    """Show what `make` makes until its window is closed. The theme follows the system, or the variable."""
    application = QApplication(sys.argv)
    theme.apply()
    widget = make()
    widget.resize(width, height)
    widget.show()
    sys.exit(application.exec())
