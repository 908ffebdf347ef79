"""The tables of what was agreed about reaching a young person, and of conversations that a person holds."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.storage.columns import key, metadata, time, to

contact_profiles = Table(
    "contact_profiles",
    metadata,
    Column("young_person_id", Uuid, ForeignKey("young_people.id"), primary_key=True),
    Column("device", Text, nullable=False, server_default=text("'unknown'")),
    Column("windows", JSONB(none_as_null=True)),
    Column("safety_replies", Text, nullable=False, server_default=text("'any_hour'")),
    Column("opening", Text, nullable=False, server_default=text("'plain'")),
    Column("languages", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("details_sealed", LargeBinary),
    Column("safe_word_sealed", LargeBinary),
    Column("safe_word_indexes", ARRAY(LargeBinary)),
    Column("danger_word_sealed", LargeBinary),
    Column("danger_word_indexes", ARRAY(LargeBinary)),
    time("changed_at", required=True),
    to("changed_by", "practitioners"),
)

contact_changes = Table(
    "contact_changes",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    time("at", required=True),
    to("practitioner_id", "practitioners", required=True),
    Column("field", Text, nullable=False),
    Column("before_sealed", LargeBinary),
    Column("after_sealed", LargeBinary),
    Index(None, "young_person_id", "at"),
)

consents = Table(
    "consents",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    time("at", required=True),
    to("practitioner_id", "practitioners", required=True),
    Column("given", Boolean, nullable=False),
    Column("detail_sealed", LargeBinary, nullable=False),
    Index(None, "young_person_id", "at"),
)

takeovers = Table(
    "takeovers",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    to("practitioner_id", "practitioners", required=True),
    Column("shown_name_sealed", LargeBinary, nullable=False),
    time("since", required=True),
    time("active_at", required=True),
    time("late_at"),
    time("until"),
    to("ended_by", "practitioners"),
    Column("ending", Text),
    time("warned_at"),
    Index(None, "young_person_id", "since"),
    Index("takeovers_current_idx", "young_person_id", unique=True, postgresql_where=text("until IS NULL")),
)

drafts = Table(
    "drafts",
    metadata,
    Column("young_person_id", Uuid, ForeignKey("young_people.id"), primary_key=True),
    Column("practitioner_id", Uuid, ForeignKey("practitioners.id"), primary_key=True),
    Column("body_sealed", LargeBinary, nullable=False),
    time("saved_at", required=True),
)
