"""Silence is told apart from what never arrived, and judged by the person's own habit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_record import Answer, Contact, Prompt, Record, answer, record

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
STATUSES = ("delivered", "sent", "undelivered", "failed", "dead", "withheld", None)


def prompts(story: str) -> list[Prompt]:
    """One letter a check-in, oldest first: answered, silent, undelivered, withheld."""
    kinds = {
        "a": ("delivered", True),
        "s": ("delivered", False),
        "u": ("undelivered", False),
        "w": ("withheld", False),
    }
    days = len(story)
    return [Prompt(NOW - timedelta(days=3 * (days - at)), *kinds[kind]) for at, kind in enumerate(story)]


def judged(story: str) -> Record:
    return record(prompts(story), NOW, opted_out=False, paused=False)


@pytest.mark.parametrize(
    ("story", "contact"),
    [
        ("", Contact.NONE_YET),
        ("aaaaaaaa", Contact.USUAL),
        ("aaaaaaas", Contact.USUAL),
        ("aaaaaass", Contact.MISSED),
        # Whoever answers every second check-in is missed later.
        ("asasasass", Contact.USUAL),
        ("asasasasss", Contact.MISSED),
        # Somebody new is held to what young people usually do.
        ("ss", Contact.MISSED),
        ("s", Contact.USUAL),
        ("aaaaaau", Contact.UNREACHED),
        ("aaaaaaua", Contact.USUAL),
        # What did not arrive or was withheld is no silence.
        ("aaaaaawww", Contact.HELD_BACK),
        ("aaaaasuw", Contact.HELD_BACK),
    ],
)
def test_contact_is_judged_by_the_persons_own_habit(story: str, contact: Contact) -> None:
    assert judged(story).contact is contact


@pytest.mark.parametrize("story", ["aaaass", "uuu", "a"])
def test_who_asked_us_to_stop_is_never_called_silent(story: str) -> None:
    found = prompts(story)
    assert record(found, NOW, opted_out=True, paused=False).contact is Contact.OPTED_OUT
    assert record(found, NOW, opted_out=False, paused=True).contact is Contact.PAUSED


def test_there_is_a_day_to_answer() -> None:
    prompt = Prompt(NOW - timedelta(hours=23), "delivered", answered=False)
    assert answer(prompt, NOW) is Answer.PENDING
    assert answer(prompt, NOW + timedelta(hours=1)) is Answer.SILENT


@pytest.mark.parametrize("status", STATUSES)
def test_an_answer_counts_whatever_the_network_said(status: str | None) -> None:
    assert answer(Prompt(NOW, status, answered=True), NOW) is Answer.ANSWERED


@given(st.text("asuw", max_size=20))
def test_the_counts_add_up(story: str) -> None:
    found = judged(story)
    assert found.reached == story.count("a") + story.count("s")
    assert found.answered == story.count("a")
    assert found.undelivered == story.count("u")
    assert found.silent <= story.count("s")


@given(st.text("asuw", max_size=20))
def test_one_more_silence_never_makes_missed_contact_usual(story: str) -> None:
    if judged(story).contact is Contact.MISSED:
        assert judged(story + "s").contact is Contact.MISSED


@pytest.mark.parametrize(
    ("statuses", "contact"),
    [(("sent", "sent"), Contact.USUAL), (("sent", "dead"), Contact.USUAL), (("held", "dead"), Contact.USUAL)],
)
def test_a_check_in_that_left_for_the_chat_and_then_by_text_is_one(
    statuses: tuple[str, str], contact: Contact
) -> None:
    told = prompts("aaaaaas")
    twice = [*told[:-1], *(replace(told[-1], status=status) for status in statuses)]
    found = record(twice, NOW, opted_out=False, paused=False)
    assert found.contact is contact
    assert found.silent <= 1
    assert record([*told, told[-1]], NOW, opted_out=False, paused=False) == judged("aaaaaas")
