"""Whether this process lives, and whether it can do its work: for load balancers, and for `hafan run`."""

from typing import Any

import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.database import Database
from bot.web.access import public

log = structlog.get_logger()


def register_health(app: Sanic[Any, Any], intake: Database) -> None:
    """Mount `GET /healthz` and `GET /readyz`; neither tells more than yes or no."""

    @app.get("/healthz", name="healthz")
    @public
    async def healthz(_: Request) -> HTTPResponse:
        return json({"alive": True})

    @app.get("/readyz", name="readyz")
    @public
    async def readyz(_: Request) -> HTTPResponse:
        try:
            async with intake.transaction() as connection:
                await connection.execute(text("SELECT 1 FROM check_ins LIMIT 1"))
        except SQLAlchemyError as failure:
            log.error("not_ready", kind=type(failure).__name__)
            return json({"ready": False}, status=503)
        return json({"ready": True})
