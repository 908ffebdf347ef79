"""An alert reaches a practitioner by every means, and each of them can be answered, over the whole of it."""

import asyncio
from uuid import UUID

import pytest

from bot.channels.simulated import NoCallError
from bot.demo import STAFF
from tests.flows.conftest import ELEN, JAY, OSIAN, WITHIN, Running, token_of

pytestmark = [pytest.mark.service, pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

SIAN, TOM, DILYS, LEE, MAIR = STAFF[:5]
DANGER = "he has got a knife he is outside now help"


async def emergency(running: Running, number: str) -> tuple[UUID, str]:
    """(id, code) of the emergency that a text of this young person raises."""
    before = {row.id for row in await running.rows("SELECT id FROM alerts")}
    await running.rows("UPDATE alerts SET acknowledged_at = now(), next_step_at = NULL RETURNING 1")
    assert await running.twilio.text_from(number, DANGER) == 200
    [row] = [
        row
        for row in await running.rows("SELECT id, reference, severity FROM alerts")
        if row.id not in before
    ]
    assert row.severity == "emergency"
    return row.id, row.reference


async def acknowledged(running: Running, alert: UUID) -> bool:
    [row] = await running.rows("SELECT acknowledged_at FROM alerts WHERE id = :a", a=alert)
    return row.acknowledged_at is not None


async def silence(running: Running, *numbers: str) -> None:
    """Put down whatever rings."""
    for number in numbers:
        try:
            await running.twilio.calls.hang_up(number)
        except NoCallError:
            continue


async def ring(running: Running, number: str, placed: int) -> None:
    """Wait until a phone rings once more than it had."""
    async with asyncio.timeout(WITHIN):
        while len(running.twilio.calls.to(number)) <= placed:
            await asyncio.sleep(0.05)


async def test_an_emergency_rings_the_practitioner_who_takes_it_with_a_key(running: Running) -> None:
    placed = len(running.twilio.calls.to(TOM.phone))
    alert, code = await emergency(running, JAY.phone)
    await ring(running, TOM.phone, placed)
    await running.until_answered()
    assert any(code in text.body for text in running.twilio.texts_to(TOM.phone))
    heard = await running.twilio.calls.answer(TOM.phone)
    assert ", ".join(code) in heard[0]
    await running.twilio.calls.press(TOM.phone, "1")
    assert await acknowledged(running, alert)


async def test_the_code_texted_back_takes_it_and_nobody_else_is_rung(running: Running) -> None:
    alert, code = await emergency(running, OSIAN.phone)
    assert await running.twilio.text_from(SIAN.phone, f"iawn {code.lower()}") == 200
    assert await acknowledged(running, alert)
    await running.until_answered()
    assert f"chi piau rhybudd {code}" in running.twilio.texts_to(SIAN.phone)[-1].body
    await silence(running, SIAN.phone)
    rung = len(running.twilio.calls.to(DILYS.phone))
    await asyncio.sleep(2)
    assert len(running.twilio.calls.to(DILYS.phone)) == rung


async def test_the_page_takes_it_and_the_call_then_says_so(running: Running) -> None:
    placed = len(running.twilio.calls.to(SIAN.phone))
    alert, code = await emergency(running, ELEN.phone)
    await ring(running, SIAN.phone, placed)
    await running.twilio.calls.answer(SIAN.phone)
    async with running.signed_in("tom") as browser:
        page = await browser.get(f"/alerts/{code}")
        await browser.post(f"/alerts/{code}/acknowledge", data=token_of(page))
    [heard] = await running.twilio.calls.press(SIAN.phone, "1")
    assert "eisoes" in heard
    assert await acknowledged(running, alert)


async def test_what_nobody_answers_climbs_to_the_leads_by_every_means(running: Running) -> None:
    post = running.whole.mail
    assert post
    letters = len(post.to(LEE.email))
    alert, code = await emergency(running, JAY.phone)
    for _ in range(12):
        await running.rows(
            "UPDATE alerts SET next_step_at = now(), raised_at = raised_at - interval '4 minutes'"
            " WHERE id = :a AND acknowledged_at IS NULL RETURNING 1",
            a=alert,
        )
        await asyncio.sleep(11)
        if len(post.to(LEE.email)) > letters:
            break
    [*_, mail] = post.to(LEE.email)
    assert code in str(mail["Subject"])
    plain = mail.get_body(("plain",))
    assert plain
    assert "knife" not in plain.get_content()
    assert "Fictional" not in plain.get_content()
    await running.until_answered()
    assert any(code in text.body for text in running.twilio.texts_to(LEE.phone))
    assert running.twilio.calls.to(LEE.phone)
    await running.twilio.text_from(LEE.phone, code)
    assert await acknowledged(running, alert)
    await silence(running, TOM.phone, SIAN.phone, DILYS.phone, LEE.phone, MAIR.phone)


async def test_twilio_down_for_a_while_loses_no_call_and_rings_nobody_twice(running: Running) -> None:
    running.twilio.down = True
    alert, _ = await emergency(running, OSIAN.phone)
    await asyncio.sleep(1)
    running.twilio.down = False
    rows = "SELECT status, provider_id FROM dispatches WHERE alert_id = :a AND channel = 'voice'"
    ids = "SELECT id FROM dispatches WHERE alert_id = :a AND channel = 'voice'"
    async with asyncio.timeout(WITHIN):
        while any(
            row.status in ("queued", "sending", "unclear") for row in await running.rows(rows, a=alert)
        ):
            await asyncio.sleep(0.2)
    calls = [row.provider_id for row in await running.rows(rows, a=alert)]
    assert len(calls) == len(set(calls))
    wanted = [f"dispatch={row.id}&" for row in await running.rows(ids, a=alert)]
    placed = [call for call in running.twilio.calls.placed.values() if any(one in call.url for one in wanted)]
    assert sorted(call.sid for call in placed) == sorted(one for one in calls if one)
    await running.rows("UPDATE alerts SET acknowledged_at = now(), next_step_at = NULL RETURNING 1")
    await silence(running, TOM.phone, SIAN.phone, DILYS.phone, LEE.phone, MAIR.phone)


async def test_no_log_holds_a_number_an_address_or_a_token_of_a_call(running: Running) -> None:
    logs = list((running.whole.settings.data_folder / "logs").glob("*.log"))
    assert logs
    for log in logs:
        written = log.read_text()
        for secret in ("@hafan.example", "7700900", "token=", "knife"):
            assert secret not in written, f"{log.name} holds what it must not"
