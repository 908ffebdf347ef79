"""Twilio's web hooks. Nothing is answered with 200 before it is committed."""

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


def register_sms(app: Sanic[Any, Any], parts: Parts, auth_token: str) -> None:
    """Mount `POST /sms/inbound` and `POST /sms/status`.

    A wrong signature gets 403 and a form that cannot be read 400, both without a trace in the database. Any
    failure of our own is a 5xx, upon which Twilio turns to its fallback URL.
    """

    def genuine(request: Request, form: Form) -> bool:
        query = f"?{request.query_string}" if request.query_string else ""
        url = f"{parts.public_address}{request.path}{query}"
        return verify(form, request.headers.get("X-Twilio-Signature"), url=url, auth_token=auth_token)

    @app.post("/sms/inbound", name="sms_inbound")
    @public(csrf=False)
    async def inbound(request: Request) -> HTTPResponse:
        try:
            form = read_form(request.body)
            if not genuine(request, form):
                return _refused("sms_inbound")
            message = parse_inbound(form)
        except WebhookError as wrong:
            return _malformed(wrong)
        await receive(message, parts)
        return raw(NO_ANSWER, content_type="text/xml")

    @app.post("/sms/status", name="sms_status")
    @public(csrf=False)
    async def status(request: Request) -> HTTPResponse:
        try:
            form = read_form(request.body)
            if not genuine(request, form):
                return _refused("sms_status")
            receipt = parse_receipt(form)
        except WebhookError as wrong:
            return _malformed(wrong)
        known = await record_receipt(parts, receipt, _dispatch(request))
        return raw(b"", status=204) if known else text("no such text of ours", status=404)


def _dispatch(request: Request) -> UUID | None:
    try:
        return UUID(request.args.get("dispatch", ""))
    except ValueError:
        return None


def _refused(hook: str) -> HTTPResponse:
    log.warning("signature_refused", hook=hook)
    return text("The signature does not match this service's public URL and auth token.", status=403)


def _malformed(wrong: WebhookError) -> HTTPResponse:
    log.warning("webhook_malformed", where=wrong.where, problem=wrong.problem)
    return text(f"{wrong}. The message was not accepted.", status=400)
