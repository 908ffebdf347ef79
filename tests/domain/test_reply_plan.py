"""How a message is answered, for every situation that there is."""

from itertools import product

import pytest

from bot.domain.concerns import Severity
from bot.domain.keywords import Keyword, keyword, network_acts
from bot.domain.reply_plan import Answer, Situation, plan

CALM = {
    "keyword": None,
    "network_acts": False,
    "opted_out": False,
    "paused": False,
    "severity": None,
    "answered_distress": None,
    "empty": False,
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Answer.ASSISTANT),
        ({"empty": True}, Answer.MEDIA_ONLY),
        ({"keyword": Keyword.HELP}, Answer.HELP),
        ({"keyword": Keyword.HELP, "severity": Severity.HIGH}, Answer.SAFETY_REPLY),
        ({"severity": Severity.MEDIUM}, Answer.ASSISTANT),
        ({"severity": Severity.HIGH}, Answer.SAFETY_REPLY),
        ({"severity": Severity.EMERGENCY}, Answer.SAFETY_REPLY),
        ({"severity": Severity.HIGH, "answered_distress": Severity.HIGH}, Answer.ASSISTANT),
        ({"severity": Severity.EMERGENCY, "answered_distress": Severity.HIGH}, Answer.SAFETY_REPLY),
        ({"keyword": Keyword.STOP}, Answer.OPT_OUT_CONFIRMED),
        ({"keyword": Keyword.STOP, "network_acts": True}, Answer.NOTHING),
        ({"keyword": Keyword.START}, Answer.OPT_IN_CONFIRMED),
        ({"opted_out": True}, Answer.NOTHING),
        ({"paused": True, "severity": Severity.HIGH}, Answer.NOTHING),
    ],
)
def test_a_message_is_answered_as_its_situation_asks(change: dict[str, object], expected: Answer) -> None:
    assert plan(Situation(**CALM | change)) is expected  # type: ignore[arg-type]


def test_nothing_but_the_confirmation_is_written_to_somebody_who_opted_out() -> None:
    for word, severity, empty in product((None, *Keyword), (None, *Severity), (False, True)):
        situation = Situation(word, False, True, False, severity, None, empty)
        assert plan(situation) in (Answer.NOTHING, Answer.OPT_OUT_CONFIRMED)


@pytest.mark.parametrize(
    "text", ["STOP", "stop", " Stop. ", "UNSUBSCRIBE", "end", "stopio", "Peidio!", "stop plz", "STOP STOP"]
)
def test_a_lone_opt_out_word_is_one_in_either_language(text: str) -> None:
    assert keyword(text, opted_out=False) is Keyword.STOP


@pytest.mark.parametrize(
    "text", ["he wont stop", "stop it lol", "paid", "the end of the film", "", "peidio crio"]
)
def test_the_same_word_in_a_sentence_is_not(text: str) -> None:
    assert keyword(text, opted_out=False) is None


def test_yes_opts_in_only_somebody_who_had_opted_out() -> None:
    assert keyword("Yes", opted_out=False) is None
    assert keyword("Yes", opted_out=True) is Keyword.START


@pytest.mark.parametrize("text", ["HELP", "help plis", "cymorth", "Help!!!"])
def test_a_lone_word_for_help_is_one_in_either_language(text: str) -> None:
    assert keyword(text, opted_out=False) is Keyword.HELP


def test_the_network_acts_on_its_own_words_alone() -> None:
    assert network_acts("STOP")
    assert not network_acts("stopio")
    assert not network_acts("stop.")
