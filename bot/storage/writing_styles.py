"""How a young person writes: running figures, sealed with their key, and never a word of theirs."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.style import Spread, Style, Trait
from bot.storage.encryption import SealBrokenError, seal, unseal
from bot.storage.identity_tables import writing_styles


async def of(connection: AsyncConnection, key: bytes, person: UUID) -> tuple[Style, datetime | None]:
    """How they write as far as is known, and when it was last doubted; `key` is theirs."""
    c = writing_styles.c
    query = select(c.figures_sealed, c.doubted_at).where(c.young_person_id == person)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return Style(), None
    try:
        return _opened(unseal(key, row.figures_sealed, _place(person))), row.doubted_at
    except (SealBrokenError, ValueError, KeyError, TypeError):
        # A message is accepted whatever became of these figures, which begin anew.
        return Style(), row.doubted_at


async def keep(
    connection: AsyncConnection, key: bytes, person: UUID, style: Style, doubted_at: datetime | None
) -> None:
    """Keep the figures, in place of those from before."""
    figures = {trait: [one.count, one.mean, one.squares] for trait, one in style.traits.items()}
    sealed = seal(key, json.dumps({"texts": style.texts, "traits": figures}), _place(person))
    row = {"young_person_id": person, "figures_sealed": sealed, "doubted_at": doubted_at}
    query = insert(writing_styles).values(row)
    await connection.execute(query.on_conflict_do_update(index_elements=["young_person_id"], set_=row))


def _place(person: UUID) -> str:
    return f"writing_styles.figures:{person}"


def _opened(figures: str) -> Style:
    """Figures of a trait that is no longer looked at are let go."""
    kept = json.loads(figures)
    known = {name: Spread(*values) for name, values in kept["traits"].items() if name in set(Trait)}
    return Style(kept["texts"], {Trait(name): spread for name, spread in known.items()})
