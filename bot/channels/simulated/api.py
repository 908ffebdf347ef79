"""Twilio's HTTP API for messages and calls, as far as the service uses it."""

import asyncio
import hmac
from base64 import b64encode
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer

from bot.channels.simulated.calls import Call
from bot.channels.simulated.faults import Crash, Fault, Hang, Refuse, Slow
from bot.channels.simulated.setup import Setup
from bot.channels.simulated.twilio import API_VERSION, Message, RefusalError, SimulatedTwilio

# Longer than any client of ours waits.
HANGING_SECONDS = 120.0
LARGEST_PAGE = 1000

type Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]
type Accept = Callable[[dict[str, str], Fault | None], dict[str, object]]


def add_api(app: Sanic[Any, Any]) -> None:
    """Serve the paths of Twilio that the SDK calls."""
    account = f"/{API_VERSION}/Accounts/<account>"
    app.add_route(create_message, f"{account}/Messages.json", methods=["POST"])
    app.add_route(list_messages, f"{account}/Messages.json", methods=["GET"])
    app.add_route(show_message, f"{account}/Messages/<sid:ext=json>", methods=["GET"])
    app.add_route(create_call, f"{account}/Calls.json", methods=["POST"])
    app.add_route(change_call, f"{account}/Calls/<sid:ext=json>", methods=["POST"])
    app.add_route(list_calls, f"{account}/Calls.json", methods=["GET"])


def authorised(request: Request) -> bool:
    """Whether a request carries the account's own credentials."""
    setup: Setup = request.app.ctx.twilio.setup
    expected = b64encode(f"{setup.account_sid}:{setup.auth_token}".encode()).decode()
    return hmac.compare_digest(
        request.headers.get("authorization", "").encode(), f"Basic {expected}".encode()
    )


def _for_the_account(handler: Handler) -> Handler:
    """Let a handler answer only the account's owner, and only while Twilio is up."""

    @wraps(handler)
    async def guarded(request: Request, account: str, **parts: str) -> HTTPResponse:
        twilio: SimulatedTwilio = request.app.ctx.twilio
        if twilio.down:
            return _error(503, 20503)
        if not authorised(request) or account != twilio.setup.account_sid:
            return _error(401, 20003)
        return await handler(request, twilio, **parts)

    return guarded


@_for_the_account
async def create_message(request: Request, twilio: SimulatedTwilio) -> HTTPResponse:
    """Accept a text, or do what the next fault says."""
    return await _create(
        request, twilio, lambda form, fault: _described(twilio.accept(form, fault), twilio.setup)
    )


@_for_the_account
async def create_call(request: Request, twilio: SimulatedTwilio) -> HTTPResponse:
    """Accept a call, or do what the next fault says."""
    return await _create(
        request, twilio, lambda form, fault: _described_call(twilio.place_call(form, fault), twilio.setup)
    )


@_for_the_account
async def change_call(request: Request, twilio: SimulatedTwilio, sid: str, ext: str) -> HTTPResponse:
    """Cancel a call that still rings: the only change that the service asks for."""
    if dict(parse_qsl(request.body.decode())) != {"Status": "canceled"}:
        return _error(400, 20001)
    call = await twilio.calls.cancel(sid)
    return answer(_described_call(call, twilio.setup)) if call else _error(404, 20404)


async def _create(request: Request, twilio: SimulatedTwilio, accept: Accept) -> HTTPResponse:
    form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    fault = twilio.faults.take()
    early = await _before_accepting(fault)
    if early is not None:
        return early
    try:
        accepted = accept(form, fault)
    except RefusalError as refusal:
        return _error(refusal.status, refusal.code)
    late = await _after_accepting(fault)
    return late or answer(accepted, status=201)


@_for_the_account
async def list_messages(request: Request, twilio: SimulatedTwilio) -> HTTPResponse:
    """Accepted texts, newest first, by recipient, sender and the time they left."""
    wanted = _wanted(request)
    matching = [message for message in reversed(twilio.messages.values()) if _matches(message, wanted)]
    return _page(request, "messages", [_described(message, twilio.setup) for message in matching])


