"""Written reports: begun from the record, edited, exported as PDF, and logged as sent by a person."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import raw, redirect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import follow_up
from bot.domain.follow_up import Action, ActionKind, PassedBy, problems
from bot.domain.languages import Language
from bot.domain.report import Quote, ReportBody, Section
from bot.domain.staff import Permission
from bot.follow_up import OnAlert
from bot.storage import audit, kept_forms, reports, writing
from bot.storage.reading import AlertSummary
from bot.storage.report_body import from_text, to_text
from bot.storage.reports import Draft, Report
from bot.web import moments
from bot.web.access import needs
from bot.web.actions_page import writable
from bot.web.agency_names import agency_name
from bot.web.forms import filled
from bot.web.kept_forms import keeping, kept_for
from bot.web.languages import known
from bot.web.one_alert import key_of, visible_alert
from bot.web.pages import show
from bot.web.report_pdf import Paper, make_pdf
from bot.web.report_record import Said, first_body, said_about
from bot.web.times import Times
from bot.web.web import Web, caseload_of, web_of


@dataclass(frozen=True)
class Opened:
    """A report with its alert, its versions, and the messages that can be quoted."""

    report: Report
    alert: AlertSummary
    where: OnAlert
    versions: Sequence[Draft]
    said: Sequence[Said]

    @property
    def body(self) -> ReportBody:
        """The newest version."""
        return from_text(self.versions[0].body)


@needs(Permission.WRITE_REPORTS)
async def ask_report(request: Request, reference: str) -> HTTPResponse:
    """To whom, and in which language?"""
    return await _ask(request, reference, {}, {})


async def _ask(
    request: Request, reference: str, given: dict[str, str], found: dict[str, str], status: int = 200
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        alert, _ = await writable(connection, web, reference, member.id)
    shown = {"alert": alert, "agencies": web.agencies.all, "given": given, "problems": found}
    return await show(request, "report-new.html", status, **shown)


@needs(Permission.WRITE_REPORTS)
async def begin_report(request: Request, reference: str) -> HTTPResponse:
    """Put the first draft together."""
    web, given = web_of(request), {name: filled(request, name) for name in ("agency", "language")}
    language = known(given["language"])
    found = {} if given["agency"] in web.agencies.all else {"agency": "agency_needed"}
    if language is None:
        found |= {"language": "language_needed"}
    if found or language is None:
        return await _ask(request, reference, given, found, 422)
    report = await _begin(request, reference, given["agency"], language)
    return redirect(f"/reports/{report}?done=report-begun", status=303)


async def _begin(request: Request, reference: str, agency: str, language: Language) -> UUID:
    web, member, now = web_of(request), request.ctx.member, web_of(request).now()
    async with caseload_of(request) as connection:
        alert, where = await writable(connection, web, reference, member.id)
        body = await first_body(connection, web, alert, where.key, language, member)
        report = await reports.add(
            connection,
            alert=alert.id,
            person=alert.young_person_id,
            agency=agency,
            language=language,
            by=member.id,
            now=now,
        )
        await reports.save(connection, where.key, report, 1, to_text(body), member.id, now)
        await audit.record(connection, now, member.id, "report:begin", report, agency=agency)
    return report


@needs(Permission.WRITE_REPORTS)
async def show_report(request: Request, report: UUID) -> HTTPResponse:
    """The newest version, to edit."""
    async with caseload_of(request) as connection:
        opened = await _open(connection, web_of(request), report, request.ctx.member.id)
        sent = await kept_for(connection, request, opened.where.key)
        await audit.record(connection, web_of(request).now(), request.ctx.member.id, "report:look", report)
    return await _show(request, opened, opened.body, sent=sent)


async def _open(connection: AsyncConnection, web: Web, report: UUID, member: UUID) -> Opened:
    """Raises NotFound for whoever does not see the young person."""
    found = await reports.by_id(connection, report)
    if found is None:
        raise NotFound
    alert, where = await writable(connection, web, found.reference, member)
    versions = await reports.versions(connection, web.vault, where.key, report)
    said = await said_about(connection, web, alert, where.key)
    return Opened(found, alert, where, versions, said)


async def _show(
    request: Request, opened: Opened, body: ReportBody, status: int = 200, /, **values: object
) -> HTTPResponse:
    quoted = {quote.id for quote in body.quotes}
    shown = {"opened": opened, "body": body, "quoted": quoted, "sections": list(Section)}
    return await show(request, "report.html", status, **shown | values)


def _filled_body(request: Request, opened: Opened) -> ReportBody:
    """What was filled in; quoted words come from the record or the version before, never from the form."""
    chosen = set(request.form.getlist("quote") or ()) if request.form else set()
    before = {quote.id: quote for quote in opened.body.quotes}
    known_words = before | {one.quote.id: one.quote for one in opened.said}
    quotes: list[Quote] = sorted((known_words[one] for one in chosen if one in known_words), key=_when)
    return ReportBody({name: filled(request, name).replace("\r\n", "\n") for name in Section}, tuple(quotes))


def _when(quote: Quote) -> tuple[str, str]:
    return quote.at.isoformat(), quote.id


async def keep_what_was_written(request: Request) -> str | None:
    """After the sign-in ran out while somebody wrote: keep it as a version; where they find it again."""
    web, report = web_of(request), UUID(str(request.match_info["report"]))
    async with web.database.transaction() as connection:
        member = await writing.whose_form(connection, request.ctx.session, web.now())
    if member is None:
        return None
    async with web.database.transaction(user=member) as connection:
        try:
            opened = await _open(connection, web, report, member)
        except NotFound:
            return None
        await _keep(connection, web, opened, _filled_body(request, opened), member)
    return _page_of(request)


async def _keep(
    connection: AsyncConnection, web: Web, opened: Opened, body: ReportBody, member: UUID
) -> None:
    report, version, now = opened.report.id, opened.versions[0].version + 1, web.now()
    await reports.save(connection, opened.where.key, report, version, to_text(body), member, now)
    await audit.record(connection, now, member, "report:save", report, version=version)


@needs(Permission.WRITE_REPORTS, expired=keep_what_was_written)
async def save_report(request: Request, report: UUID) -> HTTPResponse:
    """Keep a new version; one that somebody else saved meanwhile is never overwritten."""
    web, member = web_of(request), request.ctx.member
    try:
        async with caseload_of(request) as connection:
            opened = await _open(connection, web, report, member.id)
            body = _filled_body(request, opened)
            problem = _save_problem(request, body, opened.versions[0].version)
            if problem is None:
                await _keep(connection, web, opened, body, member.id)
    except IntegrityError:
        problem = "saved_meanwhile"
    if problem:
        return await _show(
            request, opened, body, 409 if problem == "saved_meanwhile" else 422, problem=problem
        )
    return redirect(f"/reports/{report}?done=report-saved", status=303)


def _save_problem(request: Request, body: ReportBody, newest: int) -> str | None:
    if body.too_long:
        return "too_long"
    return None if filled(request, "version") == str(newest) else "saved_meanwhile"


@needs(Permission.WRITE_REPORTS)
async def export_pdf(request: Request, report: UUID) -> HTTPResponse:
    """The newest version as PDF, made now and kept nowhere."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        opened = await _open(connection, web, report, member.id)
        newest = opened.versions[0]
        await audit.record(connection, web.now(), member.id, "report:export", report, version=newest.version)
    paper = _paper(web, opened, newest)
    file = await asyncio.to_thread(make_pdf, paper, opened.body)
    name = f"report-{opened.alert.reference}-{newest.version}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return raw(file, content_type="application/pdf", headers=headers)


