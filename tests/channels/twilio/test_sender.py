"""Texts of ours through Twilio's own SDK, against the stand-in over HTTP."""

import asyncio
import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.contract import Doubt, FindError, Outcome, Refused, Sender, Sent, Unclear
from bot.channels.simulated import TOO_MANY_REQUESTS, Crash, Fault, Hang, Refuse, Slow
from bot.channels.twilio import TwilioSender
from bot.channels.twilio.rest import outcome_of
from tests.channels.conftest import ACCOUNT, OTHER_PHONE, PHONE, SERVICE_NUMBER, Line
from tests.channels.receiving import AUTH_TOKEN, PUBLIC_ADDRESS

CALLBACK = f"{PUBLIC_ADDRESS}/sms/status?m=42"
WORDS = "Sut wyt ti heddiw, o 0 i 10? ŵ"


async def send(line: Line, body: str = WORDS) -> Outcome:
    return await line.sender.send(PHONE, body, CALLBACK)


async def found(line: Line, since: datetime, *besides: str) -> str | None:
    return await line.sender.find(PHONE, WORDS, since, besides=besides)


def just_before() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=1)


def test_the_sender_keeps_the_contract() -> None:
    sender: Sender = TwilioSender(ACCOUNT, AUTH_TOKEN, SERVICE_NUMBER)
    assert isinstance(sender, TwilioSender)


def test_the_first_text_does_not_wait_for_the_sdk_to_load() -> None:
    loaded = "import sys, bot.channels.twilio; print('twilio.rest.api.v2010.account.message' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True)
    assert done.stdout == "True\n"


async def test_an_accepted_text_arrives_whole_under_its_id(line: Line) -> None:
    outcome = await send(line)
    (text,) = line.twilio.texts_to(PHONE)
    assert outcome == Sent(text.sid)
    assert text.body == WORDS


async def test_twilio_is_told_how_long_it_may_hold_a_text_back(line: Line) -> None:
    await line.sender.send(PHONE, WORDS, CALLBACK, valid_for=timedelta(minutes=20))
    await line.sender.send(PHONE, WORDS, CALLBACK, valid_for=timedelta(days=3))
    await line.sender.send(PHONE, WORDS, CALLBACK)
    assert [message.validity_period for message in line.twilio.messages.values()] == [1200, 36000, None]


async def test_twilio_is_told_to_leave_every_letter_as_it_is() -> None:
    posted = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        posted.extend(await reader.readuntil(b"SmartEncoded=false"))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, TwilioSender(ACCOUNT, AUTH_TOKEN, SERVICE_NUMBER, base_url=address) as sender:
        await sender.send(PHONE, WORDS, CALLBACK)
    assert posted.endswith(b"SmartEncoded=false")


async def test_a_messaging_service_can_stand_in_for_our_number(line: Line) -> None:
    async with TwilioSender(ACCOUNT, AUTH_TOKEN, "MG" + "0" * 32, base_url=line.address) as sender:
        assert isinstance(await sender.send(PHONE, WORDS, CALLBACK), Sent)


@pytest.mark.parametrize("code", [21211, 21408, 21610, 21614])
async def test_a_refusal_that_speaks_of_the_person_is_permanent(line: Line, code: int) -> None:
    line.twilio.faults.inject(Refuse(code))
    assert await send(line) == Refused(code, permanent=True)


@pytest.mark.parametrize(
    "fault", [TOO_MANY_REQUESTS, Refuse(20003, 401), Refuse(21606), Refuse(21611), Refuse(30001)]
)
async def test_a_refusal_that_may_pass_is_not_permanent(line: Line, fault: Refuse) -> None:
    line.twilio.faults.inject(fault)
    assert await send(line) == Refused(fault.code, permanent=False)
    assert isinstance(await send(line), Sent)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_after_a_server_error_nobody_knows(line: Line, status: int) -> None:
    line.twilio.faults.inject(Crash(after_accepting=False, status=status))
    assert await send(line) == Unclear(Doubt.SERVER_ERROR)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (408, None, Unclear(Doubt.SERVER_ERROR)),
        (400, None, Refused(400, permanent=False)),
        (302, None, Refused(302, permanent=False)),
        (503, 21610, Unclear(Doubt.SERVER_ERROR)),
    ],
)
def test_an_answer_without_a_code_goes_by_its_status(status: int, code: int | None, outcome: Outcome) -> None:
    assert outcome_of(status, code) == outcome


