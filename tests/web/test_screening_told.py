"""Whoever proposed a change of screening is told that somebody decided, and reads who, what and why."""

from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from bot.domain.staff import Role
from tests.fixtures import Clock
from tests.safeguarding_changes.writing import Folder
from tests.web.conftest import Service
from tests.web.test_screening import proposed

pytestmark = pytest.mark.service


def passing(clock: Clock) -> datetime:
    """Each look at the clock is a little later, as everywhere but in tests."""
    clock.forward(milliseconds=1)
    return clock()


async def test_whoever_proposed_is_told_that_it_was_decided_until_they_open_it(
    service: Service, folder: Folder
) -> None:
    _, trainer = await service.member(Role.TRAINER)
    _, lead = await service.member(Role.SAFEGUARDING_LEAD, name="Ifor Example")
    _, change = await proposed(trainer)
    service.app.ctx.web = replace(service.app.ctx.web, now=partial(passing, service.world.clock))
    await lead.get(change)
    assert (await lead.post(f"{change}/decide", do="refuse", answer="too wide")).status_code == 303
    told = "Somebody decided about a change of screening that you proposed"
    assert told not in (await lead.get("/safeguarding")).text
    shown = (await trainer.get("/trainers/examples")).text
    assert told in shown
    assert "too wide" not in shown
    decided = (await trainer.get("/safeguarding")).text.split('id="decided"')[1]
    assert "Ifor Example" in decided
    assert "too wide" in decided
    assert told not in (await trainer.get(change)).text
    assert told not in (await trainer.get("/safeguarding")).text


async def test_what_somebody_takes_back_themselves_is_told_to_nobody(
    service: Service, folder: Folder
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    _, change = await proposed(lead)
    await lead.post(f"{change}/take-back")
    assert await service.world.rows("SELECT kind FROM notices") == []
