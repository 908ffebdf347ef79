"""Texts that answer more than one question, in both languages and mixed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.check_in_items import ASKED_BY_DEFAULT, GOALS
from bot.domain.languages import Language
from bot.domain.scores import mood_score
from bot.domain.several import beside_harm, read
from bot.domain.signals import Safe, SignalKind, Sleep

MOOD, SLEEP, SAFE, TELL, CALL = ASKED_BY_DEFAULT


def answers(text: str, goals: int = 0) -> dict[SignalKind, int | None]:
    """What a text answers after the opening, with the number for the day read from the rest as there."""
    found = read(text, ASKED_BY_DEFAULT, GOALS[:goals])
    score = mood_score(found.rest)
    return ({} if score is None else {MOOD: score}) | dict(found.answers)


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "6 slept shit yeah safe": {MOOD: 6, SLEEP: Sleep.BAD, SAFE: Safe.YES},
        "7 slept fine yeah safe nothing to say no call ta": {MOOD: 7, SLEEP: 2, SAFE: 2, TELL: 0, CALL: 0},
        "7, fine, yes, no, no": {MOOD: 7, SLEEP: 2, SAFE: 2, TELL: 0, CALL: 0},
        "7 fine yes no no": {MOOD: 7, SLEEP: 2, SAFE: 2, TELL: 0, CALL: 0},
        "7, fine, skip, no, no": {MOOD: 7, SLEEP: 2, SAFE: None, TELL: 0, CALL: 0},
        "5\nslept alright\nyeah safe\nnothing\nno": {MOOD: 5, SLEEP: 2, SAFE: 2, TELL: 0, CALL: 0},
        "slept ok, 7, safe": {MOOD: 7, SLEEP: 2, SAFE: 2},
        "mood 6 sleep 3 safe yes": {MOOD: 6, SLEEP: Sleep.BAD, SAFE: 2},
        "4 slept 8 hrs kinda safe": {MOOD: 4, SLEEP: 2, SAFE: Safe.NOT_SURE},
        "6 slept ok feel safe except at home": {MOOD: 6, SLEEP: 2, SAFE: Safe.NOT_SURE},
        "5 slept not good safe": {MOOD: 5, SLEEP: Sleep.BAD, SAFE: Safe.YES},
        "slept fine feel crap": {SLEEP: Sleep.GOOD},
        "slept bad not safe 2": {MOOD: 2, SLEEP: 0, SAFE: Safe.NO},
        "3 no sleep dont feel safe ring me": {MOOD: 3, SLEEP: 0, SAFE: Safe.NO, CALL: 1},
        "8 slept like a log safe af nothing else pls call me": {MOOD: 8, SLEEP: 2, SAFE: 2, TELL: 0, CALL: 1},
        "6 cysgu'n crap yndw saff dim byd i ddeud dim galwad": {MOOD: 6, SLEEP: 0, SAFE: 2, TELL: 0, CALL: 0},
        "3 heddiw, cysgu'n wael, saff, dim byd, isio galwad plis": {
            MOOD: 3,
            SLEEP: 0,
            SAFE: 2,
            TELL: 0,
            CALL: 1,
        },
        "saith heddiw slept fine dwi'n saff": {MOOD: 7, SLEEP: 2, SAFE: 2},
        "saith nes i gysgun dda a dwin saff": {MOOD: 7, SLEEP: 2, SAFE: 2},
        "seven im safe": {MOOD: 7, SAFE: 2},
        "tri dim yn saff": {MOOD: 3, SAFE: Safe.NO},
        "my two sisters feel safe": {SAFE: 2},
        "five times i didnt feel safe": {SAFE: Safe.NO},
        "7": {MOOD: 7},
        "7 good yes": {MOOD: 7},
        "safe bro": {},
        "nothing": {},
        "he keeps calling me": {},
    }.items(),
)
def test_every_answer_in_a_text_is_taken(text: str, expected: dict[SignalKind, int]) -> None:
    assert answers(text) == expected


@pytest.mark.parametrize("text", ["safe? no", "safe - nope", "saff? na", "6 slept ok safe? no", "not safe"])
def test_a_no_to_safety_is_heard_wherever_it_stands(text: str) -> None:
    assert answers(text)[SAFE] == Safe.NO


@pytest.mark.parametrize("text", ["6 slept ok nah safe", "not sure if im safe", "7 slept ok safe i guess"])
def test_doubt_about_safety_among_other_answers_is_kept_as_doubt(text: str) -> None:
    assert answers(text)[SAFE] == Safe.NOT_SURE


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "goal 1 6 goal 2 3": {GOALS[0]: 6, GOALS[1]: 3},
        "goal 2: 8/10, 5 for today": {GOALS[1]: 8, MOOD: 5},
        "nod 1 saith": {GOALS[0]: 7},
        "goal 3 4": {},
    }.items(),
)
def test_goals_are_known_by_their_number(text: str, expected: dict[SignalKind, int]) -> None:
    found = answers(text, goals=2)
    assert {kind: value for kind, value in found.items() if kind in expected} == expected
    assert GOALS[2] not in found


def test_an_only_goal_needs_no_number() -> None:
    assert answers("7 goal 4", goals=1) == {MOOD: 7, GOALS[0]: 4}


def test_in_a_long_story_only_sleep_and_safety_are_heard() -> None:
    story = "so then she said nothing to say to me and he goes call me when u get home " * 2
    assert answers(story + "i dont feel safe") == {SAFE: Safe.NO}


SCORES = ("{}", "{}/10", "{}ish", "about a {}", "{} today", "tua {}")
NIGHTS: dict[str, int] = {
    "slept shit": Sleep.BAD,
    "didnt sleep": Sleep.BAD,
    "no sleep": Sleep.BAD,
    "slept so so": Sleep.SO_SO,
    "slept ok": Sleep.GOOD,
    "slept like a log": Sleep.GOOD,
    "cysgu'n wael": Sleep.BAD,
    "cysgu'n iawn": Sleep.GOOD,
}
SAFETY: dict[str, int] = {
    "yeah safe": Safe.YES,
    "feel safe": Safe.YES,
    "yndw saff": Safe.YES,
    "not safe": Safe.NO,
    "dont feel safe": Safe.NO,
    "dwim yn teimlo'n saff": Safe.NO,
    "kinda safe": Safe.NOT_SURE,
    "not sure if im safe": Safe.NOT_SURE,
}
NEWS = {"nothing to say": 0, "nothing else": 0, "dim byd i ddeud": 0}
CALLS = {"no call": 0, "dont need a call": 0, "dim galwad": 0, "call me pls": 1, "isio galwad": 1}


@st.composite
def five_answers(draw: st.DrawFn) -> tuple[str, dict[SignalKind, int | None]]:
    """A text that answers every question, and what it answers."""
    score = draw(st.integers(0, 10))
    named = [
        (kind, *draw(st.sampled_from(list(phrases.items()))))
        for kind, phrases in ((SLEEP, NIGHTS), (SAFE, SAFETY), (TELL, NEWS), (CALL, CALLS))
    ]
    # The number first: after "slept" it would be the night's.
    parts = [
        draw(st.sampled_from(SCORES)).format(score),
        *(part for _, part, _ in draw(st.permutations(named))),
    ]
    text = draw(st.sampled_from([" ", ", ", ". ", "\n"])).join(parts)
    courtesy = draw(st.sampled_from(["", " ta", " x", " diolch"]))
    expected: dict[SignalKind, int | None] = {kind: int(value) for kind, _, value in named}
    return text + courtesy, expected | {MOOD: score}


@given(five_answers())
def test_five_answers_are_read_in_any_order_and_either_language(
    written: tuple[str, dict[SignalKind, int | None]],
) -> None:
    text, expected = written
    assert answers(text) == expected


@given(st.text(), st.integers(0, 3))
def test_no_text_breaks_the_reader_or_leaves_a_scale(text: str, goals: int) -> None:
    for kind, value in answers(text, goals).items():
        assert value is None or 0 <= value <= kind.highest


@given(st.text(alphabet="qxzvjk ,.", max_size=40))
def test_gibberish_answers_nothing(text: str) -> None:
    assert answers(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "4, slept bad, he hit me again": {MOOD: 4, SLEEP: Sleep.BAD},
        "4, cysgu'n ddrwg, nath o hitio fi eto": {MOOD: 4, SLEEP: Sleep.BAD},
        "6 slept shit and he hit me": {MOOD: 6, SLEEP: Sleep.BAD},
        "four\nhe hit me": {MOOD: 4},
        "3, not safe, hes going to hurt me": {MOOD: 3, SAFE: Safe.NO},
        "2. i want to die": {MOOD: 2},
        "he hit me 4 times": {},
        "4 lads hurt me": {},
        "10 of them hurt me": {},
        "i took 10, slept all day": {},
        "he made me sleep on the floor, 3": {},
        "yeah safe, yes, he hit me": {},
        "10 pills, i took them": {},
        "took 10, want to die": {},
        "2 men, they touched me": {},
        "2 men, not good, no": {},
        "im 7, he hurts me": {},
        "dwi'n 7, mae o'n brifo fi": {},
        "about 9, he came in": {},
        "3/10, he hit me": {MOOD: 3},
        "4, ok, no": {MOOD: 4, SLEEP: Sleep.GOOD, SAFE: Safe.NO},
        "he hit me": {},
        "": {},
    }.items(),
)
def test_beside_harm_only_what_is_plainly_an_answer_counts(
    text: str, expected: dict[SignalKind, int]
) -> None:
    assert beside_harm(text, ASKED_BY_DEFAULT, Language.ENGLISH) == expected


NO_NIGHTS = (
    "age 9, he touched me",
    "at 8, he came in",
    "9, he touched me",
    "7 hrs, he was in my room",
    "not bad, he hit me",
    "well, he hit me",
    "ok, he hit me",
    "no, he hit me",
    "woke up, he was there",
)


@pytest.mark.parametrize(
    ("text", "language", "kinds", "expected"),
    [
        ("bad, he hit me again", Language.ENGLISH, (SLEEP, SAFE), {SLEEP: Sleep.BAD}),
        ("really bad, he hit me", Language.ENGLISH, (SLEEP,), {SLEEP: Sleep.BAD}),
        ("ddrwg, nath o hitio fi", Language.WELSH, (SLEEP,), {SLEEP: Sleep.BAD}),
        *((text, Language.ENGLISH, (SLEEP, SAFE), {}) for text in NO_NIGHTS),
        ("im 7, he hurts me", Language.ENGLISH, GOALS[:1], {}),
        ("no, he hit me", Language.ENGLISH, (SAFE,), {SAFE: Safe.NO}),
        ("naw, he hit me", Language.ENGLISH, (MOOD, SAFE), {}),
        ("naw, nath o hitio fi", Language.WELSH, (MOOD, SAFE), {MOOD: 9}),
        ("yes, he hit me", Language.ENGLISH, (SAFE,), {}),
        ("7, he hit me", Language.ENGLISH, GOALS[:1], {GOALS[0]: 7}),
        ("4, he hit me", Language.ENGLISH, (), {}),
    ],
)
def test_beside_harm_a_short_beginning_answers_the_pending_question(
    text: str, language: Language, kinds: tuple[SignalKind, ...], expected: dict[SignalKind, int]
) -> None:
    assert beside_harm(text, kinds, language) == expected


@given(st.text(max_size=80), st.lists(st.sampled_from(ASKED_BY_DEFAULT), unique=True))
def test_beside_harm_nothing_but_numbers_nights_and_a_no_is_ever_kept(
    text: str, kinds: list[SignalKind]
) -> None:
    found = beside_harm(text, kinds, Language.ENGLISH)
    assert set(found) <= {MOOD, SLEEP, SAFE}
    assert found.get(SAFE, Safe.NO) == Safe.NO
