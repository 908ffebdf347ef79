"""The one text that says that a person has it: sent once, in their language, and noted on the alert."""

from dataclasses import replace

import pytest

from bot import alerts, seen
from bot.domain.contact_gate import SafetyReplies
from bot.domain.contact_profile import ContactProfile, Details, Device, Opening
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.storage import people
from tests.agreeing import WORDS, Agreed
from tests.fixtures import World

pytestmark = pytest.mark.service


class Heard(Agreed):
    """A young person who wrote what raised an alert."""

    async def take(self, member: object = None, by: str = "page") -> list[str]:
        """Acknowledge, and let the worker do what follows, twice; what was written after that."""
        [row] = await self.world.rows("SELECT id FROM alerts ORDER BY opened_at DESC LIMIT 1")
        before = await self.world.rows("SELECT 1 FROM messages WHERE NOT inbound")
        async with self.worker.database.transaction() as connection:
            who = member or self.member
            await alerts.acknowledge(connection, row.id, who, self.world.clock(), by=by)  # type: ignore[arg-type]
        for _ in range(2):
            await seen.tell(self.worker, row.id)
        written = await self.world.rows("SELECT purpose FROM messages WHERE NOT inbound ORDER BY sequence")
        return [one.purpose for one in written[len(before) :]]

    async def history(self) -> list[tuple[str, str | None]]:
        rows = await self.world.rows(
            "SELECT kind, detail->>'reason' AS reason FROM alert_events"
            " WHERE kind IN ('told', 'not_told') ORDER BY id"
        )
        return [(row.kind, row.reason) for row in rows]


@pytest.fixture
async def heard(world: World) -> Heard:
    member = await world.add_staff()
    talk = Heard(world, *await world.add_young_person(assigned=member))
    talk.pages, talk.member = world.database("hafan_web"), member
    return talk


async def test_whoever_wrote_is_told_once_that_a_person_has_seen_it(heard: Heard) -> None:
    await heard.text("he says hell hurt me")
    assert await heard.take() == ["seen"]
    assert "A person on your worker's team has seen your message." in await heard.last_text()
    assert await heard.history() == [("told", None)]


async def test_the_text_is_in_their_language_and_names_their_own_worker_as_agreed(heard: Heard) -> None:
    await heard.agree(ContactProfile(details=Details(worker_name="Mari")))
    async with heard.world.parts.database.transaction() as connection:
        await people.change(connection, heard.person, last_language=Language.WELSH)
    await heard.text("he says hell hurt me")
    await heard.take()
    assert (await heard.last_text()).startswith("Mae Mari 'di gweld dy neges")


async def test_a_colleague_does_not_go_by_the_workers_name_nor_claim_to_have_read_it(heard: Heard) -> None:
    await heard.agree(ContactProfile(details=Details(worker_name="Mari")))
    await heard.text("he says hell hurt me")
    duty = await heard.world.add_staff(Role.DUTY_MANAGER)
    await heard.take(duty, by="call")
    text = await heard.last_text()
    assert "Mari" not in text
    assert "has been told about your message" in text


@pytest.mark.parametrize("name", ["", "Mari"])
async def test_on_a_watched_phone_the_text_tells_nothing_and_names_nobody(heard: Heard, name: str) -> None:
    profile = ContactProfile(device=Device.WATCHED, opening=Opening.NO_NAME)
    await heard.agree(replace(profile, details=Details(worker_name=name)))
    await heard.text("he says hell hurt me")
    assert await heard.take() == ["seen"]
    assert await heard.last_text() == "OK, thanks. Take care."
    [row] = await heard.world.rows("SELECT neutral FROM dispatches WHERE purpose = 'seen'")
    assert row.neutral


async def test_after_the_danger_word_nothing_shows_even_when_contact_goes_on(heard: Heard) -> None:
    await heard.agree(WORDS)
    await heard.text("blue penguin")
    async with heard.world.parts.database.transaction() as connection:
        await people.change(connection, heard.person, paused_at=None, pause_reason=None)
    assert await heard.take() == []
    assert await heard.history() == [("not_told", "danger_word")]


@pytest.mark.parametrize(
    ("words", "reason"), [(["he says hell hurt me", "STOP"], "opted_out"), (["my worker pls"], "not_grave")]
)
async def test_whoever_must_not_or_need_not_be_told_is_not(
    heard: Heard, words: list[str], reason: str
) -> None:
    for one in words:
        await heard.text(one)
    assert await heard.take() == []
    assert await heard.history() == [("not_told", reason)]


async def test_where_no_reply_was_agreed_there_is_no_follow_up(heard: Heard) -> None:
    await heard.agree(replace(ContactProfile(), safety_replies=SafetyReplies.NONE))
    await heard.text("he says hell hurt me")
    assert await heard.take() == []


async def test_two_alerts_about_the_same_words_are_answered_once_and_new_words_anew(heard: Heard) -> None:
    await heard.text("he says hell hurt me")
    assert await heard.take() == ["seen"]
    heard.world.clock.forward(minutes=10)
    await heard.text("hes outside now")
    assert await heard.take() == ["seen"]
    assert await heard.history() == [("told", None), ("told", None)]
