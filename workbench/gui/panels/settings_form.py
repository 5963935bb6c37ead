"""A form made from the fields of a settings dataclass: one line a field, by its type and its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from workbench.gui import typography
from workbench.gui.panels.span_field import SpanField
from workbench.gui.theme import GRID_PX
from workbench.models.contract import Span

_LARGEST = 10**9
_START, _END = "_start_s", "_end_s"


class SettingsForm(QWidget):
    """Metadata a field may have: `label`, `help`, `unit`, `minimum`, `maximum` (or `min`, `max`), `step`, `choices`;
    `hidden` for one that the person does not set here. Two fields NAME_start_s and NAME_end_s with `from`: "selection"
    are one row, a stretch of the recording that is taken from the selection.

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
        self._spans: dict[str, SpanField] = {}
        self._selection: Span | None = None

    def show_settings(self, kind: type[Any] | None, values: Mapping[str, Any] | None = None) -> None:
        """Make the form of a dataclass, filled with its defaults or with `values` that fit; None makes it empty."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self._editors.clear()
        self._spans.clear()
        if kind is None:
            return
        hints = get_type_hints(kind)
        values = values or {}
        for each in fields(kind):
            if each.metadata.get("from") == "selection":
                if each.name.endswith(_START):
                    self._add_span(each, values)
            elif not each.metadata.get("hidden"):
                value = _fitting(values.get(each.name), _default(each), each, hints[each.name])
                editor = self._editor(each, hints[each.name], value)
                self._editors[each.name] = editor
                self._add_row(each, editor)

    def values(self) -> dict[str, Any]:
        """The value of each field, by name; of a stretch that was not chosen None."""
        values = self.lasting_values()
        for name, field in self._spans.items():
            span = field.span
            values[name + _START] = None if span is None else span.start_s
            values[name + _END] = None if span is None else span.end_s
        return values

    def lasting_values(self) -> dict[str, Any]:
        """Those that make sense for another recording too: without stretches of this one."""
        return {name: _value_of(editor) for name, editor in self._editors.items()}

    def set_selection(self, selection: Span | None) -> None:
        """What is selected now."""
        self._selection = selection
        for field in self._spans.values():
            field.set_selection(selection)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to set."""
        return not self._form.rowCount()

    def editor(self, name: str) -> QWidget:
        """That of a field; of a stretch by the part of the names that both fields share."""
        return self._spans.get(name) or self._editors[name]

    def _add_row(self, each: Field[Any], editor: QWidget) -> None:
        words = each.metadata.get("help", "")
        editor.setToolTip(words)
        editor.setAccessibleDescription(words)
        label = _label(each)
        editor.setAccessibleName(label)
        self._form.addRow(label, editor)
        self._form.labelForField(editor).setToolTip(words)

    def _add_span(self, each: Field[Any], values: Mapping[str, Any]) -> None:
        name = each.name.removesuffix(_START)
        ends = (values.get(name + _START), values.get(name + _END))
        field = SpanField(_label(each))
        if all(isinstance(end, (int, float)) for end in ends):
            field.show_span(Span(*ends))
        field.set_selection(self._selection)
        field.changed.connect(self.changed)
        self._spans[name] = field
        self._add_row(each, field)

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


def _label(each: Field[Any]) -> str:
    return str(each.metadata.get("label", each.name.replace("_", " ").capitalize()))


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
