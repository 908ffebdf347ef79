"""The check-in's one action, turn by turn."""

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.check_in import CompleteCheckIn
from bot.domain.signals import SignalKind
from tests.actions.conversations import CheckIn, fresh_slots, tracker_with
from tests.actions.recording import RecordingCheckIns


async def test_five_answers_are_kept_in_the_order_we_ask() -> None:
    check_in = CheckIn()
    for text in ("7", "slept fine", "yes", "nah", "no ta"):
        await check_in.hears(text)
    assert check_in.checkins.calls == [
        ("record", "mood", 7),
        ("record", "sleep", 2),
        ("record", "safe", 2),
        ("record", "tell", 0),
        ("record", "contact_wish", 0),
    ]
    assert check_in.asks is None


async def test_answers_are_taken_in_any_order() -> None:
    check_in = CheckIn()
    await check_in.hears("slept shit, 4 today", "sleep_bad")
    assert sorted(check_in.checkins.calls) == [("record", "mood", 4), ("record", "sleep", 0)]
    assert check_in.asks == "safe"
    assert check_in.said == ["utter_sleep_bad"]


async def test_an_answer_volunteered_early_is_not_asked_for_again() -> None:
    check_in = CheckIn()
    await check_in.hears("cant sleep", "sleep_bad")
    assert check_in.asks == "mood"
    await check_in.hears("3")
    assert check_in.asks == "safe"


async def test_an_earlier_score_can_be_corrected_and_the_question_stands() -> None:
    check_in = CheckIn()
    await check_in.hears("6")
    await check_in.hears("na go iawn mwy fel 4", "mood_number")
    assert check_in.checkins.calls[-1] == ("record", "mood", 4)
    assert check_in.said == ["utter_mood_changed"]
    assert check_in.asks == "sleep"


@pytest.mark.parametrize(
    ("intent", "response"),
    [
        ("ask_who_sees_this", "utter_who_sees_this"),
        ("ask_are_you_a_bot", "utter_are_you_a_bot"),
        ("ask_what_is_this", "utter_what_is_this"),
        ("greet", "utter_hello"),
        ("school_worry", "utter_school"),
        ("friend_or_family_worry", "utter_people"),
    ],
)
async def test_something_else_is_answered_first_and_costs_no_question(intent: str, response: str) -> None:
    check_in = CheckIn()
    for _ in range(3):
        await check_in.hears("hmm tell me", intent)
        assert check_in.said == [response]
        check_in.said = []
    assert (check_in.asks, check_in.slots["short_question"]) == ("mood", True)
    assert check_in.slots["questions_asked"] == 1
    assert check_in.checkins.calls == []


async def test_a_worry_with_an_answer_in_it_is_acknowledged_and_the_answer_taken() -> None:
    check_in = CheckIn()
    await check_in.hears("school is a lot, 5 today", "school_worry")
    assert check_in.checkins.calls == [("record", "mood", 5)]
    assert check_in.said == ["utter_school"]


@pytest.mark.parametrize("kind", list(SignalKind))
async def test_every_question_can_be_skipped(kind: SignalKind) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": kind.value})
    await check_in.hears("rather not say", "deny")
    assert check_in.checkins.calls == [("record", kind.value, None)]
    assert check_in.said == ["utter_skipped"]


async def test_words_for_a_mood_are_met_before_its_number_is_asked_for() -> None:
    check_in = CheckIn()
    await check_in.hears("rili crap", "mood_report_low")
    assert check_in.said == ["utter_mood_in_words_low"]
    assert check_in.asks == "mood"
    for text in ("5", "bad", "yes"):
        await check_in.hears(text)
    # The number had to be asked for: the last two questions are put as one.
    assert (check_in.asks, check_in.slots["as_one"]) == ("tell", True)
    await check_in.hears("nope nothing")
    assert check_in.checkins.calls[-2:] == [("record", "tell", 0), ("record", "contact_wish", 0)]
    assert check_in.asks is None


