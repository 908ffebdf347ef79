"""The statistical reader beside the rules: hears what is said in words that no rule foresaw."""

import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain.concerns import Category, Concern, Severity
from bot.language.glosses import Glosses, load_glosses
from bot.screening.encoder import (
    EMERGENCY,
    ENCODER,
    HIGH,
    PAGE,
    EncoderError,
    Hearing,
    load_encoder,
)
from bot.screening.encoder import (
    OWN as FIRST_OWN,
)
from bot.screening.features import Floats, Stretch, Vocabulary, stretches

ARTEFACT = "classifier.npz"
# Raised whenever an artefact written by older code would be read wrongly.
FORMAT = 2


class ClassifierError(Exception):
    """The classifier is missing or broken; the text says what to do. No service starts without it."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability on the classifier speaks; safeguarding leads own the numbers.

    `page` raises at least a medium concern, `page_with_welsh` the same where a word of Welsh is among the
    message's, `page_emergency` one that would be an emergency; `reading_list` only marks the message.
    `category` names each further category, `worker_contact` a wish for a person; `high` and `emergency`
    raise the severity.
    """

    page: float
    page_with_welsh: float
    page_emergency: float
    reading_list: float
    category: float
    worker_contact: float
    high: float
    emergency: float

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"{name} lies between 0 and 1")
        if not self.reading_list <= self.page_emergency <= min(self.page, self.page_with_welsh):
            raise ValueError("reading_list is at most page_emergency, and that at most either page")
        if self.page_with_welsh > self.page:
            raise ValueError("page_with_welsh is at most page: no message is heard less for its Welsh")


@dataclass(frozen=True, slots=True)
class Scores:
    """Calibrated probabilities for one message."""

    page: float
    high: float
    emergency: float
    categories: Mapping[Category, float]


@dataclass(frozen=True)
class Calibration:
    """Turns raw scores into probabilities: a logistic curve for each, fitted on the validation messages."""

    page: Floats
    slopes: Floats
    offsets: Floats


@dataclass(frozen=True)
class Model:
    """Weights as training left them: a row for each gram, a column for each question.

    The columns are: the classes of one multinomial regression (no concern, then each category), "page or not"
    asked by itself of a regression and of naive Bayes, then each category by itself, then "at least high" and
    "emergency" among the messages that page.
    """

    vocabulary: Vocabulary
    weights: Floats
    bias: Floats

    def raw(self, words: list[str]) -> Floats:
        """What each column says of these folded words."""
        at, values = self.vocabulary.vector(words)
        return np.asarray(self.bias + values @ self.weights[at], dtype=np.float32)


CATEGORIES = tuple(Category)
NOTHING = Scores(0.0, 0.0, 0.0, dict.fromkeys(CATEGORIES, 0.0))
# A wish for a person is always low: it has its own threshold, and is no class of the multinomial.
PAGING = tuple(category for category in CATEGORIES if category is not Category.WORKER_CONTACT)
CLASSES = 1 + len(PAGING)
OWN = CLASSES + 2
COLUMNS = OWN + len(CATEGORIES) + 2
# The encoder's questions that are also those of the last columns.
_SAME = np.array([*range(FIRST_OWN, FIRST_OWN + len(CATEGORIES)), HIGH, EMERGENCY])


def evidence(raw: Floats, heard: Floats) -> Floats:
    """What speaks for paging: log-odds of any class against "no concern", the two separate answers, and what
    the encoder heard.
    """
    classes = raw[..., 1:CLASSES]
    top = classes.max(axis=-1, keepdims=True)
    any_class = top[..., 0] + np.log(np.exp(classes - top).sum(axis=-1))
    answers = [any_class - raw[..., 0], raw[..., CLASSES], raw[..., CLASSES + 1], heard[..., PAGE]]
    return np.stack(answers, axis=-1)


def pairs(raw: Floats, heard: Floats) -> Floats:
    """For each category, then "high" and "emergency": what the grams say, and what the encoder heard."""
    return np.stack([raw[..., OWN:], heard[..., _SAME]], axis=-1)


