"""The pages of models over a serving model, with three who work with them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from bot.domain.staff import Role
from bot.promotion.versions import Store, Version
from tests.fixtures import PUBLIC, World
from tests.web import versions
from tests.web.conftest import Browser, Service, serving, web_app

APPROVES = {"decision": "approved", "reason": "Looked at both languages."}


@dataclass
class Models:
    """A service with a serving model, and three who work with models."""

    service: Service
    store: Store
    eleri: UUID
    trainer: Browser
    second: Browser
    lead: Browser

    def candidate(self, **details: object) -> Version:
        return versions.add_candidate(self.store, self.eleri, **details)  # type: ignore[arg-type]

    async def asked(self, **details: object) -> str:
        """Where a candidate stands that a trainer asked for."""
        place = f"/trainers/models/versions/{self.candidate(**details).id}"
        answer = await self.trainer.post(f"{place}/ask", reason="Hears more ways of saying hello.")
        assert answer.status_code == 303
        return place

    async def audited(self) -> list[str]:
        rows = await self.service.world.rows(
            "SELECT action FROM audit WHERE action LIKE 'model:%' ORDER BY at"
        )
        return [row.action for row in rows]


@asynccontextmanager
async def open_models(world: World, folder: Path) -> AsyncIterator[Models]:
    """Serve the pages, with models in the folder."""
    app = web_app(world, settings=versions.settings(folder, public_url=PUBLIC))
    async with serving(app) as address:
        service = Service(world, app, address)
        eleri, trainer = await service.member(Role.TRAINER, name="Eleri Enghraifft")
        _, second = await service.member(Role.TRAINER, name="Nia Sampl")
        _, lead = await service.member(Role.SAFEGUARDING_LEAD, name="Ifor Example")
        yield Models(service, versions.store_with_serving(folder), eleri, trainer, second, lead)
        for client in service.clients:
            await client.aclose()
