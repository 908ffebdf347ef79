"""Migrations are written as SQL that a database administrator can read."""

from pathlib import Path

from alembic import op


def run_file(migration: str) -> None:
    """Run the `.sql` file that stands beside a migration, as it is written."""
    statements = Path(migration).with_suffix(".sql").read_text()
    op.get_bind().exec_driver_sql(statements.replace("%", "%%"))
