"""Twilio's web hooks for calls to staff. Each names its dispatch, with a token that only we can make."""

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw, text

from bot import calls
from bot.calls import Speech, Turn, UnknownCallError
from bot.channels.twilio import Form, parse_call_report, parse_key, twiml
from bot.parts import Parts
from bot.web.access import public
from bot.web.webhooks import Hook, dispatch_of, only_genuine


def register_voice(app: Sanic[Any, Any], parts: Parts, auth_token: str) -> None:
    """Mount `POST /voice/answer`, `/voice/key` and `/voice/status`."""

    async def answer(request: Request, form: Form) -> HTTPResponse:
        call = parse_key(form).call
        return _spoken(await calls.answered(parts, _dispatch(request), _token(request), call))

    async def key(request: Request, form: Form) -> HTTPResponse:
        press = parse_key(form)
        return _spoken(await calls.pressed(parts, _dispatch(request), _turn(request), press.call, press.key))

    async def status(request: Request, form: Form) -> HTTPResponse:
        await calls.reported(parts, _dispatch(request), _token(request), parse_call_report(form))
        return raw(b"", status=204)

    for name, hook in (("answer", answer), ("key", key), ("status", status)):
        guarded = public(csrf=False)(only_genuine(_known(hook), parts.public_address, auth_token))
        app.add_route(guarded, f"/voice/{name}", methods=["POST"], name=f"voice_{name}")


def _known(hook: Hook) -> Hook:
    async def guarded(request: Request, form: Form) -> HTTPResponse:
        try:
            return await hook(request, form)
        except UnknownCallError:
            return text("no such call of ours", status=404)

    return guarded


def _spoken(speech: Speech) -> HTTPResponse:
    return raw(twiml(speech.language, speech.words, speech.then), content_type="text/xml")


def _dispatch(request: Request) -> UUID:
    dispatch = dispatch_of(request)
    if dispatch is None:
        raise UnknownCallError
    return dispatch


def _token(request: Request) -> str:
    return request.args.get("token") or ""


def _turn(request: Request) -> Turn:
    numbers = [request.args.get(name) or "" for name in ("raise", "turn")]
    if not all(number.isascii() and number.isdigit() and len(number) < 4 for number in numbers):
        raise UnknownCallError
    return Turn(int(numbers[0]), int(numbers[1]), _token(request))
