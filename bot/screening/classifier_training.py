"""Trains the classifier from the labelled messages; the same messages always give the same artefact."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.utils.parallel import Parallel, delayed

from bot.domain.concerns import Severity
from bot.screening.classifier import (
    CATEGORIES,
    Calibration,
    Classifier,
    Model,
    Thresholds,
    evidence,
    pairs,
    save,
)
from bot.screening.corpus import CORPUS, LANGUAGES, CorpusError, Message, Part, load_corpus, shortages
from bot.screening.encoder import ENCODER, Hearing, load_encoder
from bot.screening.evaluation import auc, false_alarms, look, pages, recall
from bot.screening.features import Floats, Vocabulary, blocks, whole
from bot.screening.likeness import near_copies
from bot.screening.samples import Sample, everyday, samples

# Strengths, chosen on the validation messages (docs/decisions/0005-screening-classifier.md).
CLASSES_C = 20.0
PAGE_C = 1.0
SINGLE_C = 4.0
BAYES_ALPHA = 0.02
# How small a step ends the fit over the classes, and how many it may take (some 140 do): stopped at 1e-3
# it hears less, and where it happens to stop matters more than what it reads.
CLASSES_TOLERANCE = 1e-4
MOST_STEPS = 500
# How much one of the assistant's examples counts beside a message of the corpus, for naive Bayes and when the
# page score is calibrated; for the regressions it counts as much.
EVERYDAY_WEIGHT = 0.3
# A gram seen in one message alone tells nothing that lasts.
FEWEST_MESSAGES = 2
# The fewest that training has: more would change nothing but the time.
CORES = 2

Flags = NDArray[np.bool_]
Column = tuple[NDArray[np.float64], NDArray[np.float64]]


def train(file: Path, thresholds: Thresholds, corpus: Path = CORPUS) -> list[str]:
    """Train on the corpus and write the artefact; lines of what it reached. Raises CorpusError.

    The encoder, which knows the training messages alone, lies beside the artefact already. A first model
    learns from these alone, so that the validation messages can calibrate and measure it; the one that is
    written learns from both, with the same calibration.
    """
    messages = checked(load_corpus(corpus))
    teaching, apart_from_it = everyday()
    training = [message for message in messages if message.part is Part.TRAIN]
    validation = [message for message in messages if message.part is Part.VALIDATION]
    # What it is asked to calibrate it is asked again to measure.
    encoder = cache(load_encoder(file.with_name(ENCODER)))
    # Each on a core of its own; neither knows of the other.
    lessons = (samples(training) + teaching, samples(messages) + teaching + apart_from_it)
    apart, full = Parallel(n_jobs=CORES)(delayed(fit)(lesson) for lesson in lessons)
    calibration = calibrate(apart, encoder, samples(validation) + apart_from_it)
    save(full, calibration, file)
    return list(figures(Classifier(apart, encoder, calibration, thresholds), validation, apart_from_it))


def figures(classifier: Classifier, messages: Sequence[Message], answers: Sequence[Sample]) -> Iterator[str]:
    """Recall and false alarms of the classifier alone, by language, and on everyday answers."""
    outcomes = list(look(messages, classifier))
    for language in LANGUAGES:
        chosen = [outcome for outcome in outcomes if outcome.message.language is language]
        heard, alarms = recall(chosen), false_alarms(chosen)
        yield (
            f"{language} validation: recall {heard.value:.3f} of {heard.total} to page for, "
            f"{alarms.value * 1000:.0f} false alarms per 1,000 of {alarms.total}, AUC {auc(chosen):.3f}"
        )

    paged = sum(pages(classifier(sample.text)) for sample in answers)
    yield f"everyday answers: {paged / len(answers) * 1000:.0f} false alarms per 1,000 of {len(answers)}"


def checked(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The messages, if there are enough of each and no two are nearly the same; raises CorpusError."""
    copies = [
        f"{one} and {other} are nearly the same"
        for one, other in near_copies({m.id: m.text for m in messages})
    ]
    if problems := [*shortages(messages), *copies]:
        raise CorpusError("\n".join(problems))
    return messages


def fit(learned: Sequence[Sample]) -> Model:
    """Learn every column of weights from the samples."""
    texts = [whole(sample.text).words for sample in learned]
    vocabulary = _vocabulary(texts)
    columns = list(_columns(_table(vocabulary, texts), learned))
    weights = np.concatenate([weights for weights, _ in columns]).T
    bias = np.concatenate([bias for _, bias in columns])
    # As precise as the artefact, so that what was measured is what serves.
    return Model(vocabulary, weights.astype(np.float16).astype(np.float32), bias.astype(np.float32))


