"""Forms that stand below one another in a panel, as if they were one."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QWidget


def align_labels(panel: QWidget) -> None:
    """Let the fields of all forms in a panel begin in one column."""
    labels = [
        item.widget()
        for form in panel.findChildren(QFormLayout)
        for row in range(form.rowCount())
        if (item := form.itemAt(row, QFormLayout.ItemRole.LabelRole)) is not None and item.widget() is not None
    ]
    widest = max((label.sizeHint().width() for label in labels), default=0)
    for label in labels:
        label.setMinimumWidth(widest)
