"""What a rehearsal may say must come of a turn, and that it cannot say nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest

from bot.channels.simulated.opt_out import STOPPED
from bot.content import load_content
from bot.domain.contact_record import Contact
from bot.domain.languages import Language
from bot.domain.safe_hours import HOME
from bot.domain.sms import cheaply
from bot.rehearsal_happenings import WRITTEN
from bot.rehearsal_outcomes import Outcome, TextsByName, misses
from bot.rehearsal_scripts import Expected, ScriptError, as_played, read_yaml, until_a_whole_day

TEXTS = TextsByName(load_content())


def outcome(**changes: Any) -> Outcome:
    plain: dict[str, Any] = {
        "replies": (),
        "signals": {},
        "alerts": frozenset(),
        "tasks": frozenset(),
        "language": Language.ENGLISH,
        "agreed": Language.ENGLISH,
        "opted_out": False,
        "pause": None,
    }
    return Outcome(**plain | changes)


def one_turn(turn: str) -> str:
    return f"- id: one\n  lang: en\n  turns:\n    - {turn}\n"


@pytest.mark.parametrize("turn", ["hello", "{text: hello}", "{happens: weeks_pass}", "{text: hi, via: chat}"])
def test_a_turn_that_expects_nothing_is_refused(turn: str) -> None:
    with pytest.raises(ScriptError, match="turn 1 expects nothing"):
        read_yaml(StringIO(one_turn(turn)))


@pytest.mark.parametrize("turn", ["{happens: pigs_fly, says: ''}", "{text: hi, via: pigeon, says: ''}"])
def test_what_cannot_be_played_is_refused(turn: str) -> None:
    with pytest.raises(ScriptError, match="no such"):
        read_yaml(StringIO(one_turn(turn)))


@pytest.mark.parametrize(
    ("turn", "says"),
    [
        ("{happens: takn_over, says: ''}", "no such thing happens: takn_over"),
        ("{pictures: 11, says: ''}", "pictures must be a number from 0 to 10"),
        ("{pictures: one, says: ''}", "pictures must be a number"),
        ("{pictures: 1, via: chat, says: ''}", "pictures come with a text alone"),
        ("{pictures: 1, happens: taken_over, says: ''}", "pictures come with a text alone"),
        ("{pictrues: 1, says: ''}", "pictrues"),
        ("{text: '5', noticed: {mood_drip/low: {}}}", "no such thing is noticed: mood_drip/low"),
        ("{text: '5', noticed: {mood_drift/low: {newst: 5}}}", "no such figures: newst"),
        ("{text: '5', noticed: mood_drift/low}", "noticed must say sign/severity and figures"),
        ("{text: '5', contact: mised}", "mised"),
    ],
)
def test_what_is_misspelt_is_named(turn: str, says: str) -> None:
    with pytest.raises(ScriptError, match=says):
        read_yaml(StringIO(one_turn(turn)))


def test_safe_hours_that_nobody_knows_are_refused() -> None:
    script = one_turn("{text: hi, says: ''}") + "  agreed: {safe_hours: soon}\n"
    with pytest.raises(ScriptError, match="no such safe hours"):
        read_yaml(StringIO(script))


def test_no_signals_at_all_means_that_none_may_be_kept() -> None:
    assert misses(Expected(signals={}), outcome(), TEXTS) == []
    assert misses(Expected(signals={}), outcome(signals={"mood": 9}), TEXTS)


def test_an_open_question_is_not_one_that_was_left_out() -> None:
    open_, left_out = Expected(signals={"mood": "open"}), Expected(signals={"mood": None})
    assert misses(open_, outcome(), TEXTS) == []
    assert misses(left_out, outcome(signals={"mood": None}), TEXTS) == []
    assert misses(open_, outcome(signals={"mood": None}), TEXTS)
    assert misses(left_out, outcome(), TEXTS)


def test_a_name_must_stand_in_what_is_said() -> None:
    said = outcome(replies=("Siân has it.",))
    assert misses(Expected(contains="Siân"), said, TEXTS) == []
    assert misses(Expected(contains="Mared"), said, TEXTS)


def test_tasks_are_neither_more_nor_fewer_than_named() -> None:
    left = outcome(tasks=frozenset({"opted_out"}))
    assert misses(Expected(tasks=frozenset({"opted_out"})), left, TEXTS) == []
    assert misses(Expected(tasks=frozenset()), left, TEXTS)
    assert misses(Expected(tasks=frozenset({"opted_out"})), outcome(), TEXTS)


@pytest.mark.parametrize("said", ["If you're in danger, call 999.", "Hafan here, your check-in."])
def test_what_tells_is_not_neutral(said: str) -> None:
    neutral, told = Expected(neutral=True), outcome(replies=(said,))
    assert misses(neutral, outcome(replies=("Hiya, thanks for the text.",)), TEXTS) == []
    assert misses(neutral, told, TEXTS)
    assert misses(Expected(neutral=False), told, TEXTS) == []


DRIFT = {"mood_drift/low": {"newest": 6.0, "usual": 8.0}}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, DRIFT),
        (DRIFT, {}),
        (DRIFT, DRIFT | {"mood_drop/medium": {"newest": 2}}),
        (DRIFT, {"mood_drift/low": {"newest": 5, "usual": 8}}),
        (DRIFT, {"mood_drift/low": {"newest": 6}}),
        (DRIFT, {"mood_drift/medium": {"newest": 6, "usual": 8}}),
    ],
)
def test_what_is_noticed_is_neither_more_nor_less_nor_of_other_figures(
    wanted: dict[str, Any], found: dict[str, Any]
) -> None:
    assert misses(Expected(noticed=wanted), outcome(noticed=found), TEXTS)
    assert misses(Expected(noticed=wanted), outcome(noticed=wanted), TEXTS) == []
    assert misses(Expected(), outcome(noticed=found), TEXTS) == []


def accented() -> TextsByName:
    """The texts, one of them in words whose accents no cheap text carries."""
    content = load_content()
    texts = dict(content.texts) | {("texts.yma", Language.WELSH): "Mae'r tŷ'n dŵad, {worker}."}
    return TextsByName(replace(content, texts=texts))


def in_welsh(said: str, **changes: Any) -> Outcome:
    welsh = {"language": Language.WELSH, "agreed": Language.WELSH}
    return outcome(replies=(said,), **welsh | changes)


def by_text(said: str) -> Outcome:
    return in_welsh(said, texted=frozenset({said}))


def test_a_text_comes_without_the_accents_that_it_is_to_lose() -> None:
    yma = Expected(says=("texts.yma",), contains="Siân")
    assert misses(yma, by_text("Mae'r ty'n dwad, Sian."), accented()) == []
    assert misses(yma, by_text("Mae'r tŷ'n dŵad, Siân."), accented()) == ["texts accents that it was to lose"]
    # Something in it keeps them: then they cost nothing more.
    assert misses(yma, by_text("Mae'r tŷ'n dŵad, Siân 🎸."), accented()) == []


def test_in_the_chat_every_accent_stays() -> None:
    yma = Expected(says=("texts.yma",), contains="Siân")
    assert misses(yma, in_welsh("Mae'r tŷ'n dŵad, Siân."), accented()) == []
    assert misses(yma, in_welsh("Mae'r ty'n dwad, Siân."), accented())
    assert misses(yma, in_welsh("Mae'r tŷ'n dŵad, Sian."), accented())


def test_what_a_person_wrote_keeps_its_accents_in_a_text() -> None:
    written, words = Expected(says=("worker.written",)), WRITTEN[Language.WELSH]
    assert misses(written, by_text(words), TEXTS) == []
    assert misses(written, by_text(cheaply(words)), TEXTS)


@pytest.mark.parametrize(
    ("wanted", "met"),
    [("missing/high", True), ("missing", True), ("missing/medium", False), ("substance", False)],
)
def test_an_alert_is_expected_with_its_severity_or_with_any(wanted: str, met: bool) -> None:
    found = outcome(alerts=frozenset({"missing/high"}))
    assert (misses(Expected(alerts=frozenset({wanted})), found, TEXTS) == []) is met


ENGLISH, WELSH = "Thanks. Good to hear from you.", "Diolch. Braf clywed gen ti."


@pytest.mark.parametrize("wanted", [Expected(says=("cover.welcome_back",)), Expected(pause="none")])
def test_what_is_said_in_another_language_is_a_miss_whether_it_is_named_or_not(wanted: Expected) -> None:
    assert misses(wanted, outcome(replies=(ENGLISH,)), TEXTS) == []
    assert misses(wanted, in_welsh(WELSH), TEXTS) == []
    [miss] = misses(wanted, in_welsh(ENGLISH), TEXTS)
    assert "cover.welcome_back in en" in miss
    assert misses(wanted, outcome(replies=(WELSH,)), TEXTS)


def test_the_assistant_answers_in_the_language_of_the_conversation() -> None:
    # Word for word the service's own.
    covers = Expected(says=("utter_not_alone",))
    assert misses(covers, in_welsh(TEXTS.content.text("cover.cover", Language.WELSH)), TEXTS) == []
    assert misses(covers, in_welsh(TEXTS.content.text("cover.cover", Language.ENGLISH)), TEXTS)


def test_what_comes_by_itself_is_in_the_language_that_was_agreed() -> None:
    resumes, said = Expected(says=("cover.resume",)), TEXTS.content.text("cover.resume", Language.WELSH)
    assert misses(resumes, in_welsh(said, language=Language.ENGLISH), TEXTS) == []
    assert misses(Expected(pause="none"), in_welsh(said, language=Language.ENGLISH), TEXTS) == []
    assert misses(resumes, in_welsh(said, agreed=Language.ENGLISH), TEXTS)


def test_the_network_speaks_english_to_everybody() -> None:
    assert misses(Expected(says=("network.stopped",)), in_welsh(STOPPED), TEXTS) == []


def test_a_conversation_stays_in_its_language_until_a_turn_names_another() -> None:
    turns = "{text: hi, language: en}\n    - {text: hi, says: ''}\n    - {text: haia, language: cy}"
    [script] = read_yaml(
        StringIO(one_turn("{text: haia, says: ''}\n    - " + turns).replace("lang: en", "lang: cy"))
    )
    assert [one.language for one in script.expected] == ["cy", "cy", "en", "en", "cy"]
    assert misses(script.expected[1], outcome(), TEXTS) == ["language is en and not cy"]


def test_how_they_answer_and_what_never_arrived_are_held_to() -> None:
    found = outcome(contact=Contact.UNREACHED, undelivered=2)
    assert misses(Expected(contact=Contact.UNREACHED, undelivered=2), found, TEXTS) == []
    assert misses(Expected(contact=Contact.MISSED), found, TEXTS)
    assert misses(Expected(undelivered=0), found, TEXTS)


PLANNED = (
    one_turn("{text: hi, says: ''}")
    + "  plan: {name: weekly, today: saturday}\n  agreed: {safe_hours: today}\n"
)


@pytest.mark.parametrize("days", range(7))
def test_weekdays_are_counted_from_the_day_of_playing(days: int) -> None:
    [script] = read_yaml(StringIO(PLANNED))
    now = datetime(2026, 3, 27, 22, 10, tzinfo=UTC) + timedelta(days=days)
    played, here = as_played(script, now), now.astimezone(HOME)
    assert played.plan.rhythm.weekdays == ((here.weekday() + 4) % 7,)
    assert played.plan.rhythm.minute == here.hour * 60 + 10
    assert played.profile.safe_hours
    assert [window.weekday for window in played.profile.safe_hours.windows] == [here.weekday()]


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ("{name: weakly}", "no such plan or weekday: weakly"),
        ("{name: weekly, today: someday}", "no such plan or weekday: weekly, someday"),
        ("{after_grop: 1}", "no such thing in a plan: after_grop"),
        ("{today: monday}", "no such thing in a plan: today"),
    ],
)
def test_a_plan_that_nobody_knows_is_refused(plan: str, says: str) -> None:
    with pytest.raises(ScriptError, match=says):
        read_yaml(StringIO(one_turn("{text: hi, says: ''}") + f"  plan: {plan}\n"))


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (datetime(2026, 1, 15, 23, 58, 30, tzinfo=UTC), 90),
        (datetime(2026, 1, 15, 23, 57, tzinfo=UTC), 0),
        (datetime(2026, 1, 15, 0, 0, tzinfo=UTC), 0),
        # In summer the day at home ends at eleven by UTC.
        (datetime(2026, 7, 15, 22, 59, 15, tzinfo=UTC), 45),
        (datetime(2026, 7, 15, 23, 59, 15, tzinfo=UTC), 0),
        # The days on which the clocks change.
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), 60),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), 60),
    ],
)
def test_a_conversation_does_not_begin_just_before_midnight(now: datetime, seconds: int) -> None:
    assert until_a_whole_day(now) == timedelta(seconds=seconds)
