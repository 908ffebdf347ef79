"""The table of what staff text back."""

from sqlalchemy import Column, Index, LargeBinary, Table, Text, UniqueConstraint

from bot.storage.columns import key, metadata, time, to

staff_messages = Table(
    "staff_messages",
    metadata,
    key(),
    Column("channel", Text, nullable=False),
    Column("provider_id", Text, nullable=False),
    to("practitioner_id", "practitioners", required=True),
    Column("body_sealed", LargeBinary, nullable=False),
    time("created_at", required=True),
    UniqueConstraint("channel", "provider_id"),
    Index(None, "practitioner_id", "created_at"),
)
