"""Twilio's web hooks. Nothing is answered with 200 before it is committed."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw, text

from bot.channels.twilio import Form, WebhookError, parse_inbound, parse_receipt, read_form, verify
from bot.parts import Parts
from bot.receive import receive
from bot.sending import record_receipt
from bot.web.access import public

log = structlog.get_logger()

# TwiML that says: nothing to answer here, our answer comes by itself.
NO_ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'

Answer = Coroutine[Any, Any, HTTPResponse]
Hook = Callable[[Request, Form], Answer]


def register_sms(app: Sanic[Any, Any], parts: Parts, auth_token: str) -> None:
    """Mount `POST /sms/inbound` and `POST /sms/status`.

    A wrong signature gets 403 and a form that cannot be read 400, both without a trace in the database. Any
    failure of our own is a 5xx, upon which Twilio turns to its fallback URL.
    """

    async def inbound(_: Request, form: Form) -> HTTPResponse:
        await receive(parse_inbound(form), parts)
        return raw(NO_ANSWER, content_type="text/xml")

    async def status(request: Request, form: Form) -> HTTPResponse:
        known = await record_receipt(parts, parse_receipt(form), _dispatch(request))
        return raw(b"", status=204) if known else text("no such text of ours", status=404)

    for name, hook in (("inbound", inbound), ("status", status)):
        guarded = public(csrf=False)(_only_genuine(hook, parts.public_address, auth_token))
        app.add_route(guarded, f"/sms/{name}", methods=["POST"], name=f"sms_{name}")


def _only_genuine(hook: Hook, public_address: str, auth_token: str) -> Callable[[Request], Answer]:
    """Let a hook see only forms that Twilio signed over our public URL."""

    async def guarded(request: Request) -> HTTPResponse:
        query = f"?{request.query_string}" if request.query_string else ""
        url = f"{public_address}{request.path}{query}"
        try:
            form = read_form(request.body)
            if not verify(form, request.headers.get("X-Twilio-Signature"), url=url, auth_token=auth_token):
                return _refused(request)
            return await hook(request, form)
        except WebhookError as wrong:
            return _malformed(wrong)

    return guarded


def _dispatch(request: Request) -> UUID | None:
    try:
        return UUID(request.args.get("dispatch", ""))
    except ValueError:
        return None


def _refused(request: Request) -> HTTPResponse:
    log.warning("signature_refused", hook=request.path)
    return text("The signature does not match this service's public URL and auth token.", status=403)


def _malformed(wrong: WebhookError) -> HTTPResponse:
    log.warning("webhook_malformed", where=wrong.where, problem=wrong.problem)
    return text(f"{wrong}. The message was not accepted.", status=400)
