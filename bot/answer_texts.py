"""What the service itself answers with, and under which purpose each answer leaves."""

from datetime import datetime

from bot.content import Content
from bot.domain.chat import CHAT
from bot.domain.concerns import Category, Severity
from bot.domain.contact_gate import Purpose
from bot.domain.languages import Language
from bot.domain.reply_plan import Answer

_TEXTS = {
    Answer.OPT_OUT_CONFIRMED: "texts.opted_out",
    Answer.OPT_IN_CONFIRMED: "texts.opted_in",
    Answer.HELP: "texts.help",
    Answer.HEARD_AGAIN: "texts.heard_again",
    Answer.MEDIA_ONLY: "texts.media_only",
    Answer.COVER: "cover.cover",
    Answer.IDENTITY: "cover.identity",
    Answer.HEARD: "cover.heard",
    Answer.WELCOME_BACK: "cover.welcome_back",
}
# What a word does there it does not do for the network, which blocks texts by itself.
_IN_CHAT = {
    Answer.OPT_OUT_CONFIRMED: "texts.opted_out_chat",
    Answer.OPT_IN_CONFIRMED: "texts.opted_in_chat",
    Answer.HELP: "texts.help_chat",
}
PURPOSES = {
    Answer.OPT_OUT_CONFIRMED: Purpose.OPT_OUT_CONFIRMED,
    Answer.OPT_IN_CONFIRMED: Purpose.OPT_IN_CONFIRMED,
    Answer.SAFETY_REPLY: Purpose.SAFETY_REPLY,
    Answer.HELP: Purpose.SAFETY_REPLY,
    Answer.HEARD_AGAIN: Purpose.HEARD_AGAIN,
    Answer.COVER: Purpose.COVER,
    Answer.IDENTITY: Purpose.IDENTITY,
    Answer.HEARD: Purpose.IDENTITY,
}
NEUTRAL = (Answer.COVER, Answer.IDENTITY, Answer.HEARD, Answer.WELCOME_BACK)


def own_words(
    content: Content,
    answer: Answer,
    gravest: tuple[Category, Severity] | None,
    language: Language,
    *,
    channel: str,
    now: datetime,
) -> list[str]:
    """The service's own text for an answer, none for silence; `gravest` is what a safety reply answers."""
    if answer is Answer.NOTHING:
        return []
    if answer is Answer.SAFETY_REPLY and gravest:
        return [content.at(content.safety_reply(*gravest, language), now)]
    in_chat = _IN_CHAT if channel == CHAT else {}
    return [content.text(in_chat.get(answer, _TEXTS[answer]), language)]
