"""What sounds like a disclosure goes to the safeguarding leads, and comes back with an answer."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError, ProgrammingError

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.examples.library import Example
from bot.storage import handed_over_examples
from tests.web.conftest import Browser, Service
from tests.web.review_queue import Queue

pytestmark = pytest.mark.service

HERE = "/trainers/examples"
EN = Language.ENGLISH
WORDS = "ta but he said hell hurt me"
NAME = Example(EN, "thanks", WORDS).id


class Desk:
    """A trainer, and a safeguarding lead who answers."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def prepare(self) -> "Desk":
        self.trainer_id, self.trainer = await self.service.member(Role.TRAINER, name="Catrin Hyfforddwr")
        self.lead_id, self.lead = await self.service.member(Role.SAFEGUARDING_LEAD, name="Lee Madeup")
        return self

    async def add(self, *lines: str, action: str, topic: str = "thanks") -> Any:
        sent = {"language": "en", "lines": "\n".join(lines), "action": action}
        return await self.trainer.post(f"{HERE}/topics/{topic}/add", **sent)

    async def handed(self) -> UUID:
        [row] = await self.service.world.rows("SELECT id FROM handed_over_examples WHERE settled_at IS NULL")
        found: UUID = row.id
        return found

    async def answer(self, answer: str, note: str = "", by: Browser | None = None) -> Any:
        where = f"/safeguarding/handed-over/{await self.handed()}"
        return await (by or self.lead).post(where, answer=answer, note=note)

    async def edits(self) -> list[tuple[str, str]]:
        rows = await self.service.world.rows("SELECT to_topic, after FROM example_edits")
        return [(row.to_topic, row.after) for row in rows]


@pytest.fixture
async def desk(service: Service) -> Desk:
    return await Desk(service).prepare()


async def test_what_a_lead_finds_harmless_may_be_added_by_the_trainer_who_reads_it(desk: Desk) -> None:
    await desk.add(WORDS, action=f"hand_over:{NAME}")
    assert "Waiting for an answer" in (await desk.trainer.get("/trainers/handed-over")).text
    waiting = (await desk.lead.get("/safeguarding")).text
    assert re.search(r'Screening <span class="hafan-count">1<', waiting)
    assert "For Saying thank you, English" in waiting
    assert (await desk.answer("harmless", "A thank you, if a sad one.")).status_code == 303
    assert re.search(r'Handed over <span class="hafan-count">1<', (await desk.trainer.get(HERE)).text)

    page = (await desk.trainer.get("/trainers/handed-over")).text

    assert "this is harmless" in page
    assert "A thank you, if a sad one." in page
    assert "Lee Madeup" in page
    assert (await desk.add(WORDS, action="save")).status_code == 303
    assert await desk.edits() == [("thanks", WORDS)]
    again = (await desk.trainer.get("/trainers/handed-over")).text
    assert "It is added." in again
    assert not re.search(r'Handed over <span class="hafan-count">', again)


async def test_what_belongs_to_safeguarding_stays_out(desk: Desk) -> None:
    await desk.add(WORDS, action=f"hand_over:{NAME}")
    await desk.answer("safeguarding")

    assert "this belongs to safeguarding" in (await desk.trainer.get("/trainers/handed-over")).text
    assert "belong with safeguarding" in (await desk.add(WORDS, action="save")).text
    assert await desk.edits() == []


async def test_an_answer_holds_for_exactly_these_words_in_this_topic_and_language(desk: Desk) -> None:
    await desk.add(WORDS, action=f"hand_over:{NAME}")
    await desk.answer("harmless")

    assert (await desk.add(f"{WORDS} again", action="save")).status_code == 422
    assert (await desk.add(WORDS, action="save", topic="greet")).status_code == 422
    assert await desk.edits() == []


async def test_nobody_but_a_lead_answers(desk: Desk) -> None:
    await desk.add(WORDS, action=f"hand_over:{NAME}")
    _, practitioner = await desk.service.member()

    for browser in (desk.trainer, practitioner):
        assert (await desk.answer("harmless", by=browser)).status_code == 403

    assert (await desk.answer("nonsense")).status_code == 404
    [row] = await desk.service.world.rows("SELECT answer FROM handed_over_examples")
    assert row.answer is None


async def test_the_database_lets_no_trainer_clear_their_own_words(desk: Desk) -> None:
    await desk.add(WORDS, action=f"hand_over:{NAME}")
    world = desk.service.world
    for answered in ("'harmless'", "NULL"):
        async with world.database("hafan_web").transaction(user=desk.trainer_id) as connection:
            changed = await connection.exec_driver_sql(
                f"UPDATE handed_over_examples SET answer = {answered}, cleared_words = '{WORDS}',"
                " settled_at = now(), settled_by = handed_over_by"
            )
            assert changed.rowcount == 0
    with pytest.raises(DBAPIError):
        async with world.database("hafan_web").transaction(user=desk.trainer_id) as connection:
            await connection.exec_driver_sql(
                "INSERT INTO handed_over_examples (id, words_sealed, language, topic, severity, categories,"
                " handed_over_by, handed_over_at, settled_at, settled_by, answer, cleared_words)"
                " SELECT gen_random_uuid(), words_sealed, language, topic, severity, categories,"
                " handed_over_by, handed_over_at, now(), handed_over_by, 'harmless', 'x'"
                " FROM handed_over_examples"
            )


