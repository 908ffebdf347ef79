"""Try a sentence: what the assistant and screening make of it. It is neither kept nor logged."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request, Sanic

from bot.domain.concerns import Category, Severity, severity_of
from bot.domain.languages import Language
from bot.domain.staff import Permission
from bot.examples.checks import LONGEST
from bot.examples.library import Library, Near
from bot.language.detect import detect
from bot.promotion.parsing import ParsingError
from bot.promotion.versions import State, Store, Version
from bot.web.access import needs
from bot.web.examples_page import PLACE, examples_of
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.web import Web, web_of

MOST_TOPICS = 3


@dataclass(frozen=True)
class Tried:
    """What a sentence is taken for; topics with scores are None where the assistant did not answer."""

    serving: Sequence[tuple[str, float]] | None
    candidate: Sequence[tuple[str, float]] | None
    nearest: Sequence[Near]
    severity: Severity | None
    categories: Sequence[Category]
    language: Language


async def _try(web: Web, held: Library, sentence: str, candidate: str | None) -> Tried:
    concerns = await asyncio.to_thread(web.desk.screen, sentence)
    return Tried(
        serving=await _heard(web, sentence, None),
        candidate=await _heard(web, sentence, candidate) if candidate else None,
        nearest=await asyncio.to_thread(held.nearest, sentence),
        severity=severity_of(concerns),
        categories=[concern.category for concern in concerns],
        language=detect(sentence),
    )


async def _heard(web: Web, sentence: str, version: str | None) -> list[tuple[str, float]] | None:
    try:
        # A slash at the beginning would be an order to the assistant, not words.
        topics = await web.parsing.parse(sentence.lstrip("/"), version)
    except ParsingError:
        return None
    return topics[:MOST_TOPICS]


def candidates(web: Web) -> list[Version]:
    """The versions that might serve, newest first."""
    return [one for one in Store(web.settings.models_folder).versions() if one.state is State.CANDIDATE]


@needs(Permission.TRY_SENTENCES)
async def show_try(request: Request) -> HTTPResponse:
    """The form."""
    return await _show(request)


@needs(Permission.TRY_SENTENCES)
async def try_sentence(request: Request) -> HTTPResponse:
    """What is made of the sentence that was typed."""
    web, sentence = web_of(request), " ".join(filled(request, "sentence").split())[:LONGEST]
    if not sentence.lstrip("/"):
        return await _show(request, 422, problem="sentence")
    chosen = filled(request, "candidate")
    known = next((one.id for one in await asyncio.to_thread(candidates, web) if one.id == chosen), None)
    tried = await _try(web, await examples_of(request), sentence, known)
    problem = "assistant" if tried.serving is None else None
    return await _show(request, sentence=sentence, chosen=known, tried=tried, problem=problem)


async def _show(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    found = await asyncio.to_thread(candidates, web)
    return await show(
        *(request, "examples-try.html", status), candidates=found, topics=web.desk.topics, **values
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(show_try, f"{PLACE}/try", methods=["GET"])
    app.add_route(try_sentence, f"{PLACE}/try", methods=["POST"])
