"""Twilio's web hooks for calls: only what Twilio signed, only for a call of ours, only with our token."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot import call_links
from tests.fixtures import PUBLIC
from tests.posting import TOKEN
from tests.ringing import Ringing

pytestmark = pytest.mark.service

SID = "CA" + "7" * 32


def signature(url: str, form: dict[str, str], token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, form))


async def call(ringing: Ringing) -> Any:
    """The row of a call that waits to be placed."""
    member, _ = await ringing.staff()
    await ringing.alert(member)
    [row] = await ringing.world.rows("SELECT id, alert_id FROM dispatches WHERE channel = 'voice'")
    return row


async def post(ringing: Ringing, url: str, form: dict[str, str], signed: str | None) -> httpx.Response:
    headers = {} if signed is None else {"X-Twilio-Signature": signed}
    async with httpx.AsyncClient() as client:
        return await client.post(url.replace(PUBLIC, ringing.address), data=form, headers=headers)


async def state(ringing: Ringing) -> list[Any]:
    return await ringing.world.rows(
        "SELECT status, provider_id, acknowledged_by FROM dispatches JOIN alerts ON alerts.id = alert_id"
        " WHERE channel = 'voice'"
    )


@pytest.mark.parametrize("hook", ["answer", "key", "status"])
@pytest.mark.parametrize("wrong", ["missing", "invalid", "url", "token", "changed"])
async def test_a_wrong_signature_is_refused_and_changes_nothing(
    ringing: Ringing, hook: str, wrong: str
) -> None:
    row = await call(ringing)
    url = {
        "answer": call_links.answer_url(ringing.worker, row.id),
        "key": call_links.key_url(ringing.worker, row.id, 1, 1),
        "status": call_links.status_url(ringing.worker, row.id),
    }[hook]
    form = {"CallSid": SID, "CallStatus": "in-progress", "Digits": "1"}
    signed = {
        "missing": None,
        "invalid": "bm90IGEgc2lnbmF0dXJl",
        "url": signature(f"https://elsewhere.example/voice/{hook}", form),
        "token": signature(url, form, "another token"),
        "changed": signature(url, form | {"Digits": "2"}),
    }[wrong]
    before = await state(ringing)
    assert (await post(ringing, url, form, signed)).status_code == 403
    assert await state(ringing) == before


def altered(url: str, **changes: str) -> str:
    """The same URL with other values in its query, properly signed by whoever sends it."""
    query = dict(parse_qsl(urlsplit(url).query)) | changes
    return f"{url.partition('?')[0]}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


@pytest.mark.parametrize(
    "changes",
    [
        {"token": "0" * 40},
        {"token": ""},
        {"token": "\N{SNOWMAN}"},
        {"turn": "2"},
        {"raise": "2"},
        {"turn": "x"},
        {"raise": "99999"},
        {"dispatch": "00000000-0000-0000-0000-000000000000"},
        {"dispatch": "none"},
    ],
)
async def test_a_key_counts_only_for_the_turn_that_its_token_was_made_for(
    ringing: Ringing, changes: dict[str, str]
) -> None:
    row = await call(ringing)
    url = altered(call_links.key_url(ringing.worker, row.id, 1, 1), **changes)
    form = {"CallSid": SID, "Digits": "1"}
    answer = await post(ringing, url, form, signature(url, form))
    assert answer.status_code in (403, 404)
    assert [found.acknowledged_by for found in await state(ringing)] == [None]


async def test_the_token_of_one_call_opens_no_other(ringing: Ringing) -> None:
    first = await call(ringing)
    token = dict(parse_qsl(urlsplit(call_links.answer_url(ringing.worker, first.id)).query))["token"]
    member, _ = await ringing.staff()
    other = await ringing.alert(member)
    [row] = await ringing.world.rows(
        "SELECT id FROM dispatches WHERE channel = 'voice' AND alert_id = :a", a=other
    )
    url = altered(call_links.answer_url(ringing.worker, row.id), token=token)
    form = {"CallSid": SID}
    assert (await post(ringing, url, form, signature(url, form))).status_code == 404


async def test_a_key_that_is_brought_twice_acknowledges_once_and_says_the_same(ringing: Ringing) -> None:
    row = await call(ringing)
    url = call_links.key_url(ringing.worker, row.id, 1, 1)
    form = {"CallSid": SID, "Digits": "1"}
    answers = [await post(ringing, url, form, signature(url, form)) for _ in range(2)]
    assert answers[0].text == answers[1].text
    assert "is yours" in answers[0].text
    events = await ringing.world.rows("SELECT 1 FROM alert_events WHERE kind = 'acknowledged'")
    assert len(events) == 1


@pytest.mark.parametrize(
    "form", [{}, {"CallSid": ""}, {"CallSid": "x y"}, {"CallSid": SID, "Digits": "1" * 65}]
)
async def test_a_malformed_form_is_refused_with_what_is_wrong(ringing: Ringing, form: dict[str, str]) -> None:
    row = await call(ringing)
    url = call_links.key_url(ringing.worker, row.id, 1, 1)
    answer = await post(ringing, url, form, signature(url, form))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"CallStatus": "ringing"}, "sent"),
        ({"CallStatus": "in-progress"}, "sent"),
        ({"CallStatus": "busy"}, "unanswered"),
        ({"CallStatus": "no-answer"}, "unanswered"),
        ({"CallStatus": "canceled"}, "unanswered"),
        ({"CallStatus": "completed"}, "unanswered"),
        ({"CallStatus": "failed"}, "failed"),
        ({"AnsweredBy": "machine_start"}, "unanswered"),
        ({"AnsweredBy": "fax"}, "unanswered"),
        ({"AnsweredBy": "human"}, "sent"),
        ({"AnsweredBy": "unknown"}, "sent"),
    ],
)
async def test_every_report_on_a_call_is_kept(ringing: Ringing, form: dict[str, str], status: str) -> None:
    row = await call(ringing)
    url = call_links.status_url(ringing.worker, row.id)
    form = {"CallSid": SID} | form
    assert (await post(ringing, url, form, signature(url, form))).status_code == 204
    assert [(found.status, found.provider_id) for found in await state(ringing)] == [(status, SID)]


async def test_a_late_report_does_not_undo_a_key(ringing: Ringing) -> None:
    row = await call(ringing)
    key, report = (
        call_links.key_url(ringing.worker, row.id, 1, 1),
        call_links.status_url(ringing.worker, row.id),
    )
    for url, form in (
        (key, {"CallSid": SID, "Digits": "2"}),
        (report, {"CallSid": SID, "CallStatus": "completed"}),
    ):
        assert (await post(ringing, url, form, signature(url, form))).is_success
    assert [found.status for found in await state(ringing)] == ["delivered"]
