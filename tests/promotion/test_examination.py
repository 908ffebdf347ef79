"""What stands against examples before anything is trained."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import screen_text
from bot.domain.concerns import Concern, Severity
from bot.domain.languages import Language
from bot.promotion.examination import (
    Examined,
    Screen,
    about_answers,
    about_examples,
    about_safety,
    known_topics,
)
from bot.promotion.examples import Example, read_examples
from bot.promotion.objections import Kind, Objection
from bot.recipes import DATA_FOLDER
from bot.screening.gate import Locked, load_locked
from bot.settings import ROOT

WELSH, ENGLISH = Language.WELSH, Language.ENGLISH
TODAY = tuple(
    Example(language, topic, f"{topic} {language} {number}", "nlu/en/smalltalk.yml")
    for language in (ENGLISH, WELSH)
    for topic in ("greet", "deny", "talk_to_worker")
    for number in range(200)
)
TOPICS = frozenset({"greet", "deny", "talk_to_worker"})


def example(topic: str, text: str, language: Language = ENGLISH) -> Example:
    return Example(language, topic, text, "nlu/en/smalltalk.yml")


def against(examples: Sequence[Example], today: Sequence[Example] = TODAY) -> list[Objection]:
    return list(about_examples(Examined(examples, today, TOPICS)))


def kinds(examples: Sequence[Example], today: Sequence[Example] = TODAY) -> set[Kind]:
    return {objection.kind for objection in against(examples, today)}


def without(language: Language, topic: str, most: int) -> list[Example]:
    """Today's examples with no more than some of one topic."""
    kept = [one for one in TODAY if (one.language, one.topic) == (language, topic)][:most]
    return [one for one in TODAY if (one.language, one.topic) != (language, topic)] + kept


def test_today_s_files_stand_as_they_are() -> None:
    today = list(read_examples(DATA_FOLDER))
    assert list(about_examples(Examined(today, today, known_topics()))) == []


def test_an_unknown_topic_is_named_with_its_file() -> None:
    [found] = against([*TODAY, example("gret", "hiya")])
    assert found == Objection(Kind.UNKNOWN_TOPIC, {"file": "nlu/en/smalltalk.yml", "topic": "gret"})


def test_a_topic_must_be_there_in_both_languages() -> None:
    assert Kind.MISSING_TOPIC in kinds(without(WELSH, "greet", 0))


def test_too_few_examples_are_told_with_how_many_are_missing() -> None:
    [found] = (one for one in against(without(WELSH, "greet", 90)) if one.kind is Kind.TOO_FEW_EXAMPLES)
    assert (found.parameters["count"], found.parameters["missing"]) == (90, 30)
    assert "has 90 Welsh examples and needs 120: write 30 more" in str(found)


def test_a_topic_that_never_had_so_many_need_not_have_them_now() -> None:
    few = [one for one in TODAY if one.topic != "greet" or int(one.text.split()[-1]) < 100]
    assert against(few, few) == []


def test_halving_welsh_is_refused_although_every_topic_has_enough() -> None:
    many = [replace(one, text=f"{one.text} {part}") for one in TODAY for part in (1, 2)]
    halved = [one for one in many if one.language is ENGLISH or one.text.endswith("1")]
    found = against(halved, many)
    assert {one.kind for one in found} == {Kind.EXAMPLES_LOST, Kind.TOPIC_EXAMPLES_LOST}
    assert {one.parameters["language"] for one in found} == {WELSH}


def test_a_few_may_be_taken_out() -> None:
    assert against(without(ENGLISH, "greet", 160)) == []


def test_an_example_in_two_topics_is_told_when_one_of_them_is_new() -> None:
    assert kinds([*TODAY, example("deny", "Greet en 7")]) == {Kind.TWO_TOPICS}


def test_what_stands_in_two_topics_today_was_left_there_by_people() -> None:
    both = [*TODAY, example("deny", "greet en 7")]
    assert against(both, both) == []


def test_every_answer_there_is_has_both_languages() -> None:
    assert list(about_answers()) == []


def test_an_answer_without_welsh_is_named(tmp_path: Path) -> None:
    (tmp_path / "responses").mkdir()
    (tmp_path / "responses" / "some.yml").write_text(
        "responses:\n  utter_hello:\n    - text: Hello\n      condition:\n"
        "        - {type: slot, name: language, value: en}\n"
    )
    [found] = about_answers(tmp_path)
    assert found == Objection(Kind.RESPONSE_MISSING, {"response": "utter_hello", "language": WELSH})


@pytest.fixture(scope="module")
def look() -> Screen:
    """The screen as it serves."""
    return screen_text(ROOT / "models")


def safety(examples: Sequence[Example], screen: Screen, locked: Sequence[Locked] = ()) -> list[Objection]:
    examined = Examined([*TODAY, *examples], TODAY, TOPICS)
    return list(about_safety(examined, screen, locked, Severity.MEDIUM))


@pytest.mark.parametrize("text", ["he says hell hurt me if i tell", "ma'n gneud i fi yrru llunia noeth"])
def test_a_new_disclosure_as_small_talk_is_refused(look: Screen, text: str) -> None:
    [found] = safety([example("greet", text)], look)
    assert found.kind is Kind.LOOKS_LIKE_DISCLOSURE
    assert found.parameters["text"] == text


def test_moving_a_disclosure_to_small_talk_is_refused(look: Screen) -> None:
    text = "he says hell hurt me if i tell"
    examined = Examined([example("greet", text)], [example("deny", text)], TOPICS)
    [found] = about_safety(examined, look, (), Severity.MEDIUM)
    assert found.kind is Kind.LOOKS_LIKE_DISCLOSURE


def test_what_is_in_today_s_files_is_not_objected_to(look: Screen) -> None:
    there = [example("greet", "he says hell hurt me if i tell")]
    assert list(about_safety(Examined(there, there, TOPICS), look, (), Severity.MEDIUM)) == []


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("talk_to_worker", "can she ring me now please"),
        ("greet", "shwmae sut wyt ti"),
        ("deny", "nah ur alright"),
    ],
)
def test_asking_for_a_worker_and_small_talk_are_no_disclosures(look: Screen, topic: str, text: str) -> None:
    assert safety([example(topic, text)], look) == []


@pytest.mark.parametrize("topic", ["greet", "talk_to_worker"])
def test_a_locked_disclosure_is_an_example_of_nothing_however_it_is_typed(look: Screen, topic: str) -> None:
    found = safety([example(topic, "I WANT TO KILL MYSELF!!")], look, load_locked())
    assert [one.kind for one in found] == [Kind.LOCKED_AS_EXAMPLE]


def test_a_locked_disclosure_that_screening_does_not_hear_is_told_by_its_number() -> None:
    def deaf(_: str) -> tuple[Concern, ...]:
        return ()

    found = safety([], deaf, load_locked()[:2])
    assert [str(one.parameters["number"]) for one in found if one.kind is Kind.LOCKED_MISSED] == ["1", "2"]
