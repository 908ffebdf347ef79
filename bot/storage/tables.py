"""The tables, as the queries see them. Migrations make them; a test keeps the two equal.

Columns ending in `_sealed` hold AES-256-GCM ciphertext; `_index` columns hold keyed blind indexes.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.storage.columns import key, metadata, time, to

practitioners = Table(
    "practitioners",
    metadata,
    key(),
    Column("username_index", LargeBinary, nullable=False, unique=True),
    Column("username_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("password_hash", Text),
    Column("totp_sealed", LargeBinary),
    Column("totp_last_step", BigInteger, nullable=False, server_default=text("0")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    time("created_at", required=True),
    time("deactivated_at"),
)

young_people = Table(
    "young_people",
    metadata,
    key(),
    Column("data_key", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False, unique=True),
    Column("language", Text, nullable=False),
    Column("last_language", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    time("opted_out_at"),
    time("paused_at"),
    Column("pause_reason", Text),
    Column("check_in_every_days", Integer, nullable=False, server_default=text("3")),
    time("next_check_in_at"),
    time("created_at", required=True),
)

assignments = Table(
    "assignments",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    to("practitioner_id", "practitioners", required=True),
    Column("capacity", Text, nullable=False),
    time("since", required=True),
    time("until"),
    to("assigned_by", "practitioners"),
    to("ended_by", "practitioners"),
    Index(None, "young_person_id"),
    Index(None, "practitioner_id"),
)

check_ins = Table(
    "check_ins",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    Column("conversation_id", Text, nullable=False, unique=True),
    Column("planned", Boolean, nullable=False),
    Column("language", Text, nullable=False),
    time("opened_at", required=True),
    time("paused_at"),
    time("completed_at"),
    time("closed_at"),
    Index(None, "young_person_id", "opened_at"),
)

messages = Table(
    "messages",
    metadata,
    key(),
    Column("sequence", BigInteger, Identity(always=True), nullable=False, unique=True),
    to("young_person_id", "young_people", required=True),
    to("check_in_id", "check_ins"),
    Column("inbound", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    Column("purpose", Text),
    Column("channel", Text, nullable=False),
    Column("provider_id", Text),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("media_count", SmallInteger, nullable=False, server_default=text("0")),
    Column("language", Text, nullable=False),
    Column("answers_id", Uuid, ForeignKey("messages.id")),
    time("created_at", required=True),
    time("handled_at"),
    time("read_at"),
    to("read_by", "practitioners"),
    UniqueConstraint("channel", "provider_id"),
    Index(None, "young_person_id", "created_at"),
)

signals = Table(
    "signals",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    to("check_in_id", "check_ins", required=True),
    Column("kind", Text, nullable=False),
    Column("value", SmallInteger),
    time("recorded_at", required=True),
    UniqueConstraint("check_in_id", "kind"),
)

unknown_messages = Table(
    "unknown_messages",
    metadata,
    key(),
    Column("channel", Text, nullable=False),
    Column("provider_id", Text, nullable=False),
    Column("number_index", LargeBinary, nullable=False),
    Column("number_sealed", LargeBinary, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("media_count", SmallInteger, nullable=False, server_default=text("0")),
    Column("language", Text, nullable=False),
    time("created_at", required=True),
    time("read_at"),
    to("read_by", "practitioners"),
    UniqueConstraint("channel", "provider_id"),
    Index(None, "number_index"),
)

alerts = Table(
    "alerts",
    metadata,
    key(),
    Column("reference", Text, nullable=False, unique=True),
    to("young_person_id", "young_people"),
    to("unknown_message_id", "unknown_messages"),
    Column("severity", Text, nullable=False),
    Column("raise_number", SmallInteger, nullable=False, server_default=text("1")),
    Column("step", Integer, nullable=False, server_default=text("0")),
    time("opened_at", required=True),
    time("raised_at", required=True),
    time("next_step_at"),
    time("acknowledged_at"),
    to("acknowledged_by", "practitioners"),
    time("closed_at"),
    to("closed_by", "practitioners"),
    Column("outcome", Text),
    Column("outcome_reason", Text),
    Column("outcome_note_sealed", LargeBinary),
    Index(None, "young_person_id"),
    Index("alerts_waiting_idx", "next_step_at", postgresql_where=text("next_step_at IS NOT NULL")),
)

concerns = Table(
    "concerns",
    metadata,
    key(),
    to("alert_id", "alerts"),
    to("young_person_id", "young_people"),
    to("message_id", "messages"),
    to("unknown_message_id", "unknown_messages"),
    Column("category", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("rule", Text),
    Column("score", Float, nullable=False),
    Column("span_start", Integer),
    Column("span_end", Integer),
    time("found_at", required=True),
    Index(None, "alert_id"),
    Index(None, "message_id"),
)

alert_events = Table(
    "alert_events",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    to("alert_id", "alerts", required=True),
    time("at", required=True),
    Column("kind", Text, nullable=False),
    to("practitioner_id", "practitioners"),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Index(None, "alert_id"),
)

alert_watchers = Table(
    "alert_watchers",
    metadata,
    Column("alert_id", Uuid, ForeignKey("alerts.id"), primary_key=True),
    Column("practitioner_id", Uuid, ForeignKey("practitioners.id"), primary_key=True),
    time("since", required=True),
)

tasks = Table(
    "tasks",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    Column("kind", Text, nullable=False),
    time("created_at", required=True),
    time("done_at"),
    to("done_by", "practitioners"),
    Index(None, "young_person_id"),
)

dispatches = Table(
    "dispatches",
    metadata,
    key(),
    Column("key", Text, nullable=False, unique=True),
    Column("purpose", Text, nullable=False),
    Column("channel", Text, nullable=False),
    to("young_person_id", "young_people"),
    to("practitioner_id", "practitioners"),
    to("unknown_message_id", "unknown_messages"),
    to("message_id", "messages"),
    to("alert_id", "alerts"),
    to("clock_id", "clocks"),
    Column("body_sealed", LargeBinary),
    Column("status", Text, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("provider_id", Text, unique=True),
    Column("error_code", Integer),
    Column("withheld_reason", Text),
    time("created_at", required=True),
    time("attempted_at"),
    time("claimed_at"),
    time("sent_at"),
    time("settled_at"),
    time("handled_at"),
    to("handled_by", "practitioners"),
    Index(None, "message_id"),
    Index(None, "alert_id"),
    Index(
        "dispatches_failed_idx",
        "settled_at",
        postgresql_where=text("status IN ('dead', 'undelivered', 'failed')"),
    ),
)

trackers = Table(
    "trackers",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    time("updated_at", required=True),
    schema="assistant",
)
