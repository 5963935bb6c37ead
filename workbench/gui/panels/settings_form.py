"""A form made from the fields of a settings dataclass: one line a field, by its type and its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from workbench.gui import typography
from workbench.gui.theme import GRID_PX

_LARGEST = 10**9


class SettingsForm(QWidget):
    """Metadata a field may have: `label`, `help`, `unit`, `minimum`, `maximum` (or `min`, `max`), `step`, `choices`;
    `hidden` for one that the person does not set here.

    Types: bool, int, float, str, and `Literal` or `choices` for a list.

    Signals
    -------
    changed() : the person changed a value
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(2 * GRID_PX)
        self._form.setVerticalSpacing(GRID_PX)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._editors: dict[str, QWidget] = {}

    def show_settings(self, kind: type[Any] | None, values: Mapping[str, Any] | None = None) -> None:
        """Make the form of a dataclass, filled with its defaults or with `values` that fit; None makes it empty."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self._editors.clear()
        if kind is None:
            return
        hints = get_type_hints(kind)
        for each in fields(kind):
            if each.metadata.get("hidden"):
                continue
            value = _fitting((values or {}).get(each.name), _default(each), each, hints[each.name])
            editor = self._editor(each, hints[each.name], value)
            words = each.metadata.get("help", "")
            editor.setToolTip(words)
            editor.setAccessibleDescription(words)
            label = each.metadata.get("label", each.name.replace("_", " ").capitalize())
            editor.setAccessibleName(label)
            self._editors[each.name] = editor
            self._form.addRow(label, editor)
            self._form.labelForField(editor).setToolTip(words)

    def values(self) -> dict[str, Any]:
        """The value of each field, by name."""
        return {name: _value_of(editor) for name, editor in self._editors.items()}

    def lasting_values(self) -> dict[str, Any]:
        """Those that make sense for another recording too."""
        return self.values()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to set."""
        return not self._form.rowCount()

    def editor(self, name: str) -> QWidget:
        return self._editors[name]

    def _editor(self, each: Field[Any], hint: Any, value: Any) -> QWidget:
        choices = _choices(each, hint)
        if choices:
            return self._list(choices, value)
        if hint is bool:
            box = QCheckBox()
            box.setChecked(value)
            box.toggled.connect(self.changed)
            return box
        if hint in (int, float):
            return self._number(each.metadata, hint, value)
        if hint is str:
            line = QLineEdit(value)
            line.editingFinished.connect(self.changed)
            return line
        raise TypeError(f"no editor for the setting {each.name!r} of type {hint}")

    def _list(self, choices: tuple[Any, ...], value: Any) -> QComboBox:
        box = QComboBox()
        for choice in choices:
            box.addItem(str(choice).capitalize() if isinstance(choice, str) else str(choice), choice)
        box.setCurrentIndex(list(choices).index(value))
        box.currentIndexChanged.connect(lambda _: self.changed.emit())
        return box

    def _number(self, metadata: Mapping[str, Any], hint: type, value: float) -> QWidget:
        low = metadata.get("minimum", metadata.get("min", -_LARGEST))
        high = metadata.get("maximum", metadata.get("max", _LARGEST))
        if hint is int:
            box: QSpinBox | QDoubleSpinBox = QSpinBox()
            box.setRange(int(low), int(high))
            box.setSingleStep(metadata.get("step", 1))
        else:
            box = QDoubleSpinBox()
            box.setDecimals(metadata.get("decimals", 2))
            box.setRange(low, high)
            box.setSingleStep(metadata.get("step", 0.1 if high - low <= 100 else 1.0))
        box.setFont(typography.body())
        unit = metadata.get("unit", "").strip()
        box.setSuffix(f" {unit}" if unit else "")
        box.setKeyboardTracking(False)
        box.setValue(value)
        box.valueChanged.connect(lambda _: self.changed.emit())
        return box


def _choices(each: Field[Any], hint: Any) -> tuple[Any, ...]:
    return tuple(each.metadata.get("choices") or (get_args(hint) if get_origin(hint) is Literal else ()))


def _fitting(value: Any, default: Any, each: Field[Any], hint: Any) -> Any:
    """A value that was kept, perhaps by another version, if the editor can show it; else the default."""
    choices = _choices(each, hint)
    if choices:
        return value if value in choices else default
    if hint in (int, float):
        right = isinstance(value, int if hint is int else (int, float)) and not isinstance(value, bool)
        return value if right else default
    return value if isinstance(value, hint) else default


def _default(each: Field[Any]) -> Any:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _value_of(editor: QWidget) -> Any:
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QComboBox):
        return editor.currentData()
    return editor.text() if isinstance(editor, QLineEdit) else editor.value()
