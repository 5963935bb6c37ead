"""How dialogs are laid out, all alike."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from workbench.gui.theme import GRID_PX


def dialog_form() -> QFormLayout:
    """Words on the left, fields as wide as there is room."""
    form = QFormLayout()
    form.setHorizontalSpacing(4 * GRID_PX)
    form.setVerticalSpacing(2 * GRID_PX)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def dialog_column(dialog: QDialog, spacing: int = 2) -> QVBoxLayout:
    """The dialog's parts from top to bottom, `spacing` steps of the grid apart, with the usual margins."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(5 * GRID_PX, 4 * GRID_PX, 5 * GRID_PX, 4 * GRID_PX)
    column.setSpacing(spacing * GRID_PX)
    return column


def name_fields(*named: tuple[QWidget, str]) -> None:
    """Give fields the names that a screen reader says."""
    for field, name in named:
        field.setAccessibleName(name)
