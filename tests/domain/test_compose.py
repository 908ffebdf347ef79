"""A text that a person writes: what stops it and what is asked about first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.compose import Caution, Circumstances, Unsendable, names_somebody, numbers_in, review
from bot.domain.contact_gate import Refusal, Verdict
from bot.domain.contact_profile import Device

MORNING = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
CALM = Circumstances(Verdict(), True, Device.OWN, False, True, frozenset({"Jordan", "Mary Ann"}))


@pytest.mark.parametrize(
    ("text", "change", "cautions"),
    [
        ("See you at four", {}, ()),
        ("Ring 07700 900123", {}, (Caution.NUMBER,)),
        ("Ring +44 (7700) 900-123", {}, (Caution.NUMBER,)),
        ("Childline 0800 1111", {"known_numbers": frozenset({"08001111"})}, ()),
        ("At 16:00 on 12/11, 45 people", {}, ()),
        ("Come to LL55 1AB", {}, (Caution.ADDRESS,)),
        ("Mail me at x@example.org", {}, (Caution.ADDRESS,)),
        ("I saw jordan", {}, (Caution.OTHER_PERSON,)),
        ("Mary said hi", {}, ()),
        ("mary and ann", {}, (Caution.OTHER_PERSON,)),
        ("a" * 320, {}, (Caution.DEAR,)),
        ("haia", {"device": Device.SHARED}, (Caution.SHARED,)),
        ("haia", {"device": Device.WATCHED}, (Caution.WATCHED,)),
        ("haia", {"was_not_alone": True}, (Caution.WAS_NOT_ALONE,)),
        ("haia", {"consent": None}, (Caution.NO_CONSENT_RECORDED,)),
        ("haia", {"safe_hour": False}, (Caution.AT_NIGHT,)),
        (
            "haia",
            {"safe_hour": False, "verdict": Verdict(Refusal.UNSAFE_HOUR, MORNING)},
            (Caution.HELD,),
        ),
    ],
)
def test_each_caution_is_raised_by_what_it_is_about(
    text: str, change: dict[str, object], cautions: tuple[Caution, ...]
) -> None:
    found = review(text, replace(CALM, **change))  # type: ignore[arg-type]
    assert found.cautions == cautions
    assert found.ready(cautions)
    assert found.ready([]) is not bool(cautions)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", Unsendable.EMPTY), (" \n", Unsendable.EMPTY), ("a" * 919, Unsendable.TOO_LONG), ("a" * 918, None)],
)
def test_a_text_has_words_and_fits(text: str, problem: Unsendable | None) -> None:
    assert review(text, CALM).problem is problem


@given(st.text(max_size=300), st.lists(st.sampled_from(Caution)))
def test_what_the_gate_refuses_no_confirmation_lets_through(text: str, confirmed: list[Caution]) -> None:
    refused = replace(CALM, verdict=Verdict(Refusal.PAUSED))
    assert not review(text, refused).ready([*Caution, *confirmed])


def test_what_is_held_says_until_when() -> None:
    held = replace(CALM, verdict=Verdict(Refusal.UNSAFE_HOUR, MORNING + timedelta(hours=1)))
    assert review("haia", held).held_until == MORNING + timedelta(hours=1)
    assert review("haia", held).blocked is None


def test_a_number_is_found_however_it_is_spaced() -> None:
    assert numbers_in("07700-900-123 or (07700) 900 124") == ["07700900123", "07700900124"]


def test_a_name_inside_a_word_is_none() -> None:
    assert not names_somebody("jordanian food", frozenset({"Jordan"}))
