"""A training message is deleted by two leads, whoever proposes it."""

import json
from uuid import UUID

import pytest

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.safeguarding_changes.checking import check
from bot.safeguarding_changes.released import exported
from bot.safeguarding_changes.serving import Screening
from bot.screening.corpus import FLOORS
from bot.storage import safeguarding_changes as changes
from tests.safeguarding_changes.writing import Folder
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service

FILE = "safeguarding/corpus/en/missing.jsonl"
LEAST = FLOORS[Language.ENGLISH]
REASON = "Nobody says it like this."


@pytest.fixture
def folder(folder: Folder) -> Folder:
    folder.stock(LEAST + 1)
    return folder


async def proposed(browser: Browser, name: str = "en-1", reason: str = REASON) -> str:
    """Where the proposal to delete a message stands."""
    form = {"id": name, "words": "i ran away", "label": "missing", "language": "en"}
    answer = await browser.post("/safeguarding/corpus", **form, reason=reason, do="remove")
    assert answer.status_code == 303
    return answer.headers["location"]


async def checked(service: Service, folder: Folder) -> None:
    """What the worker does with the newest check that waits."""
    [row] = await service.world.rows("SELECT id FROM safeguarding_checks WHERE state = 'waiting'")
    parts = service.world.parts_of("hafan_worker")
    assert await check(parts, Screening(folder.rules), row.id, folder.released)


async def state(service: Service, place: str) -> tuple[str, bool]:
    query = "SELECT state, answer_sealed IS NOT NULL AS answered FROM safeguarding_changes WHERE id = :id"
    [row] = await service.world.rows(query, id=UUID(place.rsplit("/", 1)[1]))
    return row.state, row.answered


async def decide(browser: Browser, place: str) -> int:
    answer = await browser.post(f"{place}/decide", do="approve", edition="1", answer="We looked at it.")
    return answer.status_code


async def test_a_second_lead_deletes_what_the_first_proposed(service: Service, folder: Folder) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    _, other = await service.member(Role.SAFEGUARDING_LEAD)
    assert "Propose to delete it" in (await lead.get("/safeguarding/corpus?id=en-1")).text
    place = await proposed(lead)
    await checked(service, folder)
    shown = (await other.get(place)).text
    for words in ("i ran away", "It is deleted.", f"{LEAST + 1} messages become {LEAST}.", REASON):
        assert words in shown
    await decide(lead, place)
    assert await state(service, place) == ("open", False)
    assert await decide(other, place) == 303
    assert await state(service, place) == ("approved", True)
    async with service.world.parts.database.transaction() as connection:
        held = await changes.approved(connection, service.world.vault)
    files = exported(folder.released, folder.released.texts(), held)
    assert [json.loads(line)["id"] for line in files[FILE].splitlines()][:2] == ["en-2", "en-3"]
    # The page shows what is approved, and does not wait for the patch.
    assert "i ran away" not in (await lead.get("/safeguarding/corpus?q=en-1")).text


async def test_a_trainer_proposes_and_a_lead_alone_deletes_nothing(service: Service, folder: Folder) -> None:
    _, trainer = await service.member(Role.TRAINER)
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    place = await proposed(trainer)
    assert await decide(trainer, place) == 403
    await decide(lead, place)
    assert await state(service, place) == ("open", False)


async def test_without_a_reason_nothing_is_proposed(service: Service, folder: Folder) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    answer = await lead.post("/safeguarding/corpus", id="en-1", words="i ran away", reason="", do="remove")
    assert answer.status_code == 422
    assert "Say why" in answer.text


async def test_what_is_not_there_any_more_is_not_proposed(service: Service, folder: Folder) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    answer = await lead.post("/safeguarding/corpus", id="en-9", words="gone", reason=REASON, do="remove")
    assert answer.status_code == 422
    assert await service.world.rows("SELECT 1 FROM safeguarding_changes") == []


async def test_what_says_something_else_by_now_is_not_deleted(service: Service, folder: Folder) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    place = await proposed(lead)
    file = folder.released.corpus / "en" / "missing.jsonl"
    file.write_text(file.read_text().replace("i ran away", "ive run away from home"))
    await checked(service, folder)
    assert "is gone by now, or says something else" in (await lead.get(place)).text


async def test_what_training_lacks_already_is_not_made_less(service: Service, folder: Folder) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    # A training refuses already: one message fewer would not make it better.
    folder.messages.write_text("\n".join(folder.messages.read_text().splitlines()[:-2]) + "\n")
    place = await proposed(lead)
    await checked(service, folder)
    assert "messages of its kind are needed, and there would be fewer" in (await lead.get(place)).text
    await lead.post("/language", to="cy", next=place)
    assert "byddai llai na hynny" in (await lead.get(place)).text
