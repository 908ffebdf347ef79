"""A service on loopback that keeps the web hooks it gets, read and verified as ours are."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.contract import DeliveryReceipt, InboundText
from bot.channels.twilio import Form, parse_inbound, parse_receipt, read_form, verify

AUTH_TOKEN = "an-invented-token"
# What the service is called outside; it really listens on loopback, as behind a proxy.
PUBLIC_ADDRESS = "https://hafan.example"


@dataclass
class Receiving:
    """What came in, and what is answered to it."""

    address: str = ""
    inbound: list[InboundText] = field(default_factory=list)
    receipts: list[DeliveryReceipt] = field(default_factory=list)
    status: int = 204
    body: str = ""
    content_type: str = "text/plain"
    auth_token: str = AUTH_TOKEN

    async def take_text(self, request: Request) -> HTTPResponse:
        form = self._genuine(request)
        if form is None:
            return HTTPResponse(status=403)
        self.inbound.append(parse_inbound(form))
        return HTTPResponse(self.body, status=self.status, content_type=self.content_type)

    async def take_receipt(self, request: Request) -> HTTPResponse:
        form = self._genuine(request)
        if form is None:
            return HTTPResponse(status=403)
        self.receipts.append(parse_receipt(form))
        return HTTPResponse(status=204)

    def _genuine(self, request: Request) -> Form | None:
        form = read_form(request.body)
        question = f"?{request.query_string}" if request.query_string else ""
        url = f"{PUBLIC_ADDRESS}{request.path}{question}"
        signature = request.headers.get("X-Twilio-Signature")
        return form if verify(form, signature, url=url, auth_token=self.auth_token) else None


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiving]:
    """Listen on a free port of loopback for as long as the context lasts."""
    service = Receiving()
    app = Sanic(f"receiving-{uuid4().hex[:8]}", configure_logging=False)
    app.config.update(ACCESS_LOG=False, AUTO_EXTEND=False, MOTD=False, TOUCHUP=False)
    app.add_route(service.take_text, "/sms/inbound", methods=["POST"], name="inbound")
    app.add_route(service.take_receipt, "/sms/status", methods=["POST"], name="status")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        service.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server: Any = await app.create_server(sock=listening)
        await server.startup()
        await server.before_start()
        try:
            yield service
        finally:
            server.server.close()
            for connection in tuple(server.connections):
                connection.abort()
            Sanic.unregister_app(app)
