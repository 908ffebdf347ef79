"""How a message is answered, for every situation that there is."""

from itertools import product

import pytest

from bot.domain.concerns import Severity
from bot.domain.contact_gate import SafetyReplies
from bot.domain.keywords import Keyword, keyword, network_acts, says_not_alone
from bot.domain.reply_plan import Answer, Situation, plan

NEUTRAL, IN_SAFE_HOURS, NO_REPLIES = SafetyReplies.NEUTRAL, SafetyReplies.SAFE_HOURS, SafetyReplies.NONE


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
        ({"severity": Severity.HIGH, "answered_distress": Severity.HIGH}, Answer.HEARD_AGAIN),
        ({"severity": Severity.MEDIUM, "answered_distress": Severity.HIGH}, Answer.HEARD_AGAIN),
        ({"severity": Severity.LOW, "answered_distress": Severity.HIGH}, Answer.ASSISTANT),
        ({"answered_distress": Severity.HIGH}, Answer.ASSISTANT),
        (
            {"severity": Severity.HIGH, "answered_distress": Severity.HIGH, "heard_again": True},
            Answer.NOTHING,
        ),
        (
            {"severity": Severity.HIGH, "answered_distress": Severity.HIGH, "safety_replies": NEUTRAL},
            Answer.COVER,
        ),
        ({"severity": Severity.HIGH, "answered_distress": Severity.HIGH, "taken_over": True}, Answer.NOTHING),
        ({"severity": Severity.EMERGENCY, "answered_distress": Severity.HIGH}, Answer.SAFETY_REPLY),
        ({"keyword": Keyword.STOP}, Answer.OPT_OUT_CONFIRMED),
        ({"keyword": Keyword.STOP, "network_acts": True}, Answer.NOTHING),
        ({"keyword": Keyword.START}, Answer.OPT_IN_CONFIRMED),
        ({"opted_out": True}, Answer.NOTHING),
        ({"paused": True}, Answer.NOTHING),
        ({"paused": True, "keyword": Keyword.HELP}, Answer.NOTHING),
        ({"paused": True, "severity": Severity.HIGH}, Answer.COVER),
        ({"paused": True, "severity": Severity.HIGH, "covered": True}, Answer.NOTHING),
        ({"paused": True, "severity": Severity.HIGH, "safety_replies": NO_REPLIES}, Answer.NOTHING),
        ({"paused": True, "who_is_it": True}, Answer.IDENTITY),
        ({"paused": True, "who_is_it": True, "severity": Severity.HIGH}, Answer.COVER),
        ({"paused": True, "who_is_it": True, "severity": Severity.HIGH, "covered": True}, Answer.IDENTITY),
        (
            {
                "paused": True,
                "who_is_it": True,
                "severity": Severity.HIGH,
                "covered": True,
                "danger_word": True,
            },
            Answer.NOTHING,
        ),
        (
            {
                "paused": True,
                "who_is_it": True,
                "severity": Severity.HIGH,
                "covered": True,
                "safety_replies": NO_REPLIES,
            },
            Answer.NOTHING,
        ),
        (
            {"paused": True, "who_is_it": True, "severity": Severity.HIGH, "covered": True, "silent": True},
            Answer.NOTHING,
        ),
        ({"paused": True, "unproven": True, "who_is_it": True}, Answer.IDENTITY),
        ({"paused": True, "unproven": True, "who_answered": True}, Answer.HEARD),
        ({"paused": True, "unproven": True, "who_answered": True, "silent": True}, Answer.NOTHING),
        ({"paused": True, "unproven": True, "who_is_it": True, "taken_over": True}, Answer.NOTHING),
        ({"paused": True, "unproven": True}, Answer.NOTHING),
        ({"paused": True, "unproven": True, "severity": Severity.HIGH}, Answer.SAFETY_REPLY),
        (
            {"paused": True, "unproven": True, "severity": Severity.HIGH, "safety_replies": NEUTRAL},
            Answer.COVER,
        ),
        (
            {"paused": True, "unproven": True, "severity": Severity.HIGH, "safety_replies": NO_REPLIES},
            Answer.NOTHING,
        ),
        ({"paused": True, "unproven": True, "keyword": Keyword.HELP}, Answer.HELP),
        ({"paused": True, "unproven": True, "not_alone": True, "severity": Severity.HIGH}, Answer.COVER),
        ({"paused": True, "danger_word": True}, Answer.COVER),
        ({"danger_word": True, "severity": Severity.EMERGENCY}, Answer.COVER),
        ({"danger_word": True, "opted_out": True}, Answer.NOTHING),
        ({"danger_word": True, "covered": True}, Answer.NOTHING),
        ({"not_alone": True, "paused": True}, Answer.COVER),
        ({"safe_word": True}, Answer.WELCOME_BACK),
        ({"safe_word": True, "severity": Severity.HIGH}, Answer.SAFETY_REPLY),
        ({"taken_over": True}, Answer.NOTHING),
        ({"taken_over": True, "empty": True}, Answer.NOTHING),
        ({"taken_over": True, "severity": Severity.HIGH}, Answer.SAFETY_REPLY),
        ({"taken_over": True, "keyword": Keyword.HELP}, Answer.HELP),
        ({"taken_over": True, "keyword": Keyword.START}, Answer.OPT_IN_CONFIRMED),
        ({"silent": True}, Answer.NOTHING),
        ({"silent": True, "severity": Severity.HIGH}, Answer.SAFETY_REPLY),
        ({"severity": Severity.HIGH, "safety_replies": NEUTRAL}, Answer.COVER),
        ({"keyword": Keyword.HELP, "safety_replies": NEUTRAL}, Answer.COVER),
        ({"severity": Severity.HIGH, "safety_replies": NO_REPLIES}, Answer.NOTHING),
        ({"severity": Severity.HIGH, "safety_replies": IN_SAFE_HOURS}, Answer.SAFETY_REPLY),
        (
            {"severity": Severity.HIGH, "safety_replies": IN_SAFE_HOURS, "safe_hour": False},
            Answer.COVER,
        ),
    ],
)
def test_a_message_is_answered_as_its_situation_asks(change: dict[str, object], expected: Answer) -> None:
    assert plan(Situation(**change)) is expected  # type: ignore[arg-type]


