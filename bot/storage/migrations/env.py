"""Alembic's entry: the connection is handed over by `bot.storage.migrate`."""

from alembic import context

from bot.storage.migrate import ours
from bot.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_schemas=True,
    include_name=ours,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
