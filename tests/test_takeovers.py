"""A person in place of the computer: the assistant is silent, screening is not, and who writes is told."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from bot import checkins, replies, takeovers
from bot.domain.languages import Language
from bot.receive import receive
from bot.storage import people
from bot.storage.database import Database
from bot.storage.encryption import unseal
from bot.takeovers import TakeoverError
from tests.fixtures import World
from tests.test_receive import text_from
from tests.test_replies import Talk, Told

pytestmark = pytest.mark.service


class Held(Talk):
    """A young person's conversation, and the pages through which their practitioner takes it over."""

    pages: Database
    member: UUID

    async def _do(self, what: str, member: UUID | None = None, *arguments: Any, **named: Any) -> None:
        member = member or self.member
        async with self.pages.transaction(user=member) as connection:
            person = await people.by_id(connection, self.person)
            do = getattr(takeovers, what)
            await do(connection, self.worker, person, member, *arguments, self.world.clock(), **named)

    async def take_over(self, member: UUID | None = None, **named: Any) -> None:
        await self._do("take_over", member, "Mari", **named)

    async def write(self, text: str, once: UUID | None = None) -> None:
        await self._do("write", None, text, once or uuid4())

    async def hand_back(self, member: UUID | None = None) -> None:
        await self._do("hand_back", member)

    async def said(self) -> list[tuple[str, str]]:
        """(purpose, author) of everything written to them."""
        query = "SELECT purpose, author FROM messages WHERE NOT inbound ORDER BY sequence"
        return [(row.purpose, row.author) for row in await self.world.rows(query)]

    async def sent(self) -> None:
        """Everything so far has left."""
        async with self.world.parts.database.transaction() as connection:
            await connection.exec_driver_sql("UPDATE dispatches SET status = 'sent'")

    async def kinds(self) -> set[str]:
        return {row.kind for row in await self.world.rows("SELECT kind FROM tasks WHERE done_at IS NULL")}

    async def ended(self) -> list[str | None]:
        return [row.ending for row in await self.world.rows("SELECT ending FROM takeovers ORDER BY since")]

    async def warnings(self) -> list[str]:
        """What whoever holds the conversation was told of it, opened."""
        query = "SELECT key, body_sealed FROM dispatches WHERE purpose = 'staff_notice' ORDER BY created_at"
        key = self.world.vault.service_key()
        rows = await self.world.rows(query)
        return [unseal(key, row.body_sealed, f"dispatches.body:{row.key}") for row in rows]

    async def idle(self, **amount: float) -> None:
        self.world.clock.forward(**amount)
        await takeovers.hand_back_idle(self.worker)


@pytest.fixture
async def held(world: World) -> Held:
    member = await world.add_staff()
    talk = Held(world, *await world.add_young_person(assigned=member, language=Language.WELSH))
    talk.pages, talk.member = world.database("hafan_web"), member
    return talk


async def test_while_a_person_writes_the_assistant_is_silent_and_is_back_afterwards(held: Held) -> None:
    assert await held.text("haia") == ["reply"]
    await held.take_over()
    assert await held.text("pwy sy na") == []
    await held.write("fi, Mari")
    await held.hand_back()
    assert await held.text("iawn") == ["reply"]
    assert await held.said() == [
        ("reply", "assistant"),
        ("handover", "service"),
        ("person", "practitioner"),
        ("handover", "service"),
        ("reply", "assistant"),
    ]
    assert await held.ended() == ["handed_back"]


async def test_what_they_are_told_is_in_their_language_and_names_who_writes(held: Held) -> None:
    told = held.world.parts.content
    here = told.text("cover.person_here", Language.WELSH, worker="Mari")
    gone = told.text("cover.computer_here", Language.WELSH, worker="Mari")
    assert "Mari" in here
    assert "Person" in here
    assert "cyfrifiadur" in gone
    await held.take_over()
    rows = await held.world.rows("SELECT language FROM messages WHERE purpose = 'handover'")
    assert [row.language for row in rows] == ["cy"]


async def test_a_disclosure_is_alerted_and_answered_as_always(held: Held) -> None:
    await held.take_over()
    assert await held.text("he says hell hurt me") == ["safety_reply"]
    assert len(await held.world.rows("SELECT 1 FROM alerts")) == 1


async def test_an_answer_that_the_assistant_was_thinking_of_is_dropped(held: Held) -> None:
    class Slow(Told):
        async def ask(self, *_asked: Any) -> Sequence[str] | None:
            await held.take_over()
            return ["sut nest ti gysgu?"]

    held.assistant = Slow()
    assert await held.text("7") == ["handover"]


async def test_check_ins_wait_until_a_while_after_a_person_wrote(held: Held) -> None:
    await held.take_over()
    async with held.world.parts.database.transaction() as connection:
        await people.change(connection, held.person, next_check_in_at=held.world.clock())
    assert await checkins.open_due(held.worker) == 0
    await held.hand_back()
    [person] = await held.world.rows("SELECT next_check_in_at FROM young_people")
    assert person.next_check_in_at >= held.world.clock() + takeovers.CHECK_IN_AFTER
    assert await checkins.open_due(held.worker) == 0


