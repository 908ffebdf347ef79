"""Twilio's web hooks for texts. Nothing is answered with 200 before it is committed."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw, text

from bot.channels.twilio import Form, parse_inbound, parse_receipt
from bot.parts import Parts
from bot.receive import receive
from bot.sending import record_receipt
from bot.web.access import public
from bot.web.webhooks import dispatch_of, only_genuine

# TwiML that says: nothing to answer here, our answer comes by itself.
NO_ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


def register_sms(app: Sanic[Any, Any], parts: Parts, auth_token: str) -> None:
    """Mount `POST /sms/inbound` and `POST /sms/status`."""

    async def inbound(_: Request, form: Form) -> HTTPResponse:
        await receive(parse_inbound(form), parts)
        return raw(NO_ANSWER, content_type="text/xml")

    async def status(request: Request, form: Form) -> HTTPResponse:
        known = await record_receipt(parts, parse_receipt(form), dispatch_of(request))
        return raw(b"", status=204) if known else text("no such text of ours", status=404)

    for name, hook in (("inbound", inbound), ("status", status)):
        guarded = public(csrf=False)(only_genuine(hook, parts.public_address, auth_token))
        app.add_route(guarded, f"/sms/{name}", methods=["POST"], name=f"sms_{name}")
