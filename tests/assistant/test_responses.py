"""The texts of domain/responses: two languages, never a choice left to chance, short enough for a phone."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import load_content
from bot.domain.check_in_items import GOALS, LONGEST_GOAL
from bot.domain.honesty import Question
from bot.domain.languages import Language
from bot.domain.signals import SignalKind

ROOT = Path(__file__).parents[2]
RESPONSES: dict[str, list[dict[str, Any]]] = {
    name: variations
    for file in sorted((ROOT / "domain" / "responses").glob("*.yml"))
    for name, variations in yaml.safe_load(file.read_text())["responses"].items()
}
TEXTS = [(name, variation["text"]) for name, variations in RESPONSES.items() for variation in variations]
LANGUAGES = ("en", "cy")
# GSM 03.38 without its extension table: one letter outside it halves what fits into a text.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà{}"
)
ONE_TEXT, TWO_TEXTS = 160, 306
NEED_TWO_TEXTS = (
    *("utter_what_is_this", "utter_who_sees_this", "utter_are_you_a_bot", "utter_what_happens"),
    "utter_stop_unclear",
)
# What the service fills in at sending, and the longest that it may become.
MARK = re.compile(r"\[(worker|when|goal_[123])\]")
FILLED = {
    "worker": "your worker",
    "when": "at about half past 10 on Wednesday morning next week",
} | dict.fromkeys(("goal_1", "goal_2", "goal_3"), f'"{"x" * LONGEST_GOAL}"')
NEVER_SAID = re.compile(
    r"\b(secret|private|confidential|just between|won't tell|nobody will|i'm here for you|i understand how|"
    r"cyfrinach\w*|preifat|cyfrinachol)\b",
    re.IGNORECASE,
)


def chosen(name: str, slots: dict[str, Any]) -> list[str]:
    """The variations that Rasa would choose among."""
    return [
        variation["text"]
        for variation in RESPONSES[name]
        if all(slots.get(condition["name"]) == condition["value"] for condition in variation["condition"])
    ]


@pytest.mark.parametrize("name", RESPONSES)
def test_every_response_has_exactly_one_text_in_each_language_and_state(name: str) -> None:
    states = itertools.product(LANGUAGES, (False, True), (False, True), (False, True))
    for language, paused, short, as_one in states:
        slots = {"language": language, "paused": paused, "short_question": short, "as_one": as_one}
        assert len(chosen(name, slots)) == 1, slots


@pytest.mark.parametrize("name", [name for name in RESPONSES if name != "utter_language_changed"])
def test_welsh_is_not_english_left_over(name: str) -> None:
    state = {"paused": False, "short_question": False, "as_one": False}
    assert chosen(name, {"language": "en"} | state) != chosen(name, {"language": "cy"} | state)


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_a_text_fits_and_costs_no_more_than_it_must(name: str, text: str) -> None:
    text = MARK.sub(lambda mark: FILLED[mark[1]], text)
    assert set(text) <= GSM_7, set(text) - GSM_7
    assert len(text) <= TWO_TEXTS
    assert name in NEED_TWO_TEXTS or len(text) <= ONE_TEXT


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_no_text_promises_secrecy_or_closeness_or_cheers(name: str, text: str) -> None:
    assert not NEVER_SAID.search(text)
    assert "!" not in text


@pytest.mark.parametrize(
    ("language", "trainers"), [("en", "teach the computer"), ("cy", "dysgu'r cyfrifiadur")]
)
def test_whoever_asks_who_reads_is_told_of_trainers_as_on_their_own_page(
    language: str, trainers: str
) -> None:
    [answer] = chosen("utter_who_sees_this", {"language": language})
    assert trainers in answer
    assert trainers in load_content().text("chat.who", Language(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_is_not_alone_reads_what_the_danger_word_gets(language: str) -> None:
    cover = load_content().text("cover.cover", Language(language))
    assert chosen("utter_not_alone", {"language": language}) == [cover]


def test_every_response_that_rules_stories_and_actions_use_exists() -> None:
    sources = [*(ROOT / "data" / "rules").glob("*.yml"), *(ROOT / "data" / "stories").glob("*.yml")]
    sources += (ROOT / "actions").glob("*.py")
    used = set(
        itertools.chain.from_iterable(re.findall(r"\butter_[a-z_]+", file.read_text()) for file in sources)
    )
    used -= {"utter_message", "utter_mood_in_words_", "utter_action", "utter_"}
    assert used | {f"utter_{question}" for question in Question} <= set(RESPONSES)


def test_the_service_asks_each_question_in_the_words_of_the_assistant() -> None:
    content = load_content()
    state = {"paused": False, "short_question": False, "as_one": False}
    for kind, language in itertools.product(SignalKind, LANGUAGES):
        name = "goal" if kind in GOALS else kind
        asked = content.text(f"questions.{name}", Language(language)).replace("[goal]", f"[{kind}]")
        assert chosen(f"utter_ask_{kind}", {"language": language} | state) == [asked]


def test_every_question_of_the_form_can_be_asked() -> None:
    domain = yaml.safe_load((ROOT / "domain" / "conversation.yml").read_text())
    for slot in domain["forms"]["check_in_form"]["required_slots"]:
        assert f"utter_ask_{slot}" in RESPONSES
