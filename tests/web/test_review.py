"""From an unsure message to an example: released and redacted, seen by trainers without anybody in it."""

import asyncio
from datetime import timedelta

import pytest

from bot.checkins import CheckIns
from bot.domain.languages import Language
from bot.domain.review import Audience
from bot.domain.staff import Role
from bot.redaction import redact
from bot.storage import releases
from tests.web.conftest import Service
from tests.web.review_queue import SAID, Queue

pytestmark = pytest.mark.service

GONE = ("cadi", "bangor", "Alex", "Invented")


@pytest.fixture
async def queue(service: Service) -> Queue:
    return await Queue(service).prepare()


async def test_the_practitioner_sees_the_original_beside_what_would_go(queue: Queue) -> None:
    shown = (await queue.theirs.get(f"/messages/{queue.message}/release")).text

    assert SAID in shown
    assert "<mark>[name]</mark>" in shown
    assert "<mark>[place]</mark>" in shown


async def test_a_released_message_reaches_trainers_without_anybody_in_it(queue: Queue) -> None:
    assert (await queue.release()).headers["location"] == "/releases?done=released"

    shown = (await queue.trainer.get("/trainers/review")).text

    assert "me and [name] went to [place] and my head is proper blargh" in shown
    assert not [word for word in GONE if word in shown]
    assert str(queue.message) not in shown
    assert str(queue.person) not in shown


async def test_words_of_the_record_and_those_masked_by_hand_go_too(queue: Queue) -> None:
    message = await queue.says("alex from the otters is fuming with mari")

    await queue.release(message, by_hand="the otters", kind="place")

    assert "[name] from [place] is fuming with [name]" in (await queue.trainer.get("/trainers/review")).text


async def test_what_was_taken_out_by_hand_can_be_put_back(queue: Queue) -> None:
    place = f"/messages/{queue.message}/release"
    taken = await queue.theirs.post(place, step="look", by_hand="proper blargh", kind="detail")
    assert "my head is <mark>[detail]</mark>" in taken.text
    assert 'name="mask" value="detail:proper blargh"' in taken.text

    back = await queue.theirs.post(place, step="put_back:0", mask="detail:proper blargh")

    assert "[detail]" not in back.text
    assert 'name="mask"' not in back.text
    assert "<mark>[name]</mark>" in back.text


async def test_words_to_take_out_that_stand_nowhere_are_told_and_nothing_goes(queue: Queue) -> None:
    for step in ("look", "release"):
        answer = await queue.release(step=step, by_hand="otters")
        assert answer.status_code == 422
        assert "These words are not in the message" in answer.text
        assert 'value="otters"' in answer.text

    assert await queue.count("released_messages") == 0


async def test_nothing_goes_before_the_practitioner_confirms(queue: Queue) -> None:
    for field, value in (("confirmed", ""), ("language", ""), ("step", "look")):
        assert (await queue.release(None, None, **{field: value})).status_code in (200, 422)

    assert await queue.count("released_messages") == 0


async def test_nobody_else_releases_a_message(queue: Queue) -> None:
    assert (await queue.release(by=queue.others)).status_code == 404
    assert (await queue.release(by=queue.trainer)).status_code == 403
    assert await queue.count("released_messages") == 0


async def test_what_raised_a_concern_goes_to_leads_alone_whatever_the_form_says(queue: Queue) -> None:
    message = await queue.says("he said hell hurt me if i tell")
    _, lead = await queue.service.member(Role.SAFEGUARDING_LEAD)

    await queue.release(message)

    assert "[name]" not in (await queue.trainer.get("/trainers/review")).text
    assert "if i tell" not in (await queue.trainer.get("/trainers/review")).text
    assert "if i tell" in (await lead.get("/released")).text
    assert (await queue.trainer.get(f"/trainers/review/{await queue.released()}")).status_code == 404


