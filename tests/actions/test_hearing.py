"""What a text says and does not say, in its place in the check-in."""

import pytest

from tests.actions.conversations import CheckIn, fresh_slots


@pytest.mark.parametrize("text", ["fuck off", "go away", "cau dy geg", "cer o ma"])
async def test_somebody_who_sends_us_away_is_asked_nothing_more(text: str) -> None:
    check_in = CheckIn()
    await check_in.hears(text, "stop_messages")
    assert check_in.stepped_aside


async def test_a_language_that_is_named_is_no_answer() -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "safe", "language": "cy"})
    await check_in.hears("yeah english plz", "change_language")
    assert check_in.stepped_aside


async def test_an_earlier_night_can_be_corrected_and_the_no_in_it_answers_nothing() -> None:
    check_in = CheckIn()
    for text in ("8", "bad", "wait no i did sleep ok"):
        await check_in.hears(text)
    assert check_in.checkins.calls[-1] == ("record", "sleep", 2)
    assert check_in.asks == "safe"


async def test_a_no_from_somebody_who_refuses_says_nothing_about_the_night() -> None:
    check_in = CheckIn()
    await check_in.hears("no", "deny")
    await check_in.hears("no", "deny")
    assert check_in.checkins.calls == [("record", "mood", None), ("record", "sleep", None)]
    await check_in.hears("no", "deny")
    assert check_in.checkins.calls[-1] == ("record", "safe", 0)


@pytest.mark.parametrize(
    ("pending", "said"),
    [("sleep", "utter_skipped"), ("tell", "utter_wants_to_tell"), ("contact_wish", "utter_skipped")],
)
@pytest.mark.parametrize("text", ["idk", "maybe", "idc", "dwim bo", "ella", "🤷"])
async def test_a_shrug_is_left_at_that(pending: str, said: str, text: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": pending})
    await check_in.hears(text)
    assert (check_in.said, check_in.checkins.calls) == ([said], [("record", pending, None)])


async def test_a_shrug_about_safety_is_a_doubt_that_the_worker_sees() -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "safe"})
    await check_in.hears("idc")
    assert check_in.checkins.calls == [("record", "safe", 1)]


@pytest.mark.parametrize("text", ["no will mum find out", "na, pwy sy'n gweld hwn", "nah who sees this"])
@pytest.mark.parametrize("intent", ["ask_who_sees_this", ""])
async def test_a_no_to_feeling_safe_is_kept_beside_a_question_to_us(text: str, intent: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "safe"})
    await check_in.hears(text, intent)
    assert ("record", "safe", 0) in check_in.checkins.calls


async def test_a_question_to_us_alone_says_nothing_about_safety() -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "safe"})
    await check_in.hears("who sees this", "ask_who_sees_this")
    assert check_in.checkins.calls == []


@pytest.mark.parametrize("text", ["naw", "naw mate", "Nawww"])
async def test_nine_in_welsh_is_no_score_in_english_where_it_means_no(text: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"language": "en"})
    await check_in.hears(text)
    assert check_in.checkins.calls == []


async def test_naw_is_nine_to_those_who_write_welsh() -> None:
    check_in = CheckIn(slots=fresh_slots() | {"language": "cy"})
    await check_in.hears("naw")
    assert check_in.checkins.calls == [("record", "mood", 9)]


@pytest.mark.parametrize(("text", "score"), [("tua 7", 7), ("around 8", 8), ("tua saith", 7)])
async def test_about_seven_is_a_score_where_one_was_asked_for_and_no_time_of_day(
    text: str, score: int
) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"language": "cy"})
    await check_in.hears(text)
    assert check_in.checkins.calls == [("record", "mood", score)]


async def test_two_hours_are_a_night_where_that_was_asked_for_and_else_a_wish_to_wait() -> None:
    night = CheckIn(slots=fresh_slots() | {"requested_slot": "sleep"})
    await night.hears("2 hrs")
    assert night.checkins.calls == [("record", "sleep", 0)]
    wait = CheckIn()
    await wait.hears("2 hrs")
    assert [call[0] for call in wait.checkins.calls] == ["postpone"]


@pytest.mark.parametrize("intent", ["nlu_fallback", "deny", "reschedule_checkin", "school_worry"])
@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("2 cba", 2),
        ("1 pass", 1),
        ("bout a 4 cba wiv school", 4),
        ("3 dont wanna talk", 3),
        ("2 sgip", 2),
        ("3 dwim isio siarad", 3),
    ],
)
async def test_a_number_beside_a_refusal_to_say_more_is_kept(text: str, score: int, intent: str) -> None:
    check_in = CheckIn()
    await check_in.hears(text, intent)
    assert check_in.checkins.calls[:1] == [("record", "mood", score)]


