"""Measures a classifier as it will be used: whole files in, scores of the clip out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from workbench.audio.signal import ArraySignal, duration_s
from workbench.errors import DataError
from workbench.models import catalogue
from workbench.models.classify.classifier import Classifier
from workbench.models.classify.segments import clip_scores
from workbench.models.contract import Span
from workbench.training.clips import find_clips
from workbench.training.quality import Quality, measure


def evaluate(model: str | None, data: Path, fold: int | None = None, device: str = "auto") -> Quality:
    """Quality of a model on labelled clips, those of one fold if wanted.

    Raises `DataError`, also when a clip has a label that the model does not know, `ModelLoadError`.
    """
    classifier = catalogue.load(model or catalogue.default("classify"), device)
    if not isinstance(classifier, Classifier):
        raise DataError(f"{model}: is not a classifier.")
    classes = classifier.card.classes
    clips = [clip for clip in find_clips(data) if fold is None or clip.fold == fold]
    if not clips:
        raise DataError(f"{data}: has no clips in fold {fold}.")
    for clip in clips:
        if clip.label not in classes:
            raise DataError(f"{clip.name}: {classifier.card.name} knows no class {clip.label!r}.")
    scores = []
    for clip in clips:
        signal = ArraySignal(*clip.read())
        cells = list(classifier.run(signal, Span(0.0, duration_s(signal))))
        scores.append(clip_scores(cells) if cells else np.zeros(len(classes), np.float32))
    return measure(np.stack(scores), np.array([classes.index(clip.label) for clip in clips]), classes)
