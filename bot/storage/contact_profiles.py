"""What was agreed about reaching a young person: kept, and heard in their texts."""

import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import agreed_words, safe_hours
from bot.domain.agreed_words import Kind
from bot.domain.contact_gate import ContactState, SafetyReplies
from bot.domain.contact_profile import Channel, ContactProfile, Details, Device, Opening
from bot.domain.doubts import UNPROVEN
from bot.domain.languages import Language
from bot.storage import contact_history
from bot.storage.contact_safety_tables import contact_profiles, takeovers
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.people import YoungPerson


async def state(connection: AsyncConnection, person: YoungPerson) -> ContactState:
    """What the contact-safety gate asks."""
    c = contact_profiles.c
    query = select(c.device, c.windows, c.safety_replies, c.opening).where(c.young_person_id == person.id)
    row = (await connection.execute(query)).one_or_none()
    profile = _plain(row) if row else ContactProfile()
    return ContactState(
        active=person.active,
        opted_out=person.opted_out,
        paused=person.pause_reason is not None,
        unproven=person.pause_reason == UNPROVEN,
        consent_withdrawn=await contact_history.consents_now(connection, person.id) is False,
        taken_over=await _taken_over(connection, person.id),
        covered=profile.covered,
        read_along=profile.read_along,
        safe_hours=profile.safe_hours,
        safety_replies=profile.safety_replies,
    )


async def _taken_over(connection: AsyncConnection, person: UUID) -> bool:
    held = exists().where(takeovers.c.young_person_id == person, takeovers.c.until.is_(None))
    return bool(await connection.scalar(select(held)))


def _plain(row: Any) -> ContactProfile:
    return ContactProfile(
        device=Device(row.device),
        safe_hours=safe_hours.of_rows(row.windows),
        safety_replies=SafetyReplies(row.safety_replies),
        opening=Opening(row.opening),
    )


async def profile(connection: AsyncConnection, vault: Vault, person: YoungPerson) -> ContactProfile:
    """The whole agreement, opened; what nothing was agreed on is as it is for everybody."""
    c = contact_profiles.c
    row = (
        await connection.execute(select(contact_profiles).where(c.young_person_id == person.id))
    ).one_or_none()
    if row is None:
        return ContactProfile()
    key = person.key(vault)
    plain = _plain(row)
    return ContactProfile(
        plain.device,
        plain.safe_hours,
        plain.safety_replies,
        plain.opening,
        _languages(row.languages),
        opened_details(key, person.id, row.details_sealed),
        safe_word=_opened(key, row.safe_word_sealed, "safe_word", person.id),
        danger_word=_opened(key, row.danger_word_sealed, "danger_word", person.id),
    )


async def details(connection: AsyncConnection, vault: Vault, person: YoungPerson) -> Details:
    """The sealed details alone: all that the worker may open."""
    c = contact_profiles.c
    query = select(c.details_sealed).where(c.young_person_id == person.id)
    return opened_details(person.key(vault), person.id, await connection.scalar(query))


async def opening(connection: AsyncConnection, person: UUID) -> Opening:
    """How their check-ins open."""
    c = contact_profiles.c
    return Opening(
        await connection.scalar(select(c.opening).where(c.young_person_id == person)) or Opening.PLAIN
    )


def _languages(stored: dict[str, str]) -> tuple[tuple[Channel, str], ...]:
    return tuple((channel, stored[channel]) for channel in Channel if channel in stored)


def opened_details(key: bytes, person: UUID, sealed: bytes | None) -> Details:
    """The sealed details, for whoever holds the young person's key."""
    return Details(**json.loads(_opened(key, sealed, "details", person))) if sealed else Details()


def _opened(key: bytes, sealed: bytes | None, column: str, person: UUID) -> str:
    return unseal(key, sealed, f"contact_profiles.{column}:{person}") if sealed else ""


def _sealed(key: bytes, text: str, column: str, person: UUID) -> bytes | None:
    return seal(key, text, f"contact_profiles.{column}:{person}") if text else None


