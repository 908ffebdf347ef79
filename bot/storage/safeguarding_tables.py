"""The tables of changes to rules, corpus and locked disclosures, and of what checking them found."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from bot.storage.columns import key, metadata, time, to

safeguarding_changes = Table(
    "safeguarding_changes",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    # A rule's name, a corpus message's id, or what a locked disclosure is called in addresses.
    Column("target", Text, nullable=False),
    Column("removes", Boolean, nullable=False),
    Column("edition", Integer, nullable=False, server_default="1"),
    Column("content_sealed", LargeBinary, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    to("proposed_by", "practitioners", required=True),
    time("proposed_at", required=True),
    # The lead who answers for the words as they are.
    to("written_by", "practitioners"),
    time("written_at"),
    Column("state", Text, nullable=False, server_default="open"),
    to("decided_by", "practitioners"),
    time("decided_at"),
    Column("answer_sealed", LargeBinary),
    Column("version", Integer),
    UniqueConstraint("version"),
    CheckConstraint("state IN ('open', 'approved', 'refused', 'taken_back')"),
    Index(None, "proposed_at"),
)

safeguarding_checks = Table(
    "safeguarding_checks",
    metadata,
    key(),
    to("change_id", "safeguarding_changes", required=True),
    Column("edition", Integer, nullable=False),
    to("asked_by", "practitioners", required=True),
    time("asked_at", required=True),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("step", Text),
    Column("share", Double, nullable=False, server_default="0"),
    time("seen_at"),
    time("ended_at"),
    Column("version", Integer),
    Column("files", Text),
    Column("objections", JSONB),
    Column("found", JSONB),
    Index(None, "change_id", "asked_at"),
    Index(
        "safeguarding_checks_one_at_a_time",
        "change_id",
        unique=True,
        postgresql_where=sql("state IN ('waiting', 'running')"),
    ),
)

safeguarding_hits = Table(
    "safeguarding_hits",
    metadata,
    Column("check_id", Uuid, ForeignKey("safeguarding_checks.id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", Uuid, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("turn", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("language", Text, nullable=False),
)
