"""Make sounds and write each into a file of its own as it is made, as the command line does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.audio.export import Exported, ExportWish, export
from workbench.audio.export_formats import WAV, ExportFormat
from workbench.audio.new_file import check_target
from workbench.audio.signal import ArraySignal, duration_s
from workbench.batch.model_names import card_named
from workbench.batch.names import Targets, encoding_named
from workbench.batch.reading import opened
from workbench.errors import RecipeError, WorkbenchError, WrongUsage, printable
from workbench.file_names import file_stem
from workbench.models.catalogue import load
from workbench.models.contract import Card, Encoded, Span, Synthesiser, as_synthesiser
from workbench.models.synthesise.recipe import Recipe, check_seed, random_recipe, recipes_between
from workbench.models.synthesise.sequence import (
    DEFAULT_GAP_S,
    check_gap,
    joined,
    labels_text,
    sound_name,
    sound_notes,
    typed_recipes,
)
from workbench.models.synthesise.space import draw, moved, near, space_of

MOST_ALONG = 4.0
"""Standard deviations of what seeds draw: one in sixteen thousand lies further out, and nothing good is made there."""

MOST_BETWEEN = 10_000
"""Steps from one sound to another, which are all worked out before the first is made."""


@dataclass(frozen=True)
class Wish:
    """What is to be made.

    `output` : a file, or a folder (see `names.Targets`)
    `model` : its name, or the end of it; None for the default one
    `label` : of the sounds; or, with `like`, of what is heard there ("": whatever the model takes it for)
    `say` : a text such as "3227", all of which becomes one sound
    `like`, `span` : a recording and where in it (None: all of it) that gives the place in the latent space
    `vary` : how far from there, 0 (as near as the model comes) … 1 (anywhere)
    `seed`, `count` : so many sounds, with seeds that rise by one
    `between` : two seeds instead; the sounds are `count` ≥ 2 steps from the sound of the first to that of the second
    `along` : where the sounds lie along directions that the card names, in standard deviations, within ± `MOST_ALONG`
    `format`, `encoding` : None for WAV, or what the ending of `output` says, and for 24 bit, or the best quality
    """

    output: Path
    model: str | None = None
    label: str = ""
    say: str = ""
    like: Path | None = None
    span: Span | None = None
    vary: float = 0.0
    seed: int = 0
    count: int = 1
    between: tuple[int, int] | None = None
    along: Mapping[str, float] = field(default_factory=dict)
    gap_s: float = DEFAULT_GAP_S
    format: ExportFormat | None = None
    encoding: str | None = None
    overwrite: bool = False
    device: str = "auto"


@dataclass(frozen=True)
class Report:
    """A sound that was made and written. `label` : its label, or the text that was said."""

    written: Exported
    model: str
    label: str
    seed: int
    point: tuple[float, ...]

    def as_json(self) -> str:
        content = {
            "file": str(self.written.path),
            "model": self.model,
            "label": self.label,
            "seed": self.seed,
            "duration_s": round(self.written.frames / self.written.sample_rate, 6),
            "sample_rate": self.written.sample_rate,
            "point": self.point,
        }
        return json.dumps(content, ensure_ascii=False)


def synthesise_files(wish: Wish, tell: Callable[[float], None]) -> Iterator[Report | WorkbenchError]:
    """One report or error a sound, as they are made. `tell` is called with how much of all is done, 0…1.

    Raises at once, before anything is written, `WrongUsage` for what no sound can be made of, `UnknownModel`,
    `ModelLoadError`, `DeviceUnavailable`, `AudioReadError` and `RecipeError` of the recording, and `ExportError` where
    the folder cannot be made.
    """
    card = card_named(wish.model, "synthesise")
    _check(card, wish)
    targets = Targets(wish.count, wish.output, wish.format, "sounds")
    form = targets.form or WAV
    encoding = encoding_named(form, wish.encoding) if wish.encoding else form.encodings[0]
    model = as_synthesiser(load(card.name, wish.device))
    tell(0.0)
    found = _encoded(model, wish)
    targets.make_folder()
    sources = () if wish.like is None else (wish.like,)
    for done, voice in enumerate(_voices(card, wish, found)):
        tell(done / wish.count)
        try:
            recipes = _recipes(card, wish, voice)
            name = _name(card, wish, recipes, done)
            path = targets.path(Path(f"{name}.wav"), form)
            tags = {"title": name, "comment": sound_notes(card, recipes, wish.gap_s)}
            export_wish = ExportWish(path, form, encoding, overwrite=wish.overwrite, sources=sources, tags=tags)
            yield _write(model, recipes, wish.gap_s, export_wish)
        except WorkbenchError as error:
            yield error


def _check(card: Card, wish: Wish) -> None:
    """Raise `WrongUsage` for what can be known to be wrong before the model is loaded."""
    if not (wish.label or wish.say or wish.like):
        raise WrongUsage("Say what to make: --label, --say or --from. `workbench synthesise --list` lists the labels.")
    if wish.label and wish.say and not wish.like:
        raise WrongUsage("--label and --say are two sounds. Choose one of them.")
    if wish.between is not None and wish.like is not None:
        raise WrongUsage("--between goes from one seed to another, --from begins at a recording. Choose one of them.")
    least = 1 if wish.between is None else 2
    if wish.count < least:
        raise WrongUsage(f"--count {wish.count}: at least {('one sound', 'two sounds')[least - 1]} can be made.")
    if wish.between is not None and wish.count > MOST_BETWEEN:
        raise WrongUsage(f"--count {wish.count}: between two sounds at most {MOST_BETWEEN:,} can be made.")
    _check_along(card, wish.along)
    try:
        check_gap(wish.gap_s)
        for seed in wish.between or (wish.seed, wish.seed + wish.count - 1):
            check_seed(seed)
        if wish.label:
            random_recipe(card, wish.label, wish.seed)
        if wish.say:
            typed_recipes(card, wish.say, draw(space_of(card).size, wish.seed), wish.seed)
    except RecipeError as error:
        raise WrongUsage(str(error)) from error


def _check_along(card: Card, along: Mapping[str, float]) -> None:
    """Raise `WrongUsage` for a direction that the card does not name, and for a place too far out."""
    names = [direction.name for direction in space_of(card).directions]
    for name, amount in along.items():
        if name not in names:
            raise WrongUsage(f"--set {name}: {card.name} has the directions {', '.join(names) or '(none)'}.")
        if not abs(amount) <= MOST_ALONG:
            raise WrongUsage(
                f"--set {name}={amount:g}: give −{MOST_ALONG:g} to {MOST_ALONG:g}, in standard deviations. "
                "Most sounds lie between −2 and 2."
            )


def _encoded(model: Synthesiser, wish: Wish) -> Encoded | None:
    """The place of the recording, if the sounds are to be like one."""
    if wish.like is None:
        return None
    with opened(wish.like) as recording:
        recording.decode()
        length_s = duration_s(recording)
        span = wish.span or Span(0.0, length_s)
        if span.start_s >= length_s > 0.0:
            name = printable(wish.like.name)
            raise WrongUsage(f"--span begins at {span.start_s:g} s, and {name} ends at {length_s:.3f} s.")
        return model.encode(recording, Span(span.start_s, min(span.end_s, length_s)), wish.label)


def _voices(card: Card, wish: Wish, found: Encoded | None) -> Iterator[Recipe]:
    """One recipe a file; where a text is to be said, only its place and its seed count."""
    size = space_of(card).size
    if wish.between is not None:
        first, last = (Recipe(wish.label, draw(size, seed), seed) for seed in wish.between)
        yield from recipes_between(first, last, wish.count)
        return
    for seed in range(wish.seed, wish.seed + wish.count):
        if found is None:
            yield Recipe(wish.label, draw(size, seed), seed)
        else:
            yield Recipe(found.label, near(found.point, seed, wish.vary), seed)


def _recipes(card: Card, wish: Wish, voice: Recipe) -> tuple[Recipe, ...]:
    """What one file is made from: one recipe, or one for each label of the text."""
    voice = replace(voice, point=moved(voice.point, space_of(card).directions, wish.along))
    return typed_recipes(card, wish.say, voice.point, voice.seed) if wish.say else (voice,)


def _name(card: Card, wish: Wish, recipes: tuple[Recipe, ...], done: int) -> str:
    """Of a file: no two kinds of wishes give the same."""
    name = sound_name(card, recipes)
    if wish.between is not None:
        step = str(done + 1).zfill(len(str(wish.count)))
        model = card.name.rpartition("/")[2]
        name = f"{labels_text(recipes)} {wish.between[0]} to {wish.between[1]} {model} {step} of {wish.count}"
    along = "".join(f" {direction} {amount:+g}" for direction, amount in wish.along.items())
    return file_stem(f"{name}{along}" if wish.like is None else f"{name}{along} like {wish.like.stem}")


def _write(model: Synthesiser, recipes: tuple[Recipe, ...], gap_s: float, wish: ExportWish) -> Report:
    """Make a sound and write it; where it cannot be written, it is not made either."""
    check_target(wish.path, overwrite=wish.overwrite, sources=wish.sources)
    sounds = list(model.make(recipes))
    written = export(ArraySignal(joined(sounds, gap_s), sounds[0].sample_rate), wish)
    return Report(written, model.card.name, labels_text(recipes), recipes[0].seed, recipes[0].point)
