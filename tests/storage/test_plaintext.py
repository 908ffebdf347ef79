"""Nothing that identifies a young person, and nothing they wrote, stands readable in the database's files."""

import base64
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from bot import replies
from bot.receive import receive
from tests.fixtures import World
from tests.test_receive import text_from
from tests.test_replies import Told

pytestmark = pytest.mark.service

WORDS, NAME, NUMBER = "xylophones frighten penguins", "Zebedee Quagmire", "+447700900873"


async def test_raw_database_bytes_hold_no_words_names_or_numbers(world: World) -> None:
    worker = await world.add_staff(name="Peregrine Oddfellow", phone="+447700900874")
    await world.add_young_person(assigned=worker, name=NAME, phone=NUMBER)
    intake = world.parts_of("hafan_intake")
    await receive(text_from(NUMBER, f"he says hell hurt me {WORDS}"), intake)
    await receive(text_from("+447700900875", WORDS), intake)
    [message] = await world.rows("SELECT id FROM messages")
    await replies.reply(world.parts_of("hafan_worker"), Told(["penguins answer xylophones"]), message.id)
    async with world.parts.database.transaction() as connection:
        await connection.execute(
            text("INSERT INTO tasks SELECT gen_random_uuid(), id, 'canary-task', now() FROM young_people")
        )
    dump = _dump(world.url)
    assert b"canary-task" in dump
    for secret in (
        "xylophones",
        "penguins",
        "Zebedee",
        "Quagmire",
        "Oddfellow",
        "7700900873",
        "7700900874",
        "7700900875",
    ):
        assert secret.encode() not in dump
        assert secret.encode().hex().encode() not in dump
        assert base64.b64encode(secret.encode()).rstrip(b"=")[:-1] not in dump


def _dump(url: str) -> bytes:
    """Every row of every table, as the server's own copy writes it, and the log of its writes."""
    written = b""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'assistant')"
        ).fetchall()
        for (table,) in tables:
            with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
                written += b"".join(bytes(block) for block in copy)
        connection.execute("CHECKPOINT")
        [[data]] = connection.execute("SHOW data_directory").fetchall()
    files = [file for file in Path(data).rglob("*") if file.is_file()]
    return written + b"".join(file.read_bytes() for file in files)
