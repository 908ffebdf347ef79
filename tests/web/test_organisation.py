"""Signing in at an organisation's identity provider: a real one on this machine, and what can go wrong."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pyotp
import pytest
from oidc_provider_mock import run_server_in_thread
from pydantic import SecretStr

from bot.domain.staff import Role
from bot.settings import LocalSignIn, Settings
from bot.web.passwords import hash_password
from tests.fixtures import PUBLIC, World
from tests.web.conftest import SECRET, Browser, Service, serving, web_app
from tests.web.test_accounts import LINK, NEW

pytestmark = pytest.mark.service

CLIENT, SESSION = "hafan", "__Host-hafan"
SUBJECT = "somebody-at-work"
PASSWORD = "three words and more"


@dataclass
class Provider:
    """The provider, and what a person does in front of it."""

    address: str

    async def says_yes(self, where: str, subject: str = SUBJECT) -> str:
        """Signs in there; the path that the browser is sent back to."""
        async with httpx.AsyncClient() as http:
            answer = await http.post(where, data={"sub": subject})
        back = urlsplit(answer.headers["location"])
        assert f"{back.scheme}://{back.netloc}" == PUBLIC
        return f"{back.path}?{back.query}"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with run_server_in_thread() as server:
        yield Provider(f"http://127.0.0.1:{server.server_port}")


def settings(issuer: str, **changes: Any) -> Settings:
    secret = SecretStr("of nobody")
    return Settings(
        public_url=PUBLIC,
        identity_issuer=issuer,
        identity_client_id=CLIENT,
        identity_client_secret=secret,
        identity_name="Cyngor Dychmygol",
        **changes,
    )


@pytest.fixture
async def service(world: World, provider: Provider) -> AsyncIterator[Service]:
    """The pages with a provider; its tokens tell the real time, so the clock does too."""
    world.clock.time = datetime.now(UTC)
    app = web_app(world, settings=settings(provider.address))
    async with serving(app) as address:
        running = Service(world, app, address)
        yield running
        for client in running.clients:
            await client.aclose()


async def begin(browser: Browser) -> str:
    """Where the browser is sent to."""
    answer = await browser.get("/sign-in/organisation?next=/alerts")
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def linked(service: Service, provider: Provider) -> UUID:
    """A member whose account is linked with the subject, by the page itself."""
    member, browser = await service.member(password_hash=hash_password(PASSWORD))
    page = (await browser.post("/account/organisation")).text
    where = re.search(r'url=([^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    answer = await browser.get(await provider.says_yes(where))
    assert 'url=/account"' in answer.text
    return member


async def test_a_linked_account_signs_in(service: Service, provider: Provider, world: World) -> None:
    await linked(service, provider)
    browser = service.browser()
    assert "Sign in with Cyngor Dychmygol" in (await browser.get("/sign-in")).text
    answer = await browser.get(await provider.says_yes(await begin(browser)))
    assert 'url=/alerts"' in answer.text
    assert (await browser.get("/alerts")).status_code == 200
    [row] = await world.rows("SELECT issuer, subject_index FROM identities")
    assert row.issuer == provider.address
    assert SUBJECT.encode() not in row.subject_index


async def test_the_question_is_bound_to_one_sign_in(service: Service) -> None:
    asked = [parse_qs(urlsplit(await begin(service.browser())).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["scope"] == ["openid"]


async def test_a_subject_that_nobody_linked_opens_nothing(service: Service, provider: Provider) -> None:
    await linked(service, provider)
    browser = service.browser()
    answer = await browser.get(await provider.says_yes(await begin(browser), "somebody-else"))
    assert answer.status_code == 401
    assert "is not linked with one here" in answer.text
    assert SESSION not in browser.cookies


async def test_an_answer_opens_once_and_only_in_the_browser_that_asked(
    service: Service, provider: Provider
) -> None:
    await linked(service, provider)
    browser, thief = service.browser(), service.browser()
    back = await provider.says_yes(await begin(browser))
    await begin(thief)
    assert "was begun in another browser" in (await thief.get(back)).text
    assert 'url=/alerts"' in (await browser.get(back)).text
    again = await browser.get(back)
    assert again.status_code == 401
    assert "That took too long" in again.text


async def test_a_late_answer_opens_nothing(service: Service, provider: Provider, world: World) -> None:
    await linked(service, provider)
    browser = service.browser()
    back = await provider.says_yes(await begin(browser))
    world.clock.forward(minutes=11)
    assert (await browser.get(back)).status_code == 401


async def test_a_code_of_another_sign_in_opens_nothing(service: Service, provider: Provider) -> None:
    await linked(service, provider)
    mine, theirs = service.browser(), service.browser()
    back = parse_qs(urlsplit(await provider.says_yes(await begin(mine))).query)
    other = parse_qs(urlsplit(await provider.says_yes(await begin(theirs))).query)
    path = f"/sign-in/organisation/return?state={back['state'][0]}&code={other['code'][0]}"
    answer = await mine.get(path)
    assert answer.status_code == 401
    assert "did not tell us who you are" in answer.text


async def test_somebody_who_refuses_there_is_not_signed_in(service: Service) -> None:
    browser = service.browser()
    state = parse_qs(urlsplit(await begin(browser)).query)["state"][0]
    answer = await browser.get(f"/sign-in/organisation/return?state={state}&error=access_denied")
    assert answer.status_code == 401


async def test_a_subject_belongs_to_one_account(service: Service, provider: Provider) -> None:
    await linked(service, provider)
    _, other = await service.member()
    page = (await other.post("/account/organisation")).text
    where = re.search(r'url=([^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    answer = await other.get(await provider.says_yes(where))
    assert answer.status_code == 401


async def test_a_link_asked_for_in_a_session_that_ended_is_not_made(
    service: Service, provider: Provider, world: World
) -> None:
    _, browser = await service.member()
    page = (await browser.post("/account/organisation")).text
    where = re.search(r'url=([^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    await browser.post("/sign-out")
    assert (await browser.get(await provider.says_yes(where))).status_code == 401
    assert await world.rows("SELECT 1 FROM identities") == []


async def test_an_invited_person_may_begin_there(service: Service, provider: Provider, world: World) -> None:
    _, administrator = await service.member(Role.ADMINISTRATOR)
    answer = await administrator.post("/accounts", **NEW)
    link = LINK.search(answer.text)[1]  # type: ignore[index]
    invited = service.browser()
    await invited.get(link)
    page = (await invited.post(f"{link}/organisation")).text
    where = re.search(r'url=([^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
    await invited.get(await provider.says_yes(where))
    assert (await invited.get("/alerts")).status_code == 200
    assert (await service.browser().get(link)).status_code == 404


async def test_unlinking_closes_that_way_in(service: Service, provider: Provider) -> None:
    member = await linked(service, provider)
    browser = await service.sign_in(member)
    assert (await browser.post("/account/organisation/unlink")).status_code == 303
    other = service.browser()
    assert (await other.get(await provider.says_yes(await begin(other)))).status_code == 401


async def test_signing_out_offers_to_sign_out_there_too(service: Service, provider: Provider) -> None:
    await linked(service, provider)
    browser = service.browser()
    await browser.get(await provider.says_yes(await begin(browser)))
    await browser.get("/account")
    answer = await browser.post("/sign-out")
    assert "Sign out there too" in (await browser.get(answer.headers["location"])).text
    there = await browser.get("/sign-out/organisation")
    assert there.headers["location"].startswith(provider.address)


@contextmanager
def nobody_there() -> Iterator[str]:
    with run_server_in_thread() as server:
        address = f"http://127.0.0.1:{server.server_port}"
    yield address


async def test_with_the_provider_down_one_signs_in_here(world: World) -> None:
    with nobody_there() as issuer:
        app = web_app(world, settings=settings(issuer))
        async with serving(app) as address:
            service = Service(world, app, address)
            browser = service.browser()
            answer = await browser.get("/sign-in/organisation")
            assert answer.status_code == 503
            assert "cannot be reached. Sign in another way" in answer.text
            assert 'name="password"' in answer.text
            await service.clients[0].aclose()


async def test_policy_may_keep_everybody_but_administrators_to_the_provider(
    world: World, provider: Provider
) -> None:
    here = settings(provider.address, local_sign_in=LocalSignIn.ADMINISTRATORS)
    app = web_app(world, settings=here)
    async with serving(app) as address:
        service = Service(world, app, address)
        for role, status in ((Role.PRACTITIONER, 401), (Role.ADMINISTRATOR, 303)):
            await world.add_staff(
                role, username=role.value, password_hash=hash_password(PASSWORD), totp_secret=SECRET
            )
            browser = service.browser()
            await browser.get("/sign-in")
            code = pyotp.TOTP(SECRET).at(world.clock())
            answer = await browser.post("/sign-in", username=role.value, password=PASSWORD, code=code)
            assert answer.status_code == status
            if status == 401:
                assert "your service has chosen that" in answer.text
        for client in service.clients:
            await client.aclose()
