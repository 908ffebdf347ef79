"""What comes after sending: receipts, notifications that fail, and texts whose job was lost."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot import sending
from bot.channels.contract import DeliveryReceipt, DeliveryStatus, Doubt, Unclear
from bot.channels.simulated import Hang, Refuse
from bot.domain.staff import Role
from bot.receive import receive
from bot.sending import TryAgainError
from tests.fixtures import PUBLIC
from tests.posting import ATTEMPTS, Post
from tests.test_receive import text_from

pytestmark = pytest.mark.service


async def test_a_text_is_sent_once_however_often_its_job_runs(post: Post) -> None:
    dispatch, number = await post.write()
    await post.send(dispatch)
    await post.send(dispatch)
    assert post.arrived(number) == ["haia"]
    assert await post.state(dispatch) == ("sent", None)


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


async def test_a_text_that_arrived_after_we_gave_it_up_is_not_shown_as_lost(post: Post) -> None:
    dispatch, _ = await post.write()
    post.twilio.faults.inject(Hang(after_accepting=True), times=None)
    await sending.send(post.parts, post.carriers, dispatch, 1)
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
    await sending._take(post.parts, post.carriers, row.id)
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
    await sending._take(post.parts, post.carriers, dispatch)
    post.world.clock.forward(minutes=1)
    receipt = DeliveryReceipt("SM" + "2" * 32, DeliveryStatus.DELIVERED, None)
    assert await sending.record_receipt(post.world.parts_of("hafan_intake"), receipt, dispatch)
    await post.send(dispatch)
    assert (await post.state(dispatch))[0] == "delivered"


async def test_a_receipt_that_overtakes_a_time_out_settles_the_text(post: Post) -> None:
    dispatch, number = await post.write()
    letter = await sending._take(post.parts, post.carriers, dispatch)
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


async def test_an_opt_out_that_the_network_reports_afterwards_becomes_ours_too(post: Post) -> None:
    dispatch, _ = await post.write()
    await post.send(dispatch)
    [row] = await post.world.rows("SELECT provider_id FROM dispatches")
    receipt = DeliveryReceipt(row.provider_id, DeliveryStatus.UNDELIVERED, 21610)
    assert await sending.record_receipt(post.world.parts_of("hafan_intake"), receipt, dispatch)
    assert await post.state(dispatch) == ("withheld", 21610)
    assert [one.kind for one in await post.world.rows("SELECT kind FROM tasks")] == ["network_opted_out"]
    [person] = await post.world.rows("SELECT opted_out_at FROM young_people")
    assert person.opted_out_at == post.world.clock()
