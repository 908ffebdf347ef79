"""Making pages: templates with GOV.UK Frontend's macros, in the reader's language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from sanic import HTTPResponse, Request
from sanic.response import html

from bot.check_in_plans import load_plans
from bot.domain.languages import Language
from bot.domain.staff import Permission, allows
from bot.storage import (
    clocks,
    handed_over_examples,
    model_requests,
    reading,
    reading_list,
    safeguarding_changes,
    undelivered,
    unheard,
)
from bot.web import (
    access_wording,
    caseload_wording,
    contact_wording,
    examples_wording,
    follow_up_wording,
    models_wording,
    plan_wording,
    review_wording,
    rota_wording,
    screening_wording,
    wording,
)
from bot.web.access import TOKEN_FIELD, begin, form_token
from bot.web.account_notices import waiting_notices
from bot.web.agency_names import agency_name
from bot.web.languages import LANGUAGES, translations
from bot.web.times import Times
from bot.web.web import caseload_of, web_of

STATIC = Path(__file__).with_name("static")


class AssetsMissingError(Exception):
    """The stylesheet and scripts were not built: run make setup."""


@dataclass(frozen=True)
class Pages:
    """One set of templates for each language."""

    environments: Mapping[Language, Environment]

    def render(self, language: Language, template: str, values: Mapping[str, object]) -> str:
        """A page's HTML."""
        return self.environments[language].get_template(template).render(values)


@cache
def load_pages() -> Pages:
    """Read templates, translations and the names of the built files; a mistake stops the start.

    Apps of one process share them: they hold nothing of an app, and a template is compiled once.
    """
    try:
        assets = json.loads((STATIC / "manifest.json").read_text())
    except OSError as missing:
        raise AssetsMissingError(f"{STATIC} is not built: run make setup") from missing
    return Pages({language: _environment(language, assets) for language in LANGUAGES})


def _environment(language: Language, assets: Mapping[str, str]) -> Environment:
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("bot.web"), components]),
        autoescape=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The extension adds these methods, which Jinja's types do not know.
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {
        "asset": lambda name: f"/static/{assets[name]}",
        "words": wording,
        "accounts": access_wording,
        "cases": caseload_wording,
        "reaching": contact_wording,
        "follow": follow_up_wording,
        "rota": rota_wording,
        "examples": examples_wording,
        "plans": plan_wording,
        "reviewing": review_wording,
        "models": models_wording,
        "screening": screening_wording,
        "ready": load_plans(),
        "language": language,
        "other_language": next(other for other in LANGUAGES if other is not language),
        "Permission": Permission,
        "TOKEN_FIELD": TOKEN_FIELD,
    }
    return environment


async def show(request: Request, template: str, status: int = 200, /, **values: object) -> HTTPResponse:
    """A page of somebody who may have signed in, with what waits for them in its navigation."""
    notices = await waiting_notices(request)
    return page(request, template, status, **await _counts(request), notices=notices, **values)


async def _counts(request: Request) -> dict[str, object]:
    member = request.ctx.member
    if member is None:
        return {}
    if allows(member.role, Permission.EDIT_EXAMPLES):
        async with caseload_of(request) as connection:
            return {
                "answers": await handed_over_examples.unseen(connection, member.id),
                "to_promote": await model_requests.count_for(connection, member.id),
            }
    if not allows(member.role, Permission.SEE_CASELOAD):
        return {}
    async with caseload_of(request) as connection:
        return {
            "waiting": await reading.unacknowledged(connection),
            "failed": await undelivered.count(connection, web_of(request).now()),
            "unread": await reading_list.total(connection),
            "overdue": await clocks.overdue(connection, web_of(request).now()),
            "loud": await unheard.read(connection),
            "handed_to_leads": await handed_over_examples.count(connection),
            "to_decide": await safeguarding_changes.count_for(connection, member.id),
            "to_promote": await model_requests.count_for(connection, member.id),
        }


def page(request: Request, template: str, status: int = 200, /, **values: object) -> HTTPResponse:
    """A page that asks the database for nothing: error pages must work without it."""
    ctx = begin(request)
    web, member = web_of(request), ctx.member
    common = {
        "member": member,
        "may": lambda permission: member is not None and allows(member.role, permission),
        "token": form_token(request),
        "nonce": ctx.nonce,
        "path": request.path if request.method == "GET" else "/",
        "when": Times(ctx.language, web.now()),
        "done": (wording.DONE | examples_wording.DONE).get(request.args.get("done") or ""),
        "clock_state": lambda clock: web.clocks.state(clock.kind, clock.ends_at, web.now()),
        "agency_name": lambda agency: agency_name(web.agencies, agency, ctx.language),
    }
    pages: Pages = request.app.ctx.pages
    return html(pages.render(ctx.language, template, common | values), status)
