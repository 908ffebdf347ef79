"""Which account at an organisation's identity provider belongs to which of ours."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.account_tables import identities
from bot.storage.encryption import Vault
from bot.storage.tables import practitioners


async def link(
    connection: AsyncConnection, vault: Vault, member: UUID, issuer: str, subject: str, now: datetime
) -> None:
    """Let this subject sign in as this member; raises IntegrityError when it is somebody's already."""
    await connection.execute(delete(identities).where(identities.c.practitioner_id == member))
    await connection.execute(
        insert(identities).values(
            id=uuid4(),
            practitioner_id=member,
            issuer=issuer,
            subject_index=vault.blind_index("identity-subject", subject),
            linked_at=now,
        )
    )


async def whose(connection: AsyncConnection, vault: Vault, issuer: str, subject: str) -> UUID | None:
    """The active account that a subject is linked with."""
    c = identities.c
    query = (
        select(c.practitioner_id)
        .join(practitioners, practitioners.c.id == c.practitioner_id)
        .where(
            c.issuer == issuer,
            c.subject_index == vault.blind_index("identity-subject", subject),
            practitioners.c.active,
        )
    )
    return (await connection.scalars(query)).one_or_none()


async def is_linked(connection: AsyncConnection, member: UUID) -> bool:
    """Whether somebody has linked an account elsewhere."""
    query = select(func.count()).select_from(identities).where(identities.c.practitioner_id == member)
    return bool((await connection.execute(query)).scalar_one())


async def unlink(connection: AsyncConnection, member: UUID) -> bool:
    """Forget the link; False when there was none."""
    query = delete(identities).where(identities.c.practitioner_id == member)
    return bool((await connection.execute(query)).rowcount)
