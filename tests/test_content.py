"""Every text that the service sends keeps its promises, in both languages."""

import re
from collections.abc import Collection
from typing import Any

import pytest
import yaml

from bot.content import CONTENT_FOLDER, LANGUAGES, load_content, placeholders
from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.domain.sms import segments

CONTENT = load_content()
EN, CY = LANGUAGES
URGENT = (Severity.EMERGENCY, Severity.HIGH)

SAFETY = sorted({name for name, _ in CONTENT.texts if name.startswith("safety.")})
TO_YOUNG_PEOPLE = sorted({name for name, _ in CONTENT.texts if not name.startswith("notifications.")})

# The most parts of a text message that each may take; a safety reply may take three.
PARTS = {
    "texts.opening": 1,
    "texts.opening_hello": 1,
    "texts.resume": 1,
    "texts.assistant_down": 2,
    "texts.opted_out": 1,
    "texts.opted_in": 1,
    "texts.opted_out_chat": 2,
    "texts.opted_in_chat": 2,
    "texts.unknown_number": 2,
    "texts.heard_again": 1,
    "texts.help": 2,
    "texts.help_chat": 2,
    "texts.media_only": 1,
}

# The pieces of a time that are put together from others.
TIMES_TAKE = {"times.in_minutes": ("minutes",), "times.about": ("clock", "day"), "times.half_past": ("hour",)}
# These promise nothing that a person must do: the computer keeps such a time itself.
OUR_OWN_TIMES = ("times.in_minutes", "times.half_past")

FORBIDDEN = {
    EN: (
        r"secret|confidential|private|just between|between us|(?:won't|never|not) tell|keep (?:this|it) to"
        r"|i understand|know how you feel|don't worry|no worries|calm down|you should have|why did"
        r"|promise|definitely|everything will|be ok\b|watching|live (?!fear)"
        r"|\bsoon|minute|\bhour|within"
    ),
    CY: (
        r"cyfrinach|preifat|rhyngthan ni|rhyngom ni|ddeudwn ni ddim|deud wrth neb|dweud wrth neb"
        r"|dallt sut|deall sut|gwybod sut ti|paid â? ?phoeni|paid poeni|dim angen poeni|pam nest"
        r"|addo|bydd bob dim|yn iawn yn y diwedd|yn fyw"
        r"|yn fuan|cyn hir|munudau|\bawr\b|\boriau|o fewn"
    ),
}
# A safety reply may lie on a screen that somebody else reads.
TOLD = {
    EN: (
        r"suicid|\bkill|\bdie\b|self.?harm|\bcut|abus|\brape|\bsex|exploit"
        r"|drug|alcohol|drunk|overdose|gang|weapon|groom"
    ),
    CY: (
        r"hunanladd|\bl?ladd|\bf?marw|hunan.?niw|\bd?torri|g?cam-?drin|\bd?trais|treisi|\brhyw\b"
        r"|cyffur|alcohol|\b[mf]eddw\b|gorddos|\barfau?\b"
    ),
}
TELLING = {
    EN: r"abus|safe|danger|harm|worker|team|alert|police|help|999|young",
    CY: r"cam-?drin|saff|diogel|peryg|niwed|gweithiwr|criw|rhybudd|heddlu|help|999|ifanc",
}
AFTER_A_DISCLOSURE = ("safety.", "seen.", "texts.help", "texts.heard_again")
# The web chat's pages before somebody proved by a PIN that they are who the link is for.
BEFORE_THE_PIN = (
    "chat.title chat.type_pin chat.choose_pin chat.choose_help chat.still_there chat.shared chat.wrong "
    "chat.locked chat.too_many chat.unfit chat.not_same chat.closed chat.closed_help chat.forgot_pin "
    "chat.forgot_help chat.want_link chat.want_link_help chat.no_link_help chat.wanted chat.need_help_now "
    "chat.link chat.text_999 chat.text"
).split()
TRUTHS = {
    EN: ("I'm a computer", "team gets an alert straight away", "a person will read", "maybe not right now"),
    CY: (
        "Cyfrifiadur ydw i",
        "yn cael neges frys yn syth",
        "person go iawn yn darllen",
        "ella ddim y funud 'ma",
    ),
}


