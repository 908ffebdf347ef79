"""One change: what it says, what checking found, and what leads decide."""

import difflib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.domain.staff import Permission
from bot.examples.checks import Finding
from bot.safeguarding_changes.figures import counted, moved
from bot.safeguarding_changes.going_back import NoWayBack, way_back
from bot.storage import accounts, audit, notices, safeguarding_checks
from bot.storage import safeguarding_changes as stored
from bot.storage.safeguarding_changes import Change, Kind, Proposal, Refused, State
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.screening_cautions import cautions
from bot.web.screening_page import InForce, in_force, training_messages
from bot.web.screening_rule_page import LONGEST_REASON, begin_check, keep, record
from bot.web.web import caseload_of, web_of

MOST_WORDS = 50


def differences(held: Proposal) -> list[tuple[str, str]]:
    """(what, line): "-" for a line that goes, "+" for one that comes, " " for one that stays."""
    base, new = held.change.content.base.splitlines(), held.change.content.text.splitlines()
    lines = difflib.unified_diff(base, [] if held.change.removes else new, lineterm="", n=2)
    return [(line[0], line[1:]) for line in lines if not line.startswith(("---", "+++", "@@"))]


def table(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, list[tuple[str, int]]]]:
    """(turn, side) -> language -> how many of which severity."""
    found: dict[tuple[str, str], dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["turn"], row["side"]][row["language"]].append((row["severity"], row["count"]))
    return found


async def _held(request: Request, connection: AsyncConnection, change: UUID) -> Proposal:
    held = await stored.one(connection, web_of(request).vault, change)
    if held is None:
        raise NotFound
    return held


@needs(Permission.PROPOSE_SCREENING)
async def show_change(request: Request, change: UUID) -> HTTPResponse:
    """Everything about one change that the reader may see."""
    await _see(request, change)
    asked = request.args.get("refused") or ""
    return await _show(request, change, Refused(asked) if asked in set(Refused) else None)


async def _see(request: Request, change: UUID) -> None:
    """Whoever proposed or wrote it has read what was decided."""
    web, member = web_of(request), request.ctx.member.id
    async with caseload_of(request) as connection:
        held = await _held(request, connection, change)
        if held.decided_at and member in held.hands:
            kind = NoticeKind.SCREENING_DECIDED
            await notices.dismiss_told(connection, member, kind, web.now(), [held.decided_at])


async def _tell(connection: AsyncConnection, held: Proposal, by: UUID, now: datetime) -> None:
    """Whoever proposed or wrote it, and did not decide it, is told that it was decided."""
    for member in held.hands - {None, by}:
        assert member
        await notices.tell(connection, member, NoticeKind.SCREENING_DECIDED, now)


async def _show(
    request: Request, change: UUID, refused: Refused | None = None, status: int = 200, problem: str = ""
) -> HTTPResponse:
    web = web_of(request)
    async with caseload_of(request) as connection:
        held = await _held(request, connection, change)
        check = await safeguarding_checks.newest(connection, change)
        serving = await in_force(request, connection)
        version = await stored.version(connection)
        names = await accounts.names(connection, web.vault, active=False)
        counts = held.state is State.OPEN and held.change.kind is Kind.CORPUS
        messages = await training_messages(request, connection) if counts else ()
    found = (check.found if check else None) or {}
    fresh = check and (check.edition, check.version, check.files) == (held.edition, version, serving.files)
    return await show(
        *(request, "screening-change.html", status),
        held=held,
        check=check,
        fresh=bool(fresh),
        found=found,
        in_corpus=table(found.get("corpus") or ()),
        in_messages=table(found.get("messages") or ()),
        lines=differences(held),
        lines_told=_told(held.change),
        cautions=_cautions(held),
        moved=moved(counted(messages), held.change) if messages else (),
        mine=request.ctx.member.id in held.hands,
        names=names,
        refused=refused,
        problem=problem,
        back=_back(held, serving),
        reason=filled(request, "reason"),
    )


def _back(held: Proposal, serving: InForce) -> Change | NoWayBack | None:
    """How to go back on it; nothing for what changed no rule."""
    of_rule = held.state is State.APPROVED and held.change.kind is Kind.RULE
    return way_back(serving.laid.texts, held.change) if of_rule and serving.laid.texts else None


def _told(change: Change) -> dict[str, Any] | None:
    """A training message as it is and as it is proposed, for people; nothing for other changes."""
    if change.kind is not Kind.CORPUS:
        return None
    language = {"language": change.content.file.split("/")[0]}
    before = json.loads(change.content.base) | language if change.content.base else None
    after = None if change.removes else json.loads(change.content.text) | language
    return {"before": before, "after": after}


def _cautions(held: Proposal) -> Sequence[Finding]:
    """What is to be thought of before new words of a training message are approved."""
    told = _told(held.change)
    if held.state is not State.OPEN or told is None or told["after"] is None:
        return ()
    before, after = told["before"] or {"text": ""}, told["after"]
    return cautions(after["text"], after["language"]) if before["text"] != after["text"] else ()


