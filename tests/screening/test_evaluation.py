import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.screening.classifier import Classifier
from bot.screening.classifier_training import calibrate, fit
from bot.screening.corpus import CorpusError, Kind, Message, load_corpus
from bot.screening.encoder import load_encoder
from bot.screening.evaluation import (
    HELD_APART,
    Outcome,
    Share,
    auc,
    auc_interval,
    brier,
    check_any,
    false_alarms,
    graded_emergency,
    look,
    macro_f1,
    macro_f1_interval,
    precision,
    read_labelled,
    recall,
    reliability,
    untold,
    within_one_step,
)
from bot.screening.report import report
from bot.screening.samples import samples
from tests.screening.encoders import write_tiny
from tests.screening.folder import HEAD, RULE, load
from tests.screening.labelled import SMALL, THRESHOLDS, concern, line, write

MESSAGES = [
    concern("en-1", "hit", "physical_abuse", "emergency"),
    concern("en-2", "hit a bit", "physical_abuse", "medium"),
    concern("en-3", "gone", "missing", "high"),
    concern("en-4", "worth knowing", "missing", "low"),
    line("en-5", "fine"),
    line("en-6", "hit song", kind="hard_negative"),
]


def hears_hit(text: str) -> tuple[Concern, ...]:
    """A screen that hears one word."""
    if "hit" not in text:
        return ()
    score = 1 - len(text) / 100
    return (Concern(Category.PHYSICAL_ABUSE, Severity.MEDIUM, "model", None, score, None),)


@pytest.fixture
def outcomes(tmp_path: Path) -> list[Outcome]:
    return list(look(load_corpus(write(tmp_path, MESSAGES)), hears_hit))


def test_recall_counts_what_pages_alone(outcomes: list[Outcome]) -> None:
    assert recall(outcomes) == Share(2, 3)


def test_a_false_alarm_is_a_page_for_a_message_without_a_concern(outcomes: list[Outcome]) -> None:
    assert false_alarms(outcomes) == Share(1, 2)
    assert false_alarms(outcomes, Kind.ORDINARY) == Share(0, 1)


def test_precision_is_of_pages(outcomes: list[Outcome]) -> None:
    assert precision(outcomes) == Share(2, 3)


def test_an_emergency_called_medium_is_heard_but_not_graded(outcomes: list[Outcome]) -> None:
    assert graded_emergency(outcomes) == Share(0, 1)
    assert within_one_step(outcomes) == Share(1, 3)


def test_auc_counts_pairs_in_the_right_order_and_equals_half(outcomes: list[Outcome]) -> None:
    # "hit" is above both, "hit a bit" above "fine" alone, and "gone" is level with "fine".
    assert auc(outcomes) == pytest.approx((2 + 1 + 0.5) / 6)


def test_macro_f1_is_the_mean_over_every_category_that_is_labelled_or_heard(outcomes: list[Outcome]) -> None:
    # Physical abuse is named twice of two times and once too often, going missing never.
    assert macro_f1(outcomes) == pytest.approx((2 * 2 / (2 + 3) + 0) / 2)
    assert math.isnan(macro_f1([one for one in outcomes if not one.message.labels and not one.heard]))


def by_chance(many: int) -> list[Outcome]:
    """Messages with and without a concern, of which two in three are heard rightly."""
    chance = np.random.default_rng(5)
    labelled = (None, None, Category.MISSING, Category.SUICIDE, Category.HSB)
    told = []
    for at in range(many):
        category = labelled[chance.integers(len(labelled))]
        heard = category if chance.random() < 2 / 3 else labelled[chance.integers(len(labelled))]
        labels = (category,) if category else ()
        severity = Severity.HIGH if category else None
        message = Message(f"m{at}", "made up", labels, severity, Kind.HINT, Language.ENGLISH)
        score = round(chance.random(), 1)
        concern = heard and Concern(heard, Severity.MEDIUM, "model", None, score, None)
        told.append(Outcome(message, (concern,) if concern else (), 1.0))
    return told


@pytest.mark.parametrize(("figure", "interval"), [(auc, auc_interval), (macro_f1, macro_f1_interval)])
def test_an_interval_is_what_drawing_the_messages_anew_gives(
    figure: Callable[[Sequence[Outcome]], float],
    interval: Callable[[Sequence[Outcome]], tuple[float, float]],
) -> None:
    messages, chance = by_chance(200), np.random.default_rng(11)
    drawn = (chance.integers(len(messages), size=len(messages)) for _ in range(400))
    again = sorted(figure([messages[at] for at in places]) for places in drawn)
    assert interval(messages) == pytest.approx((again[10], again[-11]), abs=0.015)
    low, high = interval(messages)
    assert low < figure(messages) < high
    fewer_low, fewer_high = interval(messages[:50])
    assert fewer_high - fewer_low > 1.5 * (high - low)
    assert interval(messages) == (low, high)