async def test_a_lead_can_take_back_that_something_is_harmless(desk: Desk) -> None:
    await desk.add(WORDS, action=f"hand_over:{NAME}")
    handed = await desk.handed()
    await desk.answer("harmless")
    assert "1 example that leads found harmless" in (await desk.lead.get("/safeguarding")).text

    back = f"/safeguarding/handed-over/{handed}/take-back"
    assert (await desk.trainer.post(back)).status_code == 403
    assert (await desk.lead.post(back)).status_code == 303
    assert (await desk.lead.post(back)).status_code == 404

    assert await desk.handed() == handed
    assert (await desk.add(WORDS, action="save")).status_code == 422


async def test_whoever_trains_a_candidate_knows_what_is_cleared_and_reads_nothing_that_is_sealed(
    desk: Desk,
) -> None:
    await desk.add(WORDS, action=f"hand_over:{NAME}")
    world = desk.service.world
    worker = world.parts_of("hafan_worker").database
    async with worker.transaction() as connection:
        assert await handed_over_examples.cleared(connection) == frozenset()
    await desk.answer("harmless")
    async with worker.transaction() as connection:
        assert await handed_over_examples.cleared(connection) == {("en", "thanks", WORDS)}
    with pytest.raises(ProgrammingError):
        async with worker.transaction() as connection:
            await connection.exec_driver_sql("SELECT words_sealed FROM handed_over_examples")


async def test_what_belongs_to_safeguarding_is_forgotten_and_what_was_cleared_is_kept(desk: Desk) -> None:
    world = desk.service.world
    for answer in ("safeguarding", "harmless"):
        await desk.add(WORDS, action=f"hand_over:{NAME}")
        await desk.answer(answer)
    world.clock.forward(days=(handed_over_examples.ANSWERS_KEPT + timedelta(days=1)).days)

    async with world.parts_of("hafan_worker").database.transaction() as connection:
        await handed_over_examples.forget(connection, world.clock())

    assert [row.answer for row in await world.rows("SELECT answer FROM handed_over_examples")] == ["harmless"]


async def test_the_same_words_are_handed_over_once(desk: Desk) -> None:
    for _ in range(2):
        await desk.add(WORDS, action=f"hand_over:{NAME}")

    assert len(await desk.service.world.rows("SELECT 1 FROM handed_over_examples")) == 1


async def test_everything_grave_in_a_pasted_list_is_handed_over_at_once(desk: Desk) -> None:
    lines = (WORDS, "ta for the lift home bud", "he says hell hurt me if i tell")
    assert "Hand over all 2 to the safeguarding leads" in (await desk.add(*lines, action="check")).text

    page = (await desk.add(*lines, action="hand_over:all")).text

    assert "2 examples are handed over" in page
    assert re.search(r"<textarea[^>]*>ta for the lift home bud</textarea>", page)
    assert (await desk.lead.get("/safeguarding")).text.count("govuk-button-group") == 2


async def test_a_changed_or_moved_example_is_handed_over_and_stays_as_it_was(desk: Desk) -> None:
    hello = Example(EN, "greet", "hello")
    form = {"language": "en", "topic": "greet", "before": "hello", "above": "hi", "below": "hiya"}
    address = f"{HERE}/one/{hello.id}"

    stopped = await desk.trainer.post(address, **form, text=WORDS, to="thanks", action="keep")
    assert 'value="hand_over"' in stopped.text
    handed = await desk.trainer.post(address, **form, text=WORDS, to="thanks", action="hand_over")

    assert handed.headers["location"] == f"{HERE}/topics/greet?language=en&done=example-handed-over"
    assert await desk.edits() == []
    [row] = await desk.service.world.rows("SELECT topic FROM handed_over_examples")
    assert row.topic == "thanks"


async def test_an_example_made_of_a_message_is_handed_over_and_the_message_is_dealt_with(
    service: Service,
) -> None:
    queue = await Queue(service).prepare()
    await queue.release()
    place = f"/trainers/review/{await queue.released()}"
    stopped = await queue.trainer.post(place, do="rewrite", topic="thanks", text=WORDS)
    assert "Hand my example over to the safeguarding leads" in stopped.text

    handed = await queue.trainer.post(place, do="hand_over", topic="thanks", text=WORDS)

    assert handed.headers["location"] == "/trainers/review?done=review-example-handed-over"
    assert await queue.count("handed_over_examples") == 1
    assert "blargh" not in (await queue.trainer.get("/trainers/review")).text


async def test_a_message_that_belongs_to_safeguarding_goes_to_leads_who_see_who_released_it(
    service: Service,
) -> None:
    queue = await Queue(service).prepare()
    await queue.release()
    place = f"/trainers/review/{await queue.released()}"

    passed = await queue.trainer.post(place, do="drop", reason="sensitive")

    assert passed.headers["location"] == "/trainers/review?done=review-handed-over"
    assert (await queue.trainer.get(place)).status_code == 404
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    shown = (await lead.get("/released")).text
    assert "blargh" in shown.split("With trainers")[0]
    assert "Mari Enghraifft" in shown
    assert "Safeguarding leads only" in (await queue.theirs.get("/releases")).text


async def test_words_that_are_harmless_after_all_are_not_handed_over(service: Service) -> None:
    queue = await Queue(service).prepare()
    await queue.release()

    answer = await queue.trainer.post(
        f"/trainers/review/{await queue.released()}",
        do="hand_over",
        topic="thanks",
        text="ta for the lift bud",
    )

    assert "Nothing speaks against this example any more" in answer.text
    assert await queue.count("handed_over_examples") == 0