def _vocabulary(texts: Sequence[list[str]]) -> Vocabulary:
    """The grams of at least two texts; rarer ones weigh more."""
    held = Counter(gram for words in texts for block in blocks(words) for gram in block)
    kept = sorted(gram for gram, count in held.items() if count >= FEWEST_MESSAGES)
    counts = np.array([held[gram] for gram in kept], dtype=np.float32)
    rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
    return Vocabulary({gram: row for row, gram in enumerate(kept)}, rarity)


def _table(vocabulary: Vocabulary, texts: Iterable[list[str]]) -> sparse.csr_array:
    vectors = [vocabulary.vector(words) for words in texts]
    edges = np.cumsum([0, *(len(at) for at, _ in vectors)], dtype=np.int32)
    values = np.concatenate([values for _, values in vectors])
    at = np.concatenate([at for at, _ in vectors])
    return sparse.csr_array((values, at, edges), shape=(len(vectors), len(vocabulary.rows)))


def _columns(table: sparse.csr_array, learned: Sequence[Sample]) -> Iterator[Column]:
    """Weights and bias of the questions in the order of the model's columns."""
    # What is only worth knowing is neither a page nor ordinary: it would blur the line between them.
    clear = np.array([sample.severity is not Severity.LOW for sample in learned])
    paging = np.array([sample.pages for sample in learned])
    classes = np.array([sample.of_its_class for sample in learned])
    several = LogisticRegression(C=CLASSES_C, max_iter=MOST_STEPS, tol=CLASSES_TOLERANCE)
    several.fit(table[clear], classes[clear])
    yield several.coef_, several.intercept_
    yield _single(table[clear], paging[clear], PAGE_C)
    yield _bayes(table[clear], paging[clear], _weights(learned)[clear])
    for category in CATEGORIES:
        yield _single(table, np.array([category in sample.labels for sample in learned]))
    for severity in (Severity.HIGH, Severity.EMERGENCY):
        reached = np.array([sample.reaches(severity) for sample in learned])
        yield _single(table[paging], reached[paging])


def _weights(learned: Sequence[Sample]) -> Floats:
    return np.array([EVERYDAY_WEIGHT if sample.everyday else 1 for sample in learned], dtype=np.float32)


def _single(table: sparse.csr_array, wanted: Flags, strength: float = SINGLE_C) -> Column:
    # With more grams than messages, the dual is solved in a fifth of the time, and more exactly.
    solver = LogisticRegression(C=strength, solver="liblinear", dual=True, tol=1e-2, random_state=0)
    fitted = solver.fit(table, wanted)
    return fitted.coef_, fitted.intercept_


def _bayes(table: sparse.csr_array, wanted: Flags, weights: Floats) -> Column:
    fitted = ComplementNB(alpha=BAYES_ALPHA).fit(table, wanted, weights)
    return fitted.feature_log_prob_[1:] - fitted.feature_log_prob_[:1], np.zeros(1)


def calibrate(model: Model, encoder: Hearing, unseen: Sequence[Sample]) -> Calibration:
    """Fit a logistic curve for each probability on texts that neither has learned from."""
    texts = [whole(sample.text) for sample in unseen]
    raw = np.stack([model.raw(text.words) for text in texts])
    with ThreadPoolExecutor(CORES) as cores:
        heard = np.stack(list(cores.map(encoder, texts)))
    clear = np.array([sample.severity is not Severity.LOW for sample in unseen])
    paging = np.array([sample.pages for sample in unseen])
    page = _curve(evidence(raw, heard)[clear], paging[clear], _weights(unseen)[clear])
    both = pairs(raw, heard)
    curves = []
    for at, category in enumerate(CATEGORIES):
        labelled = np.array([category in sample.labels for sample in unseen])
        curves.append(_curve(both[:, at], labelled))
    for at, severity in ((-2, Severity.HIGH), (-1, Severity.EMERGENCY)):
        reached = np.array([sample.reaches(severity) for sample in unseen])
        curves.append(_curve(both[paging][:, at], reached[paging]))
    fitted = np.array(curves, dtype=np.float32)
    return Calibration(page, fitted[:, :-1], fitted[:, -1])


def _curve(odds: Floats, happened: Flags, weights: Floats | None = None) -> Floats:
    """Slopes, then the offset, of the log-odds with which it happened."""
    fitted = LogisticRegression(C=1e4).fit(odds, happened, weights)
    return np.append(fitted.coef_[0], fitted.intercept_).astype(np.float32)
