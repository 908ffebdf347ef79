"""What staff are told besides alerts: that they cover for somebody, by text or else by e-mail."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bot import staff_notices
from bot.domain.working_hours import Span
from bot.reading_policy import load_reading_policy
from bot.storage import rota
from bot.storage.rota_tables import cover
from tests.fixtures import START
from tests.ringing import Ringing

pytestmark = pytest.mark.service

HOURS = load_reading_policy().hours
MIDNIGHT = START.replace(hour=0)


async def name_cover(ringing: Ringing, since: datetime, days: int = 3) -> tuple[UUID, str]:
    """(cover's id, number of who covers) for somebody's leave."""
    absent, _ = await ringing.staff()
    member, number = await ringing.staff()
    span = Span(since, since + timedelta(days=days))
    async with ringing.world.database("hafan_web").transaction(user=absent) as connection:
        now = ringing.world.clock()
        entry = await rota.enter(connection, cover, span, absent, now, absent_id=absent, cover_id=member)
    return entry, number


async def told(ringing: Ringing, number: str, **later: float) -> list[str]:
    """What arrives on this phone when the worker looks again after a while."""
    ringing.world.clock.forward(**later)
    before = len(ringing.texts(number))
    await staff_notices.tell_covers(ringing.worker, HOURS)
    await ringing.send_all()
    return ringing.texts(number)[before:]


async def test_whoever_is_named_as_cover_is_told_then_and_once_more_when_it_begins(ringing: Ringing) -> None:
    _, number = await name_cover(ringing, MIDNIGHT + timedelta(days=2))
    [named] = await told(ringing, number)
    assert "you are named as cover" in named
    assert await told(ringing, number, hours=1) == []
    [begins] = await told(ringing, number, days=2)
    assert "you now cover for a colleague" in begins
    assert await told(ringing, number, hours=1) == []


async def test_nobody_is_woken_to_hear_that_cover_began_at_midnight(ringing: Ringing) -> None:
    _, number = await name_cover(ringing, MIDNIGHT + timedelta(days=1))
    await told(ringing, number)
    assert await told(ringing, number, hours=12, minutes=5) == []
    assert len(await told(ringing, number, hours=9)) == 1


async def test_cover_that_runs_from_the_moment_it_was_named_is_told_at_once_at_any_hour(
    ringing: Ringing,
) -> None:
    ringing.world.clock.forward(hours=9)
    _, number = await name_cover(ringing, MIDNIGHT)
    assert len(await told(ringing, number)) == 1


async def test_nobody_is_told_of_cover_that_was_taken_back(ringing: Ringing) -> None:
    entry, number = await name_cover(ringing, MIDNIGHT + timedelta(days=2))
    async with ringing.world.parts.database.transaction() as connection:
        await rota.take_back(connection, cover, entry, ringing.world.clock())
    assert await told(ringing, number) == []


async def tell(ringing: Ringing, member: UUID, **values: Any) -> bool:
    async with ringing.worker.database.transaction() as connection:
        now = ringing.world.clock()
        return await staff_notices.tell(connection, ringing.worker, member, "k", "cover_named", now, **values)


async def test_somebody_without_a_phone_is_told_by_e_mail(ringing: Ringing) -> None:
    member = await ringing.world.add_staff(phone=None, email="ffion@hafan.example")
    assert await tell(ringing, member, url="https://hafan.example/rota")
    await ringing.send_all()
    [mail] = ringing.mail.to("ffion@hafan.example")
    assert mail["Subject"] == "Hafan: a notice for you"
    page = mail.get_body(("html",))
    assert page
    assert 'href="https://hafan.example/rota"' in page.get_content()


async def test_somebody_without_any_address_is_told_nothing_and_nothing_waits_for_them(
    ringing: Ringing,
) -> None:
    member = await ringing.world.add_staff(phone=None)
    assert not await tell(ringing, member, url="https://hafan.example/rota")
    assert await ringing.statuses("sms") == []
