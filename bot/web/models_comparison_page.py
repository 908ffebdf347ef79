"""A candidate beside what serves: by topic and language, what is taken for what, which messages changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import raw

from bot.domain.languages import Language
from bot.domain.staff import Permission
from bot.promotion.comparison import LANGUAGES, Comparison, Confusion, TopicFigures
from bot.storage import audit
from bot.web import models_plots
from bot.web.access import needs
from bot.web.languages import translatable as t
from bot.web.languages import translated
from bot.web.models_page import PLACE
from bot.web.models_plots import Layout, Legend
from bot.web.models_version_page import look_up
from bot.web.models_wording import topic_name
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

# What is seldom taken for another fills tables that nobody reads.
MOST_CONFUSIONS = 15
NARROW = "-narrow"
LEGEND = (t("Candidate"), t("Serving"))


@dataclass(frozen=True)
class Row:
    """One topic: English beside Welsh."""

    topic: str
    by_language: dict[Language, TopicFigures]


def rows(comparison: Comparison) -> list[Row]:
    """Every topic that was measured, in the order in which it changed: what lost most comes first."""
    found: dict[str, dict[Language, TopicFigures]] = {}
    for one in comparison.topics:
        found.setdefault(one.topic, {})[one.language] = one
    return sorted((Row(topic, each) for topic, each in found.items()), key=_change)


def _change(row: Row) -> float:
    return min(one.candidate.f1 - one.serving.f1 for one in row.by_language.values())


def confusions(comparison: Comparison, language: Language) -> Sequence[Confusion]:
    """What one language's messages are most often taken for."""
    here = [one for one in comparison.confusions if one.language is language and one.candidate]
    return here[:MOST_CONFUSIONS]


async def _comparison(request: Request, version: str) -> Comparison:
    report = (await look_up(request, version)).report
    if report.comparison is None:
        raise NotFound
    return report.comparison


@needs(Permission.SEE_MODELS)
async def show_comparison(request: Request, version: str) -> HTTPResponse:
    """The whole comparison; its messages are composed ones."""
    comparison = await _comparison(request, version)
    async with caseload_of(request) as connection:
        by = request.ctx.member.id
        await audit.record(connection, web_of(request).now(), by, "model:compare", version)
    return await show(
        *(request, "models-comparison.html"),
        version=version,
        comparison=comparison,
        rows=rows(comparison),
        confusions={language: confusions(comparison, language) for language in LANGUAGES},
    )


@needs(Permission.SEE_MODELS)
async def show_plot(request: Request, version: str, name: str) -> HTTPResponse:
    """One plot of it, such as `topics-cy.svg`, or `topics-cy-narrow.svg` for a phone."""
    comparison = await _comparison(request, version)
    stem = name.removesuffix(".svg")
    kind, _, code = stem.removesuffix(NARROW).partition("-")
    if code not in LANGUAGES or kind not in _PLOTS:
        raise NotFound
    layout = models_plots.NARROW if stem.endswith(NARROW) else models_plots.WIDE
    drawn = _PLOTS[kind](comparison, Language(code), request.ctx.language, layout)
    return raw(drawn.encode(), content_type="image/svg+xml")


def _topics_plot(comparison: Comparison, language: Language, reader: Language, layout: Layout) -> str:
    here = [one for one in comparison.topics if one.language is language]
    named = sorted((topic_name(one.topic, reader), one) for one in here)
    candidate, serving = (translated(reader, word) for word in LEGEND)
    return models_plots.topics_plot(named, Legend(candidate, serving), layout)


def _confusion_plot(comparison: Comparison, language: Language, reader: Language, _: Layout) -> str:
    here = confusions(comparison, language)
    topics = {topic for one in here for topic in (one.topic, one.heard)}
    return models_plots.confusion_plot(here, {topic: topic_name(topic, reader) for topic in topics})


_PLOTS = {"topics": _topics_plot, "taken": _confusion_plot}


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    place = f"{PLACE}/versions/<version:str>/comparison"
    app.add_route(show_comparison, place, methods=["GET"])
    app.add_route(show_plot, f"{place}/<name:str>", methods=["GET"])
