"""What holds for every page: headers, languages, errors, weight."""

import re

import httpx
import pytest

from bot.domain.languages import Language
from bot.domain.staff import Role
from tests.fixtures import World
from tests.web.conftest import Browser, Case, Service, serving, web_app

pytestmark = pytest.mark.service


@pytest.fixture
async def manager(service: Service, case: Case) -> Browser:
    """Somebody who sees every page, with something on each."""
    _, browser = await service.member(Role.DUTY_MANAGER)
    return browser


PAGES = (
    "/alerts",
    "/live/alerts",
    "/young-people",
    "/undelivered",
    "/unknown-numbers",
    "/account",
    "/nothing",
)


async def test_every_answer_carries_the_security_headers(manager: Browser) -> None:
    for path in (*PAGES, "/sign-in"):
        assert_hardened((await manager.get(path)).headers)


def assert_hardened(headers: httpx.Headers) -> None:
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert "camera=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


async def test_no_page_has_a_script_or_style_of_its_own(manager: Browser) -> None:
    for path in PAGES:
        assert_nothing_inline(await manager.get(path))


def assert_nothing_inline(answer: httpx.Response) -> None:
    nonce = re.findall(r"nonce-([\w-]+)", answer.headers["content-security-policy"])
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
    assert [inside for _, inside in scripts if inside.strip()] == []
    assert [words for words, _ in scripts if f'nonce="{nonce[0]}"' not in words] == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", answer.text) == []


async def test_a_nonce_is_used_once(manager: Browser) -> None:
    policies = {(await manager.get("/account")).headers["content-security-policy"] for _ in range(2)}
    assert len(policies) == 2


async def test_cookies_are_bound_to_the_host_and_hidden_from_scripts(service: Service) -> None:
    answer = await service.browser().get("/sign-in")
    [cookie] = answer.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-hafan-visit=")
    assert {"Path=/", "SameSite=Strict", "HttpOnly", "Secure"} <= {part.strip() for part in cookie.split(";")}


async def test_the_demo_on_this_machine_works_over_http(world: World) -> None:
    app = web_app(world, public_url="http://127.0.0.1:8000")
    async with serving(app) as address:
        service = Service(world, app, address)
        answer = await service.browser().get("/sign-in")
        [cookie] = answer.headers.get_list("set-cookie")
        assert cookie.startswith("hafan-visit=")
        assert "Secure" not in cookie
        assert "strict-transport-security" not in answer.headers
        await service.clients[0].aclose()


async def test_a_page_of_scripts_and_styles_is_light_and_kept(manager: Browser) -> None:
    page = await manager.get("/alerts")
    weight = len(page.content)
    for name in set(re.findall(r'"(/static/[^"]+)"', page.text)):
        sent = await manager.http.get(name, headers={"accept-encoding": "gzip"})
        assert "immutable" in sent.headers["cache-control"]
        weight += int(sent.headers["content-length"])
    assert weight < 150_000


async def test_the_language_is_remembered_before_and_after_sign_in(service: Service) -> None:
    visitor = service.browser()
    assert (
        '<html lang="cy"' in (await visitor.get("/sign-in", **{"accept-language": "cy-GB,cy;q=0.9,en"})).text
    )
    assert '<html lang="en"' in (await visitor.get("/sign-in")).text
    answer = await visitor.post("/language", to="cy", next="/sign-in")
    assert answer.headers["location"] == "/sign-in"
    assert "Mewngofnodi" in (await visitor.get("/sign-in")).text


async def test_the_language_is_remembered_on_the_account(service: Service, world: World) -> None:
    member, browser = await service.member()
    await browser.post("/language", to="cy", next="//evil.example")
    [row] = await world.rows("SELECT language FROM practitioners")
    assert row.language == Language.WELSH
    elsewhere = await service.sign_in(member)
    assert "Eich cyfrif" in (await elsewhere.get("/account")).text


async def test_a_welsh_reader_meets_no_english(service: Service, case: Case) -> None:
    _, browser = await service.member(Role.DUTY_MANAGER, language=Language.WELSH)
    for path in PAGES:
        words = re.sub(r"<[^>]*>", " ", (await browser.get(path)).text)
        assert re.findall(r"\b(the|and|of|you|Skip|Sign|ago|Young|Alerts)\b", words) == [], path


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nothing-here", 404, "There is nothing here for you"),
        ("GET", "/alerts/%00", 404, "There is nothing here for you"),
        ("GET", "/young-people/not-a-uuid", 404, "There is nothing here for you"),
        ("POST", "/alerts", 405, "That is not possible here"),
        ("GET", "/unknown-numbers", 403, "You cannot do that"),
    ],
)
async def test_an_error_has_a_page_that_says_what_to_do(
    case: Case, method: str, path: str, status: int, title: str
) -> None:
    answer = await (case.theirs.get(path) if method == "GET" else case.theirs.post(path))
    assert answer.status_code == status
    assert f'<h1 class="govuk-heading-l">{title}</h1>' in answer.text


async def test_with_the_database_gone_there_is_still_a_page(case: Case, world: World) -> None:
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("REVOKE SELECT ON sign_ins FROM hafan_web")
    answer = await case.theirs.get("/alerts")
    assert answer.status_code == 500
    assert "Hafan is not working properly" in answer.text


async def test_an_error_logs_its_kind_and_place_but_nothing_that_was_said(
    service: Service, case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE messages SET body_sealed = '\\x00'")
    assert (await case.theirs.get(f"/alerts/{case.reference}")).status_code == 500
    logged = "".join(capsys.readouterr())
    assert "SealBrokenError" in logged
    assert "Alex" not in logged
    assert "hurt me" not in logged
