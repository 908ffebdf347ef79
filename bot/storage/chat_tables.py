"""The tables of web chat: ways in, PINs and visits."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, SmallInteger, Table, Text, Uuid, text

from bot.storage.columns import key, metadata, time, to

chat_invitations = Table(
    "chat_invitations",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    to("created_by", "practitioners", required=True),
    time("created_at", required=True),
    time("expires_at", required=True),
    time("used_at"),
    time("revoked_at"),
    Index(None, "young_person_id"),
)

chat_pins = Table(
    "chat_pins",
    metadata,
    Column("young_person_id", Uuid, ForeignKey("young_people.id"), primary_key=True),
    Column("pin_hash", Text, nullable=False),
    time("set_at", required=True),
    time("shown_since"),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    time("locked_at"),
)

chat_sessions = Table(
    "chat_sessions",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("language", Text, nullable=False),
    time("created_at", required=True),
    time("open_until", required=True),
    time("ends_at", required=True),
    time("ended_at"),
    Index(None, "young_person_id"),
)