async def heard(connection: AsyncConnection, vault: Vault, person: UUID, text: str) -> frozenset[Kind]:
    """Which agreed words a text holds. Every phrase is compared with every index, in constant time each."""
    c = contact_profiles.c
    query = select(c.safe_word_indexes, c.danger_word_indexes).where(c.young_person_id == person)
    row = (await connection.execute(query)).one_or_none()
    if row is None or not (row.safe_word_indexes or row.danger_word_indexes):
        return frozenset()
    said = _indexes(vault, person, agreed_words.phrases(text))
    agreed = {Kind.SAFE: row.safe_word_indexes or [], Kind.DANGER: row.danger_word_indexes or []}
    return frozenset(kind for kind, indexes in agreed.items() if _among(said, indexes))


def _among(said: Iterable[bytes], agreed: Iterable[bytes]) -> bool:
    hits = [hmac.compare_digest(one, bytes(other)) for one in said for other in agreed]
    return any(hits)


def _indexes(vault: Vault, person: UUID, phrases: Iterable[str]) -> list[bytes]:
    """Keyed, and bound to the person: two people's same word has two indexes."""
    key = vault.derived("index:agreed-word")
    return [hmac.digest(key, f"{person}:{phrase}".encode(), "sha256") for phrase in sorted(phrases)]


async def save(
    connection: AsyncConnection,
    vault: Vault,
    person: YoungPerson,
    wanted: ContactProfile,
    member: UUID,
    now: datetime,
) -> list[str]:
    """Keep a changed agreement with its history; the fields that changed."""
    before = await profile(connection, vault, person)
    changed = {
        name: (old, new) for name, old in _as_text(before).items() if (new := _as_text(wanted)[name]) != old
    }
    if not changed:
        return []
    row = _row(vault, person, wanted) | {"changed_at": now, "changed_by": member}
    query = upsert(contact_profiles).values(row)
    await connection.execute(query.on_conflict_do_update(index_elements=["young_person_id"], set_=row))
    key = person.key(vault)
    for name, values in changed.items():
        await contact_history.note(connection, key, person.id, name, values, member, now)
    return sorted(changed)


def _row(vault: Vault, person: YoungPerson, wanted: ContactProfile) -> dict[str, object]:
    key, welsh = person.key(vault), person.language is Language.WELSH
    hours = wanted.safe_hours
    row: dict[str, object] = {
        "young_person_id": person.id,
        "device": wanted.device,
        "windows": [[w.weekday, w.since, w.until] for w in hours.windows] if hours is not None else None,
        "safety_replies": wanted.safety_replies,
        "opening": wanted.opening,
        "languages": dict(wanted.languages),
        "details_sealed": _sealed(key, json.dumps(asdict(wanted.details)), "details", person.id),
    }
    for column, word in (("safe_word", wanted.safe_word), ("danger_word", wanted.danger_word)):
        row[f"{column}_sealed"] = _sealed(key, word, column, person.id)
        forms = agreed_words.forms(word, welsh=welsh) if word else ()
        row[f"{column}_indexes"] = _indexes(vault, person.id, forms) or None
    return row


def _as_text(one: ContactProfile) -> dict[str, str]:
    """Each field as its history keeps it."""
    hours = one.safe_hours
    windows = "" if hours is None else "; ".join(f"{w.weekday} {w.since}-{w.until}" for w in hours.windows)
    plain = {
        "device": one.device.value,
        "safe_hours": "never" if hours is not None and hours.never else windows,
        "safety_replies": one.safety_replies.value,
        "opening": one.opening.value,
        "safe_word": one.safe_word,
        "danger_word": one.danger_word,
        **{f"language_{channel.value}": "" for channel in Channel},
    }
    plain |= {f"language_{channel.value}": language for channel, language in one.languages}
    return plain | asdict(one.details)


async def has_safe_word(connection: AsyncConnection, person: UUID) -> bool:
    """Whether a word was agreed that proves it is them."""
    c = contact_profiles.c
    query = select(func.cardinality(c.safe_word_indexes) > 0).where(c.young_person_id == person)
    return bool(await connection.scalar(query))
