"""What answers may say where others read them, and that "not safe" is answered as was agreed."""

from collections.abc import Sequence
from uuid import UUID

import pytest
import yaml

from bot import checkins
from bot.checkins import CheckIns
from bot.contact import DANGER_WORD
from bot.domain.contact_gate import SafetyReplies
from bot.domain.contact_profile import ContactProfile, Device, Opening
from bot.domain.languages import Language
from bot.domain.signals import Safe, SignalKind
from bot.settings import ROOT
from bot.storage.conversations import Conversation
from tests.agreeing import Agreed
from tests.posting import Post
from tests.test_replies import Told
from tests.test_withholding import agree, row_of

pytestmark = pytest.mark.service

GREETING = "Hiya. I'm the check-in computer. Your worker's team can read what you write here."
WHAT_IT_IS = "It's the check-in you and your worker talked about."
RESPONSES = yaml.safe_load((ROOT / "domain" / "responses" / "check_in.yml").read_text("utf-8"))["responses"]
WILL_CALL = RESPONSES["utter_will_call"]
HEARD = "Hiya, thanks for the text."
WATCHED = ContactProfile(device=Device.WATCHED, opening=Opening.NUMBER_ONLY)


class Hears(Told):
    """An assistant that keeps answers, as its actions do, and says what a test sets."""

    def __init__(self, service: CheckIns, given: dict[SignalKind, int], *answer: str) -> None:
        super().__init__(answer)
        object.__setattr__(self, "service", service)
        object.__setattr__(self, "given", given)

    service: CheckIns
    given: dict[SignalKind, int]

    async def ask(
        self, conversation: Conversation, message_id: str, text: str, language: Language
    ) -> Sequence[str] | None:
        for kind, value in self.given.items():
            await self.service.record(conversation.conversation_id, kind, value)
        return await super().ask(conversation, message_id, text, language)


async def says(talk: Agreed, text: str, *answer: str, **given: int) -> list[str]:
    """The purposes of what is written back to a text in which the assistant hears these answers."""
    kinds = {SignalKind(kind): value for kind, value in given.items()}
    talk.assistant = Hears(CheckIns(talk.intake), kinds, *answer)
    return await talk.text(text)


async def test_whoever_holds_a_watched_phone_learns_nothing_from_an_answer(agreed: Agreed) -> None:
    await agreed.agree(WATCHED)
    assert await says(agreed, "hi", GREETING) == ["reply"]
    assert await agreed.last_text() == "Hiya."
    await says(agreed, "what is this", WHAT_IT_IS)
    assert await agreed.last_text() == HEARD


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_that_a_call_was_wished_for_is_told_only_to_who_is_plainly_them(
    agreed: Agreed, language: Language
) -> None:
    [will_call] = (v["text"] for v in WILL_CALL if v["condition"][0]["value"] == language)
    await agreed.agree(WATCHED)
    await says(agreed, "yes", will_call, contact_wish=1)
    assert await agreed.last_text() == HEARD
    await checkins.open_check_in(agreed.worker, agreed.person)
    await says(agreed, "6", "OK.", mood=6)
    await says(agreed, "yes", will_call, contact_wish=1)
    assert await agreed.last_text() == will_call


async def test_on_a_phone_of_their_own_an_answer_is_whole(agreed: Agreed) -> None:
    await agreed.agree(ContactProfile(device=Device.OWN, opening=Opening.NUMBER_ONLY))
    await says(agreed, "hi", GREETING)
    assert await agreed.last_text() == GREETING


@pytest.mark.parametrize("shown", ["an answer", "the safe word", "their worker"])
async def test_whoever_shows_that_it_is_them_is_answered_in_full(agreed: Agreed, shown: str) -> None:
    await agreed.agree(ContactProfile(Device.WATCHED, opening=Opening.NUMBER_ONLY, safe_word="marmalade"))
    texts = {"an answer": "6", "the safe word": "marmalade", "their worker": "can i talk to my worker"}
    await checkins.open_check_in(agreed.worker, agreed.person)
    await says(agreed, texts[shown], "OK.", **({"mood": 6} if shown == "an answer" else {}))
    await says(agreed, "what is this", WHAT_IT_IS)
    assert await agreed.last_text() == WHAT_IT_IS
    agreed.world.clock.forward(minutes=30)
    await says(agreed, "what is this", WHAT_IT_IS)
    assert await agreed.last_text() == HEARD


