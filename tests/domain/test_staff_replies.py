"""What staff text back is read as they mean it, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.staff_replies import REFERENCE_LENGTH, REFERENCE_LETTERS, StaffReply, read_reply

CODE = "BC23DF"
BARE = StaffReply(bare=True)
MISTYPED = StaffReply(mistyped=True)
NEITHER = StaffReply()


@pytest.mark.parametrize(
    "text",
    [
        "BC23DF",
        "bc23df",
        " bc23df\n",
        "BC2 3DF",
        "b c 2 3 d f",
        "bc-23-df",
        "BC23DF.",
        "ok BC23DF",
        "OK bc23df thanks",
        "iawn, bc23df diolch",
        "got it BC 23 DF",
        "code: bc23df",
        "alert BC23DF is mine, on my way",
    ],
)
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    assert read_reply(text) == StaffReply((CODE,))


@pytest.mark.parametrize("text", ["ok", "OK!", "Okay", "iawn", "ie", "yes", "got it", "derbyn", "ok diolch"])
def test_a_bare_yes_is_one(text: str) -> None:
    assert read_reply(text) == BARE


@pytest.mark.parametrize("text", ["bc23d", "bc23dfg", "BC2 3D", "0c23df", "bcdfgh1", "ok bc23dO"])
def test_nearly_a_code_is_told_apart_from_talk(text: str) -> None:
    assert read_reply(text) == MISTYPED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "thanks",
        "who is this?",
        "I'm driving, will ring later",
        "ok im driving",
        "dwi ar fy ffordd",
        "👍",
        "no",
    ],
)
def test_talk_is_no_code(text: str) -> None:
    assert read_reply(text) == NEITHER


def test_several_codes_are_all_read_once() -> None:
    assert read_reply("bc23df and GH45JK, bc23df") == StaffReply(("BC23DF", "GH45JK"))


codes = st.text(REFERENCE_LETTERS, min_size=REFERENCE_LENGTH, max_size=REFERENCE_LENGTH)


@given(codes, st.sampled_from(["{}", "ok {}", "{} diolch", "  {}  ", "Code {}!"]), st.booleans())
def test_every_code_that_the_service_can_make_is_read_back(code: str, around: str, small: bool) -> None:
    assert read_reply(around.format(code.lower() if small else code)) == StaffReply((code,))


@given(st.text(max_size=60))
def test_a_code_is_made_of_nothing_but_what_was_written(text: str) -> None:
    for code in read_reply(text).codes:
        assert set(code) <= set(REFERENCE_LETTERS)
        written = iter(text.upper())
        assert all(letter in written for letter in code)