def probability(odds: Floats) -> Floats:
    """Log-odds as a probability, without overflow on either side."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * odds)), dtype=np.float32)


@dataclass(frozen=True)
class Classifier:
    """A reader for `screen`: one concern for each category that it hears."""

    model: Model
    encoder: Hearing
    calibration: Calibration
    thresholds: Thresholds
    glosses: Glosses = field(default_factory=load_glosses)

    def __call__(self, message: str) -> tuple[Concern, ...]:
        read = stretches(message)
        scores = self._scores(read)
        concerns = self._asks_for_a_person(scores)
        if scores.page < self.thresholds.reading_list:
            return concerns
        welsh = any(self.glosses.welsh_in(stretch.words) for stretch in read)
        severity = self._severity(scores, self.thresholds.page_with_welsh if welsh else self.thresholds.page)
        return (*self._named(scores, severity), *concerns)

    def scores(self, message: str) -> Scores:
        """The greatest probabilities that any stretch of the message has."""
        return self._scores(stretches(message))

    def _scores(self, read: Iterable[Stretch]) -> Scores:
        return reduce(_greater, map(self._read, read), NOTHING)

    def _read(self, stretch: Stretch) -> Scores:
        raw, heard = self.model.raw(stretch.words), self.encoder(stretch)
        fitted = self.calibration
        page = probability(evidence(raw, heard) @ fitted.page[:-1] + fitted.page[-1])
        own = probability((pairs(raw, heard) * fitted.slopes).sum(axis=-1) + fitted.offsets)
        categories = dict(zip(CATEGORIES, map(float, own), strict=False))
        return Scores(float(page), float(own[-2]), float(own[-1]), categories)

    def _severity(self, scores: Scores, page: float) -> Severity:
        urgent = scores.emergency >= self.thresholds.emergency
        if scores.page < (self.thresholds.page_emergency if urgent else page):
            return Severity.LOW
        if urgent:
            return Severity.EMERGENCY
        return Severity.HIGH if scores.high >= self.thresholds.high else Severity.MEDIUM

    def _named(self, scores: Scores, severity: Severity) -> Iterable[Concern]:
        """The likeliest category with the message's own score, then every other one that is likely."""
        best = max(PAGING, key=lambda category: scores.categories[category])
        yield _concern(best, severity, scores.page)
        for category in PAGING:
            likely = scores.categories[category]
            if category is not best and likely >= self.thresholds.category:
                yield _concern(category, severity, min(likely, scores.page))

    def _asks_for_a_person(self, scores: Scores) -> tuple[Concern, ...]:
        likely = scores.categories[Category.WORKER_CONTACT]
        if likely < self.thresholds.worker_contact:
            return ()
        return (_concern(Category.WORKER_CONTACT, Severity.LOW, likely),)


def _concern(category: Category, severity: Severity, score: float) -> Concern:
    return Concern(category, severity, "model", None, score, None)


def _greater(one: Scores, other: Scores) -> Scores:
    likeliest = {name: max(score, other.categories[name]) for name, score in one.categories.items()}
    return Scores(
        max(one.page, other.page), max(one.high, other.high), max(one.emergency, other.emergency), likeliest
    )


def save(model: Model, calibration: Calibration, file: Path) -> None:
    """Write the artefact: arrays and JSON alone, which cannot run anything when it is read."""
    known = model.vocabulary
    words = {"format": FORMAT, "grams": list(known.rows)}
    unfinished = file.with_suffix(".part.npz")
    np.savez_compressed(
        unfinished,
        words=np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), dtype=np.uint8),
        rarity=known.rarity,
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        page=calibration.page,
        slopes=calibration.slopes,
        offsets=calibration.offsets,
    )
    unfinished.replace(file)


def load_classifier(file: Path, thresholds: Thresholds) -> Classifier:
    """Read the artefact that training wrote, and the encoder's beside it; raises ClassifierError."""
    if not file.exists():
        raise ClassifierError(f"{file.name} is missing, and nothing is screened without it: run make train")
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            model, calibration = _model(arrays), _calibration(arrays)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as broken:
        raise ClassifierError(f"{file.name} is broken or of another version: run make train") from broken
    try:
        return Classifier(model, load_encoder(file.with_name(ENCODER)), calibration, thresholds)
    except EncoderError as missing:
        raise ClassifierError(str(missing)) from missing


def _model(arrays: Mapping[str, Any]) -> Model:
    words = json.loads(arrays["words"].tobytes())
    rows = {gram: row for row, gram in enumerate(words["grams"])}
    model = Model(Vocabulary(rows, arrays["rarity"]), arrays["weights"].astype(np.float32), arrays["bias"])
    if words["format"] != FORMAT or model.weights.shape != (len(rows), COLUMNS):
        raise ValueError("not what this version writes")
    return model


def _calibration(arrays: Mapping[str, Any]) -> Calibration:
    return Calibration(arrays["page"], arrays["slopes"], arrays["offsets"])
