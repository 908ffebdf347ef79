"""The tables of messages that trainers may learn from."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from bot.storage.columns import key, metadata, time, to

unsure_messages = Table(
    "unsure_messages",
    metadata,
    Column("message_id", Uuid, ForeignKey("messages.id"), primary_key=True),
    to("young_person_id", "young_people", required=True),
    Column("reason", Text, nullable=False),
    to("practitioner_id", "practitioners"),
    time("noted_at", required=True),
    time("set_aside_at"),
    Index(None, "young_person_id"),
)

released_messages = Table(
    "released_messages",
    metadata,
    key(),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("topics", JSONB, nullable=False),
    Column("audience", Text, nullable=False),
    Column("released_on", Date, nullable=False),
    Column("forget_on", Date, nullable=False),
    Column("settled_on", Date),
)

release_links = Table(
    "release_links",
    metadata,
    Column("released_id", Uuid, ForeignKey("released_messages.id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", Uuid, ForeignKey("messages.id"), nullable=False, unique=True),
    to("young_person_id", "young_people", required=True),
    to("released_by", "practitioners", required=True),
    time("released_at", required=True),
    Index(None, "young_person_id"),
)

review_outcomes = Table(
    "review_outcomes",
    metadata,
    Column("month", Date, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)
