"""What only this machine may reach, on a loopback port of its own: metrics."""

from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw


def register_internal(app: Sanic[Any, Any]) -> None:
    """Mount `GET /metrics`."""

    @app.get("/metrics", name="metrics")
    async def metrics(_: Request) -> HTTPResponse:
        return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)
