"""Words that only the service knows: a worker's agreed name, a goal in the young person's words, a time.

The assistant's texts carry marks for them, `[worker]`, `[goal_1]` and `[when]`, so that none of them reaches
it, its trackers or its logs. They are filled in when a text is stored.
"""

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import snoozing
from bot.domain.check_in_items import GOALS
from bot.domain.languages import Language
from bot.domain.moments_in_words import in_words
from bot.parts import Parts
from bot.storage import contact_profiles, plans
from bot.storage.people import YoungPerson

MARK = re.compile(r"\[(worker|when|goal_[1-3])\]")


async def filled(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    check_in: UUID,
    language: Language,
    texts: Sequence[str],
) -> list[str]:
    """The texts with every mark filled; a text without marks is as it was."""
    marks = {mark for text in texts for mark in MARK.findall(text)}
    if not marks:
        return list(texts)
    words = await _words(connection, parts, person, language)
    if "when" in marks:
        words |= {"when": await _when(connection, parts, person, check_in, language)}
    return [MARK.sub(lambda match: words[match[1]], text) for text in texts]


async def _words(
    connection: AsyncConnection, parts: Parts, person: YoungPerson, language: Language
) -> dict[str, str]:
    """Names that anybody may read, and in their place the agreed ones.

    On a phone that others look at a goal is only counted: its words may tell more than was agreed.
    """
    names = ("worker", *map(str, GOALS))
    words = {name: parts.content.text(f"names.{name}", language) for name in names}
    agreed = (await contact_profiles.details(connection, parts.vault, person)).worker_name
    words |= {"worker": agreed} if agreed else {}
    if (await contact_profiles.state(connection, person)).covered:
        return words
    return words | await _goals(connection, parts, person)


async def _goals(connection: AsyncConnection, parts: Parts, person: YoungPerson) -> dict[str, str]:
    goals = await plans.current_goals(connection, parts.vault, person)
    return {f"goal_{goal.place}": f'"{goal.words}"' for goal in goals}


async def _when(
    connection: AsyncConnection, parts: Parts, person: YoungPerson, check_in: UUID, language: Language
) -> str:
    moment = await snoozing.settled(connection, parts, person, check_in)
    if moment is None:
        return parts.content.text("names.another_time", language)

    def say(key: str, /, **values: str) -> str:
        return parts.content.text(f"times.{key}", language, **values)

    return in_words(moment, parts.now(), say)
