"""Which words would tell somebody else what the service is."""

import re
from itertools import chain

import pytest
import yaml

from bot.content import LANGUAGES, load_content
from bot.domain.giving_away import before_it_tells, gives_away, names_help, without_help
from bot.domain.languages import Language
from bot.settings import ROOT

CONTENT = load_content()
RESPONSES = {
    name: [variation["text"] for variation in variations]
    for file in sorted((ROOT / "domain" / "responses").glob("*.yml"))
    for name, variations in yaml.safe_load(file.read_text("utf-8"))["responses"].items()
}
SAID = [*CONTENT.texts.values(), *chain.from_iterable(RESPONSES.values())]
# Made to be read by anybody.
NEUTRAL = ("cover.", "seen.neutral", "plans.reminder_neutral")
SAY_WHO_WRITES = {"cover.person_here", "cover.computer_here"}
# By which a text speaks of the service, whatever else it says.
PLAIN_SIGNS = re.compile(r"Hafan|[Cc]omputer|[Cc]yfrifiadur|999|Childline|\bSTOP\b|your worker|dy weithiwr")


@pytest.mark.parametrize("text", SAID)
def test_whatever_speaks_of_the_service_or_of_help_gives_it_away(text: str) -> None:
    assert gives_away(text) or not PLAIN_SIGNS.search(text)


@pytest.mark.parametrize(
    "name", sorted({name for name, _ in CONTENT.texts if name.startswith(NEUTRAL)} - SAY_WHO_WRITES)
)
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
def test_a_neutral_text_gives_nothing_away(name: str, language: Language) -> None:
    assert not gives_away(CONTENT.texts[name, language].replace("{worker}", "Sian"))


@pytest.mark.parametrize("name", ["seen.neutral", "seen.neutral_named"])
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
def test_what_comes_unlooked_for_on_a_watched_phone_says_neither_who_nor_that_anybody_wrote(
    name: str, language: Language
) -> None:
    assert not re.search(r"\{|text|message|wrote|[td]d?ecst|neges|sgwen", CONTENT.texts[name, language], re.I)


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_a_response_gives_away_as_much_in_welsh_as_in_english(name: str) -> None:
    english, welsh = RESPONSES[name][::2], RESPONSES[name][1::2]
    assert [gives_away(text) for text in english] == [gives_away(text) for text in welsh]
    assert [names_help(text) for text in english] == [names_help(text) for text in welsh]


@pytest.mark.parametrize("text", SAID)
def test_what_is_left_of_a_text_gives_nothing_away(text: str) -> None:
    assert not gives_away(before_it_tells(text))
    assert not names_help(without_help(text))
    assert text.startswith(before_it_tells(text))


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("utter_opted_out", ["OK, no more messages from here.", "Iawn, dim mwy o negeseuon o fama."]),
        (
            "utter_worker_asked",
            [
                "OK, I've passed that on. It might not be today.",
                "Iawn, dwi 'di pasio hynna mlaen. Ella ddim heddiw.",
            ],
        ),
        ("utter_will_call", ["", ""]),
        ("utter_not_sure", ["Sorry, I didn't get that.", "Sori, nes i ddim dallt hynna."] * 2),
        (
            "texts.opted_in",
            ["OK, you'll get our automatic texts again.", "Iawn, mi gei di decsts awtomatig gynnon ni eto."],
        ),
    ],
)
def test_where_others_read_it_still_says_what_was_done(name: str, left: list[str]) -> None:
    texts = RESPONSES.get(name) or [CONTENT.texts[name, language] for language in LANGUAGES]
    assert [before_it_tells(text) for text in texts] == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hiya. I'm the check-in computer. It may take a while.", "Hiya."),
        (
            "Sori bod pethau'n anodd. Diolch am ddeud. Ti isio i dy weithiwr dy ffonio di?",
            "Sori bod pethau'n anodd. Diolch am ddeud.",
        ),
        ("OK, thanks. How did you sleep last night?", "OK, thanks. How did you sleep last night?"),
        ("Your worker's team can read it. Thanks.", ""),
        ("What number would you give today, 0 to 10?", "What number would you give today, 0 to 10?"),
    ],
)
def test_a_text_ends_before_it_tells(text: str, left: str) -> None:
    assert before_it_tells(text) == left


def test_the_question_stays_when_help_is_left_out() -> None:
    text = (
        "Thanks for being honest. If you're in danger, call 999. Anything you want to tell us? Say no if not."
    )
    assert without_help(text) == "Thanks for being honest. Anything you want to tell us? Say no if not."
