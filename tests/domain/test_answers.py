"""Answers as young people text them, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import answers
from bot.domain.signals import Safe, Sleep


@given(st.text())
def test_no_text_breaks_a_reader(text: str) -> None:
    assert answers.sleep_quality(text, asked=True) in (*Sleep, None)
    assert answers.feels_safe(text, asked=True) in (*Safe, None)
    assert answers.wants_contact(text) in (True, False, None)
    assert answers.mood_in_words(text) in ("low", "good", None)
    assert answers.wanted_language(text, "en") in ("en", "cy")


@pytest.mark.parametrize(
    ("text", "quality"),
    {
        "shit": Sleep.BAD,
        "up all night": Sleep.BAD,
        "not great": Sleep.BAD,
        "4 hours": Sleep.BAD,
        "3/10": Sleep.BAD,
        "nope": Sleep.BAD,
        "nt gd": Sleep.BAD,
        "3ish hrs": Sleep.BAD,
        "❌": Sleep.BAD,
        "havent slept": Sleep.BAD,
        "didnt": Sleep.BAD,
        "fuck all": Sleep.BAD,
        "ffyc ol": Sleep.BAD,
        "neshi'm cysgu": Sleep.BAD,
        "ddim yn gwd": Sleep.BAD,
        "ddim yn dda": Sleep.BAD,
        "di'm yn cysgu": Sleep.BAD,
        "methu cysgu": Sleep.BAD,
        "nadw": Sleep.BAD,
        "so so": Sleep.SO_SO,
        "woke up loads": Sleep.SO_SO,
        "5": Sleep.SO_SO,
        "pump": Sleep.SO_SO,
        "three": Sleep.BAD,
        "wyth": Sleep.GOOD,
        "gweddol": Sleep.SO_SO,
        "dim yn ddrwg": Sleep.SO_SO,
        "fine": Sleep.GOOD,
        "goood": Sleep.GOOD,
        "8ish hrs": Sleep.GOOD,
        "like a log": Sleep.GOOD,
        "yeah": Sleep.GOOD,
        "8 hours": Sleep.GOOD,
        "iawn sti": Sleep.GOOD,
        "fel twrch": Sleep.GOOD,
        "trwy'r nos": Sleep.GOOD,
    }.items(),
)
def test_the_question_for_sleep_takes_any_words_for_it(text: str, quality: Sleep) -> None:
    assert answers.sleep_quality(text, asked=True) is quality


@pytest.mark.parametrize(
    ("text", "quality"),
    {
        "slept shit, 4 today": Sleep.BAD,
        "slept ok but feel shit": Sleep.GOOD,
        "cysgu'n crap, 3 heddiw": Sleep.BAD,
        "3 but nightmares again": Sleep.BAD,
        "7 slept fine feel safe nothing to say": Sleep.GOOD,
        "feel shit": None,
        "7": None,
        "yes": None,
    }.items(),
)
def test_sleep_is_heard_unasked_only_where_sleep_is_spoken_of(text: str, quality: Sleep | None) -> None:
    assert answers.sleep_quality(text, asked=False) is quality


@pytest.mark.parametrize(
    ("text", "safe"),
    {
        "yes": Safe.YES,
        "yh": Safe.YES,
        "👍🏽": Safe.YES,
        "yeah i feel safe": Safe.YES,
        "dont worry im safe": Safe.YES,
        "ydw": Safe.YES,
        "dwi'n saff": Safe.YES,
        "not sure": Safe.NOT_SURE,
        "i think so": Safe.NOT_SURE,
        "mostly": Safe.NOT_SURE,
        "not so sure": Safe.NOT_SURE,
        "fi'm yn siwr": Safe.NOT_SURE,
        "dwi'n meddwl": Safe.NOT_SURE,
        "idk": Safe.NOT_SURE,
        "sort of": Safe.NOT_SURE,
        "yes and no": Safe.NOT_SURE,
        "yeah but not at home": Safe.NOT_SURE,
        "no im fine": Safe.NOT_SURE,
        "na dwi'n iawn": Safe.NOT_SURE,
        "ddim yn siwr": Safe.NOT_SURE,
        "weithia": Safe.NOT_SURE,
        "no": Safe.NO,
        "not rly": Safe.NO,
        "i dont feel very safe": Safe.NO,
        "nadw": Safe.NO,
        "dwi'm yn teimlo'n saff": Safe.NO,
        "dim rili": Safe.NO,
        "banana": None,
    }.items(),
)
def test_doubt_about_safety_is_never_read_as_safe(text: str, safe: Safe | None) -> None:
    assert answers.feels_safe(text, asked=True) is safe


@pytest.mark.parametrize(
    ("text", "safe"),
    {
        "7 but i dont feel safe": Safe.NO,
        "5 dwim yn teimlo'n saff adra": Safe.NO,
        "i feel safe and all that": Safe.YES,
        "yes": None,
        "no": None,
        "safe bro": None,
    }.items(),
)
def test_safety_is_heard_unasked_only_in_so_many_words(text: str, safe: Safe | None) -> None:
    assert answers.feels_safe(text, asked=False) is safe


@pytest.mark.parametrize(
    "text",
    [
        "yes pls",
        "go on then",
        "yh",
        "k",
        "no yeah",
        "👍",
        "ia plis",
        "oes",
        "do",
        "iawn",
        "ydw",
        "basa",
        "yndw",
        "iep",
    ],
)
def test_yes_has_many_forms(text: str) -> None:
    assert answers.yes_or_no(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no ta",
        "nahhh",
        "nope",
        "yeah no",
        "not now",
        "👎",
        "nagoes",
        "naci",
        "dim diolch",
        "nadw",
        "na dim rwan",
    ],
)
def test_no_has_many_forms(text: str) -> None:
    assert answers.yes_or_no(text) is False


@pytest.mark.parametrize(
    "text", ["maybe", "dunno", "ella", "dwim yn gwbod", "", "banana", "be na i", "english plz"]
)
def test_neither_yes_nor_no_is_neither(text: str) -> None:
    assert answers.yes_or_no(text) is None


@pytest.mark.parametrize(
    ("text", "wants"),
    {
        "im ok": False,
        "nah im good": False,
        "dwi'n iawn diolch": False,
        "yeah im ok with that": True,
        "iawn": True,
    }.items(),
)
def test_to_the_offer_of_a_call_im_fine_is_a_polite_no(text: str, wants: bool) -> None:
    assert answers.wants_contact(text) is wants


@pytest.mark.parametrize(
    "text",
    [
        "skip",
        "pass",
        "rather not say",
        "dont wanna say",
        "dim isio deud",
        "sgip",
        "well gen i beidio",
        "sai moyn gweud",
    ],
)
def test_declining_is_understood(text: str) -> None:
    assert answers.declines(text)


@pytest.mark.parametrize(
    "text", ["i passed my exam", "he told me not to tell and i dont want to tell anyone else", "7"]
)
def test_a_story_is_not_declining(text: str) -> None:
    assert not answers.declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "stop texting me",
        "leave me alone",
        "dont want these texts",
        "unsubscribe",
        "paid a tecstio fi",
        "gad lonydd i fi",
        "gad fi fod",
        "u keep texting me stop texting me",
        "can u stop",
        "stop plz",
        "dim mwy o decsts",
        "nei di stopio plis",
    ],
)
def test_a_wish_for_no_more_texts_is_heard(text: str) -> None:
    assert answers.wants_texts_stopped(text)


@pytest.mark.parametrize(
    "text",
    [
        "he wont stop",
        "they wont leave me alone",
        "stop it lol",
        "i cant stop crying",
        "make it stop",
        "my ex wont stop messaging me",
        "dio'm yn stopio",
        "paid",
        "stop messaging her",
        "i got paid",
        "neith o ddim stopio",
        "gyrru negeseuon",
        "messaging me",
        "dont know whos messaging me",
    ],
)
def test_somebody_else_who_does_not_stop_is_no_opt_out(text: str) -> None:
    assert not answers.wants_texts_stopped(text)


@pytest.mark.parametrize(
    ("text", "current", "wanted"),
    [
        ("can we do this in welsh", "en", "cy"),
        ("cymraeg plis", "cy", "cy"),
        ("speak english", "en", "en"),
        ("yn susnag plis", "cy", "en"),
        ("other language", "en", "cy"),
        ("welsh not english", "cy", "en"),
    ],
)
def test_the_wanted_language_is_the_named_one_or_else_the_other(text: str, current: str, wanted: str) -> None:
    assert answers.wanted_language(text, current) == wanted


@pytest.mark.parametrize(
    ("text", "band"),
    {
        "rili crap": "low",
        "great": "good",
        "iawn": "good",
        "not good": "low",
        "good and bad": None,
        "we all went down to the chippy and it was good there": None,
        "saith": None,
    }.items(),
)
def test_words_for_a_mood_are_low_good_or_neither(text: str, band: str | None) -> None:
    assert answers.mood_in_words(text) == band
