"""`hafan verify-audit`: whether anybody changed the audit trail."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import audit_trail
from bot.storage.database import Database
from bot.storage.migrate import driver_url
from bot.terminal import CommandError, clear_errors, progress, say, settings
from bot.whole import database_of

EarlierEnds = Annotated[
    Path | None,
    typer.Option(help="Ends of the chains as they were exported earlier.", exists=True, dir_okay=False),
]


def verify_audit(heads: EarlierEnds = None) -> None:
    """Verify the audit trail, and print where its chains end; 1 when an entry was changed, moved or removed.

    Example: hafan verify-audit --heads hafan-audit-heads-2026-11-01.json > heads-today.json
    """
    with clear_errors():
        broken, ends = asyncio.run(_verify(_read(heads)))
        for chain, sequence in broken:
            say.print(f"BROKEN  chain {chain + 1}, entry {sequence}")
        if not broken:
            say.print(f"Every entry is as it was written. Entries: {sum(end.sequence for end in ends)}")
        print(
            json.dumps({"chains": [{"chain": e.chain, "sequence": e.sequence, "hash": e.hash} for e in ends]})
        )
    raise typer.Exit(1 if broken else 0)


def _read(heads: Path | None) -> list[audit_trail.Head]:
    if heads is None:
        return []
    try:
        chains: list[Any] = json.loads(heads.read_text(encoding="utf-8"))["chains"]
        return [audit_trail.Head(one["chain"], one["sequence"], one["hash"]) for one in chains]
    except (ValueError, KeyError, TypeError):
        raise CommandError(f"{heads} holds no ends of chains: export them from the audit page") from None


async def _verify(
    earlier: list[audit_trail.Head],
) -> tuple[list[tuple[int, int]], list[audit_trail.Head]]:
    async with database_of(settings()) as ready:
        assert ready.database_url
        database = Database(driver_url(ready.database_url.get_secret_value()), connections=1)
        try:
            async with database.transaction() as connection:
                return await _broken(connection, earlier), await audit_trail.heads(connection)
        finally:
            await database.close()


async def _broken(connection: AsyncConnection, earlier: list[audit_trail.Head]) -> list[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    ends = await audit_trail.heads(connection)
    with progress() as bar:
        for end in bar.track(ends, description="Verifying"):
            found |= {(end.chain, entry) for entry in await audit_trail.broken_in(connection, end.chain)}
    for head in earlier:
        if not await audit_trail.still_holds(connection, head):
            found.add((head.chain, head.sequence))
    return sorted(found)
