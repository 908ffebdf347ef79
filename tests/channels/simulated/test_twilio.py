"""The stand-in does to the service what Twilio does."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.channels.contract import DeliveryReceipt, DeliveryStatus, Refused, Sent
from bot.channels.simulated import (
    NoTextError,
    OnlyInDemoError,
    Origin,
    Undeliverable,
    serving,
    simulated_app,
    simulated_twilio,
)
from bot.channels.simulated.opt_out import HELPED, STARTED, STOPPED
from bot.channels.twilio import TwilioSender
from bot.settings import Mode
from tests.channels.conftest import ACCOUNT, OTHER_PHONE, PHONE, SERVICE_NUMBER, Line, setup_for
from tests.channels.receiving import AUTH_TOKEN, PUBLIC_ADDRESS

CALLBACK = f"{PUBLIC_ADDRESS}/sms/status?m=42"
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def sdk(line: Line) -> Any:
    """The SDK as it comes, which blocks."""
    client = Client(ACCOUNT, AUTH_TOKEN)
    client.api.base_url = line.address
    return client


async def send(line: Line, body: str = "Helô") -> Sent | Refused:
    outcome = await line.sender.send(PHONE, body, CALLBACK)
    assert isinstance(outcome, Sent | Refused)
    return outcome


async def test_a_text_from_a_phone_reaches_the_service_signed(line: Line) -> None:
    assert await line.twilio.text_from(PHONE, "dwi'n iawn ŵ") == 204
    (text,) = line.service.inbound
    assert (text.sender, text.recipient, text.body) == (PHONE, SERVICE_NUMBER, "dwi'n iawn ŵ")


async def test_a_service_with_another_token_refuses_the_text(line: Line) -> None:
    line.service.auth_token = "another"
    assert await line.twilio.text_from(PHONE, "helo") == 403
    assert line.service.inbound == []
    assert not line.twilio.texts_from(PHONE)[0].arrived


async def test_an_empty_text_and_a_picture_alone_reach_the_service(line: Line) -> None:
    await line.twilio.text_from(PHONE, "")
    await line.twilio.text_from(PHONE, "", media=2)
    assert [(text.body, text.media_count) for text in line.service.inbound] == [("", 0), ("", 2)]


async def test_a_redelivered_text_keeps_its_id(line: Line) -> None:
    await line.twilio.text_from(PHONE, "helo")
    sid = line.twilio.texts_from(PHONE)[0].sid
    assert await line.twilio.redeliver(sid) == 204
    assert [text.provider_id for text in line.service.inbound] == [sid, sid]
    assert len(line.twilio.texts_from(PHONE)) == 1


async def test_a_text_that_the_service_did_not_take_can_be_brought_again(line: Line) -> None:
    line.service.status = 503
    assert await line.twilio.text_from(PHONE, "helo") == 503
    assert not line.twilio.texts_from(PHONE)[0].arrived
    line.service.status = 204
    await line.twilio.redeliver(line.twilio.texts_from(PHONE)[0].sid)
    assert line.twilio.texts_from(PHONE)[0].arrived


async def test_a_service_that_is_down_gives_no_status() -> None:
    async with simulated_twilio(setup_for("http://127.0.0.1:9"), mode=Mode.DEMO) as twilio:
        assert await twilio.text_from(PHONE, "helo") == 0
        assert not twilio.texts_from(PHONE)[0].arrived


@pytest.mark.parametrize(
    ("content_type", "body", "texts"),
    [
        ("text/plain", "ok", ["ok"]),
        ("text/plain", "", []),
        ("text/xml", "<Response/>", []),
        ("application/xml", "<Response><Message>Helo</Message></Response>", ["Helo"]),
        ("application/json", '{"ok": true}', []),
    ],
)
async def test_what_the_service_answers_in_text_is_texted_to_the_person(
    line: Line, content_type: str, body: str, texts: list[str]
) -> None:
    line.service.status, line.service.content_type, line.service.body = 200, content_type, body
    await line.twilio.text_from(PHONE, "helo")
    assert [text.body for text in line.twilio.texts_to(PHONE)] == texts


async def test_a_delivery_is_reported_step_by_step_and_signed(line: Line) -> None:
    outcome = await send(line)
    assert isinstance(outcome, Sent)
    await line.twilio.settle()
    assert line.service.receipts == [
        DeliveryReceipt(outcome.provider_id, DeliveryStatus.SENT, None),
        DeliveryReceipt(outcome.provider_id, DeliveryStatus.DELIVERED, None),
    ]


async def test_a_text_that_asks_for_no_report_gets_none(line: Line) -> None:
    message = line.twilio.accept({"To": PHONE, "From": SERVICE_NUMBER, "Body": "helo"})
    await line.twilio.settle()
    assert line.twilio.messages[message.sid].status == "delivered"
    assert line.service.receipts == []


async def test_a_phone_that_is_off_is_reported_with_its_code(line: Line) -> None:
    line.twilio.faults.inject(Undeliverable(30003))
    await send(line)
    await line.twilio.settle()
    assert line.service.receipts[-1].status is DeliveryStatus.UNDELIVERED
    assert line.service.receipts[-1].error_code == 30003
    assert line.twilio.texts_to(PHONE) == []


async def test_a_standing_fault_lasts_until_it_is_healed(line: Line) -> None:
    line.twilio.faults.inject(Undeliverable(), times=None)
    await send(line)
    await send(line)
    assert line.twilio.texts_to(PHONE) == []
    line.twilio.faults.heal()
    await send(line)
    assert len(line.twilio.texts_to(PHONE)) == 1


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop ", "end", "CANCEL", "quit", "unsubscribe"])
async def test_stop_alone_ends_our_texts_and_still_reaches_us(line: Line, word: str) -> None:
    await line.twilio.text_from(PHONE, word)
    assert [text.body for text in line.service.inbound] == [word]
    assert [text.body for text in line.twilio.texts_to(PHONE)] == [STOPPED]
    assert await send(line) == Refused(21610, permanent=True)


@pytest.mark.parametrize("words", ["stop it", "please stop", "dwisio stop", "stop.", "STOPIO"])
async def test_stop_within_other_words_changes_nothing(line: Line, words: str) -> None:
    await line.twilio.text_from(PHONE, words)
    assert line.twilio.texts_to(PHONE) == []
    assert isinstance(await send(line), Sent)


async def test_start_brings_our_texts_back(line: Line) -> None:
    await line.twilio.text_from(PHONE, "STOP")
    await line.twilio.text_from(PHONE, "STOP")
    await line.twilio.text_from(PHONE, "START")
    assert [text.body for text in line.twilio.texts_to(PHONE)] == [STOPPED, STARTED]
    assert isinstance(await send(line), Sent)


async def test_an_opt_out_is_one_persons_alone(line: Line) -> None:
    await line.twilio.text_from(PHONE, "STOP")
    assert isinstance(await line.sender.send(OTHER_PHONE, "Helo", CALLBACK), Sent)


async def test_yes_from_somebody_subscribed_is_an_ordinary_answer(line: Line) -> None:
    await line.twilio.text_from(PHONE, "yes")
    assert line.twilio.texts_to(PHONE) == []


@pytest.mark.parametrize("word", ["HELP", "info"])
async def test_help_gets_the_stock_answer_and_reaches_us(line: Line, word: str) -> None:
    await line.twilio.text_from(PHONE, word)
    (text,) = line.twilio.texts_to(PHONE)
    assert (text.body, text.origin) == (HELPED, Origin.TWILIO)
    assert len(line.service.inbound) == 1


async def test_the_opt_out_words_can_be_left_to_us(line: Line) -> None:
    setup = setup_for(line.service.address, emulate_opt_out=False)
    async with simulated_twilio(setup, mode=Mode.DEMO) as twilio:
        await twilio.text_from(PHONE, "STOP")
        assert twilio.texts_to(PHONE) == []
        assert len(line.service.inbound) == 1


async def test_waiting_gives_each_text_once_in_order(line: Line) -> None:
    await send(line, "one")
    first = await line.twilio.next_text(PHONE, within=2)
    later = asyncio.create_task(line.twilio.next_text(PHONE, within=2))
    await asyncio.sleep(0)
    await send(line, "two")
    assert [first.body, (await later).body] == ["one", "two"]


async def test_waiting_ends_with_a_named_error(line: Line) -> None:
    with pytest.raises(NoTextError, match=r"within 0\.05 seconds"):
        await line.twilio.next_text(PHONE, within=0.05)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "+44"}, 21211),
        ({"To": "Mali"}, 21211),
        ({"Body": ""}, 21602),
        ({"Body": "a" * 1601}, 21617),
        ({"From": "+447700900009"}, 21606),
        ({"StatusCallback": "https://elsewhere.example/sms/status"}, 21609),
        ({"StatusCallback": "https://hafan.example.evil.example/"}, 21609),
    ],
)
async def test_a_text_that_twilio_would_refuse_is_refused(
    line: Line, changes: dict[str, str], code: int
) -> None:
    form = {"To": PHONE, "From": SERVICE_NUMBER, "Body": "helo", "StatusCallback": CALLBACK} | changes
    async with httpx.AsyncClient(base_url=line.address, auth=(ACCOUNT, AUTH_TOKEN)) as client:
        answer = await client.post(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert line.twilio.messages == {}


@pytest.mark.parametrize("account", [ACCOUNT, "AC" + "1" * 32])
async def test_only_the_accounts_owner_may_ask(line: Line, account: str) -> None:
    auth = (account, "wrong" if account == ACCOUNT else AUTH_TOKEN)
    async with httpx.AsyncClient(base_url=line.address, auth=auth) as client:
        answer = await client.get(f"/2010-04-01/Accounts/{account}/Messages.json")
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_the_sdk_lists_pages_and_fetches_what_was_accepted(line: Line) -> None:
    for number in range(5):
        await send(line, f"text {number}")
    await line.twilio.settle()
    messages = sdk(line).messages
    listed = await asyncio.to_thread(messages.list, to=PHONE, page_size=2)
    one = await asyncio.to_thread(sdk(line).messages(listed[0].sid).fetch)
    assert [message.body for message in listed] == [f"text {number}" for number in (4, 3, 2, 1, 0)]
    assert (one.body, one.status, one.direction) == ("text 4", "delivered", "outbound-api")


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"date_sent_after": NOW - HOUR}, 1),
        ({"date_sent_after": NOW + HOUR}, 0),
        ({"date_sent_before": NOW + HOUR}, 1),
        ({"date_sent_before": NOW - HOUR}, 0),
        ({"date_sent_after": NOW - HOUR, "to": OTHER_PHONE}, 0),
        ({"from_": SERVICE_NUMBER}, 1),
        ({"from_": OTHER_PHONE}, 0),
    ],
)
async def test_the_sdk_narrows_a_list_by_number_and_time(
    line: Line, wanted: dict[str, object], count: int
) -> None:
    await send(line)
    await line.twilio.settle()
    assert len(await asyncio.to_thread(sdk(line).messages.list, **wanted)) == count


async def test_a_text_that_has_not_left_is_under_no_date(line: Line) -> None:
    slow = replace(setup_for(line.service.address), receipt_delay=60)
    async with simulated_twilio(slow, mode=Mode.DEMO) as twilio, serving(twilio, mode=Mode.DEMO) as address:
        async with TwilioSender(ACCOUNT, AUTH_TOKEN, SERVICE_NUMBER, base_url=address) as sender:
            await sender.send(PHONE, "helo", CALLBACK)
        client = sdk(replace(line, address=address))
        assert await asyncio.to_thread(client.messages.list, date_sent_after=NOW - HOUR) == []
        assert len(await asyncio.to_thread(client.messages.list)) == 1


async def test_an_unknown_text_is_not_found(line: Line) -> None:
    with pytest.raises(TwilioRestException) as raised:
        await asyncio.to_thread(sdk(line).messages("SM" + "0" * 32).fetch)
    assert (raised.value.status, raised.value.code) == (404, 20404)


async def test_there_are_no_simulated_phones_outside_the_demo(line: Line) -> None:
    setup = setup_for(line.service.address)
    with pytest.raises(OnlyInDemoError, match="HAFAN_MODE"):
        simulated_twilio(setup, mode=Mode.PRODUCTION)
    with pytest.raises(OnlyInDemoError):
        simulated_app(line.twilio, mode=Mode.PRODUCTION)
    with pytest.raises(OnlyInDemoError):
        async with serving(line.twilio, mode=Mode.PRODUCTION):
            pass
