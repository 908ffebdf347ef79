"""The database that migrations make."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.storage.encryption import Vault
from bot.storage.migrate import driver_url, migrate, ours
from bot.storage.schema import metadata

pytestmark = pytest.mark.service


def test_the_migrations_make_the_tables_that_the_queries_see(database_url: str) -> None:
    engine = create_engine(driver_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_schemas": True, "include_name": ours})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(database_url: str, vault: Vault) -> None:
    migrate(database_url, vault)
    migrate(database_url, vault)