def helplines() -> list[dict[str, Any]]:
    data = yaml.safe_load((CONTENT_FOLDER / "helplines.yml").read_text(encoding="utf-8"))
    lines: list[dict[str, Any]] = data["helplines"]
    return lines


def numbers_of(lines: list[dict[str, Any]]) -> set[str]:
    return {str(line[kind]) for line in lines for kind in ("number", "text_number") if line[kind]}


def numbers_in(text: str) -> list[str]:
    """Every number a text gives to call, text or press, in order; the scale of the opening is none."""
    plain = text.replace("DAN 24/7", "DAN").replace("press 2", "press").replace("phwysa 2", "phwysa")
    return [number for number in re.findall(r"\d+(?: \d+)*", plain) if number not in ("0", "10")]


def category_of(name: str) -> str:
    return name.removeprefix("safety.").rpartition("_")[0]


def every(names: list[str]) -> list[Any]:
    return [
        pytest.param(name, language, CONTENT.texts[name, language], id=f"{name}-{language}")
        for name in names
        for language in LANGUAGES
    ]


young_person_texts = pytest.mark.parametrize(("name", "language", "text"), every(TO_YOUNG_PEOPLE))
safety_texts = pytest.mark.parametrize(("name", "language", "text"), every(SAFETY))


def test_every_text_the_service_names_is_there() -> None:
    assert set(PARTS) == {name for name in TO_YOUNG_PEOPLE if name.startswith("texts.")}


def test_every_safety_text_is_one_that_can_be_sent() -> None:
    asking = [category.value for category in Category if category is not Category.WORKER_CONTACT]
    kinds = ["any", *asking]
    assert set(SAFETY) == {f"safety.{kind}_{severity.value}" for kind in kinds for severity in URGENT}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_disclosure_gets_its_own_words(language: Language) -> None:
    replies = [CONTENT.safety_reply(kind, severity, language) for kind in Category for severity in URGENT]
    assert len(set(replies)) == len(replies)


def test_a_kind_without_words_of_its_own_gets_the_general_ones() -> None:
    reply = CONTENT.safety_reply(Category.WORKER_CONTACT, Severity.HIGH, CY)
    assert reply == CONTENT.texts["safety.any_high", CY]


def test_both_languages_take_the_same_values() -> None:
    for name in TO_YOUNG_PEOPLE:
        taken = {placeholders(CONTENT.texts[name, language]) for language in LANGUAGES}
        wanted: Collection[str] = {"weekday"} if re.match(r"times\.\w+_week_", name) else ()
        wanted = {"worker"} if "_here" in name or name.endswith("_named") else wanted
        wanted = () if name.startswith("seen.neutral") else wanted
        wanted = TIMES_TAKE.get(name, wanted)
        assert taken == {frozenset(wanted)}, name


def test_no_text_was_left_in_the_other_language() -> None:
    same = {name for name, _ in CONTENT.texts if CONTENT.texts[name, EN] == CONTENT.texts[name, CY]}
    assert same == set()


@young_person_texts
def test_a_text_says_nothing_that_we_may_not_say(name: str, language: Language, text: str) -> None:
    languages = LANGUAGES if name == "texts.unknown_number" else () if name in OUR_OWN_TIMES else (language,)
    assert [re.findall(FORBIDDEN[each], text, re.IGNORECASE) for each in languages] == [[]] * len(languages)
    assert "!" not in text


@young_person_texts
def test_a_text_gives_only_numbers_from_the_list(name: str, language: Language, text: str) -> None:
    assert set(numbers_in(text)) - numbers_of(helplines()) - {"55"} == set()


