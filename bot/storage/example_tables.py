"""The tables of changed examples, and of examples that belong to the safeguarding leads."""

from sqlalchemy import ARRAY, Column, Index, LargeBinary, Table, Text

from bot.storage.columns import key, metadata, time, to

example_files = Table(
    "example_files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("base", Text, nullable=False),
    Column("base_hash", Text, nullable=False),
    Column("content", Text, nullable=False),
    to("changed_by", "practitioners", required=True),
    time("changed_at", required=True),
)

example_edits = Table(
    "example_edits",
    metadata,
    key(),
    time("made_at", required=True),
    to("made_by", "practitioners", required=True),
    Column("language", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("to_topic", Text, nullable=False),
    Index(None, "made_at"),
)

handed_over_examples = Table(
    "handed_over_examples",
    metadata,
    key(),
    Column("words_sealed", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("categories", ARRAY(Text), nullable=False),
    to("handed_over_by", "practitioners", required=True),
    time("handed_over_at", required=True),
    time("settled_at"),
    to("settled_by", "practitioners"),
    Column("answer", Text),
    Column("answer_sealed", LargeBinary),
    Column("cleared_words", Text),
    time("answer_seen_at"),
)
