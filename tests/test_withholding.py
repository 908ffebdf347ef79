"""What the gate keeps back: held for a safe hour, sent once then, or given to a person when too late."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bot import checkins, contact
from bot.domain.contact_gate import Purpose
from bot.domain.contact_profile import ContactProfile, Details, Device, Opening
from bot.domain.languages import Language
from bot.domain.safe_hours import DAYTIME, SafeHours, Window, every_day
from bot.storage import contact_profiles, people
from tests.posting import Post

pytestmark = pytest.mark.service

NIGHT = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)


async def row_of(post: Post, dispatch: UUID) -> Any:
    query = "SELECT status, withheld_reason, held_until, young_person_id FROM dispatches WHERE id = :d"
    [row] = await post.world.rows(query, d=dispatch)
    return row


async def agree(post: Post, person_id: UUID, profile: ContactProfile) -> None:
    member = await post.world.add_staff()
    async with post.world.parts.database.transaction() as connection:
        person = await people.by_id(connection, person_id)
        await contact_profiles.save(connection, post.world.vault, person, profile, member, post.world.clock())


async def test_a_persons_text_waits_for_the_morning_and_goes_out_once(post: Post) -> None:
    post.world.clock.time = NIGHT
    dispatch, number = await post.write(purpose=Purpose.PERSON)
    await post.send(dispatch)
    held = await row_of(post, dispatch)
    assert (held.status, held.held_until) == ("held", MORNING)
    jobs = await post.world.rows(
        "SELECT scheduled_at, lock FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL"
    )
    assert [(job.scheduled_at, job.lock) for job in jobs] == [(MORNING, f"held:{held.young_person_id}")]
    post.world.clock.time = MORNING
    await post.send(dispatch)
    await post.send(dispatch)
    assert post.arrived(number) == ["haia"]


async def test_what_is_held_is_no_failure_and_not_shown_as_late(post: Post) -> None:
    post.world.clock.time = NIGHT
    dispatch, _ = await post.write(purpose=Purpose.PERSON)
    await post.send(dispatch)
    post.world.clock.forward(hours=2)
    assert (await row_of(post, dispatch)).status == "held"
    assert await post.world.rows("SELECT 1 FROM tasks") == []


async def test_a_text_whose_hours_changed_meanwhile_is_held_again(post: Post) -> None:
    post.world.clock.time = NIGHT
    dispatch, number = await post.write(purpose=Purpose.PERSON)
    await post.send(dispatch)
    afternoons = SafeHours(tuple(Window(day, 16 * 60, 18 * 60) for day in range(7)))
    await agree(post, (await row_of(post, dispatch)).young_person_id, ContactProfile(safe_hours=afternoons))
    post.world.clock.time = MORNING
    await post.send(dispatch)
    assert (await row_of(post, dispatch)).held_until == MORNING.replace(hour=16)
    assert post.arrived(number) == []


async def test_a_text_that_would_come_too_late_is_given_back_to_whoever_wrote_it(post: Post) -> None:
    dispatch, number = await post.write(purpose=Purpose.PERSON)
    mondays = SafeHours(every_day(DAYTIME).windows[:1])
    await agree(post, (await row_of(post, dispatch)).young_person_id, ContactProfile(safe_hours=mondays))
    await post.send(dispatch)
    found = await row_of(post, dispatch)
    assert (found.status, found.withheld_reason) == ("withheld", "stale")
    assert [row.kind for row in await post.world.rows("SELECT kind FROM tasks")] == ["text_not_sent"]
    assert post.arrived(number) == []


async def test_a_reply_that_was_held_up_for_hours_is_dropped_to_a_person(post: Post) -> None:
    dispatch, number = await post.write(purpose=Purpose.REPLY)
    post.world.clock.forward(hours=3)
    await post.send(dispatch)
    assert (await row_of(post, dispatch)).withheld_reason == "stale"
    assert [row.kind for row in await post.world.rows("SELECT kind FROM tasks")] == ["reply_too_late"]
    assert post.arrived(number) == []


async def test_an_answer_at_night_does_not_wait_behind_a_held_text(post: Post) -> None:
    post.world.clock.time = NIGHT
    dispatch, number = await post.write("morning text", purpose=Purpose.PERSON)
    await post.send(dispatch)
    person_id = (await row_of(post, dispatch)).young_person_id
    async with post.parts.database.transaction() as connection:
        person = await people.by_id(connection, person_id)
        await contact.say(
            connection,
            post.parts,
            person,
            "an answer",
            purpose=Purpose.REPLY,
            language=Language.ENGLISH,
            author="assistant",
            now=post.world.clock(),
        )
    [answer] = await post.world.rows("SELECT id FROM dispatches WHERE status = 'queued'")
    await post.send(answer.id)
    assert post.arrived(number) == ["an answer"]


async def test_a_person_answers_at_night_whoever_has_just_written(post: Post) -> None:
    post.world.clock.time = NIGHT
    dispatch, number = await post.write("come and ring me", purpose=Purpose.PERSON)
    async with post.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(
            "WITH asked AS (INSERT INTO messages (id, young_person_id, inbound, author, channel, body_sealed,"
            " language, created_at) SELECT gen_random_uuid(), young_person_id, true, 'young_person', 'sms',"
            " 'x', 'en', created_at - interval '10 minutes' FROM messages RETURNING id)"
            " UPDATE messages SET answers_id = asked.id FROM asked"
        )
    await post.send(dispatch)
    assert post.arrived(number) == ["come and ring me"]


async def test_on_a_shared_phone_a_check_in_opens_neutrally_and_no_other_does(post: Post) -> None:
    person, number = await post.world.add_young_person()
    await checkins.open_check_in(post.parts, person)
    await agree(post, person, ContactProfile(device=Device.SHARED, opening=Opening.NO_NAME))
    [opening] = await post.world.rows("SELECT id FROM dispatches")
    await post.send(opening.id)
    assert (await row_of(post, opening.id)).withheld_reason == "not_neutral"
    await checkins.open_due(post.parts)
    [again] = await post.world.rows("SELECT id FROM dispatches WHERE status = 'queued'")
    await post.send(again.id)
    assert post.arrived(number) == ["Hi. How are you today, from 0 (bad) to 10 (good)?"]


async def test_a_check_in_opens_in_the_words_that_were_agreed(post: Post) -> None:
    person, number = await post.world.add_young_person()
    details = Details(own_opening="Fancy a catch up? 0-10")
    await agree(post, person, ContactProfile(opening=Opening.OWN, details=details))
    await checkins.open_check_in(post.parts, person)
    [opening] = await post.world.rows("SELECT id FROM dispatches")
    await post.send(opening.id)
    assert post.arrived(number) == ["Fancy a catch up? 0-10"]


async def test_a_check_in_is_put_off_to_the_next_window_and_never_opens_without_one(post: Post) -> None:
    person, _ = await post.world.add_young_person()
    afternoons = SafeHours(tuple(Window(day, 16 * 60, 18 * 60) for day in range(7)))
    await agree(post, person, ContactProfile(safe_hours=afternoons))
    assert not await checkins.open_check_in(post.parts, person)
    [row] = await post.world.rows("SELECT next_check_in_at FROM young_people")
    assert row.next_check_in_at == datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
    await agree(post, person, ContactProfile(safe_hours=SafeHours(())))
    post.world.clock.forward(hours=4, minutes=1)
    assert await checkins.open_due(post.parts) == 0
    post.world.clock.time += timedelta(days=3)
    assert await checkins.open_due(post.parts) == 0