def test_where_there_is_nothing_to_measure_there_is_no_interval(outcomes: list[Outcome]) -> None:
    due, ordinary = outcomes[:3], outcomes[4:]
    for interval in (auc_interval, macro_f1_interval):
        assert all(math.isnan(edge) for edge in interval([]))
    assert all(math.isnan(edge) for edge in (*auc_interval(due), *auc_interval(ordinary)))
    assert untold(outcomes) == []
    assert [line[:29] for line in (*untold(due), *untold(ordinary))] == [
        "Every message has a concern: ",
        "None of the messages is to pa",
    ]


def test_wilsons_interval_is_the_published_one() -> None:
    low, high = Share(8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert Share(0, 20).interval[0] == pytest.approx(0, abs=1e-9)
    assert all(0 <= edge <= 1 for total in range(1, 60) for edge in Share(total, total).interval)
    assert all(0 <= edge <= 1 for total in range(1, 60) for edge in Share(0, total).interval)
    assert math.isnan(Share(0, 0).value)
    assert math.isnan(auc([]))


def test_without_a_file_the_messages_held_apart_are_measured() -> None:
    told = read_labelled([], lambda _: Language.UNKNOWN)
    assert {message.language for message in told} == {Language.ENGLISH, Language.WELSH, Language.MIXED}
    assert len(told) == sum(len(file.read_text().splitlines()) for file in HELD_APART.glob("*.jsonl"))


def test_a_file_that_tells_no_language_has_each_message_detected(tmp_path: Path) -> None:
    file = write(tmp_path, MESSAGES, "elsewhere.jsonl") / "elsewhere.jsonl"
    assert {m.language for m in read_labelled([file], lambda _: Language.WELSH)} == {Language.WELSH}


def test_nothing_to_measure_is_a_named_error() -> None:
    with pytest.raises(CorpusError, match="no message"):
        check_any([])


def test_certainty_that_is_right_has_no_error(tmp_path: Path) -> None:
    messages = load_corpus(write(tmp_path, SMALL))
    sure = [float(message.pages) for message in messages]
    assert brier(messages, sure) == 0
    assert brier(messages, [1 - called for called in sure]) == 1


def test_what_was_called_is_held_against_what_was_due(tmp_path: Path) -> None:
    messages = load_corpus(write(tmp_path, SMALL))
    due = sum(message.pages for message in messages)
    others = len(messages) - due
    tenths = reliability(messages, [1.0 if message.pages else 0.04 for message in messages])
    assert [(round(tenth.called, 2), tenth.due) for tenth in tenths] == [
        (0.04, Share(0, others)),
        (1.0, Share(due, due)),
    ]
    (one,) = reliability(messages, [0.62] * len(messages))
    assert one.due == Share(due, len(messages))


def test_the_table_shows_each_reader_and_language(tmp_path: Path) -> None:
    messages = load_corpus(write(tmp_path, SMALL))
    model = fit(samples(messages))
    encoder = load_encoder(write_tiny(tmp_path / "encoder.onnx"))
    classifier = Classifier(model, encoder, calibrate(model, encoder, samples(messages)), THRESHOLDS)
    rules = load(tmp_path, HEAD + RULE)
    table = "\n".join(report(messages, rules, classifier))
    assert "told in each language" not in table
    assert "told in each language" in "\n".join(report(messages, rules, classifier, messages))
    for name in (
        "rules alone, en",
        "classifier alone, en",
        "rules and classifier, en",
        "suicide",
        "macro-F1",
        "classifier's probability of a page",
        "Brier",
    ):
        assert name in table
    for row in re.findall(r"^(?:rules|classifier) .*\(.*$", table, re.MULTILINE):
        # Recall, false alarms, precision and area under the curve; rules alone may page for nothing.
        figures = re.findall(r" -(?= |$)| [\d.]+ \([\d.]+-[\d.]+\)", row)
        assert len(figures) == 4
        assert "(" in figures[3]
    assert re.search(r"^category macro-F1 +\d\.\d{3} +\d\.\d{3}-\d\.\d{3}$", table, re.MULTILINE)
    assert not any(message.text in table for message in messages)
