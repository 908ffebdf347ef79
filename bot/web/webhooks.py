"""Letting a web hook see only what Twilio itself sent."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import structlog
from sanic import HTTPResponse, Request
from sanic.response import text

from bot.channels.twilio import Form, WebhookError, read_form, verify

log = structlog.get_logger()

Answer = Coroutine[Any, Any, HTTPResponse]
Hook = Callable[[Request, Form], Answer]


def only_genuine(hook: Hook, public_address: str, auth_token: str) -> Callable[[Request], Answer]:
    """Let a hook see only forms that Twilio signed over our public URL.

    A wrong signature gets 403 and a form that cannot be read 400, both without a trace in the database. Any
    failure of our own is a 5xx, upon which Twilio turns to its fallback URL.
    """

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


def dispatch_of(request: Request) -> UUID | None:
    """The dispatch that a web hook's own URL names."""
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