@pytest.mark.parametrize("intent", ["nlu_fallback", "reschedule_checkin"])
@pytest.mark.parametrize(
    "text",
    [
        *("till 12 lol", "til about 11", "till twelve", "till late", "half ten", "half 7", "at 4am", "10pm"),
        *("till 3 in the morning", "midnight", "til 4 ish"),
        *("tan 12", "tan hannar nos", "hanner awr wedi 3", "am wyth", "tan 3 yn y bore", "fel 3 y bora"),
    ],
)
async def test_until_when_somebody_was_up_puts_nothing_off_and_is_asked_again(text: str, intent: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "sleep"})
    await check_in.hears(text, intent)
    assert (check_in.asks, check_in.slots["short_question"]) == ("sleep", True)
    assert check_in.checkins.calls == []


@pytest.mark.parametrize("text", ["until 2", "half 3", "til like 3", "tan 2", "hannar di 3"])
async def test_up_until_the_small_hours_is_a_bad_night(text: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "sleep"})
    await check_in.hears(text, "reschedule_checkin")
    assert check_in.checkins.calls == [("record", "sleep", 0)]


@pytest.mark.parametrize(("text", "value"), [("tua 7", 2), ("around 8", 2), ("fine, in bed at 10", 2)])
async def test_about_so_many_hours_are_a_night(text: str, value: int) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "sleep"})
    await check_in.hears(text)
    assert check_in.checkins.calls == [("record", "sleep", value)]


@pytest.mark.parametrize(
    "text",
    [
        *("till 2 tomorrow", "text me at 4", "can we do this at 4", "at 4 later", "not till 3", "tonight"),
        *("am 4 fory", "gofyn am 4", "heno", "ar ol ysgol"),
    ],
)
async def test_a_time_with_a_day_or_a_word_for_later_still_puts_off(text: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "sleep"})
    await check_in.hears(text)
    assert check_in.checkins.calls == [("postpone", "then")]


@pytest.mark.parametrize("text", ["till 12", "tan 2 ond wedyn", "at 8"])
async def test_until_when_is_a_wish_where_no_night_was_asked_for(text: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "safe"})
    await check_in.hears(text, "reschedule_checkin")
    assert [call[0] for call in check_in.checkins.calls] == ["postpone"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6 but later", ["utter_postponed"]),
        ("6 ond wedyn", ["utter_postponed"]),
        ("2 but later", ["utter_mood_low", "utter_postponed"]),
        ("8 ond wedyn", ["utter_mood_good", "utter_postponed"]),
    ],
)
async def test_an_ok_is_said_once_and_anything_weightier_beside_it(text: str, said: list[str]) -> None:
    check_in = CheckIn()
    await check_in.hears(text)
    assert check_in.said == said
    assert [call[0] for call in check_in.checkins.calls] == ["record", "postpone"]


async def test_not_today_is_a_no_to_the_question_for_safety() -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "safe"})
    await check_in.hears("not today")
    assert check_in.checkins.calls == [("record", "safe", 0)]


async def test_a_bad_day_that_somebody_does_not_want_to_talk_about_is_kept_short() -> None:
    check_in = CheckIn()
    await check_in.hears("worst day ever. dont wanna talk")
    assert (check_in.said, check_in.asks) == (["utter_mood_in_words_low"], "safe")
    await check_in.hears("yeah")
    assert check_in.asks == "contact_wish"


@pytest.mark.parametrize("pending", ["mood", "sleep"])
async def test_nobody_who_writes_at_length_is_told_that_we_did_not_get_it(pending: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": pending})
    story = "so then kai went and broke the door"
    await check_in.hears(story)
    assert check_in.said == ["utter_heard"]
    await check_in.hears(story)
    assert check_in.said == ["utter_heard"]


async def test_falling_out_is_not_met_with_cheer_for_a_word_in_it() -> None:
    check_in = CheckIn()
    await check_in.hears("well basically me and kai fell out", "friend_or_family_worry", 0.5)
    assert check_in.said == ["utter_people"]


@pytest.mark.parametrize("text", ["neith o ddim stopio", "be na i"])
@pytest.mark.parametrize("pending", ["sleep", "safe"])
async def test_a_no_about_somebody_else_answers_nothing(text: str, pending: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": pending})
    await check_in.hears(text, "friend_or_family_worry")
    assert (check_in.said, check_in.checkins.calls) == (["utter_people"], [])
