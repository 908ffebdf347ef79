"""Arguments for every route of the pages, made from the router: of one's own, another's, nobody's."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sanic import Sanic

from bot.domain.schedule import SessionKind
from bot.domain.staff import Permission, Role
from bot.storage import break_glass, meetings
from bot.web.access import SAFE_METHODS, Access, access_of
from tests.web.conftest import Browser, Service

PARAMETER = re.compile(r"<(\w+):(\w+)>")
# What belongs to a young person, and where to find it; a kind that a young person has none of is made up.
BOUND = {
    "person": "SELECT id FROM young_people WHERE id = :person",
    "reference": "SELECT reference FROM alerts WHERE young_person_id = :person",
    "message": "SELECT id FROM messages WHERE young_person_id = :person AND inbound",
    "task": "SELECT id FROM tasks WHERE young_person_id = :person",
    "dispatch": "SELECT id FROM dispatches WHERE young_person_id = :person",
    "assignment": "SELECT id FROM assignments WHERE young_person_id = :person",
    "visit": "SELECT id FROM break_glass WHERE young_person_id = :person",
    "action": "SELECT id FROM alert_actions WHERE young_person_id = :person",
    "meeting": "SELECT session_id FROM session_members WHERE young_person_id = :person",
    "report": "SELECT id FROM reports WHERE young_person_id = :person",
}
# What belongs to no young person: the same for everybody.
FREE: dict[str, Callable[[], object]] = {
    "account": uuid4,
    "agency": lambda: "nobody",
    "change": uuid4,
    "contact": lambda: "nobody",
    "entry": uuid4,
    "example": lambda: "0" * 20,
    "form": lambda: "none",
    "handed": uuid4,
    "member": uuid4,
    "name": lambda: "none.css",
    "notice": uuid4,
    "passkey": uuid4,
    "rule": lambda: "none",
    "released": uuid4,
    "run": uuid4,
    "session": uuid4,
    "token": lambda: "none",
    "topic": lambda: "greet",
    "version": lambda: "20260101-0000-0000",
}
# Those who arrange who works with whom see every name, and therefore who exists.
SHOWN_EVERYBODY = {
    Permission.MANAGE_ASSIGNMENTS,
    Permission.HAND_OVER,
    Permission.BREAK_GLASS,
    Permission.REVIEW_ACCESS,
}


@dataclass(frozen=True)
class Route:
    """One route and method, as the router has it."""

    path: str
    method: str
    access: Access | None

    @property
    def parameters(self) -> list[str]:
        return [name for name, _ in PARAMETER.findall(self.path)]

    @property
    def is_about_somebody(self) -> bool:
        """Whether its address names something of a young person's."""
        return any(name in BOUND for name in self.parameters)

    @property
    def is_of_drills(self) -> bool:
        """Whether it shows drills, which are about nobody: no alert of a young person's is found there."""
        return self.path.startswith("drills/")

    def __str__(self) -> str:
        return f"{self.method} /{self.path}"


def routes(app: Sanic[Any, Any]) -> list[Route]:
    """Everything that the router knows."""
    return [
        Route(route.path, method, access_of(route.handler))
        for route in app.router.routes
        for method in sorted(route.methods)
    ]


def unknown_parameters(app: Sanic[Any, Any]) -> list[str]:
    """What no sample is known for: whoever adds such a route adds one above."""
    return [
        f"{route}: add <{name}> to BOUND or FREE in tests/web/matrix.py"
        for route in routes(app)
        for name in route.parameters
        if name not in BOUND and name not in FREE
    ]


def nothing(kind: str) -> str:
    """An argument of that kind which leads to nothing."""
    return str(uuid4()) if kind == "uuid" else "ZZZZZZ"


def address(path: str, given: dict[str, str] | None = None) -> str:
    """The address of a route with these arguments, and with made-up ones for the rest."""

    def argument(found: re.Match[str]) -> str:
        name, kind = found.groups()
        if name in FREE:
            return str(FREE[name]())
        return (given or {}).get(name) or nothing(kind)

    return "/" + PARAMETER.sub(argument, path)


async def answer_of(browser: Browser, route: Route, given: dict[str, str] | None = None) -> tuple[int, str]:
    """(status, where it leads or what it shows)."""
    if route.path == "live":
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        async with browser.http.stream("GET", "/live", headers={"cookie": cookie}) as stream:
            return stream.status_code, stream.headers.get("location", "")
    path = address(route.path, given)
    answer = await (browser.get(path) if route.method in SAFE_METHODS else browser.post(path))
    return answer.status_code, answer.headers.get("location", "") or answer.text


async def arguments_of(service: Service, person: UUID) -> dict[str, str]:
    """What a young person has of each kind."""
    found = {name: await service.world.rows(query, person=person) for name, query in BOUND.items()}
    return {name: str(rows[0][0]) for name, rows in found.items() if rows}


async def young_person_of(service: Service, practitioner: UUID) -> UUID:
    """Somebody with a message, an open alert, a task, a group session, and a record once opened at need."""
    world = service.world
    person, number = await world.add_young_person(assigned=practitioner, name="Alex Invented")
    await service.says(number, "he said hell hurt me")
    await service.says(number, "STOP")
    manager = await world.add_staff(Role.DUTY_MANAGER)
    async with world.parts.database.transaction() as connection:
        await break_glass.begin(
            connection,
            world.vault,
            person=person,
            member=manager,
            reason="for the tests",
            now=world.clock(),
            lasts=timedelta(minutes=1),
        )
        day = world.clock().date()
        await meetings.add(connection, SessionKind.GROUP, day, [person], practitioner, world.clock())
    return person
