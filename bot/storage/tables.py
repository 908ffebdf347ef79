"""The tables, as the queries see them. Migrations make them; a test keeps the two equal.

Columns ending in `_sealed` hold AES-256-GCM ciphertext; `_index` columns hold keyed blind indexes.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    FetchedValue,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)


def _key() -> Column[UUID]:
    return Column("id", Uuid, primary_key=True)


def _time(name: str, *, required: bool = False) -> Column[datetime]:
    return Column(name, DateTime(timezone=True), nullable=not required)


def _to(name: str, target: str, *, required: bool = False) -> Column[UUID]:
    return Column(name, Uuid, ForeignKey(f"{target}.id"), nullable=not required)


practitioners = Table(
    "practitioners",
    metadata,
    _key(),
    Column("username_index", LargeBinary, nullable=False, unique=True),
    Column("username_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("totp_sealed", LargeBinary, nullable=False),
    Column("totp_last_step", BigInteger, nullable=False, server_default=text("0")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    _time("created_at", required=True),
)

young_people = Table(
    "young_people",
    metadata,
    _key(),
    Column("data_key", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False, unique=True),
    Column("language", Text, nullable=False),
    Column("last_language", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    _time("opted_out_at"),
    _time("paused_at"),
    Column("pause_reason", Text),
    Column("check_in_every_days", Integer, nullable=False, server_default=text("3")),
    _time("next_check_in_at"),
    _time("created_at", required=True),
)

assignments = Table(
    "assignments",
    metadata,
    _key(),
    _to("young_person_id", "young_people", required=True),
    _to("practitioner_id", "practitioners", required=True),
    Column("capacity", Text, nullable=False),
    _time("since", required=True),
    _time("until"),
    Index(None, "young_person_id"),
    Index(None, "practitioner_id"),
)

check_ins = Table(
    "check_ins",
    metadata,
    _key(),
    _to("young_person_id", "young_people", required=True),
    Column("conversation_id", Text, nullable=False, unique=True),
    Column("planned", Boolean, nullable=False),
    Column("language", Text, nullable=False),
    _time("opened_at", required=True),
    _time("paused_at"),
    _time("completed_at"),
    _time("closed_at"),
    Index(None, "young_person_id", "opened_at"),
)

messages = Table(
    "messages",
    metadata,
    _key(),
    Column("sequence", BigInteger, Identity(always=True), nullable=False, unique=True),
    _to("young_person_id", "young_people", required=True),
    _to("check_in_id", "check_ins"),
    Column("inbound", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    Column("purpose", Text),
    Column("channel", Text, nullable=False),
    Column("provider_id", Text),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("media_count", SmallInteger, nullable=False, server_default=text("0")),
    Column("language", Text, nullable=False),
    Column("answers_id", Uuid, ForeignKey("messages.id")),
    _time("created_at", required=True),
    _time("handled_at"),
    _time("read_at"),
    _to("read_by", "practitioners"),
    UniqueConstraint("channel", "provider_id"),
    Index(None, "young_person_id", "created_at"),
)

signals = Table(
    "signals",
    metadata,
    _key(),
    _to("young_person_id", "young_people", required=True),
    _to("check_in_id", "check_ins", required=True),
    Column("kind", Text, nullable=False),
    Column("value", SmallInteger),
    _time("recorded_at", required=True),
    UniqueConstraint("check_in_id", "kind"),
)

unknown_messages = Table(
    "unknown_messages",
    metadata,
    _key(),
    Column("channel", Text, nullable=False),
    Column("provider_id", Text, nullable=False),
    Column("number_index", LargeBinary, nullable=False),
    Column("number_sealed", LargeBinary, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("media_count", SmallInteger, nullable=False, server_default=text("0")),
    Column("language", Text, nullable=False),
    _time("created_at", required=True),
    UniqueConstraint("channel", "provider_id"),
    Index(None, "number_index"),
)

alerts = Table(
    "alerts",
    metadata,
    _key(),
    Column("reference", Text, nullable=False, unique=True),
    _to("young_person_id", "young_people"),
    _to("unknown_message_id", "unknown_messages"),
    Column("severity", Text, nullable=False),
    Column("raise_number", SmallInteger, nullable=False, server_default=text("1")),
    Column("step", Integer, nullable=False, server_default=text("0")),
    _time("opened_at", required=True),
    _time("raised_at", required=True),
    _time("next_step_at"),
    _time("acknowledged_at"),
    _to("acknowledged_by", "practitioners"),
    _time("closed_at"),
    _to("closed_by", "practitioners"),
    Column("outcome", Text),
    Column("outcome_note_sealed", LargeBinary),
    Index(None, "young_person_id"),
    Index("alerts_waiting_idx", "next_step_at", postgresql_where=text("next_step_at IS NOT NULL")),
)

concerns = Table(
    "concerns",
    metadata,
    _key(),
    _to("alert_id", "alerts"),
    _to("young_person_id", "young_people"),
    _to("message_id", "messages"),
    _to("unknown_message_id", "unknown_messages"),
    Column("category", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("rule", Text),
    Column("score", Float, nullable=False),
    Column("span_start", Integer),
    Column("span_end", Integer),
    _time("found_at", required=True),
    Index(None, "alert_id"),
    Index(None, "message_id"),
)

alert_events = Table(
    "alert_events",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _to("alert_id", "alerts", required=True),
    _time("at", required=True),
    Column("kind", Text, nullable=False),
    _to("practitioner_id", "practitioners"),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Index(None, "alert_id"),
)

alert_watchers = Table(
    "alert_watchers",
    metadata,
    Column("alert_id", Uuid, ForeignKey("alerts.id"), primary_key=True),
    Column("practitioner_id", Uuid, ForeignKey("practitioners.id"), primary_key=True),
    _time("since", required=True),
)

tasks = Table(
    "tasks",
    metadata,
    _key(),
    _to("young_person_id", "young_people", required=True),
    Column("kind", Text, nullable=False),
    _time("created_at", required=True),
    _time("done_at"),
    _to("done_by", "practitioners"),
    Index(None, "young_person_id"),
)

dispatches = Table(
    "dispatches",
    metadata,
    _key(),
    Column("key", Text, nullable=False, unique=True),
    Column("purpose", Text, nullable=False),
    Column("channel", Text, nullable=False),
    _to("young_person_id", "young_people"),
    _to("practitioner_id", "practitioners"),
    _to("unknown_message_id", "unknown_messages"),
    _to("message_id", "messages"),
    _to("alert_id", "alerts"),
    Column("body_sealed", LargeBinary),
    Column("status", Text, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("provider_id", Text, unique=True),
    Column("error_code", Integer),
    Column("withheld_reason", Text),
    _time("created_at", required=True),
    _time("attempted_at"),
    _time("claimed_at"),
    _time("sent_at"),
    _time("settled_at"),
    _time("handled_at"),
    _to("handled_by", "practitioners"),
    Index(None, "message_id"),
    Index(None, "alert_id"),
    Index(
        "dispatches_failed_idx",
        "settled_at",
        postgresql_where=text("status IN ('dead', 'undelivered', 'failed')"),
    ),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    _key(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _to("practitioner_id", "practitioners", required=True),
    _time("created_at", required=True),
    _time("seen_at", required=True),
    _time("ended_at"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("subject_index", LargeBinary, nullable=False),
    _time("at", required=True),
    Index(None, "subject_index", "at"),
)

audit = Table(
    "audit",
    metadata,
    # The trigger that chains the entries gives both.
    Column("chain", SmallInteger, primary_key=True, server_default=FetchedValue()),
    Column("sequence", BigInteger, primary_key=True, server_default=FetchedValue()),
    _time("at", required=True),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index(None, "subject"),
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

trackers = Table(
    "trackers",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    _time("updated_at", required=True),
    schema="assistant",
)
