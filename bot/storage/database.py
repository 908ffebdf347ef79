"""Connections and transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine


class Database:
    """One role's way into PostgreSQL."""

    def __init__(self, url: str, *, connections: int = 10) -> None:
        self.engine = create_async_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            pool_pre_ping=True,
            # Parameters hold sealed words and indexes: they stay out of error texts.
            hide_parameters=True,
        )

    @asynccontextmanager
    async def transaction(self, user: UUID | None = None) -> AsyncIterator[AsyncConnection]:
        """One transaction; committed at the end, rolled back on any error.

        `user` is the signed-in practitioner whose caseload row-level security then shows.
        """
        async with self.engine.begin() as connection:
            await connection.execute(
                text("SELECT set_config('app.user_id', :user, true)"), {"user": str(user) if user else ""}
            )
            yield connection

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


async def driver_connection(connection: AsyncConnection) -> Any:
    """The psycopg connection underneath, so that the queue can join the transaction."""
    return (await connection.get_raw_connection()).driver_connection