@needs(Permission.EDIT_SCREENING)
async def check_again(request: Request, change: UUID) -> HTTPResponse:
    """Check it beside what serves now."""
    async with caseload_of(request) as connection:
        held = await _held(request, connection, change)
        await begin_check(request, connection, change)
        await record(request, connection, "check", change, held.change)
    return redirect(f"/safeguarding/changes/{change}", status=303)


@needs(Permission.EDIT_SCREENING)
async def take_on(request: Request, change: UUID) -> HTTPResponse:
    """Answer for what a trainer proposed, as it was read, where no lead answers for it yet."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        held = await _held(request, connection, change)
        if held.written_by or not _as_read(request, held):
            refused: Refused | None = Refused.EDITED
        else:
            content = held.change.content
            refused = await stored.write(connection, web.vault, held, content, held.reason, web.now())
        if refused is None:
            await begin_check(request, connection, change)
            await record(request, connection, "write", change, held.change)
    return redirect(f"/safeguarding/changes/{change}?refused={refused or ''}", status=303)


@needs(Permission.APPROVE_SCREENING)
async def decide(request: Request, change: UUID) -> HTTPResponse:
    """Approve or refuse, as a lead who did not write it; says why."""
    answer = filled(request, "answer").strip()
    wanted = State.APPROVED if filled(request, "do") == "approve" else State.REFUSED
    if not answer or len(answer) > LONGEST_REASON:
        return await _show(request, change, None, 422, "reason")
    return await _decide(request, change, wanted, answer)


@needs(Permission.PROPOSE_SCREENING)
async def take_back(request: Request, change: UUID) -> HTTPResponse:
    """Take one's own proposal back."""
    async with caseload_of(request) as connection:
        if request.ctx.member.id not in (await _held(request, connection, change)).hands:
            raise NotFound
    return await _decide(request, change, State.TAKEN_BACK, "")


@needs(Permission.PROPOSE_SCREENING)
async def go_back(request: Request, change: UUID) -> HTTPResponse:
    """Propose a rule as it was before this change; another lead approves it as any other."""
    reason = filled(request, "reason").strip()
    async with caseload_of(request) as connection:
        held = await _held(request, connection, change)
        back = _back(held, await in_force(request, connection))
        if back is None:
            raise NotFound
        if isinstance(back, Change) and 0 < len(reason) <= LONGEST_REASON:
            done = await keep(request, connection, back, reason)
            return redirect(f"/safeguarding/changes/{done}", status=303)
    if isinstance(back, NoWayBack):
        return await _show(request, change, None, 409, "back")
    return await _show(request, change, None, 422, "long" if reason else "reason")


def _as_read(request: Request, held: Proposal) -> bool:
    """Whether its words are those that the page showed on which the button was pressed."""
    return filled(request, "edition") in ("", str(held.edition))


async def _decide(request: Request, change: UUID, wanted: State, answer: str) -> HTTPResponse:
    web = web_of(request)
    now = web.now()
    async with caseload_of(request) as connection:
        held = await _held(request, connection, change)
        serving = await in_force(request, connection)
        if not _as_read(request, held):
            refused: Refused | None = Refused.EDITED
        else:
            refused = await stored.decide(connection, web.vault, held, wanted, answer, serving.files, now)
        if refused is None:
            check = await safeguarding_checks.newest(connection, change)
            lost = _lost(check.found if check else None)
            await _tell(connection, held, request.ctx.member.id, now)
            await record(request, connection, wanted.value, change, held.change, heard_no_longer=lost)
    if refused:
        return await _show(request, change, refused, 409)
    return redirect(f"/safeguarding/changes/{change}?done=recorded", status=303)


def _lost(found: Mapping[str, Any] | None) -> int:
    """How many training messages are heard no longer, or as milder: what narrows shows on the trail."""
    rows: Sequence[Mapping[str, Any]] = (found or {}).get("corpus") or ()
    return sum(row["count"] for row in rows if row["turn"] == "gone")


@needs(Permission.EDIT_SCREENING)
async def show_words(request: Request, change: UUID) -> HTTPResponse:
    """The words that were hit, of those young people alone whom the reader may read; on the audit trail."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        held = await _held(request, connection, change)
        check = await safeguarding_checks.newest(connection, change)
        said = []
        if check:
            said = await safeguarding_checks.words(connection, web.vault, check.id, MOST_WORDS)
        for person in dict.fromkeys(one.person for one in said):
            await audit.record(
                connection, web.now(), request.ctx.member.id, "safeguarding:words", person, change=str(change)
            )
    return await show(request, "screening-words.html", held=held, said=said)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    one = "/safeguarding/changes/<change:uuid>"
    app.add_route(show_change, one, methods=["GET"], name="show_change")
    app.add_route(check_again, f"{one}/check", methods=["POST"], name="check_change")
    app.add_route(take_on, f"{one}/take-on", methods=["POST"], name="take_on_change")
    app.add_route(decide, f"{one}/decide", methods=["POST"], name="decide_change")
    app.add_route(take_back, f"{one}/take-back", methods=["POST"], name="take_back_change")
    app.add_route(go_back, f"{one}/go-back", methods=["POST"], name="go_back_on_change")
    app.add_route(show_words, f"{one}/words", methods=["POST"], name="words_of_change")
