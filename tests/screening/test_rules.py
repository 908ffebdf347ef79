"""The rules that serve: every example in them holds."""

from itertools import chain

import pytest

from bot.domain.concerns import Category, Severity
from bot.screening import load_rules, screen
from bot.screening.explain import check_examples, fires
from bot.screening.ruleset import Rule
from tests.screening.folder import RULES

RULESET = load_rules(RULES)
MUST_FIRE = [(rule, text) for rule in RULESET.rules for text in rule.must_fire]
MUST_NOT_FIRE = [(rule, text) for rule in RULESET.rules for text in rule.must_not_fire]


def name(value: object) -> str:
    return value.id if isinstance(value, Rule) else "example"


@pytest.mark.parametrize(("rule", "example"), MUST_FIRE, ids=name)
def test_a_rule_fires_on_what_it_must(rule: Rule, example: str) -> None:
    assert fires(rule, example, RULESET)


@pytest.mark.parametrize(("rule", "example"), MUST_NOT_FIRE, ids=name)
def test_a_rule_does_not_fire_on_what_it_must_not(rule: Rule, example: str) -> None:
    assert not fires(rule, example, RULESET)


def test_the_check_that_leads_run_agrees() -> None:
    assert check_examples(RULESET) == ()


@pytest.mark.parametrize("category", Category)
def test_every_category_has_rules_in_both_languages(category: Category) -> None:
    languages = {rule.language for rule in RULESET.rules if rule.category is category}
    assert {"en", "cy"} <= languages


def test_a_wish_to_speak_to_somebody_is_never_more_than_low() -> None:
    wishes = [rule for rule in RULESET.rules if rule.category is Category.WORKER_CONTACT]
    assert {rule.severity for rule in wishes} == {Severity.LOW}
    assert all(rule.when_now is None for rule in wishes)


@pytest.mark.parametrize(
    ("message", "least"),
    [
        ("he says hell hurt me if i tell", Severity.HIGH),
        ("ma'n deud neith o frifo fi os dwi'n deud", Severity.HIGH),
        ("hes outside banging on the door", Severity.EMERGENCY),
        ("dwi newydd gymryd lot o dabledi", Severity.EMERGENCY),
        ("i want to kill myself tonight", Severity.EMERGENCY),
        ("dwi'm isio byw", Severity.HIGH),
        ("been holding stuff for someone", Severity.HIGH),
    ],
)
def test_grave_messages_are_graded_as_grave(message: str, least: Severity) -> None:
    assert screen(message, RULESET)[0].severity >= least


@pytest.mark.parametrize(
    "message",
    [
        "my phone died lol",
        "mam will kill me lol",
        "im dead lmao",
        "shoot me now maths",
        "he fouled me",
        "dying of laughter",
        "nai ladd o am fyta crisps fi",
        "marw chwerthin",
        "lladd amser",
        "dwi ddim isio marw",
        "im not gonna kill myself",
        "",
        "😂😂😂",
        "STOP",
        "7",
    ],
)
def test_ordinary_messages_raise_nothing(message: str) -> None:
    assert screen(message, RULESET) == ()


def test_a_disclosure_is_found_in_the_middle_of_a_message_in_two_languages() -> None:
    message = (
        "haha iawn, mynd i dre wedyn. ond ma dad yn hitio fi again and idk what to do. anyway see u thurs"
    )
    assert [concern.category for concern in screen(message, RULESET)] == [Category.PHYSICAL_ABUSE]


def test_the_evidence_is_where_it_says() -> None:
    message = "ok so... my DAD keeps hitting me 😭"
    (concern,) = screen(message, RULESET)
    assert concern.span is not None
    assert "hitting me" in message[slice(*concern.span)]


def test_a_rule_has_one_name_and_a_reviewer() -> None:
    names = [rule.id for rule in RULESET.rules]
    assert len(names) == len(set(names))
    assert all(rule.reviewer for rule in RULESET.rules)


def test_a_very_long_message_is_read() -> None:
    long = " ".join(chain(["bla"] * 1500, ["my dad hits me"]))
    assert [concern.category for concern in screen(long, RULESET)] == [Category.PHYSICAL_ABUSE]
