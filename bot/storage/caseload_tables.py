"""The tables of the caseload pages, and the indexes that keep those pages fast."""

from sqlalchemy import Column, Date, ForeignKey, Index, LargeBinary, Table, Text, Uuid, text

from bot.storage.columns import key, metadata, time, to
from bot.storage.tables import dispatches, messages, signals, unknown_messages

case_notes = Table(
    "case_notes",
    metadata,
    key(),
    to("young_person_id", "young_people", required=True),
    Column("kind", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    to("written_by", "practitioners", required=True),
    time("written_at", required=True),
    Index(None, "young_person_id", "held_on"),
)

name_tokens = Table(
    "name_tokens",
    metadata,
    Column("young_person_id", Uuid, ForeignKey("young_people.id", ondelete="CASCADE"), primary_key=True),
    Column("token", LargeBinary, primary_key=True),
    Index(None, "token"),
)

recent_looks = Table(
    "recent_looks",
    metadata,
    Column("practitioner_id", Uuid, ForeignKey("practitioners.id"), primary_key=True),
    Column("young_person_id", Uuid, ForeignKey("young_people.id", ondelete="CASCADE"), primary_key=True),
    time("at", required=True),
)

reading_watchers = Table(
    "reading_watchers",
    metadata,
    Column("young_person_id", Uuid, ForeignKey("young_people.id"), primary_key=True),
    Column("practitioner_id", Uuid, ForeignKey("practitioners.id"), primary_key=True),
    time("since", required=True),
)

_m = messages.c
Index(
    "messages_unread_idx",
    _m.young_person_id,
    _m.created_at,
    postgresql_where=text("inbound AND read_at IS NULL"),
)
Index("messages_inbound_idx", _m.young_person_id, _m.created_at, postgresql_where=text("inbound"))
Index("messages_unanswered_idx", _m.created_at, postgresql_where=text("inbound AND handled_at IS NULL"))
Index(None, _m.check_in_id)
Index("unknown_messages_unread_idx", unknown_messages.c.created_at, postgresql_where=text("read_at IS NULL"))
Index(None, signals.c.young_person_id, signals.c.recorded_at)
Index(
    "dispatches_waiting_idx",
    dispatches.c.created_at,
    postgresql_where=text("status IN ('queued', 'sending', 'unclear')"),
)
