"""What stands in the assistant's texts in place of its marks: agreed words, and none where others look."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import checkins, contact, personal_words, resuming, snoozing
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.contact_profile import ContactProfile, Details, Device, Opening
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.storage import conversations, people, plans
from bot.storage.conversations import Conversation
from tests.agreeing import Agreed
from tests.fixtures import START

pytestmark = pytest.mark.service

MARKED = ["How's it going with [goal_1]?", "Would you like [worker] to call you?", "Good to hear."]
NAMED = ContactProfile(details=Details(worker_name="Nia"))


async def filled(agreed: Agreed, texts: list[str], language: Language = Language.ENGLISH) -> list[str]:
    check_in = await opened(agreed)
    async with agreed.worker.database.transaction() as connection:
        person = await people.by_id(connection, agreed.person)
        return await personal_words.filled(connection, agreed.worker, person, check_in.id, language, texts)


async def opened(agreed: Agreed) -> Conversation:
    """The check-in that is open, begun if there is none."""
    async with agreed.worker.database.transaction() as connection:
        found = await conversations.current(connection, agreed.person, agreed.world.clock())
    if found is None:
        assert await checkins.open_check_in(agreed.worker, agreed.person)
        return await opened(agreed)
    return found


async def put_off(agreed: Agreed, **amount: float) -> None:
    check_in, at = await opened(agreed), agreed.world.clock() + timedelta(**amount)
    async with agreed.worker.database.transaction() as connection:
        await snoozing.snooze_until(connection, check_in, at)


async def with_a_goal(agreed: Agreed) -> None:
    async with agreed.pages.transaction(user=agreed.member) as connection:
        person = await people.by_id(connection, agreed.person)
        plan: CheckInPlan = await plans.of(connection, agreed.world.vault, person)
        await plans.save(
            connection,
            agreed.world.vault,
            person,
            replace(plan, goals=("sleep more",)),
            agreed.member,
            agreed.world.clock(),
        )


async def test_where_nothing_was_agreed_the_words_are_anybodys(agreed: Agreed) -> None:
    assert await filled(agreed, MARKED) == [
        "How's it going with your first goal?",
        "Would you like your worker to call you?",
        "Good to hear.",
    ]
    assert await filled(agreed, ["Ti isio i [worker] ffonio?"], Language.WELSH) == [
        "Ti isio i dy weithiwr ffonio?"
    ]


async def test_an_agreed_name_and_a_goal_stand_in_their_own_words(agreed: Agreed) -> None:
    await agreed.agree(NAMED)
    await with_a_goal(agreed)
    assert await filled(agreed, MARKED[:2]) == [
        'How\'s it going with "sleep more"?',
        "Would you like Nia to call you?",
    ]


async def test_on_a_phone_that_others_look_at_a_goal_is_only_counted(agreed: Agreed) -> None:
    await agreed.agree(replace(NAMED, device=Device.SHARED, opening=Opening.NO_NAME))
    await with_a_goal(agreed)
    assert await filled(agreed, MARKED[:1]) == ["How's it going with your first goal?"]


async def test_the_time_that_is_said_is_the_one_that_the_gate_allows(agreed: Agreed) -> None:
    await put_off(agreed, hours=2)
    assert await filled(agreed, ["Ok, [when]."]) == ["Ok, at about 2 this afternoon."]
    await put_off(agreed, hours=15)
    [said] = await filled(agreed, ["Ok, [when]."])
    assert "3" not in said
    assert (await opened(agreed)).snoozed_until != START + timedelta(hours=15)


async def test_a_time_that_nobody_can_promise_is_another_time(agreed: Agreed) -> None:
    await put_off(agreed, hours=2)
    await agreed.text("STOP")
    assert await filled(agreed, ["Ok, [when]."]) == ["Ok, another time."]


async def test_a_check_in_goes_on_at_its_time_once_with_what_is_left(agreed: Agreed) -> None:
    await put_off(agreed, hours=2)
    async with agreed.worker.database.transaction() as connection:
        await conversations.record_signal(
            connection, await opened(agreed), SignalKind.MOOD, 6, agreed.world.clock()
        )
    assert await resuming.resume_due(agreed.worker) == 0
    agreed.world.clock.forward(hours=2)
    assert await resuming.resume_due(agreed.worker) == 1
    assert await resuming.resume_due(agreed.worker) == 0
    assert "sleep" in await agreed.last_text()
    assert (await opened(agreed)).times_resumed == 1


async def test_a_check_in_with_nothing_left_to_ask_is_complete_without_a_text(agreed: Agreed) -> None:
    check_in = await opened(agreed)
    await put_off(agreed, hours=2)
    async with agreed.worker.database.transaction() as connection:
        for kind in check_in.asks:
            await conversations.record_signal(connection, check_in, kind, 2, agreed.world.clock())
    before = await agreed.world.rows("SELECT 1 FROM messages WHERE NOT inbound")
    agreed.world.clock.forward(hours=2)
    assert await resuming.resume_due(agreed.worker) == 0
    assert await agreed.world.rows("SELECT 1 FROM messages WHERE NOT inbound") == before
    assert (await opened(agreed)).completed_at is not None


@pytest.mark.parametrize("reason", ["not_alone", "who_is_it"])
async def test_what_may_not_leave_at_its_time_is_put_off_further(agreed: Agreed, reason: str) -> None:
    await put_off(agreed, hours=2)
    agreed.world.clock.forward(hours=2)
    async with agreed.worker.database.transaction() as connection:
        await contact.pause(connection, agreed.person, reason, agreed.world.clock())
    assert await resuming.resume_due(agreed.worker) == 0
    assert (await opened(agreed)).snoozed_until == agreed.world.clock() + resuming.NOT_NOW


async def test_one_that_cannot_be_opened_leaves_the_others_theirs(agreed: Agreed) -> None:
    await put_off(agreed, hours=2)
    broken, agreed.person = agreed.person, (await agreed.world.add_young_person(assigned=agreed.member))[0]
    await put_off(agreed, hours=2)
    agreed.world.clock.forward(hours=2)
    async with agreed.world.parts.database.transaction() as connection:
        await people.change(connection, broken, data_key=b"broken")
    assert await resuming.resume_due(agreed.worker) == 1


async def test_an_answer_takes_a_check_in_up_before_its_time(agreed: Agreed) -> None:
    await put_off(agreed, hours=20)
    await agreed.text("lol ok")
    assert (await opened(agreed)).snoozed_until is not None
    await agreed.text("im free now")
    assert (await opened(agreed)).snoozed_until is None


async def test_beyond_the_conversations_end_a_new_check_in_is_planned(agreed: Agreed) -> None:
    await put_off(agreed, hours=46)
    [row] = await agreed.world.rows("SELECT next_check_in_at FROM young_people")
    assert row.next_check_in_at == agreed.world.clock() + timedelta(hours=46)