async def test_the_database_itself_refuses_a_grave_message_for_trainers(queue: Queue) -> None:
    message = await queue.says("he said hell hurt me if i tell")
    world = queue.service.world
    async with world.database("hafan_web").transaction(user=queue.member) as connection:
        outcome, _ = await releases.release(
            connection,
            world.vault,
            message,
            "redacted",
            language=Language.ENGLISH,
            topics=[],
            audience=Audience.TRAINERS,
            now=world.clock(),
            today=world.clock().date(),
            keep=timedelta(days=30),
        )

    assert outcome == "grave"


async def test_two_clicks_at_once_release_a_message_once_and_the_second_is_told_so(queue: Queue) -> None:
    world = queue.service.world
    async with world.database("hafan_web").transaction(user=queue.member) as connection:
        outcome, _ = await releases.release(
            *(connection, world.vault, queue.message, "my head is proper blargh"),
            language=Language.ENGLISH,
            topics=[],
            audience=Audience.TRAINERS,
            now=world.clock(),
            today=world.clock().date(),
            keep=timedelta(days=1),
        )
        second = asyncio.create_task(queue.release())
        while not await world.rows("SELECT 1 FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.05)
    assert outcome == "released"
    answer = await second
    assert answer.status_code == 409
    assert "This message is released already" in answer.text
    assert await queue.count("released_messages") == 1


async def test_what_was_released_holds_no_time_finer_than_a_day(queue: Queue) -> None:
    await queue.release()
    [row] = await queue.service.world.rows("SELECT * FROM released_messages")
    kept = row._asdict()

    assert {key for key, value in kept.items() if "datetime.datetime" in repr(value)} == set()
    assert b"blargh" not in bytes(kept["text_sealed"])


async def test_a_release_can_be_taken_back_by_whoever_works_with_them(queue: Queue) -> None:
    await queue.release()
    released = await queue.released()

    assert (await queue.others.post(f"/releases/{released}/take-back")).status_code == 404
    assert (await queue.theirs.post(f"/releases/{released}/take-back")).status_code == 303

    assert "blargh" not in (await queue.trainer.get("/trainers/review")).text
    assert await queue.count("release_links") == 0


async def test_the_queue_forgets_after_its_days(queue: Queue) -> None:
    await queue.release()
    queue.service.world.clock.forward(days=29)
    await queue.sweep()
    assert await queue.count("released_messages") == 1

    queue.service.world.clock.forward(days=1)
    await queue.sweep()

    assert (await queue.count("released_messages"), await queue.count("release_links")) == (0, 0)


async def test_what_is_settled_is_forgotten_with_its_link_and_only_counted(queue: Queue) -> None:
    await queue.release()
    answer = await queue.trainer.post(
        f"/trainers/review/{await queue.released()}", do="drop", reason="not_clear"
    )
    assert answer.headers["location"] == "/trainers/review?done=review-dropped"
    assert "blargh" not in (await queue.trainer.get("/trainers/review")).text

    await queue.sweep()

    assert (await queue.count("released_messages"), await queue.count("release_links")) == (0, 0)
    [row] = await queue.service.world.rows("SELECT outcome, reason, count FROM review_outcomes")
    assert tuple(row) == ("dropped", "not_clear", 1)


async def test_a_message_with_marks_must_be_rewritten_before_it_is_an_example(queue: Queue) -> None:
    await queue.release()
    place = f"/trainers/review/{await queue.released()}"
    shown = (await queue.trainer.get(place)).text
    assert "Take the words as they are" not in shown

    for form in ({"do": "accept"}, {"do": "rewrite", "text": "me and [name] fell out"}):
        assert (await queue.trainer.post(place, topic="mood_report_low", **form)).status_code == 422

    assert await queue.count("example_edits") == 0


async def test_a_rewritten_message_becomes_an_example(queue: Queue) -> None:
    await queue.release()
    place = f"/trainers/review/{await queue.released()}"

    answer = await queue.trainer.post(
        place, do="rewrite", topic="mood_report_low", text="everything is mush today and im flat as a pancake"
    )

    assert answer.headers.get("location") == "/trainers/review?done=review-proposed", answer.text
    [row] = await queue.service.world.rows("SELECT language, topic, after, made_by FROM example_edits")
    assert (row.language, row.topic, row.made_by) == ("en", "mood_report_low", queue.trainer_id)


async def test_leads_see_who_released_which_text_and_not_whose_it_was(queue: Queue) -> None:
    await queue.release()
    _, lead = await queue.service.member(Role.SAFEGUARDING_LEAD)

    shown = (await lead.get("/released")).text

    assert "Mari Enghraifft: 1" in shown
    assert "proper blargh" in shown
    assert "Alex" not in shown


async def test_a_message_that_is_marked_waits_for_whoever_works_with_them(queue: Queue) -> None:
    assert (await queue.others.post(f"/messages/{queue.message}/misunderstood")).status_code == 404
    assert (await queue.theirs.post(f"/messages/{queue.message}/misunderstood")).status_code == 303

    assert "blargh" in (await queue.theirs.get("/releases")).text
    assert "blargh" not in (await queue.others.get("/releases")).text

    await queue.theirs.post(f"/messages/{queue.message}/set-aside")
    assert "blargh" not in (await queue.theirs.get("/releases")).text


async def test_what_the_assistant_was_unsure_of_is_noted_without_words_and_shown_to_its_practitioner(
    queue: Queue,
) -> None:
    world = queue.service.world
    [row] = await world.rows("SELECT conversation_id FROM check_ins")
    assistant = CheckIns(world.parts_of("hafan_intake"))

    for _ in range(2):
        await assistant.unsure(row.conversation_id)

    [noted] = await world.rows("SELECT message_id, reason, practitioner_id FROM unsure_messages")
    assert tuple(noted) == (queue.message, "assistant", None)
    assert "The assistant was not sure" in (await queue.theirs.get("/releases")).text
    assert "blargh" not in (await queue.others.get("/releases")).text


async def test_every_step_is_on_the_audit_trail_and_no_entry_joins_message_and_release(queue: Queue) -> None:
    await queue.theirs.get(f"/messages/{queue.message}/release")
    await queue.release()
    released = await queue.released()
    await queue.trainer.get(f"/trainers/review/{released}")
    await queue.trainer.post(f"/trainers/review/{released}", do="drop", reason="known")

    rows = await queue.service.world.rows("SELECT action, subject, detail::text AS detail FROM audit")

    wanted = {"message:release_look", "message:release", "review:look", "review:decide"}
    assert wanted <= {row.action for row in rows}
    joined = [row for row in rows if str(queue.message) in f"{row.subject}{row.detail}"]
    assert not [row for row in joined if str(released) in f"{row.subject}{row.detail}"]


async def test_no_word_of_the_record_survives_in_what_is_released(queue: Queue) -> None:
    world = queue.service.world
    async with world.database("hafan_web").transaction(user=queue.member) as connection:
        record = await releases.words_of_the_record(connection, world.vault, queue.person, world.clock())

    left = redact("ALEX! alexs mate, a l e x, xxinventedxx n mari + enghraifft", record).casefold()

    assert not [word for word in ("alex", "invented", "mari", "enghraifft") if word in left.replace(" ", "")]


async def test_marks_are_in_the_language_that_was_chosen(queue: Queue) -> None:
    await queue.release(language="cy")

    shown = (await queue.trainer.get("/trainers/review")).text

    assert "me and [enw] went to [lle]" in shown


async def test_a_guess_that_is_no_topic_is_suggested_to_nobody(queue: Queue) -> None:
    await queue.release()
    await queue.service.world.rows(
        'UPDATE released_messages SET topics = \'[["nlu_fallback", 0.5], ["thanks", 0.3]]\' RETURNING 1'
    )

    for path in ("", f"/{await queue.released()}"):
        shown = (await queue.trainer.get(f"/trainers/review{path}")).text
        assert "nlu_fallback" not in shown
        assert "Saying thank you (30 %)" in shown
    assert '<option value="thanks" selected>' in shown
