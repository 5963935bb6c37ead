"""How much louder or softer a side is played so that it is as loud as the original."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.gui.results import Side


class LoudnessMatch(QObject):
    """Gains in dB.

    Signals
    -------
    changed() : another gain, or it was turned on or off
    """

    changed = Signal()

    def gain_db(self, side: Side) -> float:
        """What is added to that side of the chosen result now; 0 while it is off, or not known yet."""
        return 0.0
