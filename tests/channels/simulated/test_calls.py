"""Phones that ring on the page: answered, declined and talked to with keys, over HTTP as a browser does."""

import asyncio

import httpx
import pytest

from bot.channels.simulated import NoCallError, Phone, Role, serving
from bot.settings import Mode
from tests.channels.simulated.test_page import read_events
from tests.ringing import Ringing

pytestmark = pytest.mark.service


async def test_a_call_shows_on_its_phone_and_its_keys_reach_the_service(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    ringing.twilio.phones.put([Phone("Carys Demo", number, Role.PRACTITIONER, "en")])
    alert = await ringing.alert(member)
    async with (
        serving(ringing.twilio, mode=Mode.DEMO) as address,
        httpx.AsyncClient(base_url=address, timeout=5) as browser,
    ):
        events = read_events(browser)
        await anext(events)
        await ringing.send_all()
        name, news = await anext(events)
        while name != "call":
            name, news = await anext(events)
        assert news["call"]["state"] == "ringing"  # type: ignore[index]
        assert (await browser.post("/phones/0/call", json={"do": "answer"})).status_code == 200
        _, news = await anext(events)
        assert news["call"]["awaits_key"]  # type: ignore[index]
        assert (await browser.post("/phones/0/call", json={"do": "1"})).status_code == 200
        assert (await browser.post("/phones/0/call", json={"do": "1"})).status_code == 409
        assert (await browser.post("/phones/0/call", json={"do": "sing"})).status_code == 400
        assert (await browser.post("/phones/9/call", json={"do": "1"})).status_code == 400
        await events.aclose()  # type: ignore[attr-defined]
    assert await ringing.acknowledged(alert) == member


async def test_a_phone_that_nobody_calls_cannot_be_answered(ringing: Ringing) -> None:
    with pytest.raises(NoCallError):
        await ringing.twilio.calls.answer("+447700900555")
    with pytest.raises(NoCallError):
        await ringing.twilio.calls.next_to("+447700900555", within=0.05)


async def test_a_phone_rings_for_a_while_and_then_nobody_answered(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    await ringing.alert(member)
    form = {"To": number, "From": ringing.twilio.setup.service_number, "Timeout": "0.05"}
    call = ringing.twilio.place_call(form | {"Url": f"{ringing.twilio.setup.public_address}/voice/answer"})
    await ringing.twilio.calls.next_to(number)
    async with asyncio.timeout(5):
        while (
            not ringing.twilio.phones.ringing(number)
            or ringing.twilio.calls.to(number)[0].status == "ringing"
        ):
            await asyncio.sleep(0.02)
    assert ringing.twilio.calls.placed[call.sid].status == "no-answer"
