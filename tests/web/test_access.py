"""Who may use which page: every route, every role, and nobody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sanic import Request
from sanic.response import text
from sqlalchemy import event

from bot.domain.staff import Permission, Role, allows
from bot.web.access import SAFE_METHODS
from tests.fixtures import World
from tests.web.conftest import Service, serving, web_app
from tests.web.matrix import (
    SHOWN_EVERYBODY,
    Route,
    address,
    answer_of,
    arguments_of,
    routes,
    unknown_parameters,
    young_person_of,
)

pytestmark = pytest.mark.service

# Written out, so that a page which becomes public is noticed.
PUBLIC = {
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-in/passkey",
    "POST /sign-in/passkey/options",
    "GET /sign-in/organisation",
    "GET /sign-in/organisation/return",
    "GET /sign-out/organisation",
    "GET /invitation/<token:str>",
    "POST /invitation/<token:str>",
    "POST /invitation/<token:str>/organisation",
    "POST /invitation/<token:str>/passkey",
    "POST /invitation/<token:str>/passkey/options",
    "POST /language",
    "GET /chat",
    "POST /chat",
    "GET /chat/<token:str>",
    "POST /chat/enter",
    "POST /chat/want-link",
    "GET /chat/events",
    "POST /chat/seen",
    "POST /chat/language",
    "GET /chat/exit",
    "POST /chat/exit",
    "GET /chat/me",
    "POST /chat/me",
    "GET /chat/me/copy/<form:str>",
    "GET /static/<name:str>",
}


async def test_every_route_says_who_may_use_it(world: World) -> None:
    app = web_app(world)
    assert len(routes(app)) > 15
    assert [str(route) for route in routes(app) if route.access is None] == []


async def test_the_matrix_has_an_argument_for_every_route(world: World) -> None:
    assert unknown_parameters(web_app(world)) == []


async def test_only_these_pages_are_public(world: World) -> None:
    found = routes(web_app(world))
    assert {str(one) for one in found if one.access and one.access.permission is None} == PUBLIC


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


@pytest.mark.parametrize("role", Role)
async def test_each_role_reaches_what_it_is_allowed_and_nothing_else(service: Service, role: Role) -> None:
    member, browser = await service.member(role)
    for route in routes(service.app):
        assert route.access is not None
        status, shown = await answer_of(browser, route)
        allowed = route.access.permission is None or allows(role, route.access.permission)
        assert (status == 403) is not allowed, str(route)
        assert status < 500 or "organisation" in route.path, str(route)
        if route.path == "sign-out":
            assert shown == "/sign-in"
            browser = await service.sign_in(member)
        elif route.path != "sign-out/organisation":
            assert not shown.startswith("/sign-in"), str(route)


def plain(shown: str) -> str:
    """What differs between any two answers is left out: identifiers, nonces, tokens."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|nonce=\"[^\"]*\"|\b[0-9a-f]{64}\b|/[A-Z0-9]{6}\b", "", shown)


@contextmanager
def statements(service: Service) -> Iterator[list[str]]:
    """What the pages ask of the database meanwhile."""
    asked: list[str] = []
    engine = service.app.ctx.web.database.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def hides(route: Route, role: Role) -> bool:
    """Whether this role must not learn by this route who exists."""
    assert route.access
    permission = route.access.permission
    shown = permission in SHOWN_EVERYBODY and allows(role, permission)
    return route.is_about_somebody and permission is not None and not shown


@pytest.mark.parametrize("role", Role)
async def test_somebody_elses_young_person_is_as_absent_as_one_who_does_not_exist(
    service: Service, role: Role
) -> None:
    theirs = await arguments_of(service, await young_person_of(service, await service.world.add_staff()))
    assert {"person", "reference", "message", "task", "assignment", "visit"} <= theirs.keys()
    _, browser = await service.member(role)
    hiding = [route for route in routes(service.app) if hides(route, role)]
    assert len(hiding) > 10
    for route in hiding:
        with statements(service) as for_absent:
            absent = await answer_of(browser, route)
        with statements(service) as for_theirs:
            seen = await answer_of(browser, route, theirs)
        assert seen[0] == absent[0], str(route)
        assert plain(seen[1]) == plain(absent[1]), str(route)
        # No more work for one than for the other, so that the time tells nothing either.
        assert for_theirs == for_absent, str(route)


@pytest.mark.parametrize("role", Role)
async def test_ones_own_young_person_is_shown_to_those_who_care_for_them(
    service: Service, role: Role
) -> None:
    member, browser = await service.member(role)
    own = await arguments_of(service, await young_person_of(service, member))
    for route in routes(service.app):
        assert route.access
        permission = route.access.permission
        known = all(name in own for name in route.parameters)
        if not (route.is_about_somebody and known and permission and route.method == "GET"):
            continue
        status, _ = await answer_of(browser, route, own)
        shows = allows(role, permission) and not route.is_of_drills
        assert (status in {200, 303}) is shows, str(route)


async def test_signed_out_every_page_that_is_not_public_leads_to_sign_in(service: Service) -> None:
    browser = service.browser()
    await browser.get("/sign-in")
    for route in routes(service.app):
        if route.access and route.access.permission is not None:
            status, shown = await answer_of(browser, route)
            assert (status, shown[:8]) == (303, "/sign-in"), str(route)


async def test_every_permission_is_asked_for_by_some_page(world: World) -> None:
    asked = {route.access.permission for route in routes(web_app(world)) if route.access}
    assert set(Permission) <= asked


def test_an_administrator_may_do_nothing_that_shows_words() -> None:
    words = {
        Permission.SEE_CASELOAD,
        Permission.ACT_ON_ALERTS,
        Permission.BREAK_GLASS,
        Permission.REVIEW_ACCESS,
    }
    for role in (Role.ADMINISTRATOR, Role.TRAINER):
        assert [permission for permission in words if allows(role, permission)] == []


@pytest.mark.parametrize("token", ["", "0" * 64])
async def test_a_form_without_its_token_changes_nothing(service: Service, token: str) -> None:
    _, browser = await service.member()
    assert (await browser.post("/sign-out", csrf_token=token)).status_code == 403
    assert (await browser.get("/account")).status_code == 200


@pytest.mark.parametrize("role", Role)
async def test_no_form_is_taken_without_its_token(service: Service, role: Role) -> None:
    _, browser = await service.member(role)
    for route in routes(service.app):
        if route.access and route.access.csrf and route.method not in SAFE_METHODS:
            answer = await browser.post(address(route.path), csrf_token="0" * 64)
            assert answer.status_code == 403, str(route)


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
