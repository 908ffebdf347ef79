"""The table of how young people write, by which a doubt whether it is them is told."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Uuid

from bot.storage.columns import metadata, time

writing_styles = Table(
    "writing_styles",
    metadata,
    Column("young_person_id", Uuid, ForeignKey("young_people.id"), primary_key=True),
    Column("figures_sealed", LargeBinary, nullable=False),
    time("doubted_at"),
)