async def test_a_low_number_leaves_only_safety_and_the_offer_of_a_call() -> None:
    check_in = CheckIn()
    await check_in.hears("2")
    assert (check_in.said, check_in.asks) == (["utter_mood_low"], "safe")
    await check_in.hears("yes")
    assert check_in.said == ["utter_safe_yes"]
    await check_in.hears("no")
    assert check_in.checkins.calls[-1] == ("record", "contact_wish", 0)
    assert (check_in.asks, check_in.slots["sleep"]) == (None, "not_asked")


async def test_a_better_number_brings_back_what_a_low_one_left_out() -> None:
    check_in = CheckIn()
    await check_in.hears("2")
    await check_in.hears("sori meant 8")
    assert (check_in.said, check_in.asks) == (["utter_mood_changed"], "sleep")


async def test_after_two_unusable_answers_we_move_on_kindly() -> None:
    check_in = CheckIn()
    await check_in.hears("asdf")
    assert (check_in.said, check_in.asks) == (["utter_not_understood"], "mood")
    await check_in.hears("qwer")
    assert (check_in.said, check_in.asks) == (["utter_moved_on"], "sleep")
    assert check_in.checkins.calls == [("record", "mood", None)]


async def test_words_for_a_mood_twice_are_still_met_kindly() -> None:
    check_in = CheckIn()
    await check_in.hears("shit")
    await check_in.hears("bit crap tbh")
    assert (check_in.said, check_in.asks) == (["utter_mood_in_words_low"], "safe")


@pytest.mark.parametrize(("pending", "intent"), [("sleep", "sleep_good"), ("safe", "affirm")])
async def test_a_good_guess_does_not_count_against_a_no_in_words(pending: str, intent: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": pending})
    await check_in.hears("wasnt hurting", intent)
    assert check_in.checkins.calls == []


async def test_small_talk_twice_moves_on_without_costing_a_question() -> None:
    check_in = CheckIn()
    await check_in.hears("whats the weather", "out_of_scope")
    assert check_in.said == ["utter_off_topic"]
    await check_in.hears("sing us a song", "out_of_scope")
    assert check_in.asks == "sleep"
    for text in ("ok", "yes", "no", "no"):
        await check_in.hears(text)
    assert ("record", "tell", 0) in check_in.checkins.calls


@pytest.mark.parametrize("text", ["asdf", "hm"])
async def test_a_check_in_takes_six_texts_at_most_even_if_nothing_is_understood(text: str) -> None:
    check_in = CheckIn()
    texts = 1
    while check_in.asks:
        await check_in.hears(text)
        texts += 1
    assert texts <= 6


async def test_a_question_asked_twice_brings_the_last_two_together() -> None:
    check_in = CheckIn()
    for text in ("asdf", "5", "fine", "yes"):
        await check_in.hears(text)
    assert (check_in.asks, check_in.slots["as_one"]) == ("tell", True)
    await check_in.hears("yes")
    assert check_in.asks is None
    assert check_in.checkins.calls[-1] == ("record", "contact_wish", 1)


async def test_two_questions_asked_twice_cost_the_least_important_its_place() -> None:
    check_in = CheckIn()
    for text in ("asdf", "5", "asdf", "fine", "yes"):
        await check_in.hears(text)
    assert check_in.asks is None
    assert ("record", "safe", 2) in check_in.checkins.calls
    assert (check_in.slots["tell"], check_in.slots["contact_wish"]) == ("not_asked", "not_asked")


async def test_whoever_does_not_feel_safe_is_asked_nothing_more() -> None:
    check_in = CheckIn(slots=fresh_slots())
    await check_in.hears("2, slept bad and i dont feel safe", "mood_report_low")
    assert (check_in.said, check_in.asks) == (["utter_heard"], None)
    kept = [("record", "mood", 2), ("record", "safe", 0), ("record", "sleep", 0)]
    assert sorted(check_in.checkins.calls) == kept
    assert check_in.slots["put_off"]


async def test_whoever_does_not_feel_safe_and_wants_a_call_has_both_kept_and_is_asked_nothing() -> None:
    check_in = CheckIn(slots=fresh_slots())
    await check_in.hears("not safe can my worker ring me", "talk_to_worker")
    assert sorted(check_in.checkins.calls) == [("record", "contact_wish", 1), ("record", "safe", 0)]
    assert check_in.asks is None


@pytest.mark.parametrize(
    ("text", "value", "response"),
    [
        ("nah", 0, "utter_nothing_to_tell"),
        ("dim byd", 0, "utter_nothing_to_tell"),
        ("yeah", 1, "utter_wants_to_tell"),
        ("fell out with everyone at school", 1, "utter_told"),
        ("oes, dwi di cal job newydd", 1, "utter_told"),
    ],
)
async def test_anything_told_counts_as_told(text: str, value: int, response: str) -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "tell"})
    await check_in.hears(text)
    assert check_in.checkins.calls == [("record", "tell", value)]
    assert check_in.said == [response]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("stop texting me", "stop_messages"),
        ("wrong number", "wrong_person"),
        ("cant talk mams here", "not_alone_now"),
        ("bye", "goodbye"),
        ("can we do welsh", "change_language"),
    ],
)
async def test_requests_that_end_or_turn_the_check_in_are_left_to_the_rules(text: str, intent: str) -> None:
    check_in = CheckIn()
    await check_in.hears(text, intent)
    assert check_in.stepped_aside
    assert (check_in.said, check_in.checkins.calls) == ([], [])


