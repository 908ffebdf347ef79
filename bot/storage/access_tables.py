"""The tables of signing in, and of who did and saw what."""

from sqlalchemy import (
    BigInteger,
    Column,
    FetchedValue,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.storage.columns import key, metadata, time, to

sign_ins = Table(
    "sign_ins",
    metadata,
    key(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    to("practitioner_id", "practitioners", required=True),
    time("created_at", required=True),
    time("seen_at", required=True),
    time("ended_at"),
    Column("method", Text, nullable=False, server_default=text("'code'")),
    Column("browser", Text, nullable=False, server_default=text("''")),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("subject_index", LargeBinary, nullable=False),
    time("at", required=True),
    Index(None, "subject_index", "at"),
)

audit = Table(
    "audit",
    metadata,
    # The trigger that chains the entries gives both.
    Column("chain", SmallInteger, primary_key=True, server_default=FetchedValue()),
    Column("sequence", BigInteger, primary_key=True, server_default=FetchedValue()),
    time("at", required=True),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index(None, "subject"),
    Index(None, "actor", "at"),
    Index(None, "action", "at"),
    Index(None, "at"),
    # Nobody who appends may read back.
    implicit_returning=False,
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("chain", SmallInteger, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
