"""The examples that the assistant learns from: topics, one topic, and the search."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound

from bot.domain.languages import Language
from bot.domain.staff import Permission
from bot.examples.checks import lopsided
from bot.examples.library import LANGUAGES, Example, Library
from bot.examples.topics import Topic
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.languages import known
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

PLACE = "/trainers/examples"
ON_A_PAGE = 50
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Count:
    """How many examples a topic has in each language."""

    topic: Topic
    english: int
    welsh: int

    @property
    def lopsided(self) -> bool:
        """Whether one language falls behind."""
        return lopsided({Language.ENGLISH: self.english, Language.WELSH: self.welsh})


@dataclass(frozen=True)
class Leaf:
    """One page of a list that is longer than a page."""

    examples: Sequence[Example]
    number: int
    pages: int
    total: int


def leaf(examples: Sequence[Example], asked: str) -> Leaf:
    """The asked-for page, or the nearest that there is."""
    pages = max(1, -(-len(examples) // ON_A_PAGE))
    number = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 6 else 1
    return Leaf(examples[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], number, pages, len(examples))


def topic_of(request: Request, name: str) -> Topic:
    """A topic of ours; raises NotFound."""
    found = web_of(request).desk.topics.get(name)
    if found is None:
        raise NotFound
    return found


def language_of(request: Request, name: str | None) -> Language:
    """The language that was chosen for examples; that of the pages when none was."""
    language: Language = known(name) or request.ctx.language
    return language


async def examples_of(request: Request) -> Library:
    """Every example as it is now."""
    async with caseload_of(request) as connection:
        return await web_of(request).desk.library(connection)


def counts(request: Request, held: Library) -> list[Count]:
    """Every topic with its numbers, in the order of the file of topics."""
    return [
        Count(topic, *(held.count(topic.id, language) for language in LANGUAGES))
        for topic in web_of(request).desk.topics.values()
    ]


@needs(Permission.SEE_EXAMPLES)
async def show_topics(request: Request) -> HTTPResponse:
    """Every topic with its numbers, and the search."""
    held = await examples_of(request)
    rows = counts(request, held)
    groups = dict.fromkeys(row.topic.group for row in rows)
    return await show(
        request,
        "examples.html",
        groups={group: [row for row in rows if row.topic.group == group] for group in groups},
        topics=web_of(request).desk.topics,
        totals={one: sum(held.count(topic, one) for topic in held.topics) for one in LANGUAGES},
    )


@needs(Permission.SEE_EXAMPLES)
async def show_topic(request: Request, topic: str) -> HTTPResponse:
    """A topic's examples in one language, and a form to add some."""
    one, held = topic_of(request, topic), await examples_of(request)
    spoken = language_of(request, request.args.get("language"))
    return await show_leaf(request, one, held, spoken, request.args.get("page") or "")


async def show_in_topic(
    request: Request,
    template: str,
    topic: Topic,
    spoken: Language,
    status: int = 200,
    /,
    **values: object,
) -> HTTPResponse:
    """A page about a topic's examples in one language."""
    topics = web_of(request).desk.topics
    return await show(request, template, status, topic=topic, topics=topics, spoken=spoken, **values)


async def show_leaf(
    request: Request,
    topic: Topic,
    held: Library,
    spoken: Language,
    asked: str,
    status: int = 200,
    /,
    **values: object,
) -> HTTPResponse:
    """One page of a topic's examples; `values` say what was wrong with what was wanted of them."""
    return await show_in_topic(
        *(request, "examples-topic.html", topic, spoken, status),
        numbers={language: held.count(topic.id, language) for language in LANGUAGES},
        leaf=leaf(held.of(topic.id, spoken), asked),
        **values,
    )


@needs(Permission.SEE_EXAMPLES)
async def find_examples(request: Request) -> HTTPResponse:
    """The examples that hold some words. The words stay out of the address."""
    query = filled(request, "query").strip()[:LONGEST_QUERY]
    spoken, held = known(filled(request, "language")), await examples_of(request)
    topics, asked = web_of(request).desk.topics, filled(request, "topic")
    within = asked if asked in topics else None
    found = await asyncio.to_thread(held.search, query, spoken, within) if query else []
    return await show(
        request,
        "examples-found.html",
        query=query,
        spoken=spoken,
        within=within,
        leaf=leaf(found, filled(request, "page")),
        topics=topics,
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_topics, PLACE, methods=["GET"])
    app.add_route(show_topic, f"{PLACE}/topics/<topic:str>", methods=["GET"])
    app.add_route(find_examples, f"{PLACE}/find", methods=["POST"])
