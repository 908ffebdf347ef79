"""Every text as a set: what all of them must keep to, whoever sends them, in both languages."""

import re
from collections import defaultdict
from pathlib import Path
from statistics import mean

import pytest

from bot.content import LANGUAGES, ContentError
from bot.domain.languages import Language
from bot.domain.sms import Encoding, segments
from bot.reviewed_texts import DEAREST, ReviewedText, every_text, responses_in
from tests.reading_age import reading_age

EVERY = list(every_text())
# Words on the pages of the web chat and in a copy are labels, and never travel as a text.
ON_PAGES = ("chat.", "answers.")
YOUNG = [one for one in EVERY if not one.for_staff]
TEXTED = [one for one in YOUNG if not one.name.startswith(ON_PAGES)]
EN, CY = LANGUAGES
OLDEST_READER = 11
# Too little to measure: a word or two more of a long name moves it by years.
FEWEST_WORDS = 6
# Both languages in one text, so that neither alone can be measured.
BILINGUAL = ("texts.unknown_number",)

NEVER = {
    EN: (
        r"secret|confidential|just between|between us|(?:won't|will not|never) tell\b|i understand how"
        r"|know (?:exactly )?how you feel|don't worry|calm down|you should have"
        r"|i promise|we promise|everything will be"
    ),
    CY: (
        r"cyfrinach|preifat|rhyngthan ni|rhyngom ni|ddeudwn ni ddim|ddeuda i ddim|dallt sut (?:ti|wyt)"
        r"|deall sut (?:ti|wyt)|gwybod sut ti'n teimlo|paid â? ?phoeni|paid poeni|\baddo\b"
        r"|bydd bob dim yn iawn"
    ),
}
# Words that say that whoever is written to, or of, is male or female. Welsh "o" and "hi" are not among them:
# there every thing is one or the other, a message as well, and a young person is "ti".
GENDERED = {
    EN: (
        r"\b(?:s?he|him|hers?|his|(?:him|her)self|boys?|girls?|lads?|lass(?:es)?|guys?|sons?|daughters?|bro"
        r"|sis|mate|sir|miss|mr|mrs|ms|(?:young )?(?:man|men|lady|ladies|woman|women)|brother|sister)\b"
    ),
    CY: (
        r"\b(?:hogyn|hogia|hogan|hogenod|genod|[bf]achgen|machgen|bechgyn|[mf]erch(?:ed)?|g?eneth(?:od)?"
        r"|n?g?enath|llanc|llances|was i|washi|boi|[md]ab i|del|cyw|mêt|brawd|chwaer|dyn ifanc|dynes|[gw]raig"
        r"|syr|miss|mr|mrs|ms)\b|\bei (?:ben|phen|hun) ei hun"
    ),
}


def named(texts: list[ReviewedText]) -> list[object]:
    return [pytest.param(one, id=f"{one.name}-{one.language}-{at}") for at, one in enumerate(texts)]


def test_the_list_holds_the_services_texts_and_the_assistants() -> None:
    names = {one.name for one in EVERY}
    assert {"safety.any_high", "seen.read", "cover.cover", "texts.help", "utter_ask_mood"} <= names
    assert len(YOUNG) > 200


def test_every_text_is_there_in_both_languages() -> None:
    languages = defaultdict(set)
    for one in EVERY:
        languages[one.name, one.when].add(one.language)
    assert {name: found for name, found in languages.items() if found != set(LANGUAGES)} == {}


@pytest.mark.parametrize("one", named(EVERY))
def test_each_text_says_what_it_is_for(one: ReviewedText) -> None:
    assert one.purpose


@pytest.mark.parametrize(
    ("purposes", "told"),
    [
        ("{utter_here: says so}", "no purpose of utter_there"),
        ("{utter_here: says so, utter_there: ''}", "no purpose of utter_there"),
        ("{utter_here: a, utter_there: b, utter_gone: c}", "no response called utter_gone"),
    ],
)
def test_a_response_without_a_purpose_and_a_purpose_without_a_response_are_refused(
    tmp_path: Path, purposes: str, told: str
) -> None:
    (tmp_path / "said.yml").write_text("responses: {utter_here: [], utter_there: []}")
    (tmp_path / "purposes").write_text(f"purposes: {purposes}")
    with pytest.raises(ContentError, match=told):
        list(responses_in(tmp_path, tmp_path / "purposes"))


@pytest.mark.parametrize("one", named(YOUNG))
def test_a_text_promises_no_secrecy_and_soothes_nobody(one: ReviewedText) -> None:
    assert re.findall(NEVER[one.language], one.text, re.IGNORECASE) == []


@pytest.mark.parametrize("one", named(YOUNG))
def test_no_text_cheers(one: ReviewedText) -> None:
    assert "!" not in one.text


@pytest.mark.parametrize("one", named(TEXTED))
def test_a_text_travels_in_the_cheaper_alphabet_and_in_three_parts_at_most(one: ReviewedText) -> None:
    assert (one.segments.encoding, one.segments.parts <= 3) == ("gsm7", True)


def test_what_a_text_costs_is_counted_with_its_names_goals_and_times_at_their_dearest() -> None:
    text = "x" * 150 + "[worker]"
    assert ReviewedText("utter_x", "", EN, text).segments == segments("x" * 150 + "Sian-Llyr Gwenllian")
    assert ReviewedText("notifications.x", "", EN, text).segments == segments("x" * 150 + DEAREST["worker"])
    assert segments(DEAREST["worker"]).encoding is segments(DEAREST["goal_1"]).encoding is Encoding.UCS2


def test_everything_that_is_filled_in_is_counted() -> None:
    marks = {mark for one in EVERY for mark in re.findall(r"[\[{](\w+)[\]}]", one.text)}
    assert marks == DEAREST.keys()


@pytest.mark.parametrize("one", named(EVERY))
def test_no_text_takes_a_young_person_for_a_boy_or_a_girl(one: ReviewedText) -> None:
    assert re.findall(GENDERED[one.language], one.text, re.IGNORECASE) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "Has she told him?"),
        (EN, "Good lad, well done"),
        (CY, "Da 'ngenath i"),
        (CY, "Ti'n iawn, hogyn?"),
        (CY, "Siarada efo hi am ei phen ei hun"),
    ],
)
def test_what_is_gendered_is_found(language: Language, text: str) -> None:
    assert re.search(GENDERED[language], text, re.IGNORECASE)


@pytest.mark.parametrize("one", named([one for one in YOUNG if one.language is EN]))
def test_the_english_reads_easily_at_eleven(one: ReviewedText) -> None:
    if len(one.text.split()) < FEWEST_WORDS or one.name in BILINGUAL:
        return
    assert reading_age(one.text) <= OLDEST_READER


def test_the_english_as_a_whole_reads_easily_at_nine() -> None:
    english = [one for one in YOUNG if one.language is EN and one.name not in BILINGUAL]
    assert mean(reading_age(one.text) for one in english if len(one.text.split()) >= FEWEST_WORDS) <= 9


def test_the_measure_of_reading_tells_easy_from_hard() -> None:
    assert reading_age("The cat sat on the mat. It was a good cat.") < 6
    assert reading_age("Safeguarding practitioners evaluate communications retrospectively.") > 20
