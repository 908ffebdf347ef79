"""An opt-out overtakes whatever was to be said: what waits does not leave, and only its end is confirmed."""

from collections.abc import Sequence

import pytest

from bot import replies
from bot.domain.languages import Language
from bot.receive import receive
from bot.storage.conversations import Conversation
from tests.posting import Post
from tests.test_receive import text_from
from tests.test_replies import Talk, Told

pytestmark = pytest.mark.service

QUESTION = "and how did you sleep?"


class Thinking(Told):
    """An assistant that thinks for so long that another text arrives."""

    def __init__(self, talk: Talk, meanwhile: str) -> None:
        super().__init__((QUESTION,))
        object.__setattr__(self, "talk", talk)
        object.__setattr__(self, "meanwhile", meanwhile)

    talk: Talk
    meanwhile: str

    async def ask(
        self, conversation: Conversation, message_id: str, text: str, language: Language
    ) -> Sequence[str] | None:
        await receive(text_from(self.talk.number, self.meanwhile), self.talk.intake)
        return await super().ask(conversation, message_id, text, language)


@pytest.fixture
async def talk(post: Post) -> Talk:
    return Talk(post.world, *await post.world.add_young_person(assigned=await post.world.add_staff()))


async def answer_and_send(post: Post, talk: Talk) -> dict[str, tuple[str, str | None]]:
    """What became of the text of each purpose, once all that waited was answered and handed over."""
    for row in await post.world.rows("SELECT id FROM messages WHERE inbound AND handled_at IS NULL"):
        await replies.reply(talk.worker, talk.assistant, row.id)
    for row in await post.world.rows("SELECT id FROM dispatches WHERE status = 'queued'"):
        await post.send(row.id)
    query = "SELECT purpose, status, withheld_reason FROM dispatches WHERE young_person_id = :p"
    rows = await post.world.rows(query, p=talk.person)
    return {row.purpose: (row.status, row.withheld_reason) for row in rows}


@pytest.mark.parametrize("word", ["STOP", "stopio"])
@pytest.mark.parametrize("moment", ["while the assistant thinks", "before it leaves"])
async def test_an_answer_that_an_opt_out_overtakes_does_not_leave(
    post: Post, talk: Talk, moment: str, word: str
) -> None:
    talk.assistant = Thinking(talk, word) if moment == "while the assistant thinks" else Told((QUESTION,))
    assert await talk.text("7") == ["reply"]
    if moment == "before it leaves":
        await receive(text_from(talk.number, word), talk.intake)
    became = await answer_and_send(post, talk)
    assert became.pop("reply") == ("withheld", "opted_out")
    # The network itself confirms its own word.
    confirmed = [post.parts.content.text("texts.opted_out", Language.ENGLISH)] if word == "stopio" else []
    assert post.arrived(talk.number) == confirmed
    assert became == ({"opt_out_confirmed": ("sent", None)} if confirmed else {})


async def test_an_answer_that_nothing_overtakes_leaves(post: Post, talk: Talk) -> None:
    talk.assistant = Told((QUESTION,))
    await talk.text("7")
    assert await answer_and_send(post, talk) == {"reply": ("sent", None)}
    assert post.arrived(talk.number) == [QUESTION]