@pytest.mark.parametrize("intent", ["wrong_person", "goodbye", "reschedule_checkin"])
async def test_a_weak_guess_ends_no_check_in(intent: str) -> None:
    check_in = CheckIn()
    await check_in.hears("hmm", intent, confidence=0.45)
    assert not check_in.stepped_aside
    assert check_in.asks == "mood"


async def test_even_a_weak_guess_that_somebody_reads_along_ends_it() -> None:
    check_in = CheckIn()
    await check_in.hears("hmm", "not_alone_now", confidence=0.45)
    assert check_in.stepped_aside


async def test_the_same_answer_is_not_given_twice_running() -> None:
    check_in = CheckIn()
    await check_in.hears("what", "ask_what_is_this")
    await check_in.hears("huh", "ask_what_is_this")
    assert (check_in.said, check_in.asks) == (["utter_not_understood"], "mood")


async def test_he_wont_stop_leaves_the_check_in_open() -> None:
    check_in = CheckIn()
    await check_in.hears("he wont stop", "stop_messages")
    assert not check_in.stepped_aside
    assert check_in.said == ["utter_stop_unclear"]


@pytest.mark.parametrize("text", ["7", "asdf", "can my worker ring"])
async def test_nothing_is_said_when_nothing_could_be_kept(text: str) -> None:
    check_in = CheckIn(RecordingCheckIns(broken=True), fresh_slots() | {"misses": 1})
    with pytest.raises(ConnectionError):
        await check_in.hears(text, "talk_to_worker" if "worker" in text else "nlu_fallback")
    assert check_in.said == []


async def test_the_close_is_said_only_after_the_service_took_it() -> None:
    checkins, dispatcher = RecordingCheckIns(), CollectingDispatcher()
    await CompleteCheckIn(checkins).run(dispatcher, tracker_with("no", "deny", 0.9, {}), {})
    assert checkins.calls == [("complete",)]
    assert [message["response"] for message in dispatcher.messages] == ["utter_closing"]


@pytest.mark.parametrize(
    "night", ["di'm yn cysgu o gwbl", "not sleeping at all", "i dont sleep", "dwi byth yn cysgu"]
)
async def test_a_bad_night_is_no_answer_to_whether_they_feel_safe(night: str) -> None:
    check_in = CheckIn(slots=fresh_slots())
    await check_in.hears("2")
    assert check_in.asks == "safe"
    await check_in.hears(night)
    assert check_in.checkins.calls[-1] == ("record", "sleep", 0)
    assert check_in.asks == "safe"
