"""The stand-in as a web application of its own, and serving it inside a running event loop."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from sanic import Sanic

from bot.channels.simulated.api import add_api
from bot.channels.simulated.page import add_page
from bot.channels.simulated.setup import require_demo
from bot.channels.simulated.twilio import SimulatedTwilio
from bot.settings import Mode

# Live events stay open for as long as the page does.
LONGEST_ANSWER_SECONDS = 24 * 60 * 60


def simulated_app(twilio: SimulatedTwilio, *, mode: Mode) -> Sanic[Any, Any]:
    """Twilio's API and the phones' page; OnlyInDemoError outside demo mode."""
    require_demo(mode)
    # Sanic wants every application of a process to have a name of its own.
    app = Sanic(f"simulated-phones-{uuid4().hex[:8]}", configure_logging=False)
    app.config.update(
        ACCESS_LOG=False,  # a look-up carries a number in its URL
        AUTO_EXTEND=False,
        MOTD=False,
        REQUEST_MAX_SIZE=64 * 1024,
        RESPONSE_TIMEOUT=LONGEST_ANSWER_SECONDS,
        TOUCHUP=False,  # it fails for the second application of a process
    )
    app.ctx.twilio = twilio
    add_api(app)
    add_page(app)
    return app


@asynccontextmanager
async def serving(twilio: SimulatedTwilio, *, mode: Mode, port: int = 0) -> AsyncIterator[str]:
    """Serve the stand-in on this machine only, and give its address; port 0 takes any free one."""
    app = simulated_app(twilio, mode=mode)
    with socket.create_server(("127.0.0.1", port)) as listening:
        # Sanic's own server object is untyped.
        server: Any = await app.create_server(sock=listening, asyncio_server_kwargs={"start_serving": False})
        await server.startup()
        await server.before_start()
        await server.start_serving()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            await _stop(app, server)


async def _stop(app: Sanic[Any, Any], server: Any) -> None:
    """Stop without waiting for pages that are still open."""
    server.server.close()
    for connection in tuple(server.connections):
        connection.abort()
    await server.after_stop()
    Sanic.unregister_app(app)
