"""What stops an example, and what a trainer must have thought of."""

from collections.abc import Mapping

import pytest

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.examples.checks import Checked, Checks, Problem, lopsided
from bot.examples.kept import read_folder
from bot.examples.library import Example, Library, library
from bot.examples.topics import load_topics
from tests.project.tree import ROOT

EN, CY = Language.ENGLISH, Language.WELSH


def heard(text: str) -> tuple[Concern, ...]:
    """A screen of three sentences."""
    found = {
        "he said hell hurt me": (Category.COERCION_THREAT, Severity.HIGH),
        "cant talk hes here now": (Category.IMMEDIATE_DANGER, Severity.EMERGENCY),
        "my worker please": (Category.WORKER_CONTACT, Severity.LOW),
    }
    return tuple(Concern(*found[key], "rule", "test", 1.0, None) for key in found if key in text)


@pytest.fixture(scope="module")
def checks() -> Checks:
    return Checks(library(read_folder(ROOT / "data")), load_topics(), heard)


def problems(checked: Checked) -> list[Problem]:
    return [finding.problem for finding in checked.findings]


@pytest.mark.parametrize(
    ("language", "topic", "text", "problem"),
    [
        (EN, "greet", "x" * 301, Problem.TOO_LONG),
        (EN, "greet", "hello [pet](animal)", Problem.NOT_PLAIN),
        (EN, "greet", "/greet", Problem.NOT_PLAIN),
        (EN, "greet", "HIYA", Problem.THERE_ALREADY),
        (EN, "greet", "thanks", Problem.ELSEWHERE),
        (CY, "greet", "THANKS", Problem.ELSEWHERE),
        (EN, "thanks", "text me on 07700 900123 ta", Problem.CONTACT_DETAILS),
        (EN, "thanks", "ta its jay@example.com", Problem.CONTACT_DETAILS),
        (EN, "thanks", "ta add @madeup.jay", Problem.CONTACT_DETAILS),
        (EN, "thanks", "ta live at LL57 2DG", Problem.CONTACT_DETAILS),
        (EN, "thanks", "ta www.example.com", Problem.CONTACT_DETAILS),
        (EN, "thanks", "he said hell hurt me ta", Problem.DISCLOSURE),
        (EN, "talk_to_worker", "cant talk hes here now, ring me", Problem.DISCLOSURE),
    ],
)
def test_these_are_stopped_whatever_anybody_says(
    checks: Checks, language: Language, topic: str, text: str, problem: Problem
) -> None:
    checked = checks(Example(language, topic, text))
    assert problem in problems(checked)
    assert checked.stopped
    assert not checked.may_be_added({checked.example.id})
    assert (checked.disclosure is not None) is (problem is Problem.DISCLOSURE)


@pytest.mark.parametrize(
    ("language", "topic", "text", "problem"),
    [
        (EN, "ask_who_sees_this", "who can see what i write??", Problem.NEAR_COPY),
        (CY, "thanks", "thank you so very much for that", Problem.OTHER_LANGUAGE),
        (EN, "not_alone_now", "cant talk hes here now sorry", Problem.EXPECTED_CONCERN),
        (EN, "thanks", "ta megan that was well kind", Problem.PERHAPS_PERSONAL),
        (EN, "thanks", "ta for meeting me in bangor", Problem.PERHAPS_PERSONAL),
        (CY, "thanks", "diolch i megan am helpu fi", Problem.PERHAPS_PERSONAL),
        (CY, "thanks", "diolch am ddod i gaernarfon efo fi", Problem.PERHAPS_PERSONAL),
    ],
)
def test_these_can_be_overridden_knowingly(
    checks: Checks, language: Language, topic: str, text: str, problem: Problem
) -> None:
    checked = checks(Example(language, topic, text))
    assert problem in problems(checked)
    assert not checked.may_be_added()
    assert not checked.may_be_added({"another"})
    assert checked.may_be_added({checked.example.id})


