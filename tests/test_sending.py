"""Sending against the stand-in for Twilio: at least once, never twice unasked, never in silence."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from bot import alerts, checkins, contact, sending
from bot.channels.contract import DeliveryReceipt, DeliveryStatus, Doubt, Outcome, Unclear
from bot.channels.simulated import Crash, Hang, Refuse, Setup, SimulatedTwilio, serving, simulated_twilio
from bot.channels.twilio import TwilioSender
from bot.domain.contact_gate import Purpose
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.parts import Parts
from bot.receive import receive
from bot.sending import TryAgainError
from bot.settings import Mode
from bot.storage import people
from tests.fixtures import PUBLIC, World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

ACCOUNT, TOKEN, OURS = "AC" + "1" * 32, "token", "+447700900000"
ATTEMPTS = 3


class Post:
    """The worker's side of sending, with Twilio's stand-in behind it."""

    def __init__(self, world: World, twilio: SimulatedTwilio, sender: TwilioSender) -> None:
        self.world, self.twilio, self.sender = world, twilio, sender
        self.parts: Parts = world.parts_of("hafan_worker")

    async def write(self, text: str = "haia", purpose: Purpose = Purpose.REPLY) -> tuple[UUID, str]:
        """(dispatch, number) of a text to a new young person."""
        person_id, number = await self.world.add_young_person()
        async with self.parts.database.transaction() as connection:
            person = await people.by_id(connection, person_id)
            now = self.world.clock()
            await contact.say(
                connection,
                self.parts,
                person,
                text,
                purpose=purpose,
                language=Language.ENGLISH,
                author="x",
                now=now,
            )
        [row] = await self.world.rows("SELECT id FROM dispatches WHERE young_person_id = :p", p=person_id)
        return row.id, number

    async def send(self, dispatch: UUID) -> None:
        await sending.send(self.parts, self.sender, dispatch, ATTEMPTS)

    async def state(self, dispatch: UUID) -> tuple[str, int | None]:
        [row] = await self.world.rows("SELECT status, error_code FROM dispatches WHERE id = :d", d=dispatch)
        return row.status, row.error_code

    def arrived(self, number: str) -> list[str]:
        return [text.body for text in self.twilio.texts_to(number)]


@pytest.fixture
async def post(world: World) -> AsyncIterator[Post]:
    setup = Setup(ACCOUNT, TOKEN, OURS, PUBLIC, posts_to="http://127.0.0.1:9")
    async with (
        simulated_twilio(setup, mode=Mode.DEMO) as twilio,
        serving(twilio, mode=Mode.DEMO) as address,
        TwilioSender(ACCOUNT, TOKEN, OURS, base_url=address, timeout=0.5) as sender,
    ):
        yield Post(world, twilio, sender)


async def test_a_text_is_sent_once_however_often_its_job_runs(post: Post) -> None:
    dispatch, number = await post.write()
    await post.send(dispatch)
    await post.send(dispatch)
    assert post.arrived(number) == ["haia"]
    assert await post.state(dispatch) == ("sent", None)


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
    letter = await sending._take(post.parts, dispatch)
    assert letter
    post.world.clock.forward(minutes=1)
    await post.sender.send(letter.to, letter.body, f"{PUBLIC}/sms/status?dispatch={dispatch}")
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
    assert [row.kind for row in await post.world.rows("SELECT kind FROM tasks")] == ["opted_out"]


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


async def test_a_notification_names_nobody_and_says_nothing_of_the_words(post: Post) -> None:
    worker = await post.world.add_staff(phone="+447700900555")
    _, number = await post.world.add_young_person(assigned=worker, name="Gwenllian Dychmygol")
    await receive(text_from(number, "he says hell hurt me"), post.world.parts_of("hafan_intake"))
    [row] = await post.world.rows("SELECT id FROM dispatches WHERE purpose = 'notification'")
    await post.send(row.id)
    [text] = post.arrived("+447700900555")
    [alert] = await post.world.rows("SELECT reference FROM alerts")
    assert alert.reference in text
    assert f"{PUBLIC}/alerts/" in text
    assert not {"gwenllian", "dychmygol", "hurt", number} & set(text.casefold().split())


async def test_an_alert_climbs_at_once_past_a_notification_that_cannot_be_delivered(post: Post) -> None:
    worker = await post.world.add_staff()
    _, number = await post.world.add_young_person(assigned=worker)
    await receive(text_from(number, "he says hell hurt me"), post.world.parts_of("hafan_intake"))
    [row] = await post.world.rows("SELECT id FROM dispatches WHERE purpose = 'notification'")
    post.twilio.faults.inject(Refuse(21614))
    await post.send(row.id)
    [alert] = await post.world.rows("SELECT next_step_at FROM alerts")
    assert alert.next_step_at == post.world.clock()


async def test_leads_without_a_working_phone_are_not_rung_in_a_circle(post: Post) -> None:
    await post.world.add_staff(Role.SAFEGUARDING_LEAD, phone=None)
    _, number = await post.world.add_young_person()
    await receive(text_from(number, "he says hell hurt me"), post.world.parts_of("hafan_intake"))
    for _ in range(4):
        for row in await post.world.rows("SELECT id FROM dispatches WHERE status = 'queued'"):
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
            return await post.sender.find(*asked, **how)

        async def send(self, *what: Any, **how: Any) -> Outcome:
            return await post.sender.send(*what, **how)

    await sending.send(post.parts, OptsOutMeanwhile(), dispatch, ATTEMPTS)
    assert post.arrived(number) == []
    assert (await post.state(dispatch))[0] == "withheld"


async def test_a_text_that_arrived_after_we_gave_it_up_is_not_shown_as_lost(post: Post) -> None:
    dispatch, _ = await post.write()
    post.twilio.faults.inject(Hang(after_accepting=True), times=None)
    await sending.send(post.parts, post.sender, dispatch, 1)
    assert (await post.state(dispatch))[0] == "dead"
    receipt = DeliveryReceipt("SM" + "5" * 32, DeliveryStatus.DELIVERED, None)
    assert await sending.record_receipt(post.world.parts_of("hafan_intake"), receipt, dispatch)
    assert (await post.state(dispatch))[0] == "delivered"


async def test_a_text_whose_job_was_lost_becomes_visible_and_its_alert_climbs(post: Post) -> None:
    worker = await post.world.add_staff()
    await post.world.add_staff(Role.SAFEGUARDING_LEAD)
    _, number = await post.world.add_young_person(assigned=worker)
    await receive(text_from(number, "he says hell hurt me"), post.world.parts_of("hafan_intake"))
    [row] = await post.world.rows("SELECT id FROM dispatches")
    await sending._take(post.parts, row.id)
    post.world.clock.forward(minutes=3)
    assert await sending.give_up_lost(post.parts) == 0
    await post.world.rows(
        "UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'send' RETURNING 1"
    )
    await post.world.rows(
        "UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'send' RETURNING 1"
    )
    assert await sending.give_up_lost(post.parts) == 1
    assert (await post.state(row.id))[0] == "dead"
    [alert] = await post.world.rows("SELECT next_step_at FROM alerts")
    assert alert.next_step_at == post.world.clock()


async def test_a_receipt_that_a_notification_did_not_arrive_makes_the_alert_climb(post: Post) -> None:
    worker = await post.world.add_staff()
    _, number = await post.world.add_young_person(assigned=worker)
    intake = post.world.parts_of("hafan_intake")
    await receive(text_from(number, "he says hell hurt me"), intake)
    [row] = await post.world.rows("SELECT id FROM dispatches WHERE purpose = 'notification'")
    await post.send(row.id)
    [sent] = await post.world.rows("SELECT provider_id FROM dispatches")
    receipt = DeliveryReceipt(sent.provider_id, DeliveryStatus.UNDELIVERED, 30003)
    assert await sending.record_receipt(intake, receipt, row.id)
    [alert] = await post.world.rows("SELECT next_step_at FROM alerts")
    assert alert.next_step_at == post.world.clock()


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["undelivered"], "undelivered"),
        (["queued"], "sent"),
    ],
)
async def test_receipts_are_kept_in_whatever_order_they_come(
    post: Post, statuses: list[str], expected: str
) -> None:
    dispatch, _ = await post.write()
    await post.send(dispatch)
    [row] = await post.world.rows("SELECT provider_id FROM dispatches")
    intake = post.world.parts_of("hafan_intake")
    for status in statuses:
        receipt = DeliveryReceipt(row.provider_id, DeliveryStatus(status), None)
        assert await sending.record_receipt(intake, receipt, None)
    assert (await post.state(dispatch))[0] == expected


async def test_a_receipt_that_overtakes_the_answer_finds_its_text(post: Post) -> None:
    dispatch, _ = await post.write()
    await sending._take(post.parts, dispatch)
    post.world.clock.forward(minutes=1)
    receipt = DeliveryReceipt("SM" + "2" * 32, DeliveryStatus.DELIVERED, None)
    assert await sending.record_receipt(post.world.parts_of("hafan_intake"), receipt, dispatch)
    await post.send(dispatch)
    assert (await post.state(dispatch))[0] == "delivered"


async def test_a_receipt_that_overtakes_a_time_out_settles_the_text(post: Post) -> None:
    dispatch, number = await post.write()
    letter = await sending._take(post.parts, dispatch)
    assert letter
    receipt = DeliveryReceipt("SM" + "4" * 32, DeliveryStatus.DELIVERED, None)
    assert await sending.record_receipt(post.world.parts_of("hafan_intake"), receipt, dispatch)
    await sending._settle(post.parts, letter, Unclear(Doubt.TIMED_OUT), ATTEMPTS)
    await post.send(dispatch)
    assert await post.state(dispatch) == ("delivered", None)
    assert post.arrived(number) == []


async def test_a_receipt_for_no_text_of_ours_is_told_apart(post: Post) -> None:
    receipt = DeliveryReceipt("SM" + "3" * 32, DeliveryStatus.DELIVERED, None)
    assert not await sending.record_receipt(post.world.parts_of("hafan_intake"), receipt, None)


async def test_two_jobs_of_one_text_at_once_send_it_once(post: Post) -> None:
    post.world.clock.time = datetime.now(UTC)
    dispatch, number = await post.write()
    results = await asyncio.gather(post.send(dispatch), post.send(dispatch), return_exceptions=True)
    assert [error for error in results if error and not isinstance(error, TryAgainError)] == []
    await post.send(dispatch)
    assert post.arrived(number) == ["haia"]


async def test_a_check_in_whose_opening_came_too_late_for_the_day_is_opened_again(post: Post) -> None:
    dispatch, number = await post.write(purpose=Purpose.CHECK_IN)
    post.world.clock.forward(hours=11)
    await post.send(dispatch)
    assert post.arrived(number) == []
    post.world.clock.forward(hours=11)
    await checkins.open_due(post.parts)
    assert len(await post.world.rows("SELECT 1 FROM check_ins WHERE planned")) == 1
