"""A released message becomes an example under the label that was suggested, or under another."""

import pytest

from tests.web.conftest import Service
from tests.web.review_queue import Queue

pytestmark = pytest.mark.service

PLAIN = "my head is proper blargh today"


@pytest.fixture
async def queue(service: Service) -> Queue:
    return await Queue(service).prepare()


@pytest.mark.parametrize("topic", ["thanks", "mood_report_low"])
async def test_the_label_that_was_suggested_is_accepted_or_another_is_picked(
    queue: Queue, topic: str
) -> None:
    await queue.release(await queue.says(PLAIN))
    await queue.service.world.rows(
        'UPDATE released_messages SET topics = \'[["thanks", 0.6], ["greet", 0.3]]\' RETURNING 1'
    )
    place = f"/trainers/review/{await queue.released()}"
    assert '<option value="thanks" selected>' in (await queue.trainer.get(place)).text

    answer = await queue.trainer.post(place, do="accept", topic=topic)

    assert answer.headers.get("location") == "/trainers/review?done=review-proposed", answer.text
    [row] = await queue.service.world.rows("SELECT topic, after FROM example_edits")
    assert tuple(row) == (topic, PLAIN)
    assert "blargh" not in (await queue.trainer.get("/trainers/review")).text


async def test_what_nobody_released_is_forgotten_after_its_days(queue: Queue) -> None:
    await queue.theirs.post(f"/messages/{queue.message}/misunderstood")
    queue.service.world.clock.forward(days=59)
    await queue.sweep()
    assert await queue.count("unsure_messages") == 1

    queue.service.world.clock.forward(days=2)
    await queue.sweep()

    assert await queue.count("unsure_messages") == 0
