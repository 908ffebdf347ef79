"""What every table has in common."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, Uuid

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)


def key() -> Column[UUID]:
    """The primary key of a table."""
    return Column("id", Uuid, primary_key=True)


def time(name: str, *, required: bool = False) -> Column[datetime]:
    """A moment, in UTC."""
    return Column(name, DateTime(timezone=True), nullable=not required)


def to(name: str, target: str, *, required: bool = False) -> Column[UUID]:
    """A reference to a row of another table."""
    return Column(name, Uuid, ForeignKey(f"{target}.id"), nullable=not required)
