"""The rota: teams, working hours, leave and cover."""

from bot.storage.migrations.statements import run_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
