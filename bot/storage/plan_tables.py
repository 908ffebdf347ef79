"""The tables of check-in plans, of goals in young people's own words, and of sessions."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from bot.storage.columns import key, metadata, time, to

check_in_plans = Table(
    "check_in_plans",
    metadata,
    Column("young_person_id", Uuid, ForeignKey("young_people.id"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("items", ARRAY(Text), nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("every_days", SmallInteger),
    Column("weekdays", ARRAY(SmallInteger), nullable=False),
    Column("after_one_to_one", SmallInteger),
    Column("after_group", SmallInteger),
    Column("reminder", Boolean, nullable=False),
    time("since", required=True),
    to("changed_by", "practitioners"),
)

goals = Table(
    "goals",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    Column("place", SmallInteger, nullable=False),
    Column("words_sealed", LargeBinary, nullable=False),
    time("since", required=True),
    time("until"),
    Index(
        "goals_current_idx",
        "young_person_id",
        "place",
        unique=True,
        postgresql_where=text("until IS NULL"),
    ),
)

sessions = Table(
    "sessions",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    to("created_by", "practitioners", required=True),
    time("created_at", required=True),
)

session_members = Table(
    "session_members",
    metadata,
    Column("session_id", Uuid, ForeignKey("sessions.id"), primary_key=True),
    Column("young_person_id", Uuid, ForeignKey("young_people.id"), primary_key=True),
    time("cancelled_at"),
    to("cancelled_by", "practitioners"),
    Index(None, "young_person_id"),
)
