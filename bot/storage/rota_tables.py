"""The tables of the rota and of drills."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, SmallInteger, Table, Text, Time, Uuid

from bot.storage.columns import key, metadata, time, to


def _of_practitioner() -> Column[object]:
    return Column("practitioner_id", Uuid, ForeignKey("practitioners.id"), primary_key=True)


# One row a member at most; whoever has none belongs to the default team.
team_members = Table(
    "team_members",
    metadata,
    _of_practitioner(),
    Column("team", Text, nullable=False),
)

# Whoever has no row at all works their team's hours.
working_hours = Table(
    "working_hours",
    metadata,
    _of_practitioner(),
    Column("weekday", SmallInteger, primary_key=True),
    Column("since", Time, nullable=False),
    Column("until", Time, nullable=False),
    CheckConstraint("weekday BETWEEN 0 AND 6"),
    CheckConstraint("since < until"),
)

leave = Table(
    "leave",
    metadata,
    key(),
    to("practitioner_id", "practitioners", required=True),
    time("since", required=True),
    time("until", required=True),
    to("entered_by", "practitioners", required=True),
    time("entered_at", required=True),
    time("ended_at"),
    CheckConstraint("since < until"),
    Index(None, "practitioner_id", "until"),
)

cover = Table(
    "cover",
    metadata,
    key(),
    to("absent_id", "practitioners", required=True),
    to("cover_id", "practitioners", required=True),
    time("since", required=True),
    time("until", required=True),
    to("entered_by", "practitioners", required=True),
    time("entered_at", required=True),
    time("ended_at"),
    CheckConstraint("since < until"),
    CheckConstraint("absent_id <> cover_id"),
    Index(None, "absent_id", "until"),
    Index(None, "cover_id", "until"),
)

# `team` is null for all teams.
on_call = Table(
    "on_call",
    metadata,
    key(),
    to("practitioner_id", "practitioners", required=True),
    Column("team", Text),
    time("since", required=True),
    time("until", required=True),
    to("entered_by", "practitioners", required=True),
    time("entered_at", required=True),
    time("ended_at"),
    CheckConstraint("since < until"),
    Index(None, "until"),
)

# Leads without a place come after those with one.
lead_order = Table(
    "lead_order",
    metadata,
    _of_practitioner(),
    Column("place", SmallInteger, nullable=False),
)

drills = Table(
    "drills",
    metadata,
    Column("alert_id", Uuid, ForeignKey("alerts.id"), primary_key=True),
    to("started_by", "practitioners"),
    to("assigned_id", "practitioners"),
    to("deputy_id", "practitioners"),
    time("stopped_at"),
    to("stopped_by", "practitioners"),
)
