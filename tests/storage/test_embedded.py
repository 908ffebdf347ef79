"""The embedded server: started once, joined, stopped, and gone when its parent is killed."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from bot.storage import embedded

pytestmark = pytest.mark.service


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(mkdtemp(prefix="hafan embedded é "))
    yield made
    embedded.remove(made)


def test_a_server_starts_in_an_odd_folder_is_joined_and_keeps_its_data(folder: Path) -> None:
    first = embedded.start(folder, durable=False)
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    joined = embedded.start(folder)
    assert (joined.url, joined.process) == (first.url, None)
    first.stop()
    assert embedded.running_url(folder) is None
    again = embedded.start(folder, durable=False)
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    again.stop()


def test_a_folder_in_the_place_of_a_deleted_one_begins_with_a_database_of_its_own(folder: Path) -> None:
    orphan = embedded.start(folder, durable=False)
    with psycopg.connect(orphan.url) as connection:
        connection.execute("CREATE TABLE sealed (id int)")
    orphan.stop()
    # Only root's data lies outside the folder.
    outside = [embedded.ROOT_HOME / name.read_text() for name in folder.glob(embedded.HOME_NAME)]
    shutil.rmtree(folder)
    anew = embedded.start(folder, durable=False)
    with psycopg.connect(anew.url) as connection:
        assert connection.execute("SELECT to_regclass('sealed')").fetchone() == (None,)
    anew.stop()
    assert all(home.exists() for home in outside)
    for home in outside:
        shutil.rmtree(home)


def test_a_folder_that_ran_before_names_were_kept_finds_its_database(folder: Path) -> None:
    first = embedded.start(folder, durable=False)
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    first.stop()
    (folder / embedded.HOME_NAME).unlink(missing_ok=True)
    (folder / "logs").mkdir()
    again = embedded.start(folder, durable=False)
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    again.stop()


def test_a_pid_file_left_by_a_crash_does_not_keep_the_server_from_starting(folder: Path) -> None:
    first = embedded.start(folder, durable=False)
    with psycopg.connect(first.url) as connection:
        [[data]] = connection.execute("SHOW data_directory").fetchall()
    assert first.process
    first.stop()
    # The number of a process that lives and is no PostgreSQL.
    Path(data, "postmaster.pid").write_text("1\n")
    again = embedded.start(folder, durable=False)
    again.stop()


def test_the_socket_is_closed_to_other_users(folder: Path) -> None:
    server = embedded.start(folder, durable=False)
    socket = Path(server.url.split("host=", 1)[1])
    assert socket.stat().st_mode & 0o077 == 0
    server.stop()


def test_a_server_ends_with_the_process_that_started_it(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from bot.storage import embedded;"
        "print(embedded.start(Path(sys.argv[1]), durable=False).url, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    url = parent.stdout.readline().strip()
    psycopg.connect(url).close()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if embedded.running_url(folder) is None:
            return
        time.sleep(0.1)
    raise AssertionError("the server outlived its parent")