def _paper(web: Web, opened: Opened, version: Draft) -> Paper:
    language = opened.report.language
    return Paper(
        language=language,
        reference=opened.alert.reference,
        agency=agency_name(web.agencies, opened.report.agency, language),
        version=version.version,
        saved_at=version.saved_at,
        times=Times(language, web.now()),
    )


async def _key(connection: AsyncConnection, web: Web, request: Request) -> bytes | None:
    found = await reports.by_id(connection, UUID(str(request.match_info["report"])))
    if found is None:
        raise NotFound
    return await key_of(connection, web, await visible_alert(connection, web, found.reference))


def _page_of(request: Request) -> str:
    return f"/reports/{request.match_info['report']}"


def _how_sent(request: Request) -> dict[str, str]:
    return {name: filled(request, name) for name in ("means", "when", "whom", "note")}


@needs(Permission.WRITE_REPORTS, expired=keeping(_key, _page_of, _how_sent))
async def log_sent(request: Request, report: UUID) -> HTTPResponse:
    """A person sent it, by whatever means their agency takes; the machine sends nothing."""
    web, member = web_of(request), request.ctx.member
    given = _how_sent(request)
    when = moments.read(given["when"])
    async with caseload_of(request) as connection:
        opened = await _open(connection, web, report, member.id)
        whole = given | {"kind": ActionKind.PASSED_ON, "reached": "", "agency": opened.report.agency}
        agencies = {**web.agencies.all}
        found = problems(whole, when, agencies, opened.alert.opened_at, web.now())
        if given["means"] not in [means for means in PassedBy if means.written]:
            found["means"] = "method_needed"
        if not found and when:
            sent = Action(
                kind=ActionKind.PASSED_ON,
                happened_at=when,
                agency=opened.report.agency,
                means=PassedBy(given["means"]),
                whom=given["whom"].strip(),
                note=given["note"].strip(),
            )
            agency = agencies[opened.report.agency]
            version = (report, opened.versions[0].version)
            await follow_up.record(
                connection, web.clocks, opened.where, sent, agency, web.now(), report=version
            )
            await kept_forms.forget(connection, member.id, _page_of(request))
    if found:
        return await _show(request, opened, opened.body, 422, sent=given, sent_problems=found)
    return redirect(f"/alerts/{opened.alert.reference}?done=report-sent#done-so-far", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(ask_report, "/alerts/<reference:str>/report", methods=["GET"])
    app.add_route(begin_report, "/alerts/<reference:str>/report", methods=["POST"])
    app.add_route(show_report, "/reports/<report:uuid>", methods=["GET"])
    app.add_route(save_report, "/reports/<report:uuid>", methods=["POST"])
    app.add_route(export_pdf, "/reports/<report:uuid>/pdf", methods=["GET"])
    app.add_route(log_sent, "/reports/<report:uuid>/sent", methods=["POST"])
