"""The spine: what one inbound text leaves in the database."""

import itertools

import psycopg
import pytest
from sqlalchemy import select

from bot.channels.contract import InboundText
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.parts import Parts
from bot.receive import Receipt, receive
from bot.storage.schema import metadata
from tests.fixtures import NUMBERS, World

pytestmark = pytest.mark.service

_ids = itertools.count()


def text_from(number: str, body: str, **details: object) -> InboundText:
    """A text as the channel hands it over."""
    values = {"provider_id": f"SM{next(_ids)}", "media_count": 0} | details
    return InboundText(sender=number, recipient="+447700900999", body=body, **values)  # type: ignore[arg-type]


async def test_a_text_survives_a_connection_that_is_cut_while_it_is_accepted(world: World) -> None:
    _, number = await world.add_young_person()
    cuts = iter([True])

    def cut_once(_text: str, last: Language) -> Language:
        if next(cuts, False):
            with psycopg.connect(world.url, autocommit=True) as owner:
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE usename = 'hafan_intake' AND datname = current_database()"
                )
        return last

    parts = world.parts_of("hafan_intake", detect=cut_once)
    assert await receive(text_from(number, "haia"), parts) is Receipt.ACCEPTED
    assert len(await world.rows("SELECT 1 FROM messages")) == 1


@pytest.fixture
def intake(world: World) -> Parts:
    return world.parts_of("hafan_intake")


async def test_an_accepted_text_is_stored_screened_alerted_and_audited(world: World, intake: Parts) -> None:
    worker = await world.add_staff()
    _, number = await world.add_young_person(assigned=worker)
    assert await receive(text_from(number, "he says hell hurt me"), intake) is Receipt.ACCEPTED
    [message] = await world.rows("SELECT * FROM messages")
    [concern] = await world.rows("SELECT * FROM concerns")
    [alert] = await world.rows("SELECT * FROM alerts")
    assert (concern.message_id, concern.alert_id) == (message.id, alert.id)
    jobs = await world.rows("SELECT task_name FROM procrastinate_jobs")
    assert {job.task_name for job in jobs} == {"reply", "send", "climb"}
    assert [row.action for row in await world.rows("SELECT action FROM audit")] == ["message:accept"]


async def test_a_redelivered_text_changes_nothing(world: World, intake: Parts) -> None:
    _, number = await world.add_young_person()
    text = text_from(number, "outside now")
    await receive(text, intake)
    before = await world.rows("SELECT relname, n_live_tup FROM pg_stat_user_tables ORDER BY 1")
    assert await receive(text, intake) is Receipt.REPEATED
    assert len(await world.rows("SELECT 1 FROM messages")) == 1
    assert len(await world.rows("SELECT 1 FROM alerts")) == 1
    assert before == await world.rows("SELECT relname, n_live_tup FROM pg_stat_user_tables ORDER BY 1")


@pytest.mark.parametrize("media", [0, 2])
async def test_a_text_without_words_is_a_message_too(world: World, intake: Parts, media: int) -> None:
    _, number = await world.add_young_person()
    assert await receive(text_from(number, "", media_count=media), intake) is Receipt.ACCEPTED
    assert [row.media_count for row in await world.rows("SELECT media_count FROM messages")] == [media]


async def test_an_unknown_number_is_kept_apart_and_answered_once(world: World, intake: Parts) -> None:
    number = next(NUMBERS)
    for body in ("help", "hello??"):
        assert await receive(text_from(number, body), intake) is Receipt.UNKNOWN_NUMBER
    assert await world.rows("SELECT 1 FROM messages") == []
    assert len(await world.rows("SELECT 1 FROM unknown_messages")) == 2
    assert len(await world.rows("SELECT 1 FROM dispatches WHERE purpose = 'unknown_number'")) == 1


async def test_only_the_networks_own_words_leave_an_unknown_number_without_an_answer(
    world: World, intake: Parts
) -> None:
    for body in ("STOP", " yes", "start"):
        await receive(text_from(next(NUMBERS), body), intake)
    assert await world.rows("SELECT 1 FROM dispatches WHERE purpose = 'unknown_number'") == []
    for body in ("ie", "Ia", "dechrau"):
        await receive(text_from(next(NUMBERS), body), intake)
    assert len(await world.rows("SELECT 1 FROM dispatches WHERE purpose = 'unknown_number'")) == 3


async def test_a_disclosure_from_an_unknown_number_reaches_the_duty_manager(
    world: World, intake: Parts
) -> None:
    manager = await world.add_staff(Role.DUTY_MANAGER)
    await receive(text_from(next(NUMBERS), "its me on mams phone hes outside now"), intake)
    told = await world.rows("SELECT practitioner_id, channel FROM dispatches WHERE purpose = 'notification'")
    assert {(one.practitioner_id, one.channel) for one in told} == {(manager, "sms"), (manager, "voice")}


async def test_stop_is_honoured_at_once_and_becomes_a_task(world: World, intake: Parts) -> None:
    person, number = await world.add_young_person()
    await receive(text_from(number, "Stop."), intake)
    assert [
        row.id for row in await world.rows("SELECT id FROM young_people WHERE opted_out_at IS NOT NULL")
    ] == [person]
    assert [row.kind for row in await world.rows("SELECT kind FROM tasks")] == ["opted_out"]


async def test_intake_can_write_words_but_read_none(world: World, intake: Parts) -> None:
    _, number = await world.add_young_person()
    await receive(text_from(number, "haia"), intake)
    for column, table in (("body_sealed", "messages"), ("name_sealed", "young_people")):
        with pytest.raises(Exception, match="permission denied"):
            async with intake.database.transaction() as connection:
                await connection.execute(select(metadata.tables[table].c[column]))
