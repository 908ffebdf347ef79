"""A check-in opens in the words that were agreed, in the language of texts."""

from typing import Any

import pytest

from bot import checkins
from bot.domain.check_in_items import Item
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.contact_profile import ContactProfile, Details, Device, Opening
from bot.domain.languages import Language
from bot.domain.schedule import Rhythm
from bot.storage import people, plans
from tests.posting import Post
from tests.test_replies import Talk
from tests.test_withholding import agree

pytestmark = pytest.mark.service

OWN = "Fancy a brew later?"
# The neutral ones, by language.
OPENS = [
    (Opening.NO_NAME, Language.ENGLISH, "Hi. How are you today, from 0 (bad) to 10 (good)?"),
    (Opening.NO_NAME, Language.WELSH, "Haia. Sut wyt ti heddiw, o 0 (drwg) i 10 (da)?"),
    (Opening.NUMBER_ONLY, Language.ENGLISH, "Hi, 0 to 10 today?"),
    (Opening.NUMBER_ONLY, Language.WELSH, "Haia, 0 i 10 heddiw?"),
    (Opening.CATCH_UP, Language.ENGLISH, "Hi, how's things?"),
    (Opening.CATCH_UP, Language.WELSH, "Haia, sut mae petha?"),
    (Opening.OWN, Language.ENGLISH, OWN),
    (Opening.OWN, Language.WELSH, OWN),
]


async def shared_phone(post: Post, opening: Opening, **person: Any) -> Talk:
    """Somebody on a shared phone with whom this opening was agreed."""
    talk = Talk(post.world, *await post.world.add_young_person(**person))
    details = Details(own_opening=OWN)
    await agree(post, talk.person, ContactProfile(Device.SHARED, opening=opening, details=details))
    return talk


async def opened(post: Post, talk: Talk) -> list[str]:
    """What comes to the phone when a check-in opens."""
    assert await checkins.open_check_in(post.parts, talk.person)
    [row] = await post.world.rows("SELECT id, neutral FROM dispatches WHERE purpose = 'check_in'")
    assert row.neutral
    await post.send(row.id)
    return post.arrived(talk.number)


@pytest.mark.parametrize(("opening", "language", "words"), OPENS)
async def test_a_shared_phone_gets_the_neutral_opening_that_was_agreed(
    post: Post, opening: Opening, language: Language, words: str
) -> None:
    talk = await shared_phone(post, opening, language=language)
    assert await opened(post, talk) == [words]


@pytest.mark.parametrize("opening", [Opening.NO_NAME, Opening.NUMBER_ONLY, Opening.CATCH_UP])
async def test_where_the_plan_asks_for_no_number_first_every_neutral_opening_is_a_greeting(
    post: Post, opening: Opening
) -> None:
    talk = await shared_phone(post, opening)
    sleep_first = CheckInPlan("weekly", Rhythm(weekdays=(2,)), (Item.SLEEP, Item.MOOD))
    async with post.world.parts.database.transaction() as connection:
        one = await people.by_id(connection, talk.person)
        await plans.save(connection, post.world.vault, one, sleep_first, None, post.world.clock())
    assert await opened(post, talk) == ["Hi, how's things?"]
