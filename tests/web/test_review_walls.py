"""Between a released message and whoever wrote it stands the database, whatever statement is tried."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.staff import Role
from bot.storage import releases
from tests.web.conftest import Service
from tests.web.review_queue import Queue

pytestmark = pytest.mark.service


@pytest.fixture
async def queue(service: Service) -> Queue:
    return await Queue(service).prepare()


@pytest.mark.parametrize(
    "table",
    [
        "messages",
        "young_people",
        "release_links",
        "unsure_messages",
        "concerns",
        "alerts",
        "assignments",
        "check_ins",
    ],
)
async def test_a_trainer_finds_nobody_by_any_statement(queue: Queue, table: str) -> None:
    await queue.release()
    async with queue.service.world.database("hafan_web").transaction(user=queue.trainer_id) as connection:
        assert (await connection.execute(text(f"SELECT * FROM {table}"))).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM hafan_releases()",
        "SELECT id FROM released_messages WHERE hafan_sees_release(id)",
        "SELECT id FROM released_messages r JOIN release_links l ON l.released_id = r.id",
    ],
)
async def test_no_function_leads_a_trainer_from_a_release_to_a_person(queue: Queue, statement: str) -> None:
    await queue.release()
    async with queue.service.world.database("hafan_web").transaction(user=queue.trainer_id) as connection:
        assert (await connection.execute(text("SELECT id FROM released_messages"))).all() != []
        assert (await connection.execute(text(statement))).all() == []
        assert not await releases.take_back(connection, await queue.released())


@pytest.mark.parametrize(
    "role", [Role.SAFEGUARDING_LEAD, Role.DUTY_MANAGER, Role.ADMINISTRATOR, Role.PRACTITIONER]
)
async def test_nobody_who_does_not_work_with_them_follows_a_release_or_takes_it_back(
    queue: Queue, role: Role
) -> None:
    await queue.release()
    released, somebody = await queue.released(), await queue.service.world.add_staff(role)
    async with queue.service.world.database("hafan_web").transaction(user=somebody) as connection:
        assert (await connection.execute(text("SELECT * FROM release_links"))).all() == []
        assert not await releases.take_back(connection, released)
    async with queue.service.world.database("hafan_web").transaction(user=queue.member) as connection:
        assert len((await connection.execute(text("SELECT * FROM release_links"))).all()) == 1
        assert await releases.take_back(connection, released)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO release_links SELECT id, id, id, id, now() FROM released_messages",
        "UPDATE released_messages SET audience = 'trainers'",
        "DELETE FROM released_messages",
    ],
)
async def test_the_pages_write_to_the_queue_by_its_functions_alone(queue: Queue, statement: str) -> None:
    await queue.release()
    with pytest.raises(DBAPIError, match="permission denied"):
        async with queue.service.world.database("hafan_web").transaction(user=queue.member) as connection:
            await connection.execute(text(statement))
