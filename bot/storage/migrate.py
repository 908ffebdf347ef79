"""Bring a database up to date: its roles, then its tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url, text

from bot.storage.encryption import Vault

ROLES = ("hafan_web", "hafan_intake", "hafan_worker", "hafan_rasa")
# Two processes that migrate at once take turns; the number is any constant of ours.
MIGRATION_LOCK = 4_823_117


def migrate(database_url: str, vault: Vault, revision: str = "head") -> None:
    """Create what is missing. Needs a role that may create roles; safe to repeat and to run twice at once."""
    engine = create_engine(driver_url(database_url))
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
            ensure_roles(connection, vault)
            connection.execute(text("SET lock_timeout = '5s'"))
            connection.commit()
            command.upgrade(_alembic(connection), revision)
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": MIGRATION_LOCK})
            connection.commit()
    finally:
        engine.dispose()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config


def ensure_roles(connection: Connection, vault: Vault) -> None:
    """Create the roles of the processes; their passwords come from the master key."""
    existing = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    for role in ROLES:
        verb = "ALTER" if role in existing else "CREATE"
        connection.execute(text(f"{verb} ROLE {role} LOGIN PASSWORD '{role_password(vault, role)}'"))
        connection.execute(text(f'GRANT CONNECT ON DATABASE "{connection.engine.url.database}" TO {role}'))


def role_password(vault: Vault, role: str) -> str:
    """The database password of a role: as secret as the master key that it is derived from."""
    return vault.derived(f"database-role:{role}").hex()


def role_url(database_url: str, vault: Vault, role: str) -> str:
    """The same database, entered as one of our roles."""
    url = make_url(driver_url(database_url)).set(username=role, password=role_password(vault, role))
    return url.render_as_string(hide_password=False)


def driver_url(database_url: str) -> str:
    """A PostgreSQL URL in any usual spelling, with the driver that we use."""
    return make_url(database_url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Whether a schema or table belongs to Hafan's own migrations and not to the queue's or Alembic's."""
    if kind == "schema":
        return name in (None, "assistant")
    return not (name or "").startswith(("procrastinate", "alembic"))
