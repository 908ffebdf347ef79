"""What trainers changed since the last release: in words, each with its undo, and as a patch."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission, Role
from bot.examples.editing import Edit
from bot.examples.files import ExampleFileError, GoneError, ThereAlreadyError
from bot.examples.patch import patch
from bot.storage import accounts, audit, example_changes
from bot.web.access import needs
from bot.web.examples_page import PLACE
from bot.web.forms import filled
from bot.web.models_page import learned
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of


@dataclass(frozen=True)
class Change:
    """One change, with who made it, if it was made on these pages."""

    edit: Edit
    by: str | None = field(repr=False)
    at: datetime | None
    # Whether the model that serves was trained with it; it waits for its release all the same.
    learned: bool = False

    @property
    def id(self) -> str:
        """Names this change in forms: made in another way, it is another."""
        edit = self.edit
        parts = (edit.language, edit.topic, edit.before, edit.after, edit.to)
        return hashlib.sha256(repr([part and str(part) for part in parts]).encode()).hexdigest()[:20]


async def changes_of(connection: AsyncConnection, web: Web) -> list[Change]:
    """Every change that waits to be carried into a release, the latest known first."""
    authors = await example_changes.authors(connection)
    edits = (await web.desk.state(connection)).edits
    names = await accounts.names(connection, web.vault, (Role.TRAINER,), active=False)
    known = await learned(web, connection)
    found = []
    for edit in edits:
        place, words = (edit.to, edit.after) if edit.after is not None else (edit.topic, edit.before)
        author = authors.get((edit.language, place, words))
        by, at = (names.get(author.member), author.at) if author else (None, None)
        found.append(Change(edit, by, at, edit in known))
    return sorted(found, key=lambda change: change.at.timestamp() if change.at else 0.0, reverse=True)


@needs(Permission.SEE_EXAMPLES)
async def show_example_changes(request: Request) -> HTTPResponse:
    """The list."""
    return await _show(request)


async def _show(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    async with caseload_of(request) as connection:
        found = await changes_of(connection, web)
    return await show(
        *(request, "examples-changes.html", status), changes=found, topics=web.desk.topics, **values
    )


@needs(Permission.EDIT_EXAMPLES)
async def undo_example_change(request: Request) -> HTTPResponse:
    """Take one change back, if it still is as it is shown."""
    web, by, name = web_of(request), request.ctx.member.id, filled(request, "change")
    try:
        async with caseload_of(request) as connection:
            edit = next((one.edit for one in await changes_of(connection, web) if one.id == name), None)
            if edit is None:
                raise GoneError(name)
            await web.desk.undo(connection, edit, by, web.now())
            await audit.record(connection, web.now(), by, "example:undo", edit.to)
    except (GoneError, ThereAlreadyError, ExampleFileError):
        return await _show(request, 409, problem="gone")
    return redirect(f"{PLACE}/changes?done=example-undone", status=303)


@needs(Permission.SEE_EXAMPLES)
async def export_example_changes(request: Request) -> HTTPResponse:
    """The same as a patch that `git apply` takes."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        state = await web.desk.state(connection)
        await audit.record(connection, web.now(), request.ctx.member.id, "example:export", "examples")
    name = f"hafan-examples-{web.today}.patch"
    return text(
        patch(state.shipped, state.current),
        content_type="text/x-patch; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_example_changes, f"{PLACE}/changes", methods=["GET"])
    app.add_route(undo_example_change, f"{PLACE}/changes/undo", methods=["POST"])
    app.add_route(export_example_changes, f"{PLACE}/changes/patch", methods=["GET"])
