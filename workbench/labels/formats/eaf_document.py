"""What an ELAN document (EAF, schemas 2.x and 3.0) says, element by element, with the lines; times are not resolved.

Read with expat, for the lines: of a bad row a person wants to know where it is. Declarations of entities are refused,
since a few of them can blow up to gigabytes, and ELAN writes none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from workbench.errors import LabelFileError
from workbench.labels.formats.text_file import read_text

ROOT = "ANNOTATION_DOCUMENT"


@dataclass(frozen=True)
class Medium:
    """A sound or video that annotations belong to. `origin_ms` : where in it the annotations' time 0 is."""

    url: str
    relative_url: str
    mime: str
    origin_ms: float


@dataclass
class Annotation:
    """Either between two time slots, or a part of another annotation, its `parent`; `previous` : the part before it."""

    id: str
    line: int
    slots: tuple[str, str] | None = None
    parent: str = ""
    previous: str = ""
    text: str = ""


@dataclass
class EafTier:
    """`parent` : the tier whose annotations those of this one belong to, or ""."""

    name: str
    parent: str
    annotator: str
    participant: str
    annotations: list[Annotation] = field(default_factory=list)


@dataclass
class Document:
    """`slots` : times by id in their order, in ms; None where they are to be interpolated, NaN for what is no time."""

    format: str = ""
    units: str = "milliseconds"
    encoding_note: str = ""
    media: list[Medium] = field(default_factory=list)
    slots: dict[str, float | None] = field(default_factory=dict)
    tiers: dict[str, EafTier] = field(default_factory=dict)


def read_document(path: Path) -> Document:
    """Raises `LabelFileError` for what is no ELAN document."""
    text = read_text(path)
    handler = _Handler(path)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.characters
    parser.EntityDeclHandler = handler.refuse_entity
    handler.parser = parser
    try:
        parser.Parse(text.body.encode(), True)
    except expat.ExpatError as error:
        reason = f"it is not whole XML ({expat.ErrorString(error.code)}). Open it in ELAN and save it anew"
        raise LabelFileError(path, reason, error.lineno) from error
    handler.document.encoding_note = text.note
    return handler.document


class _Handler:
    """Fills a document with what the parser finds."""

    parser: expat.XMLParserType

    def __init__(self, path: Path) -> None:
        self.document = Document()
        self._path = path
        self._at_root = True
        self._tier: EafTier | None = None
        self._annotation: Annotation | None = None
        self._text: list[str] | None = None

    def start(self, name: str, values: dict[str, str]) -> None:
        if self._at_root:
            self._root(name, values)
        elif name == "HEADER":
            self.document.units = values.get("TIME_UNITS", self.document.units)
        elif name == "MEDIA_DESCRIPTOR":
            self.document.media.append(_medium(values))
        elif name == "TIME_SLOT":
            self.document.slots[values.get("TIME_SLOT_ID", "")] = _ms(values.get("TIME_VALUE"))
        elif name == "TIER":
            self._start_tier(values)
        elif name in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            self._start_annotation(values)
        elif name == "ANNOTATION_VALUE":
            self._text = []

    def end(self, name: str) -> None:
        if name == "ANNOTATION_VALUE":
            if self._annotation is not None and self._text is not None:
                self._annotation.text = "".join(self._text)
            self._text = None
        elif name in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            self._annotation = None
        elif name == "TIER":
            self._tier = None

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def refuse_entity(self, *_declaration: object) -> None:
        reason = "it declares entities of its own, which ELAN does not write and which can be harmful. It was not read"
        raise LabelFileError(self._path, reason, self.parser.CurrentLineNumber)

    def _root(self, name: str, values: dict[str, str]) -> None:
        if name != ROOT:
            raise LabelFileError(self._path, f"it holds <{name}>, and is no ELAN document. Choose another format", 1)
        self.document.format = values.get("FORMAT", values.get("VERSION", ""))
        self._at_root = False

    def _start_tier(self, values: dict[str, str]) -> None:
        """A second tier of one name goes on with the first, as in ELAN."""
        name = values.get("TIER_ID", "")
        tier = EafTier(
            name, values.get("PARENT_REF", ""), values.get("ANNOTATOR", ""), values.get("PARTICIPANT", "")
        )  # fmt: skip
        self._tier = self.document.tiers.setdefault(name, tier)

    def _start_annotation(self, values: dict[str, str]) -> None:
        made = Annotation(
            values.get("ANNOTATION_ID", ""),
            self.parser.CurrentLineNumber,
            parent=values.get("ANNOTATION_REF", ""),
            previous=values.get("PREVIOUS_ANNOTATION", ""),
        )
        if "ANNOTATION_REF" not in values:
            made.slots = values.get("TIME_SLOT_REF1", ""), values.get("TIME_SLOT_REF2", "")
        self._annotation = made
        if self._tier is not None:
            self._tier.annotations.append(made)


def _medium(values: dict[str, str]) -> Medium:
    origin_ms = _ms(values.get("TIME_ORIGIN")) or 0.0
    return Medium(
        values.get("MEDIA_URL", ""), values.get("RELATIVE_MEDIA_URL", ""), values.get("MIME_TYPE", ""), origin_ms
    )


def _ms(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return float("nan")