def test_nothing_but_the_confirmation_is_written_to_somebody_who_opted_out() -> None:
    for word, severity, empty in product((None, *Keyword), (None, *Severity), (False, True)):
        situation = Situation(word, opted_out=True, severity=severity, empty=empty)
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
    for word in ("Yes", "ia", "Ie."):
        assert keyword(word, opted_out=False) is None
        assert keyword(word, opted_out=True) is Keyword.START


@pytest.mark.parametrize("text", ["HELP", "help plis", "cymorth", "Help!!!"])
def test_a_lone_word_for_help_is_one_in_either_language(text: str) -> None:
    assert keyword(text, opted_out=False) is Keyword.HELP


def test_the_network_acts_on_its_own_words_alone() -> None:
    assert network_acts("STOP")
    assert not network_acts("stopio")
    assert not network_acts("stop.")


@pytest.mark.parametrize("severity", [None, *Severity])
@pytest.mark.parametrize("change", [{"paused": True}, {"danger_word": True}, {"not_alone": True}])
def test_to_a_phone_that_somebody_else_may_hold_only_what_is_neutral_is_written(
    change: dict[str, object], severity: Severity | None
) -> None:
    neutral = {Answer.NOTHING, Answer.COVER, Answer.IDENTITY, Answer.OPT_OUT_CONFIRMED}
    for word, agreed, asked, taken in product((None, *Keyword), SafetyReplies, (False, True), (False, True)):
        situation = Situation(
            word,
            severity=severity,
            safety_replies=agreed,
            who_is_it=asked,
            taken_over=taken,
            **change,  # type: ignore[arg-type]
        )
        assert plan(situation) in neutral


@pytest.mark.parametrize(
    "text",
    [
        *("not alone", "im not alone", "cant talk", "can't talk rn", "dads here", "my mum is here"),
        *("mam yma", "Mam yma rwan", "mae mam yma", "ma'n nhw yma", "methu siarad", "sori mam yma"),
        *("dwi'm ar ben fy hun", "dwi ddim ar ben fy hun", "dad adra", "mae rhywun yma"),
        *("cnt tlk", "cant txt rn", "nt alone", "ppl here", "theyre here", "my bf is here", "mum in room"),
        *("mams here cant talk", "mam yma methu siarad", "not now not alone", "fedra i'm siarad", "mao yma"),
        *("not safe to talk", "ddim yn saff i siarad", "dont text me now", "paid a tecstio rwan"),
    ],
)
def test_somebody_who_is_not_alone_is_heard_without_the_assistant(text: str) -> None:
    assert says_not_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        *("mam yma efo cacen", "i cant talk to anyone", "he is here with a knife", "cant talk about it"),
        *("im alone", "dwi ar ben fy hun", "yma", "here", "", "mam adra o gwaith a dwin hapus"),
        *("not safe", "dwi ddim yn saff", "hes back", "mam home from hospital", "dont text me"),
    ],
)
def test_the_same_words_in_a_longer_text_mean_something_else(text: str) -> None:
    assert not says_not_alone(text)