def test_an_example_of_its_own_is_added_without_a_word(checks: Checks) -> None:
    checked = checks(Example(EN, "thanks", "my worker please say ta from us all"))
    assert checked.findings == ()
    assert checked.may_be_added()


def test_the_same_words_in_the_other_language_are_no_copy(checks: Checks) -> None:
    words = next(e.text for e in checks.library.of("thanks", CY) if len(checks.library.same(e.text)) == 1)
    assert Problem.THERE_ALREADY not in problems(checks(Example(EN, "thanks", words)))


def test_an_example_is_no_copy_of_what_it_replaces(checks: Checks) -> None:
    old = checks.library.of("ask_who_sees_this", EN)[20]
    again = Example(EN, old.topic, f"{old.text} pls")
    found = [finding.other for finding in checks(again, old).findings]
    assert old not in found
    moved = checks(Example(EN, "ask_what_is_this", old.text), old)
    assert Problem.ELSEWHERE not in problems(moved)


def test_lines_pasted_together_are_compared_with_each_other(checks: Checks) -> None:
    first, second = checks.all(EN, "thanks", ["ta for the lift home bud", "Ta for the lift home bud"])
    assert first.may_be_added()
    assert problems(second) == [Problem.THERE_ALREADY]


@pytest.mark.parametrize(
    ("counts", "expected"), [((100, 60), False), ((100, 59), True), ((19, 19), True), ((20, 20), False)]
)
def test_a_topic_needs_both_languages(counts: tuple[int, int], expected: bool) -> None:
    assert lopsided(dict(zip((EN, CY), counts, strict=True))) is expected


def test_a_warning_comes_with_the_change_that_tips_the_balance(checks: Checks) -> None:
    worker = {language: checks.library.count("talk_to_worker", language) for language in (EN, CY)}
    found = checks.too_few("talk_to_worker", EN, worker[CY] * 2)
    assert found
    assert found.problem is Problem.TOO_FEW
    assert not found.problem.stops
    assert checks.too_few("talk_to_worker", CY, 1) is None


def test_every_topic_has_words_in_both_languages() -> None:
    held = library(read_folder(ROOT / "data"))
    topics = load_topics()
    assert set(topics) == set(held.topics)
    files: Mapping[str, str] = {
        topic: path.split("/")[2].removesuffix(".yml")
        for path, content in read_folder(ROOT / "data").items()
        for topic in library({path: content}).topics
    }
    for topic in topics.values():
        assert topic.group == files[topic.id]
        for language in (EN, CY):
            assert topic.names[language].strip()
            assert topic.belongs[language].strip().endswith(".")
    assert len({topic.names[CY] for topic in topics.values()}) == len(topics)


def test_search_minds_neither_case_nor_accents(held: Library) -> None:
    assert {example.text for example in held.search("ffôn")} == {
        example.text for example in held.search("FFON")
    }
    assert {example.language for example in held.search("ffon", CY)} == {CY}
    assert held.search("ffon")


def test_search_keeps_to_a_topic_and_a_language(held: Library) -> None:
    everywhere = held.search("diolch")
    assert len({example.topic for example in everywhere}) > 1
    within = held.search("diolch", CY, "thanks")
    assert within == [one for one in everywhere if (one.language, one.topic) == (CY, "thanks")]
    assert within


def test_an_address_names_an_example_without_its_words(held: Library) -> None:
    example = held.of("greet", EN)[0]
    assert example.text not in example.id
    assert held.by_id(example.id) == example
    assert held.by_id("0" * 20) is None


def test_the_nearest_examples_come_first(held: Library) -> None:
    near = held.nearest("who can see what i write")
    assert near[0].example.text == "who can see what i write"
    assert near[0].share == pytest.approx(1.0)
    assert [one.share for one in near] == sorted((one.share for one in near), reverse=True)


@pytest.fixture
def held(checks: Checks) -> Library:
    return checks.library