@young_person_texts
def test_a_text_takes_no_more_parts_than_its_purpose_allows(name: str, language: Language, text: str) -> None:
    assert segments(text).parts <= PARTS.get(name, 3)


@safety_texts
def test_a_safety_reply_says_who_reads_and_what_happens(name: str, language: Language, text: str) -> None:
    assert [truth for truth in TRUTHS[language] if truth not in text] == []


@pytest.mark.parametrize(
    ("name", "language", "text"),
    every([name for name in TO_YOUNG_PEOPLE if name.startswith(AFTER_A_DISCLOSURE)]),
)
def test_what_answers_a_disclosure_asks_nothing(name: str, language: Language, text: str) -> None:
    assert "?" not in text


@pytest.mark.parametrize(("name", "language", "text"), every(BEFORE_THE_PIN))
def test_a_page_that_anybody_with_the_link_can_open_names_no_worker(
    name: str, language: Language, text: str
) -> None:
    assert not re.search(r"worker|gweithiwr|\bteam\b|\bg?criw\b", text)


@safety_texts
def test_a_safety_reply_does_not_name_what_was_told(name: str, language: Language, text: str) -> None:
    assert re.findall(TOLD[language], text, re.IGNORECASE) == []


@safety_texts
def test_a_safety_reply_gives_999_and_an_emergency_gives_it_first(
    name: str, language: Language, text: str
) -> None:
    assert "999" in numbers_in(text)
    if name.endswith("_emergency"):
        assert numbers_in(text)[0] == "999"
        assert text.index("999") < segments(text).units / 2


@safety_texts
def test_a_safety_reply_gives_lines_that_fit_it(name: str, language: Language, text: str) -> None:
    fitting = [line for line in helplines() if line["for"] == "all" or category_of(name) in line["for"]]
    assert set(numbers_in(text)) <= numbers_of(fitting) | {"55"}


@pytest.mark.parametrize("name", SAFETY)
def test_a_welsh_safety_reply_leads_to_at_least_as_much_help_in_welsh(name: str) -> None:
    bilingual = numbers_of([line for line in helplines() if "cy" in line["languages"]])
    english, welsh = (set(numbers_in(CONTENT.texts[name, language])) & bilingual for language in LANGUAGES)
    assert welsh >= english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["texts.opening"])
def test_a_text_that_others_may_see_tells_nothing(name: str, language: Language) -> None:
    assert re.findall(TELLING[language], CONTENT.texts[name, language], re.IGNORECASE) == []


def test_the_opening_says_that_a_computer_writes() -> None:
    assert "automatic check-in" in CONTENT.texts["texts.opening", EN]
    assert "computer" in CONTENT.texts["texts.opening", EN]
    assert "awtomatig" in CONTENT.texts["texts.opening", CY]
    assert "gyfrifiadur" in CONTENT.texts["texts.opening", CY]


def test_an_unknown_number_is_answered_in_both_languages_its_own_first() -> None:
    english, welsh = (CONTENT.texts["texts.unknown_number", language] for language in LANGUAGES)
    assert english.split(" / ") == welsh.split(" / ")[::-1]
    assert english.startswith("This number")
    assert welsh.startswith("Mae'r rhif")


def test_every_helpline_is_whole_and_says_when_and_with_what_it_was_compared() -> None:
    kinds = {category.value for category in Category}
    for line in helplines():
        assert {"name", "languages", "hours", "named", "for", "tried"} <= line.keys()
        assert line["number"] or line["text_number"] or line["online"]
        assert set(line["languages"]) <= set(LANGUAGES)
        assert line["for"] == "all" or set(line["for"]) <= kinds
        assert line["checked"].isoformat()
        assert line["source"].startswith("http")
        assert line["tried"] is None or line["tried"].isoformat()
        # Named at most while its source says that it is open, or at any hour where it says nothing.
        assert line["hours"] in (None, "every day, 00:00-24:00", f"every day, {line['named']}")
