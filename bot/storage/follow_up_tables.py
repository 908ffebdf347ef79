"""The tables of what is done after an acknowledgement."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
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

from bot.storage.columns import key, metadata, time, to

alert_actions = Table(
    "alert_actions",
    metadata,
    key(),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    to("alert_id", "alerts", required=True),
    to("young_person_id", "young_people"),
    to("practitioner_id", "practitioners", required=True),
    time("recorded_at", required=True),
    time("happened_at", required=True),
    Column("kind", Text, nullable=False),
    Column("reached", Boolean),
    Column("agency", Text),
    Column("means", Text),
    Column("whom_sealed", LargeBinary),
    Column("note_sealed", LargeBinary),
    to("corrects_id", "alert_actions"),
    Column("withdraws", Boolean, nullable=False, server_default=text("false")),
    to("report_id", "reports"),
    Column("report_version", Integer),
    Index(None, "alert_id"),
)

clocks = Table(
    "clocks",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    to("alert_id", "alerts", required=True),
    to("young_person_id", "young_people"),
    to("holder_id", "practitioners", required=True),
    Column("agency", Text, nullable=False),
    time("started_at", required=True),
    time("ends_at", required=True),
    Column("step", Integer, nullable=False, server_default=text("0")),
    time("next_step_at"),
    to("started_by", "alert_actions", required=True),
    to("stopped_by", "alert_actions"),
    time("stopped_at"),
    UniqueConstraint("started_by"),
    Index(None, "alert_id"),
    Index(None, "young_person_id"),
    Index("clocks_running_idx", "next_step_at", postgresql_where=text("stopped_at IS NULL")),
)

reports = Table(
    "reports",
    metadata,
    key(),
    to("alert_id", "alerts", required=True),
    to("young_person_id", "young_people"),
    Column("agency", Text, nullable=False),
    Column("language", Text, nullable=False),
    time("created_at", required=True),
    to("created_by", "practitioners", required=True),
    Index(None, "alert_id"),
)

report_drafts = Table(
    "report_drafts",
    metadata,
    Column("report_id", Uuid, ForeignKey("reports.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    time("saved_at", required=True),
    to("saved_by", "practitioners", required=True),
    Column("body_sealed", LargeBinary, nullable=False),
)

agency_entries = Table(
    "agency_entries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("agency", Text, nullable=False),
    Column("contact", Text, nullable=False),
    time("at", required=True),
    to("practitioner_id", "practitioners", required=True),
    Column("phone", Text),
    Column("email", Text),
    Column("tested_on", Date),
    Index(None, "agency", "contact", "id"),
)

false_alarms = Table(
    "false_alarms",
    metadata,
    Column("month", Date, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("severity", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("score_tenths", SmallInteger, primary_key=True, autoincrement=False),
    Column("reason", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)
