"""What the service itself writes to begin a check-in, or to go on with one that was put off."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import personal_words
from bot.domain.check_in_items import GOALS
from bot.domain.contact_profile import Opening
from bot.domain.signals import SignalKind
from bot.parts import Parts
from bot.storage import contact_profiles
from bot.storage.conversations import Conversation
from bot.storage.people import YoungPerson


async def opening_text(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    opening: Opening,
    conversation: Conversation,
) -> str:
    """The opening that was agreed, with the check-in's first question in it.

    The neutral ones ask for a number of the day; where that is not the first question, the one that asks for
    nothing in particular stands in.
    """
    first, language = conversation.asks[0], person.language
    if opening is Opening.OWN:
        return (await contact_profiles.details(connection, parts.vault, person)).own_opening
    if opening.neutral:
        form = opening if first is SignalKind.MOOD else Opening.CATCH_UP
        return parts.content.text(f"cover.opening_{form}", language)
    if first is SignalKind.MOOD:
        return parts.content.text("texts.opening", language)
    return await _with_question(connection, parts, person, conversation, "texts.opening_hello", first)


async def resuming_text(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    opening: Opening,
    conversation: Conversation,
    pending: SignalKind,
) -> str:
    """Goes on where they left: with the question, unless somebody else may read it."""
    if opening.neutral:
        return parts.content.text("cover.resume", person.language)
    return await _with_question(connection, parts, person, conversation, "texts.resume", pending)


async def _with_question(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    conversation: Conversation,
    hello: str,
    kind: SignalKind,
) -> str:
    question = f"questions.{'goal' if kind in GOALS else kind}"
    text = " ".join(parts.content.text(name, person.language) for name in (hello, question))
    text = text.replace("[goal]", f"[{kind}]")
    [filled] = await personal_words.filled(
        connection, parts, person, conversation.id, person.language, [text]
    )
    return filled
