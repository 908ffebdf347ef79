"""The page that plays the phones, as a browser meets it over HTTP."""

import json
from collections.abc import AsyncIterator
from string import Template

import httpx
import pytest

from bot.channels.simulated import Crash, page
from bot.channels.simulated.wording import WORDING
from tests.channels.conftest import ACCOUNT, OTHER_PHONE, PHONE, Line
from tests.channels.receiving import AUTH_TOKEN

NEW_PHONE = {"name": "Ifan Demo", "number": "+447700900103", "role": "young_person", "language": "cy"}


@pytest.fixture
async def browser(line: Line) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=line.address, timeout=5) as client:
        yield client


async def read_events(browser: httpx.AsyncClient) -> AsyncIterator[tuple[str, object]]:
    async with browser.stream("GET", "/events") as response:
        name = ""
        async for row in response.aiter_lines():
            if row.startswith("event: "):
                name = row.removeprefix("event: ")
            elif row.startswith("data: "):
                yield name, json.loads(row.removeprefix("data: "))


@pytest.mark.parametrize("path", ["/", "/phones.css", "/phones.js", "/icon.svg"])
async def test_everything_of_the_page_comes_with_a_strict_policy(
    browser: httpx.AsyncClient, path: str
) -> None:
    answer = await browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_the_page_says_in_both_languages_that_everyone_is_invented(
    browser: httpx.AsyncClient, language: str
) -> None:
    shown = (await browser.get("/", params={"lang": language})).text
    assert f'<html lang="{language}">' in shown
    assert WORDING[language]["banner"] in shown
    assert WORDING[language]["other_language"] in shown


async def test_the_page_holds_no_inline_script_or_style(browser: httpx.AsyncClient) -> None:
    shown = (await browser.get("/")).text
    assert shown.count("<script") == shown.count("<script src=") == 1
    assert "<style" not in shown
    assert " style=" not in shown
    assert " onclick" not in shown


def test_the_script_never_writes_markup() -> None:
    script = (page.FILES / "phones.js").read_text()
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script


def test_both_languages_have_every_word_of_the_page() -> None:
    english, welsh = WORDING["en"], WORDING["cy"]
    assert english.keys() == welsh.keys()
    assert all(text.strip() for text in [*english.values(), *welsh.values()])
    template = Template((page.FILES / "page.html").read_text())
    assert set(template.get_identifiers()) <= english.keys() | {"language", "other", "words", "longest"}


async def test_the_page_learns_of_every_phone_and_then_of_each_text(
    line: Line, browser: httpx.AsyncClient
) -> None:
    events = read_events(browser)
    name, phones = await anext(events)
    assert name == "everything"
    assert [phone["number"] for phone in phones] == [PHONE, OTHER_PHONE]  # type: ignore[attr-defined]
    await line.twilio.text_from(PHONE, "<b>helo</b>")
    name, news = await anext(events)
    assert name == "text"
    assert news["places"] == [0]  # type: ignore[index]
    assert news["text"]["body"] == "<b>helo</b>"  # type: ignore[index]
    await events.aclose()  # type: ignore[attr-defined]


async def test_an_opt_out_shows_on_the_phone_at_once(line: Line, browser: httpx.AsyncClient) -> None:
    events = read_events(browser)
    await anext(events)
    await line.twilio.text_from(PHONE, "STOP")
    names = [(await anext(events))[0]]
    name, phones = await anext(events)
    assert [*names, name] == ["text", "everything"]
    assert [phone["opted_out"] for phone in phones] == [True, False]  # type: ignore[attr-defined]
    await events.aclose()  # type: ignore[attr-defined]


async def test_a_quiet_connection_is_kept_alive(
    line: Line, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "HEARTBEAT_SECONDS", 0.05)
    async with browser.stream("GET", "/events") as response:
        rows = response.aiter_lines()
        while (row := await anext(rows)) != ": quiet":
            assert not row.startswith("event: text")


async def test_what_is_typed_on_a_phone_reaches_the_service(line: Line, browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/phones/0/texts", json={"body": "helo"})
    assert answer.json() == {"status": 204}
    assert [(text.sender, text.body) for text in line.service.inbound] == [(PHONE, "helo")]


@pytest.mark.parametrize(
    ("place", "content_type", "content"),
    [
        (0, "text/plain", '{"body": "helo"}'),
        (0, "application/json", '{"words": "helo"}'),
        (0, "application/json", "[]"),
        (0, "application/json", '{"body": "' + "a" * 1601 + '"}'),
        (9, "application/json", '{"body": "helo"}'),
    ],
    ids=["another site's form", "no body", "a list", "too long", "no such phone"],
)
async def test_what_no_phone_could_send_is_refused(
    line: Line, browser: httpx.AsyncClient, place: int, content_type: str, content: str
) -> None:
    headers = {"Content-Type": content_type}
    answer = await browser.post(f"/phones/{place}/texts", content=content, headers=headers)
    assert answer.status_code == 400
    assert line.service.inbound == []


async def test_the_owner_of_the_account_puts_other_phones_on_the_page(
    line: Line, browser: httpx.AsyncClient
) -> None:
    answer = await browser.put("/phones", json=[NEW_PHONE], auth=(ACCOUNT, AUTH_TOKEN))
    assert answer.json() == {"phones": 1}
    assert [phone.name for phone in line.twilio.phones] == ["Ifan Demo"]


@pytest.mark.parametrize(
    ("phones", "token", "status"),
    [
        ([NEW_PHONE], "wrong", 401),
        ([{"name": "Ifan Demo"}], AUTH_TOKEN, 400),
        ([NEW_PHONE | {"role": "stranger"}], AUTH_TOKEN, 400),
        (["Ifan"], AUTH_TOKEN, 400),
        (7, AUTH_TOKEN, 400),
    ],
)
async def test_phones_from_a_stranger_or_unreadable_change_nothing(
    line: Line, browser: httpx.AsyncClient, phones: object, token: str, status: int
) -> None:
    answer = await browser.put("/phones", json=phones, auth=(ACCOUNT, token))
    assert answer.status_code == status
    assert [phone.number for phone in line.twilio.phones] == [PHONE, OTHER_PHONE]


async def test_the_page_stays_up_while_twilio_is_broken(line: Line, browser: httpx.AsyncClient) -> None:
    line.twilio.down = True
    line.twilio.faults.inject(Crash(after_accepting=False), times=None)
    assert (await browser.get("/")).status_code == 200
