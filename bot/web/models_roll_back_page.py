"""Going back to the model that served before: one click, and one to be sure."""

import asyncio
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.staff import Permission
from bot.promotion import deciding
from bot.promotion.promoting import PromotionRefusedError, Refusal
from bot.promotion.swapping import UnfinishedSwapError, swap
from bot.storage import model_requests
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.models_page import PLACE, desk_of, means_of, right_by_language, store_of
from bot.web.pages import show
from bot.web.web import caseload_of, web_of


@needs(Permission.ROLL_BACK)
async def show_roll_back(request: Request) -> HTTPResponse:
    """What serves now and what would serve instead."""
    return await _show(request)


async def _show(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    store = store_of(request)
    serving, before = await asyncio.to_thread(lambda: (store.serving(), store.previous()))
    reports = {one.id: await asyncio.to_thread(store.report, one.id) for one in (serving, before) if one}
    async with caseload_of(request) as connection:
        people = await model_requests.people(connection, web_of(request).vault)
    return await show(
        *(request, "models-roll-back.html", status),
        serving=serving,
        before=before,
        right={name: right_by_language(report) for name, report in reports.items()},
        people=people,
        **values,
    )


@needs(Permission.ROLL_BACK)
async def go_back(request: Request) -> HTTPResponse:
    """Let the model serve that served before, if what serves is still what the reader saw."""
    desk, seen = desk_of(request), filled(request, "serving")
    try:
        await swap(
            means_of(request), lambda connection: deciding.go_back(connection, desk, seen), overtakes=True
        )
    except PromotionRefusedError as refused:
        return await _show(request, 409, refusal=refused.refusal)
    except UnfinishedSwapError:
        return await _show(request, 503, refusal=Refusal.UNFINISHED)
    return redirect(f"{PLACE}?done=model-rolled-back", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_roll_back, f"{PLACE}/roll-back", methods=["GET"])
    app.add_route(go_back, f"{PLACE}/roll-back", methods=["POST"])
