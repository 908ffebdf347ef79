"""Proposed changes to rules, corpus and locked disclosures, and who approved them."""

from bot.storage.migrations.statements import run_file

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
