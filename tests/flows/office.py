"""The whole service with trainers, a lead and a practitioner signed in to it, and models of its own."""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx
from playwright.async_api import BrowserContext, Page
from sqlalchemy import text as sql

from bot import demo
from bot.app import database_url
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.examples.kept import InDatabase
from bot.keys import assistant_token
from bot.parts import system_clock
from bot.promotion.parsing import Parsing
from bot.promotion.versions import Store
from bot.recipes import DATA_FOLDER
from bot.rehearse import stage
from bot.settings import Settings
from bot.storage import sign_ins, staff
from bot.storage.database import Database
from bot.whole import Whole
from tests.flows.conftest import JAY, Running
from tests.web.conftest import chromium


@dataclass
class Office:
    """The running service, and those who sign in to it."""

    whole: Whole
    running: Running
    members: dict[str, UUID]
    store: Store

    @asynccontextmanager
    async def browser(self, who: str) -> AsyncIterator[Page]:
        """A browser of its own in which somebody has signed in."""
        token = uuid4().hex
        async with self.whole.database.transaction() as connection:
            await sign_ins.begin(connection, self.members[who], token, system_clock())
        async with chromium(self.running.address) as context:
            await self._give(context, token)
            page = await context.new_page()
            yield page
            await page.goto("about:blank")

    async def _give(self, context: BrowserContext, token: str) -> None:
        await context.add_cookies([{"name": "hafan", "value": token, "url": self.running.address}])

    async def topic(self, text: str) -> str:
        """What the model that serves takes a text for."""
        settings = self.whole.settings
        async with httpx.AsyncClient() as client:
            asked = Parsing(client, settings.assistant_address, assistant_token(self.whole.vault))
            return (await asked.parse(text))[0][0]

    @asynccontextmanager
    async def edited(self, after: Mapping[str, str]) -> AsyncIterator[None]:
        """Whole files changed past the checks of the pages, as by a text editor, for a while."""
        files = InDatabase(DATA_FOLDER)
        database = Database(database_url(self.whole.settings, self.whole.vault, "hafan_web"))
        member = self.members["eleri"]
        async with database.transaction(user=member) as connection:
            before = await files.current(connection)
            await files.write(connection, before, {**before, **after}, member, system_clock())
        yield
        async with database.transaction(user=member) as connection:
            now = await files.current(connection)
            await files.write(connection, now, before, member, system_clock())
        await database.close()


@asynccontextmanager
async def open_office(folder: Path) -> AsyncIterator[Office]:
    """Start it with its own copy of the models, in the folder."""
    given = Settings()
    for file in given.models_folder.iterdir():
        if file.is_file():
            shutil.copy2(file, folder)
    async with stage(given.model_copy(update={"models_folder": folder}), lambda _: None) as whole:
        await demo.add_demo_people(whole.database, whole.vault, system_clock())
        async with whole.database.transaction() as connection:
            await connection.execute(sql("UPDATE young_people SET next_check_in_at = NULL"))
            tom = await connection.scalar(
                sql(
                    "SELECT practitioner_id FROM assignments JOIN young_people y ON y.id = young_person_id"
                    " JOIN practitioners p ON p.id = practitioner_id"
                    " WHERE capacity = 'assigned' AND y.phone_index = :number"
                ),
                {"number": whole.vault.blind_index("phone", JAY.phone)},
            )
        members = {"tom": tom} | {
            name: await _trainer(whole, name, Role.TRAINER if name != "ifor" else Role.SAFEGUARDING_LEAD)
            for name in ("eleri", "nia", "ifor")
        }
        yield Office(whole, Running(whole), members, Store(folder))


async def _trainer(whole: Whole, name: str, role: Role) -> UUID:
    number = {"eleri": 801, "nia": 802, "ifor": 803}[name]
    async with whole.database.transaction() as connection:
        return await staff.add(
            connection,
            whole.vault,
            username=name,
            name=f"{name.capitalize()} Enghraifft",
            phone=f"+447700900{number}",
            role=role,
            language=Language.ENGLISH,
            password_hash="none",
            totp_secret="JBSWY3DPEHPK3PXP",
            now=system_clock(),
        )
