"""Whoever asks for their worker in the middle of a check-in is passed on at once."""

from tests.actions.conversations import CheckIn, fresh_slots


async def test_asking_for_the_worker_is_passed_on_at_once_and_not_asked_again() -> None:
    check_in = CheckIn()
    await check_in.hears("can my worker ring me", "talk_to_worker")
    assert check_in.checkins.calls == [("ask_for_worker",)]
    assert (check_in.said, check_in.asks) == (["utter_worker_asked"], "mood")
    for text in ("5", "fine", "yes", "no"):
        await check_in.hears(text)
    assert check_in.asks is None


async def test_whoever_wants_the_worker_and_no_more_texts_gets_both() -> None:
    check_in = CheckIn()
    await check_in.hears("stop messaging me and tell my worker to ring me", "talk_to_worker")
    assert check_in.checkins.calls == [("ask_for_worker",), ("opt_out",)]
    assert (check_in.said, check_in.asks) == (["utter_worker_asked", "utter_opted_out"], None)


async def test_asking_for_the_worker_answers_the_question_for_a_call() -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "contact_wish"})
    await check_in.hears("get her to ring us", "talk_to_worker")
    assert check_in.checkins.calls == [("record", "contact_wish", 1)]


async def test_a_no_in_words_outweighs_the_guess_that_the_worker_is_wanted() -> None:
    check_in = CheckIn(slots=fresh_slots() | {"requested_slot": "contact_wish"})
    await check_in.hears("no dont ring me", "talk_to_worker")
    assert check_in.checkins.calls == [("record", "contact_wish", 0)]
