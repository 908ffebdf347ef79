"""What did not arrive, who got no answer, and texts from unknown numbers."""

import pytest

from bot import checkins
from bot.domain.staff import Role
from tests.fixtures import NUMBERS, World
from tests.web.conftest import Case, Service

pytestmark = pytest.mark.service


@pytest.fixture
async def failed(service: Service, case: Case) -> str:
    """The id of a text that did not arrive."""
    await checkins.open_check_in(service.world.parts, case.young_person)
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE dispatches SET status = 'delivered'")
        await connection.exec_driver_sql(
            "UPDATE dispatches SET status = 'undelivered', error_code = 30003, attempts = 1, settled_at = %s "
            "WHERE purpose = 'check_in'",
            (service.world.clock(),),
        )
    [row] = await service.world.rows("SELECT id FROM dispatches WHERE purpose = 'check_in'")
    return str(row.id)


async def test_what_did_not_arrive_is_shown_with_the_reason_until_dealt_with(
    case: Case, failed: str, world: World
) -> None:
    page = (await case.theirs.get("/undelivered")).text
    assert "Alex Invented" in page
    assert "The phone was switched off or out of reach." in page
    assert "1 message did not arrive or got no answer." in (await case.theirs.get("/alerts")).text
    answer = await case.theirs.post(f"/undelivered/{failed}/dealt-with")
    assert answer.status_code == 303
    assert "Every text arrived" in (await case.theirs.get("/undelivered")).text
    [row] = await world.rows("SELECT handled_by FROM dispatches WHERE handled_at IS NOT NULL")
    assert row.handled_by == case.practitioner


async def test_what_did_not_arrive_is_no_matter_of_other_practitioners(case: Case, failed: str) -> None:
    assert "Every text arrived" in (await case.others.get("/undelivered")).text
    assert (await case.others.post(f"/undelivered/{failed}/dealt-with")).status_code == 404


async def test_a_duty_manager_sees_that_something_failed_but_not_for_whom(
    service: Service, failed: str
) -> None:
    _, manager = await service.member(Role.DUTY_MANAGER)
    page = (await manager.get("/undelivered")).text
    assert "Opening a check-in" in page
    assert "Alex" not in page


async def test_a_text_that_waits_for_long_is_shown(service: Service, case: Case) -> None:
    service.world.clock.forward(minutes=6)
    assert "Still waiting to be sent." in (await case.theirs.get("/undelivered")).text


async def test_a_message_without_an_answer_is_shown_until_somebody_reads_it(
    service: Service, case: Case, world: World
) -> None:
    assert "Every message was answered or read." in (await case.theirs.get("/undelivered")).text
    service.world.clock.forward(minutes=3)
    page = (await case.theirs.get("/undelivered")).text
    assert "Alex Invented" in page
    [message] = await world.rows("SELECT id FROM messages WHERE inbound")
    assert (await case.others.post(f"/messages/{message.id}/read")).status_code == 404
    answer = await case.theirs.post(f"/messages/{message.id}/read", next="/undelivered")
    assert answer.headers["location"] == "/undelivered?done=read"
    assert "Every message was answered or read." in (await case.theirs.get("/undelivered")).text


async def test_texts_from_unknown_numbers_are_for_those_who_manage_duty(service: Service, case: Case) -> None:
    member, manager = await service.member(Role.DUTY_MANAGER)
    assert "No text came" in (await manager.get("/unknown-numbers")).text
    number = next(NUMBERS)
    await service.says(number, "is this hafan")
    page = (await manager.get("/unknown-numbers")).text
    assert number in page
    assert "is this hafan" in page
    assert (await case.theirs.get("/unknown-numbers")).status_code == 403
    looks = await service.world.rows("SELECT actor FROM audit WHERE action = 'unknown_message:look'")
    assert {row.actor for row in looks} == {str(member)}
