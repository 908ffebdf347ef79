"""Who may use which page: every route, every role, and nobody."""

import re
from typing import Any
from uuid import uuid4

import pytest
from sanic import Request, Sanic
from sanic.response import text

from bot.domain.staff import Permission, Role, allows
from bot.web.access import SAFE_METHODS, Access, access_of
from tests.fixtures import World
from tests.web.conftest import Browser, Service, serving, web_app

pytestmark = pytest.mark.service

# Written out, so that a page which becomes public is noticed.
PUBLIC = {"sign-in GET", "sign-in POST", "language POST", "static/<name:str> GET"}


def routes(app: Sanic[Any, Any]) -> list[tuple[str, str, Access | None]]:
    """(path with its parameters, method, access) of everything that the router knows."""
    return [
        (route.path, method, access_of(route.handler))
        for route in app.router.routes
        for method in sorted(route.methods)
    ]


def address(path: str) -> str:
    """A path of that kind which leads to nothing."""
    path = re.sub(r"<\w+:uuid>", lambda _: str(uuid4()), path)
    return "/" + path.replace("<reference:str>", "ZZZZZZ").replace("<name:str>", "none.css")


async def test_every_route_says_who_may_use_it(world: World) -> None:
    app = web_app(world)
    assert len(routes(app)) > 15
    assert [path for path, _, access in routes(app) if access is None] == []


async def test_only_these_pages_are_public(world: World) -> None:
    found = {
        f"{path} {method}"
        for path, method, access in routes(web_app(world))
        if access and access.permission is None
    }
    assert found == PUBLIC


async def test_a_route_that_forgets_is_closed_to_everybody(world: World) -> None:
    async def forgot(request: Request) -> Any:
        return text("open")

    app = web_app(world)
    app.add_route(forgot, "/forgot", methods=["GET"])
    async with serving(app) as place:
        service = Service(world, app, place)
        _, lead = await service.member(Role.SAFEGUARDING_LEAD)
        assert (await lead.get("/forgot")).status_code == 403
        assert (await service.browser().get("/forgot")).status_code == 403
        for client in service.clients:
            await client.aclose()


async def status_of(browser: Browser, path: str, method: str) -> tuple[int, str]:
    if path == "live":
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        async with browser.http.stream("GET", "/live", headers={"cookie": cookie}) as stream:
            return stream.status_code, stream.headers.get("location", "")
    answer = await (browser.get(address(path)) if method in SAFE_METHODS else browser.post(address(path)))
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize("role", Role)
async def test_each_role_reaches_what_it_is_allowed_and_nothing_else(service: Service, role: Role) -> None:
    member, browser = await service.member(role)
    for path, method, access in routes(service.app):
        assert access is not None
        status, location = await status_of(browser, path, method)
        allowed = access.permission is None or allows(role, access.permission)
        assert (status == 403) is not allowed, (path, method)
        assert status < 500, (path, method)
        if path == "sign-out":
            assert location == "/sign-in"
            browser = await service.sign_in(member)
        else:
            assert not location.startswith("/sign-in"), (path, method)


async def test_signed_out_every_page_that_is_not_public_leads_to_sign_in(service: Service) -> None:
    browser = service.browser()
    await browser.get("/sign-in")
    for path, method, access in routes(service.app):
        if access and access.permission is not None:
            status, location = await status_of(browser, path, method)
            assert (status, location[:8]) == (303, "/sign-in"), (path, method)


async def test_every_permission_is_asked_for_by_some_page(world: World) -> None:
    asked = {access.permission for _, _, access in routes(web_app(world)) if access}
    assert set(Permission) <= asked


@pytest.mark.parametrize("token", ["", "0" * 64])
async def test_a_form_without_its_token_changes_nothing(service: Service, token: str) -> None:
    _, browser = await service.member()
    assert (await browser.post("/sign-out", csrf_token=token)).status_code == 403
    assert (await browser.get("/account")).status_code == 200


async def test_a_token_of_somebody_elses_session_is_refused(service: Service) -> None:
    _, mine = await service.member()
    _, theirs = await service.member()
    assert (await mine.post("/sign-out", csrf_token=theirs.token)).status_code == 403
    assert (await mine.post("/sign-out")).status_code == 303


async def test_the_sign_in_form_needs_a_token_too(service: Service) -> None:
    visitor = service.browser()
    assert (await visitor.post("/sign-in", username="x")).status_code == 403
    await visitor.get("/sign-in")
    assert (await visitor.post("/sign-in", username="x")).status_code == 401