@_for_the_account
async def list_calls(request: Request, twilio: SimulatedTwilio) -> HTTPResponse:
    """Accepted calls, newest first, by recipient and sender."""
    wanted = _wanted(request)
    matching = [
        call
        for call in reversed(twilio.calls.placed.values())
        if wanted.get("To", call.to) == call.to and wanted.get("From", call.sender) == call.sender
    ]
    return _page(request, "calls", [_described_call(call, twilio.setup) for call in matching])


def _wanted(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.query_string, keep_blank_values=True))


def _page(request: Request, name: str, matching: list[dict[str, object]]) -> HTTPResponse:
    wanted = _wanted(request)
    page, size = int(wanted.get("Page", "0")), min(int(wanted.get("PageSize", "50")), LARGEST_PAGE)
    more = urlencode(wanted | {"Page": str(page + 1), "PageSize": str(size)})
    return answer(
        {
            name: matching[page * size : (page + 1) * size],
            "page": page,
            "page_size": size,
            "next_page_uri": f"{request.path}?{more}" if len(matching) > (page + 1) * size else None,
            "uri": request.path,
        }
    )


@_for_the_account
async def show_message(request: Request, twilio: SimulatedTwilio, sid: str, ext: str) -> HTTPResponse:
    """One accepted text."""
    message = twilio.messages.get(sid)
    return answer(_described(message, twilio.setup)) if message else _error(404, 20404)


async def _before_accepting(fault: Fault | None) -> HTTPResponse | None:
    match fault:
        case Refuse():
            return _error(fault.status, fault.code)
        case Hang(after_accepting=False) | Crash(after_accepting=False):
            return await _break(fault)
        case Slow():
            await asyncio.sleep(fault.seconds)
    return None


async def _after_accepting(fault: Fault | None) -> HTTPResponse | None:
    return await _break(fault) if isinstance(fault, Hang | Crash) else None


async def _break(fault: Hang | Crash) -> HTTPResponse:
    if isinstance(fault, Hang):
        await asyncio.sleep(HANGING_SECONDS)
    return _error(fault.status if isinstance(fault, Crash) else 504, 20500)


def _error(status: int, code: int) -> HTTPResponse:
    details = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": f"Simulated error {code}", "more_info": details, "status": status}
    return answer(body, status=status)


def _described(message: Message, setup: Setup) -> dict[str, object]:
    return {
        "account_sid": setup.account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": format_datetime(message.created),
        "date_sent": format_datetime(message.sent) if message.sent else None,
        "date_updated": format_datetime(message.sent or message.created),
        "direction": "outbound-api",
        "error_code": message.error_code,
        "error_message": None,
        "from": message.sender,
        "num_media": "0",
        "sid": message.sid,
        "status": message.status,
        "to": message.to,
        "uri": f"/{API_VERSION}/Accounts/{setup.account_sid}/Messages/{message.sid}.json",
    }


def _described_call(call: Call, setup: Setup) -> dict[str, object]:
    return {
        "account_sid": setup.account_sid,
        "api_version": API_VERSION,
        "date_created": format_datetime(call.created),
        "direction": "outbound-api",
        "from": call.sender,
        "sid": call.sid,
        "status": call.status,
        "to": call.to,
        "uri": f"/{API_VERSION}/Accounts/{setup.account_sid}/Calls/{call.sid}.json",
    }


def _matches(message: Message, wanted: dict[str, str]) -> bool:
    if wanted.get("To", message.to) != message.to or wanted.get("From", message.sender) != message.sender:
        return False
    after, before, day = (wanted.get(name) for name in ("DateSent>", "DateSent<", "DateSent"))
    if not (after or before or day):
        return True
    if message.sent is None:
        return False
    return (
        (not after or message.sent >= _moment(after))
        and (not before or message.sent <= _moment(before))
        and (not day or _moment(day) <= message.sent < _moment(day) + timedelta(days=1))
    )


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