async def test_a_slow_answer_in_time_is_an_answer(line: Line) -> None:
    line.twilio.faults.inject(Slow(0.1))
    assert isinstance(await send(line), Sent)


async def test_a_text_that_timed_out_before_it_was_taken_is_not_found(impatient: Line) -> None:
    since = just_before()
    impatient.twilio.faults.inject(Hang(after_accepting=False))
    assert await send(impatient) == Unclear(Doubt.TIMED_OUT)
    assert await found(impatient, since) is None


@pytest.mark.parametrize("fault", [Hang(after_accepting=True), Crash(after_accepting=True)])
async def test_a_text_that_was_taken_without_an_answer_is_found(impatient: Line, fault: Fault) -> None:
    since = just_before()
    impatient.twilio.faults.inject(fault)
    assert isinstance(await send(impatient), Unclear)
    (text,) = impatient.twilio.texts_to(PHONE)
    assert await found(impatient, since) == text.sid


async def test_a_text_is_found_although_twilio_stamps_whole_seconds(line: Line) -> None:
    since = datetime.now(UTC)
    outcome = await send(line)
    assert isinstance(outcome, Sent)
    assert await found(line, since) == outcome.provider_id


async def test_only_the_same_text_to_the_same_number_since_then_is_found(line: Line) -> None:
    first = await send(line)
    assert isinstance(first, Sent)
    assert await found(line, just_before()) == first.provider_id
    assert await found(line, just_before(), first.provider_id) is None
    assert await line.sender.find(OTHER_PHONE, WORDS, just_before()) is None
    assert await line.sender.find(PHONE, "other words", just_before()) is None
    assert await found(line, datetime.now(UTC) + timedelta(seconds=5)) is None


async def test_the_second_of_two_equal_texts_is_told_from_the_first(impatient: Line) -> None:
    since = just_before()
    first = await send(impatient)
    assert isinstance(first, Sent)
    impatient.twilio.faults.inject(Hang(after_accepting=True))
    await send(impatient)
    second = impatient.twilio.texts_to(PHONE)[-1].sid
    assert await found(impatient, since, first.provider_id) == second


async def test_a_lookup_that_fails_says_so_rather_than_nothing_found(line: Line) -> None:
    line.twilio.down = True
    with pytest.raises(FindError, match="ask again"):
        await found(line, just_before())


async def test_a_twilio_that_is_not_there_leaves_it_unclear() -> None:
    async with TwilioSender(ACCOUNT, AUTH_TOKEN, SERVICE_NUMBER, base_url="http://127.0.0.1:9") as sender:
        assert await sender.send(PHONE, WORDS, CALLBACK) == Unclear(Doubt.CONNECTION_LOST)
        with pytest.raises(FindError):
            await sender.find(PHONE, WORDS, just_before())


async def test_wrong_credentials_are_a_refusal_that_can_be_mended(line: Line) -> None:
    async with TwilioSender(ACCOUNT, "wrong", SERVICE_NUMBER, base_url=line.address) as sender:
        assert await sender.send(PHONE, WORDS, CALLBACK) == Refused(20003, permanent=False)


@pytest.mark.parametrize("answer", [b"not json", b"{}", b""], ids=["no JSON", "no id", "nothing"])
async def test_an_answer_that_cannot_be_read_leaves_it_unclear(answer: bytes) -> None:
    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%b" % (len(answer), answer))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(reply, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, TwilioSender(ACCOUNT, AUTH_TOKEN, SERVICE_NUMBER, base_url=address) as sender:
        assert await sender.send(PHONE, WORDS, CALLBACK) == Unclear(Doubt.UNREADABLE_ANSWER)


async def test_a_connection_that_breaks_leaves_it_unclear() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, TwilioSender(ACCOUNT, AUTH_TOKEN, SERVICE_NUMBER, base_url=address) as sender:
        assert await sender.send(PHONE, WORDS, CALLBACK) == Unclear(Doubt.CONNECTION_LOST)


async def test_the_log_holds_no_word_and_no_number_at_any_level(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await send(line)
    line.twilio.faults.inject(Refuse(21211))
    await send(line)
    await found(line, just_before())
    await line.twilio.text_from(PHONE, WORDS)
    assert WORDS not in caplog.text
    assert "7700900" not in caplog.text
