"""Which address counts: our own proxies are believed, and nobody else."""

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from bot.web.authentication import ATTEMPTS_PER_ADDRESS
from bot.web.visitors import browser_name, client_address
from tests.fixtures import PUBLIC, World
from tests.web.conftest import Browser, Service, serving, web_app

OURS = Settings(trusted_proxies="10.0.0.0/8, 2001:db8::/32").proxy_networks


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, nonsense", "10.0.0.1"),
        ("10.0.0.1", " , ", "10.0.0.1"),
        ("2001:db8::1", "2a00:1450::7", "2a00:1450::7"),
        ("", "198.51.100.7", ""),
    ],
)
def test_a_claim_is_believed_only_from_a_proxy_of_ours(peer: str, forwarded: str, counted: str) -> None:
    assert client_address(peer, forwarded, OURS) == counted


def test_without_proxies_nothing_is_believed() -> None:
    assert client_address("10.0.0.1", "198.51.100.7", ()) == "10.0.0.1"


@pytest.mark.parametrize("wrong", ["10.0.0.0/33", "proxy.example", "10.0.0.1/8"])
def test_a_proxy_is_written_as_an_address_or_a_network(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies=wrong)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", ""),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(agent: str, name: str) -> None:
    assert browser_name(agent) == name


@pytest.mark.service
@pytest.mark.parametrize(("proxies", "stopped"), [("", True), ("127.0.0.1", False)])
async def test_behind_a_proxy_one_guesser_does_not_stop_everybody(
    world: World, proxies: str, stopped: bool
) -> None:
    index = world.vault.blind_index("sign-in-address", "127.0.0.1" if stopped else "198.51.100.7")
    async with world.parts.database.transaction() as connection:
        for _ in range(ATTEMPTS_PER_ADDRESS):
            await connection.exec_driver_sql(
                "INSERT INTO sign_in_failures (subject_index, at) VALUES (%s, %s)", (index, world.clock())
            )
    app = web_app(world, settings=Settings(public_url=PUBLIC, trusted_proxies=proxies))
    async with serving(app) as address:
        service = Service(world, app, address)
        browser = service.browser()
        await browser.get("/sign-in")
        statuses = [await guess(browser, at) for at in ("198.51.100.8", "198.51.100.7")]
        assert statuses == [429 if stopped else 401, 429]
        await service.clients[0].aclose()


async def guess(browser: Browser, at: str) -> int:
    browser.http.headers["x-forwarded-for"] = at
    answer = await browser.post("/sign-in", username="nobody", password="x", code="1")
    return answer.status_code
