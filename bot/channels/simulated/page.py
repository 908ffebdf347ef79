"""The page that plays the phones: its files, its live events, and what its text boxes send."""

import asyncio
import json
from dataclasses import asdict
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse
from sanic.response import html as page_answer
from sanic.response import json as answer

from bot.channels.simulated.api import authorised
from bot.channels.simulated.calls import NoCallError
from bot.channels.simulated.phones import Change, Origin, Phone, Ring, Role, Text
from bot.channels.simulated.twilio import LONGEST_BODY, SimulatedTwilio
from bot.channels.simulated.wording import WORDING

FILES = Path(__file__).parent / "files"
# Proxies and browsers give up a connection on which nothing comes for long.
HEARTBEAT_SECONDS = 15.0
CALL_ACTS = frozenset({"answer", "hang_up", *"0123456789"})
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def add_page(app: Sanic[Any, Any]) -> None:
    """Serve the page and what it needs."""
    app.add_route(show_page, "/", methods=["GET"])
    app.add_route(show_events, "/events", methods=["GET"])
    app.add_route(send_text, "/phones/<place:int>/texts", methods=["POST"])
    app.add_route(act_in_call, "/phones/<place:int>/call", methods=["POST"])
    app.add_route(put_phones, "/phones", methods=["PUT"])
    for name in ("phones.css", "phones.js", "icon.svg"):
        app.static(f"/{name}", FILES / name, name=name.replace(".", "_"))
    app.register_middleware(_harden, "response")


async def show_page(request: Request) -> HTTPResponse:
    """The page in the language asked for by ?lang=, English otherwise."""
    language = "cy" if request.args.get("lang") == "cy" else "en"
    words = {name: escape(text) for name, text in WORDING[language].items()}
    template = Template((FILES / "page.html").read_text(encoding="utf-8"))
    spoken = json.dumps(WORDING[language], ensure_ascii=False)
    other = "en" if language == "cy" else "cy"
    return page_answer(
        template.substitute(
            words, language=language, other=other, words=escape(spoken), longest=str(LONGEST_BODY)
        )
    )


async def show_events(request: Request) -> None:
    """Server-sent events: first everything, then each text or call that is new or changed."""
    twilio: SimulatedTwilio = request.app.ctx.twilio
    response = await request.respond(content_type="text/event-stream; charset=utf-8")
    with twilio.phones.watching() as changes:
        await response.send(_event("everything", _everything(twilio)))
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    change = await changes.get()
            except TimeoutError:
                await response.send(": quiet\n\n")
                continue
            await response.send(_news(twilio, change))


async def send_text(request: Request, place: int) -> HTTPResponse:
    """Text the service from the phone at this place of the page; the number stays out of the URL."""
    twilio: SimulatedTwilio = request.app.ctx.twilio
    phones = list(twilio.phones)
    body = request.json.get("body") if _is_json(request) and isinstance(request.json, dict) else None
    if not isinstance(body, str) or len(body) > LONGEST_BODY or place >= len(phones):
        return answer({"error": "This needs JSON with a body, and a phone that exists."}, status=400)
    return answer({"status": await twilio.text_from(phones[place].number, body)})


async def act_in_call(request: Request, place: int) -> HTTPResponse:
    """Answer the call to the phone at this place, hang up, or press a key; `do` says which."""
    twilio: SimulatedTwilio = request.app.ctx.twilio
    phones = list(twilio.phones)
    act = request.json.get("do") if _is_json(request) and isinstance(request.json, dict) else None
    if not isinstance(act, str) or act not in CALL_ACTS or place >= len(phones):
        return answer({"error": "This needs JSON with what to do, and a phone that exists."}, status=400)
    calls, number = twilio.calls, phones[place].number
    try:
        if act == "answer":
            await calls.answer(number)
        elif act == "hang_up":
            await calls.hang_up(number)
        else:
            await calls.press(number, act)
    except NoCallError:
        return answer({"error": "Nobody is calling, or no key is waited for."}, status=409)
    return answer({"done": act})


async def put_phones(request: Request) -> HTTPResponse:
    """Show other phones: a JSON list of name, number, role and language, for the account's owner only."""
    twilio: SimulatedTwilio = request.app.ctx.twilio
    if not authorised(request):
        return answer({"error": "This needs the account's credentials."}, status=401)
    try:
        phones = [
            Phone(item["name"], item["number"], Role(item["role"]), item["language"], item.get("email"))
            for item in request.json
        ]
    except (KeyError, TypeError, ValueError):
        return answer({"error": "Each phone needs name, number, role and language."}, status=400)
    twilio.phones.put(phones)
    return answer({"phones": len(phones)})


def _is_json(request: Request) -> bool:
    """A page of another origin cannot send this type without being asked for permission first."""
    return request.headers.get("content-type", "").partition(";")[0] == "application/json"


def _everything(twilio: SimulatedTwilio) -> list[dict[str, object]]:
    return [
        asdict(phone)
        | {
            "opted_out": phone.number in twilio.opt_outs,
            "texts": [_described(text) for text in twilio.phones.thread(phone.number)],
            "call": _described_call(twilio.phones.ringing(phone.number)),
        }
        for phone in twilio.phones
    ]


def _news(twilio: SimulatedTwilio, change: Change) -> str:
    """One text or call for one phone; everything again when the phones changed or one opted out or in."""
    if change is None or (isinstance(change, Text) and change.origin is Origin.TWILIO):
        return _event("everything", _everything(twilio))
    places = [place for place, phone in enumerate(twilio.phones) if phone.number == change.number]
    if isinstance(change, Ring):
        return _event("call", {"places": places, "call": _described_call(change)})
    return _event("text", {"places": places, "text": _described(change)})


def _described(text: Text) -> dict[str, object]:
    return {
        "sid": text.sid,
        "body": text.body,
        "origin": text.origin,
        "at": text.at.isoformat(),
        "media": text.media,
        "arrived": text.arrived,
    }


def _described_call(ring: Ring | None) -> dict[str, object] | None:
    if ring is None:
        return None
    return {"state": ring.state, "words": ring.words, "awaits_key": ring.awaits_key}


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def _harden(request: Any, response: BaseHTTPResponse) -> None:
    response.headers.update(SECURITY_HEADERS)
