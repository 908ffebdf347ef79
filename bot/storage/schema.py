"""Every table of ours together: what migrations are compared with."""

from bot.storage import access_tables, tables
from bot.storage.columns import metadata

__all__ = ["access_tables", "metadata", "tables"]
