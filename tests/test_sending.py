"""Sending against the stand-in for Twilio: at least once, never twice unasked, never in silence."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import alerts, checkins, sending
from bot.channels.contract import Outcome
from bot.channels.simulated import Crash, Hang, Refuse
from bot.domain.contact_gate import Purpose
from bot.domain.staff import Role
from bot.receive import receive
from bot.sending import TryAgainError
from tests.posting import ATTEMPTS, Post
from tests.test_receive import text_from

pytestmark = pytest.mark.service


@pytest.mark.parametrize(
    ("author", "arrives"), [("assistant", "Mae Sian yn gallu"), ("practitioner", "Mae Siân yn gallu")]
)
async def test_a_name_loses_its_accent_in_a_text_of_ours_and_keeps_it_in_what_a_person_writes(
    post: Post, author: str, arrives: str
) -> None:
    dispatch, number = await post.write("Mae Siân yn gallu", author=author)
    await post.send(dispatch)
    assert post.arrived(number) == [arrives]


async def test_a_text_without_its_accents_is_found_again_and_not_sent_twice(post: Post) -> None:
    post.world.clock.time = datetime.now(UTC)
    dispatch, number = await post.write("Mae Siân yn gallu")
    post.twilio.faults.inject(Hang(after_accepting=True))
    with pytest.raises(TryAgainError):
        await post.send(dispatch)
    await post.send(dispatch)
    assert post.arrived(number) == ["Mae Sian yn gallu"]


@pytest.mark.parametrize("fault", [Hang(after_accepting=True), Crash(after_accepting=True)])
async def test_a_text_that_went_out_before_the_time_out_is_found_and_not_sent_again(
    post: Post, fault: Hang | Crash
) -> None:
    post.world.clock.time = datetime.now(UTC)
    dispatch, number = await post.write()
    post.twilio.faults.inject(fault)
    with pytest.raises(TryAgainError):
        await post.send(dispatch)
    assert (await post.state(dispatch))[0] == "unclear"
    await post.send(dispatch)
    assert post.arrived(number) == ["haia"]
    assert (await post.state(dispatch))[0] == "sent"


@pytest.mark.parametrize("fault", [Hang(after_accepting=False), Crash(after_accepting=False)])
async def test_a_text_that_did_not_go_out_is_sent_by_the_next_attempt(
    post: Post, fault: Hang | Crash
) -> None:
    dispatch, number = await post.write()
    post.twilio.faults.inject(fault)
    with pytest.raises(TryAgainError):
        await post.send(dispatch)
    await post.send(dispatch)
    assert post.arrived(number) == ["haia"]


async def test_nothing_is_sent_while_nobody_can_say_whether_it_went_out(post: Post) -> None:
    dispatch, number = await post.write()
    post.twilio.faults.inject(Hang(after_accepting=True))
    with pytest.raises(TryAgainError):
        await post.send(dispatch)
    post.twilio.down = True
    with pytest.raises(TryAgainError):
        await post.send(dispatch)
    assert post.arrived(number) == ["haia"]


async def test_a_worker_that_died_while_sending_asks_first(post: Post) -> None:
    post.world.clock.time = datetime.now(UTC)
    dispatch, number = await post.write()
    attempt = await sending._take(post.parts, post.carriers, dispatch)
    assert attempt
    post.world.clock.forward(minutes=1)
    await attempt.letter.go()
    await post.send(dispatch)
    assert post.arrived(number) == ["haia"]
    assert (await post.state(dispatch))[0] == "sent"


async def test_what_is_refused_for_good_becomes_visible_to_a_person(post: Post) -> None:
    dispatch, _ = await post.write()
    post.twilio.faults.inject(Refuse(21614))
    await post.send(dispatch)
    assert await post.state(dispatch) == ("dead", 21614)
    assert [row.action for row in await post.world.rows("SELECT action FROM audit")] == ["dispatch:die"]


async def test_what_is_refused_for_now_is_tried_again_and_given_up_in_the_end(post: Post) -> None:
    dispatch, _ = await post.write()
    post.twilio.faults.inject(Refuse(20429, status=429), times=None)
    for _ in range(ATTEMPTS - 1):
        with pytest.raises(TryAgainError):
            await post.send(dispatch)
    await post.send(dispatch)
    assert await post.state(dispatch) == ("dead", 20429)


async def test_an_opt_out_that_only_the_network_knows_becomes_ours(post: Post) -> None:
    dispatch, _ = await post.write()
    post.twilio.faults.inject(Refuse(21610))
    await post.send(dispatch)
    assert await post.state(dispatch) == ("withheld", 21610)
    assert [row.kind for row in await post.world.rows("SELECT kind FROM tasks")] == ["network_opted_out"]
    [person] = await post.world.rows("SELECT opted_out_at FROM young_people")
    assert person.opted_out_at == post.world.clock()


@pytest.mark.parametrize(
    "change", ["opted_out_at = now()", "pause_reason = 'wrong_person'", "active = false"]
)
async def test_no_text_passes_the_gate_against_a_persons_state(post: Post, change: str) -> None:
    dispatch, number = await post.write()
    async with post.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(f"UPDATE young_people SET {change}")
    await post.send(dispatch)
    assert post.arrived(number) == []
    assert (await post.state(dispatch))[0] == "withheld"


async def test_leads_without_a_working_phone_are_not_rung_in_a_circle(post: Post) -> None:
    await post.world.add_staff(Role.SAFEGUARDING_LEAD)
    _, number = await post.world.add_young_person()
    await receive(text_from(number, "he says hell hurt me"), post.world.parts_of("hafan_intake"))
    for _ in range(4):
        for row in await post.world.rows("SELECT id FROM dispatches WHERE status = 'queued'"):
            post.twilio.faults.inject(Refuse(21211))
            await post.send(row.id)
        await alerts.climb_all_due(post.parts)
    assert len(await post.world.rows("SELECT 1 FROM dispatches")) == 1
    [alert] = await post.world.rows("SELECT next_step_at FROM alerts")
    assert alert.next_step_at > post.world.clock()


async def test_an_opt_out_that_comes_while_twilio_is_asked_is_honoured(post: Post) -> None:
    dispatch, number = await post.write()
    post.twilio.faults.inject(Hang(after_accepting=False))
    with pytest.raises(TryAgainError):
        await post.send(dispatch)

    class OptsOutMeanwhile:
        async def find(self, *asked: Any, **how: Any) -> str | None:
            async with post.world.parts.database.transaction() as connection:
                await connection.exec_driver_sql("UPDATE young_people SET opted_out_at = now()")
            return await post.carriers.text.find(*asked, **how)

        async def send(self, *what: Any, **how: Any) -> Outcome:
            return await post.carriers.text.send(*what, **how)

    carriers = replace(post.carriers, text=OptsOutMeanwhile())
    await sending.send(post.parts, carriers, dispatch, ATTEMPTS)
    assert post.arrived(number) == []
    assert (await post.state(dispatch))[0] == "withheld"


async def test_a_check_in_whose_opening_came_too_late_for_the_day_is_opened_again(post: Post) -> None:
    dispatch, number = await post.write(purpose=Purpose.CHECK_IN)
    post.world.clock.forward(hours=11)
    await post.send(dispatch)
    assert post.arrived(number) == []
    post.world.clock.forward(hours=11)
    await checkins.open_due(post.parts)
    assert len(await post.world.rows("SELECT 1 FROM check_ins WHERE planned")) == 1
