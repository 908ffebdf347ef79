"""What a report can draw on: the messages around an alert, and the first draft that the record makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_profile import Device
from bot.domain.languages import Language
from bot.domain.report import Quote, ReportBody
from bot.storage import caseload, contact_profiles, correspondence, people, reading
from bot.storage.correspondence import Text, UnknownText
from bot.storage.reading import AlertSummary, Evidence
from bot.storage.sign_ins import SignedIn
from bot.web import wording
from bot.web.agency_names import agency_name
from bot.web.follow_up import follow_up_of
from bot.web.languages import translated
from bot.web.report_draft import Drafter
from bot.web.times import Times
from bot.web.web import Web

BEFORE, AFTER = 10, 60


@dataclass(frozen=True)
class Said:
    """A message that can be quoted; `found` when screening found something in it."""

    quote: Quote
    found: bool


async def said_about(connection: AsyncConnection, web: Web, alert: AlertSummary, key: bytes) -> list[Said]:
    """The messages around an alert's evidence, oldest first."""
    evidence = await reading.evidence(connection, alert.id)
    marked = {one.message_id or one.unknown_message_id for one in evidence}
    texts = await _texts(connection, web, alert, key, evidence)
    return [Said(_quote(text), text.id in marked) for text in texts]


async def _texts(
    connection: AsyncConnection, web: Web, alert: AlertSummary, key: bytes, evidence: Sequence[Evidence]
) -> Sequence[Text | UnknownText]:
    if alert.young_person_id is None:
        return await correspondence.from_unknown_numbers(connection, web.vault, only=alert.unknown_message_id)
    where = {one.message_id for one in evidence if one.message_id}
    return await correspondence.around(connection, key, alert.young_person_id, where, BEFORE, AFTER)


def _quote(text: Text | UnknownText) -> Quote:
    inbound = text.inbound if isinstance(text, Text) else True
    return Quote(str(text.id), text.at, inbound, text.body)


async def first_body(
    connection: AsyncConnection,
    web: Web,
    alert: AlertSummary,
    key: bytes,
    language: Language,
    member: SignedIn,
) -> ReportBody:
    """The first version: what the record tells, and the words in which something was found."""
    said = await said_about(connection, web, alert, key)
    drafter = Drafter(
        language, Times(language, web.now()), lambda agency: agency_name(web.agencies, agency, language)
    )
    person = alert.young_person_id
    role = translated(language, wording.ROLES[member.role])
    sections = drafter.draft(
        alert,
        await caseload.case(connection, web.vault, person) if person else None,
        await _number(connection, web, alert),
        await reading.evidence(connection, alert.id),
        await follow_up_of(connection, web, alert.id, key),
        await _device(connection, web, person),
        f"{member.name}, {role}",
    )
    return ReportBody(sections, tuple(one.quote for one in said if one.found))


async def _device(connection: AsyncConnection, web: Web, person: UUID | None) -> Device:
    if person is None:
        return Device.UNKNOWN
    agreed = await contact_profiles.profile(connection, web.vault, await people.by_id(connection, person))
    return agreed.device


async def _number(connection: AsyncConnection, web: Web, alert: AlertSummary) -> str | None:
    if alert.unknown_message_id is None:
        return None
    found = await correspondence.from_unknown_numbers(connection, web.vault, only=alert.unknown_message_id)
    return found[0].number if found else None