async def test_after_somebody_came_in_an_earlier_answer_proves_nothing(agreed: Agreed) -> None:
    await agreed.agree(WATCHED)
    await checkins.open_check_in(agreed.worker, agreed.person)
    await says(agreed, "6", "OK.", mood=6)
    agreed.world.clock.forward(minutes=1)
    assert await agreed.text("mams here cant talk") == ["cover"]
    agreed.world.clock.forward(minutes=1)
    await says(agreed, "what is this", WHAT_IT_IS)
    assert await agreed.last_text() == HEARD


async def test_a_question_that_was_cut_off_is_not_answered_by_the_next_text(agreed: Agreed) -> None:
    await agreed.agree(WATCHED)
    await checkins.open_check_in(agreed.worker, agreed.person)
    await says(agreed, "who dis", WHAT_IT_IS)
    await says(agreed, "6", "OK.", mood=6)
    assert agreed.assistant.asked[-1][0].paused_at is None
    agreed.world.clock.forward(hours=1)
    await says(agreed, "eh", "OK. Do you feel safe at the moment?")
    await says(agreed, "no", "OK.")
    assert agreed.assistant.asked[-1][0].paused_at is not None


@pytest.mark.parametrize(
    ("replies_agreed", "purposes"),
    [
        (SafetyReplies.ANY_HOUR, ["safety_reply"]),
        (SafetyReplies.SAFE_HOURS, ["safety_reply"]),
        (SafetyReplies.NEUTRAL, ["cover"]),
        (SafetyReplies.NONE, []),
    ],
)
@pytest.mark.parametrize("device", [Device.OWN, Device.WATCHED])
async def test_not_safe_is_answered_as_was_agreed_for_a_disclosure_and_nothing_is_asked(
    agreed: Agreed, device: Device, replies_agreed: SafetyReplies, purposes: list[str]
) -> None:
    opening = Opening.PLAIN if device is Device.OWN else Opening.NUMBER_ONLY
    await agreed.agree(ContactProfile(device, safety_replies=replies_agreed, opening=opening))
    await checkins.open_check_in(agreed.worker, agreed.person)
    question = "Anything you want to tell us?"
    assert await says(agreed, "6 slept ok safe? no", question, mood=6, safe=Safe.NO) == purposes
    if purposes:
        assert "?" not in await agreed.last_text()
    [alert] = await agreed.world.rows("SELECT category, severity FROM concerns")
    assert (alert.category, alert.severity) == ("immediate_danger", "high")
    await says(agreed, "ok", "OK.")
    assert agreed.assistant.asked[-1][0].paused_at is not None


async def test_not_safe_gets_its_safety_reply_though_the_assistant_failed_after_hearing_it(
    agreed: Agreed,
) -> None:
    await checkins.open_check_in(agreed.worker, agreed.person)
    talk = Hears(CheckIns(agreed.intake), {SignalKind.SAFE: Safe.NO})
    object.__setattr__(talk, "answer", None)
    agreed.assistant = talk
    assert await agreed.text("no") == ["safety_reply"]


async def test_the_danger_word_leaves_nothing_to_ask(agreed: Agreed) -> None:
    await checkins.open_check_in(agreed.worker, agreed.person)
    assert await agreed.text("blue penguin") == ["cover"]
    assert await agreed.paused() == DANGER_WORD


@pytest.mark.parametrize(
    ("profile", "text", "reason"),
    [
        (WATCHED, GREETING, "not_neutral"),
        (ContactProfile(safety_replies=SafetyReplies.NONE), "Call 999.", "safety_reply_unwanted"),
    ],
)
async def test_the_gate_stops_an_answer_that_the_profile_changed_under(
    post: Post, profile: ContactProfile, text: str, reason: str
) -> None:
    dispatch, number = await post.write(text)
    person: UUID = (await row_of(post, dispatch)).young_person_id
    await agree(post, person, profile)
    await post.send(dispatch)
    assert (await row_of(post, dispatch)).withheld_reason == reason
    assert post.arrived(number) == []
