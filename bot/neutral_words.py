"""What is said to a phone that others read: all of it to who is plainly the young person, else a part."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import Purpose, help_unwanted, must_be_neutral
from bot.domain.giving_away import before_it_tells, gives_away, without_help
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.parts import Parts
from bot.snoozing import still_open
from bot.storage import contact_profiles, conversations, proofs
from bot.storage.conversations import Conversation
from bot.storage.people import YoungPerson


async def as_agreed(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    conversation: Conversation,
    texts: Sequence[str],
    *,
    purpose: Purpose,
    language: Language,
    channel: str,
    now: datetime,
) -> list[str]:
    """The answers as the contact gate will let them leave, never none where there was one."""
    state = await contact_profiles.state(connection, person)
    kept = [without_help(text) for text in texts] if help_unwanted(purpose, state) else list(texts)
    if must_be_neutral(purpose, state) and any(map(gives_away, kept)):
        theirs = await proofs.plainly_theirs(
            connection,
            parts.vault,
            person,
            state,
            check_in=conversation.id,
            channel=channel,
            now=now,
        )
        if not theirs:
            kept = [before_it_tells(text) for text in kept]
            await _ask_nothing_more(connection, conversation, now)
    return [text or parts.content.text("cover.heard", language) for text in kept]


async def _ask_nothing_more(connection: AsyncConnection, conversation: Conversation, now: datetime) -> None:
    """A question that was cut off must not be answered by the next text; the first came with the opening."""
    if not conversation.asking or conversation.paused_at:
        return
    left = await still_open(connection, conversation)
    if left[:1] != (SignalKind.MOOD,):
        await conversations.change(connection, conversation.id, paused_at=now)
