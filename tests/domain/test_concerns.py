import json

import pytest

from bot.domain.concerns import Category, Concern, Severity, most_urgent_first, severity_of


def concern(category: Category, severity: Severity, source: str = "rule", score: float = 1.0) -> Concern:
    rule = "a-rule" if source == "rule" else None
    return Concern(category, severity, source, rule, score, None)  # type: ignore[arg-type]


def test_severities_are_ordered_by_urgency_and_not_by_spelling() -> None:
    assert Severity.EMERGENCY > Severity.HIGH > Severity.MEDIUM > Severity.LOW
    assert max(Severity.HIGH, Severity.MEDIUM, Severity.LOW) is Severity.HIGH


def test_every_category_and_severity_can_be_written_as_json() -> None:
    names = [member.value for member in (*Category, *Severity)]
    assert json.loads(json.dumps(names)) == names


def test_the_most_urgent_concern_comes_first() -> None:
    low = concern(Category.WORKER_CONTACT, Severity.LOW)
    high = concern(Category.MISSING, Severity.HIGH)
    emergency = concern(Category.IMMEDIATE_DANGER, Severity.EMERGENCY)
    assert most_urgent_first([low, emergency, high]) == (emergency, high, low)


def test_a_category_is_named_once_with_its_greatest_severity() -> None:
    medium = concern(Category.SUICIDE, Severity.MEDIUM)
    high = concern(Category.SUICIDE, Severity.HIGH)
    assert most_urgent_first([medium, high]) == (high,)
    assert most_urgent_first([high, medium]) == (high,)


@pytest.mark.parametrize("rule_first", [True, False])
def test_between_equals_the_rule_is_kept_because_it_can_say_why(rule_first: bool) -> None:
    by_rule = concern(Category.HSB, Severity.HIGH)
    by_model = concern(Category.HSB, Severity.HIGH, source="model", score=0.99)
    given = [by_rule, by_model] if rule_first else [by_model, by_rule]
    assert most_urgent_first(given) == (by_rule,)


def test_the_model_can_raise_what_a_rule_found() -> None:
    by_rule = concern(Category.HSB, Severity.MEDIUM)
    by_model = concern(Category.HSB, Severity.HIGH, source="model", score=0.6)
    assert most_urgent_first([by_rule, by_model]) == (by_model,)


def test_nothing_found_has_no_severity() -> None:
    assert severity_of([]) is None
    assert (
        severity_of([concern(Category.HSB, Severity.LOW), concern(Category.MISSING, Severity.HIGH)])
        is Severity.HIGH
    )