async def test_a_second_person_is_told_who_holds_it_and_takes_it_only_knowingly(held: Held) -> None:
    other = await held.world.add_staff()
    async with held.world.parts.database.transaction() as connection:
        await people.assign(connection, held.person, other, "deputy", held.world.clock())
    await held.take_over()
    with pytest.raises(TakeoverError, match="held"):
        await held.take_over(other)
    await held.take_over(other, confirmed=True)
    assert await held.ended() == ["taken", None]
    with pytest.raises(TakeoverError, match="not_yours"):
        await held.write("haia")
    with pytest.raises(TakeoverError, match="not_yours"):
        await held.hand_back()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("opted_out_at = now()", "opted_out"),
        ("pause_reason = 'wrong_person'", "paused"),
        ("active = false", "not_active"),
    ],
)
async def test_nobody_takes_over_what_nothing_may_be_written_to(held: Held, change: str, reason: str) -> None:
    async with held.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(f"UPDATE young_people SET {change}")
    with pytest.raises(TakeoverError, match=reason):
        await held.take_over()


async def test_a_form_that_is_sent_twice_writes_once(held: Held) -> None:
    await held.take_over()
    once = uuid4()
    await held.write("haia", once)
    await held.write("haia", once)
    assert [purpose for purpose, _ in await held.said()] == ["handover", "person"]


async def test_after_a_while_without_a_word_the_computer_answers_again_and_says_so(held: Held) -> None:
    await held.take_over()
    await held.sent()
    await held.idle(minutes=59)
    assert await held.ended() == [None]
    await held.idle(minutes=2)
    assert await held.ended() == ["idle"]
    assert [purpose for purpose, _ in await held.said()] == ["handover", "handover"]
    assert await held.kinds() == {"handed_back_idle"}


async def test_whoever_holds_a_conversation_is_told_before_it_leaves_their_hands(held: Held) -> None:
    await held.take_over()
    await held.idle(minutes=44)
    assert await held.warnings() == []
    await held.idle(minutes=2)
    await held.idle(minutes=2)
    [warned] = await held.warnings()
    assert "goes back to the computer at 13:00" in warned
    await held.write("dwi dal yma")
    await held.idle(minutes=46)
    assert len(await held.warnings()) == 2


async def test_in_distress_nobody_is_told_that_the_computer_will_answer(held: Held) -> None:
    await held.take_over()
    await held.text("he says hell hurt me")
    await held.idle(minutes=50)
    assert await held.warnings() == []


async def test_writing_keeps_a_conversation_in_hand(held: Held) -> None:
    await held.take_over()
    held.world.clock.forward(minutes=50)
    await held.write("haia")
    await held.idle(minutes=50)
    assert await held.ended() == [None]


async def test_nobody_is_left_to_the_computer_in_distress_and_somebody_is_called_once(held: Held) -> None:
    await held.take_over()
    await held.text("he says hell hurt me")
    await held.idle(minutes=61)
    await held.idle(minutes=5)
    assert await held.ended() == [None]
    assert await held.kinds() == {"takeover_waits"}
    waiting = await held.world.rows("SELECT 1 FROM concerns WHERE rule = 'contact:waits_for_person'")
    assert len(waiting) == 1
    async with held.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE alerts SET closed_at = now()")
    await held.idle(minutes=1)
    assert await held.ended() == ["idle"]


async def test_whoever_was_never_told_of_a_person_is_not_told_that_the_person_left(held: Held) -> None:
    await held.take_over()
    async with held.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE dispatches SET status = 'held'")
    await held.hand_back()
    assert [purpose for purpose, _ in await held.said()] == ["handover"]
    rows = await held.world.rows("SELECT status, withheld_reason FROM dispatches")
    assert [(row.status, row.withheld_reason) for row in rows] == [("withheld", "superseded")]


async def test_a_stranger_to_the_young_person_cannot_take_them_over(held: Held) -> None:
    stranger = await held.world.add_staff()
    with pytest.raises(LookupError):
        await held.take_over(stranger)


async def test_the_pages_write_under_the_name_of_whoever_signed_in_only(held: Held) -> None:
    other = await held.world.add_staff()
    await held.take_over()
    forged = (
        "INSERT INTO messages (id, young_person_id, inbound, author, channel, body_sealed, language,"
        " created_at, written_by) SELECT gen_random_uuid(), id, {}, 'x', 'sms', 'x', 'en', now(), '{}'"
        " FROM young_people"
    )
    for inbound, by in (("true", held.member), ("false", other)):
        with pytest.raises(Exception, match="row-level security"):
            async with held.pages.transaction(user=held.member) as connection:
                await connection.exec_driver_sql(forged.format(inbound, by))


async def test_a_message_that_came_in_meanwhile_is_not_lost(held: Held) -> None:
    await held.take_over()
    await receive(text_from(held.number, "ti dal yna?"), held.intake)
    await held.hand_back()
    [message] = await held.world.rows("SELECT id, handled_at FROM messages WHERE inbound")
    assert message.handled_at is None
    await replies.reply(held.worker, held.assistant, message.id)
    assert len(held.assistant.asked) == 1
