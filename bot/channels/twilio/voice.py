"""What Twilio tells us of a call, and what we tell it to say."""

from collections.abc import Iterable
from dataclasses import dataclass

from twilio.twiml.voice_response import VoiceResponse

from bot.channels.contract import CallProgress, CallReport
from bot.channels.twilio.webhooks import LONGEST_ADDRESS, Form, Problem, WebhookError, needed, provider_id
from bot.domain.languages import Language

# Amazon's voices, as Twilio names them. There is one Welsh voice.
VOICES = {Language.ENGLISH: ("Polly.Amy", "en-GB"), Language.WELSH: ("Polly.Gwyneth", "cy-GB")}
# How long a pause may be after the sentence, before it is taken for no key at all.
KEY_SECONDS = 6

_PROGRESS = {
    "queued": CallProgress.RINGING,
    "initiated": CallProgress.RINGING,
    "ringing": CallProgress.RINGING,
    "in-progress": CallProgress.ANSWERED,
    "completed": CallProgress.ENDED,
    "busy": CallProgress.UNANSWERED,
    "no-answer": CallProgress.UNANSWERED,
    "canceled": CallProgress.CANCELLED,
    "failed": CallProgress.FAILED,
}

# No key at all is posted too: what happens then is decided in one place.
_KEYS = {"num_digits": 1, "method": "POST", "timeout": KEY_SECONDS, "action_on_empty_result": True}


@dataclass(frozen=True)
class KeyPress:
    """What was pressed in a call: nothing, when `key` is empty."""

    call: str
    key: str


def parse_key(form: Form) -> KeyPress:
    """Read what was pressed; WebhookError when a field is missing, too long or malformed."""
    return KeyPress(provider_id(form, "CallSid"), form.only("Digits", LONGEST_ADDRESS) or "")


def parse_call_report(form: Form) -> CallReport:
    """Read Twilio's report on a call of ours, or on who has answered it; WebhookError as for a key."""
    call = provider_id(form, "CallSid")
    if form.only("CallStatus", LONGEST_ADDRESS) is None:
        by = needed(form, "AnsweredBy", LONGEST_ADDRESS)
        machine = by.startswith("machine") or by == "fax"
        return CallReport(call, CallProgress.MACHINE if machine else CallProgress.ANSWERED)
    status = needed(form, "CallStatus", LONGEST_ADDRESS)
    if status not in _PROGRESS:
        raise WebhookError("CallStatus", Problem.MALFORMED)
    return CallReport(call, _PROGRESS[status])


def twiml(language: Language, words: Iterable[str], then: str | None) -> bytes:
    """The answer to a call's web hook: the words are read out, and a key is waited for and posted to `then`.

    Without a `then` the call ends.
    """
    answer = VoiceResponse()
    place = answer.gather(**_KEYS, action=then) if then else answer
    voice, accent = VOICES[language]
    for sentence in words:
        place.say(sentence, voice=voice, language=accent)
    if not then:
        answer.hangup()
    return str(answer).encode()
