"""The tables of training runs, of requests to promote a candidate, and of what served when."""

from sqlalchemy import CheckConstraint, Column, Double, Index, LargeBinary, Table, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from bot.storage.columns import key, metadata, time, to

model_runs = Table(
    "model_runs",
    metadata,
    key(),
    to("asked_by", "practitioners", required=True),
    time("asked_at", required=True),
    # The changed files, whole, by path: what is trained does not change while it is trained.
    Column("changes", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("step", Text),
    Column("share", Double, nullable=False, server_default="0"),
    time("began_at"),
    time("seen_at"),
    time("ended_at"),
    time("cancel_asked_at"),
    to("cancelled_by", "practitioners"),
    Column("failure", Text),
    Column("version", Text),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')"),
    Index(
        "model_runs_one_at_a_time",
        sql("(true)"),
        unique=True,
        postgresql_where=sql("state IN ('waiting', 'running')"),
    ),
)

model_requests = Table(
    "model_requests",
    metadata,
    key(),
    Column("version", Text, nullable=False),
    to("asked_by", "practitioners", required=True),
    time("asked_at", required=True),
    Column("reason_sealed", LargeBinary, nullable=False),
    to("decided_by", "practitioners"),
    time("decided_at"),
    Column("decision", Text),
    Column("answer_sealed", LargeBinary),
    CheckConstraint("decided_by <> asked_by"),
    Index("model_requests_one_open", "version", unique=True, postgresql_where=sql("decision IS NULL")),
)

model_swaps = Table(
    "model_swaps",
    metadata,
    key(),
    time("at", required=True),
    Column("kind", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("before", Text),
    to("by", "practitioners", required=True),
    to("request_id", "model_requests"),
    Index(None, "at"),
)
