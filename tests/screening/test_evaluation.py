import math
from pathlib import Path

import pytest

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.screening.classifier import Classifier
from bot.screening.classifier_training import calibrate, fit
from bot.screening.corpus import CorpusError, Kind, load_corpus
from bot.screening.encoder import load_encoder
from bot.screening.evaluation import (
    HELD_APART,
    Outcome,
    Share,
    auc,
    brier,
    check_any,
    false_alarms,
    graded_emergency,
    look,
    macro_f1,
    precision,
    read_labelled,
    recall,
    reliability,
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


def test_macro_f1_is_the_mean_over_every_category(outcomes: list[Outcome]) -> None:
    assert macro_f1(outcomes) == pytest.approx((2 * 2 / (2 + 3)) / len(Category))


def test_wilsons_interval_is_the_published_one() -> None:
    low, high = Share(8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert Share(0, 20).interval[0] == pytest.approx(0, abs=1e-9)
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
    assert not any(message.text in table for message in messages)
