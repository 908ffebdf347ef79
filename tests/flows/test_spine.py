"""From a signed web hook to the page and the practitioner's phone, over real HTTP."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot.app import DEMO_NUMBER, DEMO_TOKEN
from bot.demo import STAFF
from tests.flows.conftest import ELEN, JAY, WITHIN, Running, token_of

pytestmark = [pytest.mark.service, pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

SIAN = STAFF[0]
# What a text could leave behind; the timed jobs come and go by themselves.
TABLES = (
    "messages",
    "unknown_messages",
    "concerns",
    "alerts",
    "dispatches",
    "audit",
    "procrastinate_jobs WHERE queue_name <> 'timed'",
)


def fields(body: str = "haia", sender: str = JAY.phone) -> dict[str, str]:
    return {
        "MessageSid": f"SM{uuid4().hex}",
        "From": sender,
        "To": DEMO_NUMBER,
        "Body": body,
        "NumMedia": "0",
    }


def signature(url: str, form: dict[str, str], token: str = DEMO_TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, form))


async def post(running: Running, form: dict[str, str], signed: str | None) -> httpx.Response:
    headers = {} if signed is None else {"X-Twilio-Signature": signed}
    async with httpx.AsyncClient() as client:
        return await client.post(f"{running.address}/sms/inbound", data=form, headers=headers)


async def test_a_signed_text_is_accepted_and_its_replay_changes_nothing(running: Running) -> None:
    form = fields()
    signed = signature(f"{running.address}/sms/inbound", form)
    assert (await post(running, form, signed)).status_code == 200
    await running.until_answered()
    counted = [await running.count(table) for table in TABLES[:-1]]
    assert (await post(running, form, signed)).status_code == 200
    assert [await running.count(table) for table in TABLES[:-1]] == counted


@pytest.mark.parametrize("wrong", ["missing", "invalid", "url", "token", "changed"])
async def test_a_wrong_signature_is_refused_and_leaves_no_row(running: Running, wrong: str) -> None:
    form = fields()
    url = f"{running.address}/sms/inbound"
    signed = {
        "missing": None,
        "invalid": "bm90IGEgc2lnbmF0dXJl",
        "url": signature("https://elsewhere.example/sms/inbound", form),
        "token": signature(url, form, "another token"),
        "changed": signature(url, form | {"Body": "something else"}),
    }[wrong]
    await running.until_answered()
    counted = [await running.count(table) for table in TABLES]
    assert (await post(running, form, signed)).status_code == 403
    assert [await running.count(table) for table in TABLES] == counted


@pytest.mark.parametrize(
    "change",
    [{"MessageSid": ""}, {"MessageSid": "x y"}, {"Body": "a" * 1601}, {"NumMedia": "many"}, {"From": ""}],
)
async def test_a_malformed_form_is_refused_with_what_is_wrong(
    running: Running, change: dict[str, str]
) -> None:
    form = fields() | change
    answer = await post(running, form, signature(f"{running.address}/sms/inbound", form))
    assert answer.status_code == 400
    assert next(iter(change)) in answer.text


async def test_a_request_that_is_too_large_is_refused(running: Running) -> None:
    form = fields("a" * 70_000)
    answer = await post(running, form, signature(f"{running.address}/sms/inbound", form))
    assert answer.status_code == 413


async def test_a_text_shows_as_an_alert_on_the_page_and_on_the_practitioners_phone(running: Running) -> None:
    # An alert that somebody just took would take this one in without a further page.
    await running.rows("UPDATE alerts SET closed_at = now(), next_step_at = NULL RETURNING 1")
    before = len(running.twilio.texts_to(SIAN.phone))
    async with running.signed_in("sian") as browser, browser.stream("GET", "/live") as live:
        arrives = asyncio.create_task(_first_event(live))
        await asyncio.sleep(0.3)
        [answer] = await running.answers(ELEN.phone, "dwi isio siarad efo rywun")
        await asyncio.wait_for(arrives, WITHIN)
        page = await browser.get("/alerts")
        assert ELEN.name in page.text
        [notice] = running.twilio.texts_to(SIAN.phone)[before:]
        reference = notice.body.rsplit("/alerts/", 1)[1].split()[0].rstrip(".")
        assert "siarad" not in notice.body
        assert "Elen" not in notice.body
        shown = await browser.get(f"/alerts/{reference}")
        assert "dwi isio siarad efo rywun" in shown.text.replace("<mark>", "").replace("</mark>", "")
        taken = await browser.post(f"/alerts/{reference}/acknowledge", data=token_of(shown))
        assert taken.status_code == 200
    assert answer
    [alert] = await running.rows("SELECT acknowledged_at FROM alerts WHERE reference = :r", r=reference)
    assert alert.acknowledged_at is not None


async def _first_event(live: httpx.Response) -> str:
    async for line in live.aiter_lines():
        if line.startswith(("data:", "event:")):
            return line
    raise AssertionError("the stream ended")


async def test_receipts_reach_the_text_that_they_are_about(running: Running) -> None:
    await running.answers(JAY.phone, "what is this")
    await running.twilio.settle()
    rows = await running.rows(
        "SELECT status FROM dispatches WHERE purpose = 'reply' ORDER BY created_at DESC LIMIT 1"
    )
    assert [row.status for row in rows] == ["delivered"]


async def test_nothing_but_the_web_hooks_and_health_answers_without_a_sign_in(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.address) as client:
        assert (await client.get("/healthz")).json() == {"alive": True}
        assert (await client.get("/readyz")).json() == {"ready": True}
        for path in ("/alerts", "/young-people", "/undelivered", "/metrics", "/webhook", "/docs"):
            assert (await client.get(path)).status_code in (302, 303, 401, 403, 404), path
