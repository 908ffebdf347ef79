"""The job queue's own tables, and a wake-up when a lock is freed."""

from alembic import op
from procrastinate.schema import SchemaManager

from bot.storage.migrations.statements import run_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Procrastinate's schema first, then ours over it."""
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    run_file(__file__)
