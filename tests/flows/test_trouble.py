"""What happens to a text when something breaks between it and its answer."""

import asyncio

import pytest

from bot.channels.simulated import Hang, Refuse
from bot.content import LANGUAGES, load_content
from bot.domain.languages import Language
from bot.processes import assistant_program, worker_program
from tests.flows.conftest import JAY, KAYLEIGH, OSIAN, WITHIN, Running

pytestmark = [pytest.mark.service, pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

FALLBACK = {language: load_content().text("texts.assistant_down", language) for language in LANGUAGES}


async def test_a_slow_assistant_is_not_waited_for(running: Running) -> None:
    async with running.suspended("assistant"):
        assert await running.answers(OSIAN.phone, "haia su'mae") == [FALLBACK[Language.WELSH]]


async def test_a_disclosure_is_answered_and_alerted_with_the_assistant_hanging(running: Running) -> None:
    async with running.suspended("assistant"):
        [answer] = await running.answers(KAYLEIGH.phone, "he says hell hurt me if i tell")
    assert "999" in answer
    assert await running.rows("SELECT 1 FROM alerts WHERE severity = 'high' AND young_person_id IS NOT NULL")


async def test_a_text_is_answered_while_the_assistant_is_down_and_after_it_is_back(running: Running) -> None:
    running.whole.processes.kill("assistant")
    assert await running.answers(JAY.phone, "hey") == [FALLBACK[Language.ENGLISH]]
    await running.ready_again(assistant_program(running.whole.settings, running.whole.vault))
    [answer] = await running.answers(JAY.phone, "hey")
    assert answer != FALLBACK[Language.ENGLISH]


async def test_a_worker_killed_between_commit_and_reply_answers_once_all_the_same(running: Running) -> None:
    async with running.suspended("assistant"):
        before = len(running.twilio.texts_to(JAY.phone))
        assert await running.twilio.text_from(JAY.phone, "hiya") == 200
        await _until_in_hand(running)
        running.whole.processes.kill("worker")
    await running.ready_again(worker_program(running.whole.settings, running.whole.vault))
    await running.until_answered()
    await asyncio.sleep(1)
    assert len(running.twilio.texts_to(JAY.phone)) == before + 1


async def _until_in_hand(running: Running) -> None:
    async with asyncio.timeout(WITHIN):
        while not await running.rows(
            "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'reply' AND status = 'doing'"
        ):
            await asyncio.sleep(0.02)


async def test_texts_of_one_person_are_answered_in_their_order(running: Running) -> None:
    numbers = [f"ping {number}" for number in range(5)]
    for body in numbers:
        assert await running.twilio.text_from(KAYLEIGH.phone, body) == 200
    await running.until_answered()
    rows = await running.rows(
        "SELECT q.sequence AS question, a.young_person_id AS person FROM messages a"
        " JOIN messages q ON q.id = a.answers_id ORDER BY a.sequence"
    )
    last = rows[-1].person
    order = [row.question for row in rows if row.person == last]
    assert len(order) >= len(numbers)
    assert order == sorted(order)


async def test_a_text_that_twilio_timed_out_on_arrives_once(running: Running) -> None:
    running.twilio.faults.inject(Hang(after_accepting=True))
    answers = await running.answers(OSIAN.phone, "iawn")
    assert len(answers) == 1


async def test_a_text_that_twilio_refuses_for_good_shows_on_the_page(running: Running) -> None:
    running.twilio.faults.inject(Refuse(21614))
    assert await running.answers(OSIAN.phone, "diolch") == []
    async with running.signed_in("sian") as browser:
        page = await browser.get("/undelivered")
    assert OSIAN.name in page.text


async def test_no_log_holds_words_names_or_numbers(running: Running) -> None:
    await running.answers(JAY.phone, "zanzibar he says hell hurt me")
    logs = list((running.whole.settings.data_folder / "logs").glob("*.log"))
    assert {log.stem for log in logs} >= {"serve", "worker", "assistant"}
    for log in logs:
        written = log.read_text().casefold()
        for secret in (
            "zanzibar",
            "hurt me",
            "fictional",
            "ddychmygol",
            JAY.phone,
            JAY.phone.removeprefix("+44"),
        ):
            assert secret not in written, f"{log.name} holds what it must not"
