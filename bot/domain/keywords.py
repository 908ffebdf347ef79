"""Words that Twilio and we act upon when they are the whole text, in both languages."""

import re
from enum import StrEnum

from bot.domain.plain_text import plain


class Keyword(StrEnum):
    """What a text of a single keyword asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"


# Twilio's default opt-out and opt-in words: the network acts on these by itself, whatever we do.
NETWORK_STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
NETWORK_START = frozenset({"start", "unstop", "yes"})
OUR_STOP = frozenset({"stopio", "stopiwch", "stopia", "peidio", "peidiwch"})
OUR_START = frozenset({"dechrau", "cychwyn", "ailddechrau"})
# Answers to whatever was asked, except from somebody who had opted out: the network takes its own for START.
YES = frozenset({"yes", "ie", "ia"})
# The network answers some of these with a stock text, which helps nobody who needs help.
HELP = frozenset({"help", "info", "helpu", "cymorth", "sos"})
# What may stand around a keyword without making it a sentence.
_COURTESY = frozenset("please pls plz plis plîs thanks ta diolch now rwan".split())


def keyword(text: str, *, opted_out: bool) -> Keyword | None:
    """The keyword that a text consists of, said once or more.

    `yes` and `ia` opt in only somebody who had opted out.
    """
    said = re.sub(r"[^\w\s]", " ", text.casefold()).split()
    word = " ".join(dict.fromkeys(word for word in said if word not in _COURTESY))
    if word in NETWORK_STOP or word in OUR_STOP:
        return Keyword.STOP
    if word in OUR_START | NETWORK_START - YES or (opted_out and word in YES):
        return Keyword.START
    return Keyword.HELP if word in HELP else None


def network_acts(text: str) -> bool:
    """Whether Twilio itself answers and blocks: then our own answer would only be refused."""
    return text.strip().casefold() in NETWORK_STOP


def is_the_networks(text: str) -> bool:
    """Whether Twilio acts on it by itself, for or against texts."""
    return text.strip().casefold() in NETWORK_STOP | NETWORK_START


_SOMEBODY = (
    r"(?:my |fy |yn |foster |step )?(?:mam|mum|mom|dad|step ?dad|step ?mum|nan|nain|taid|bro|brother|sis"
    r"|sister|mrawd|brawd|chwaer|uncle|yncl|aunti?e?|anti|boyfriend|bf|girlfriend|gf|cariad|mates?|friends?|hogia"
    r"|carers?|staff|family|teulu|he|she|they|mao|someone|somebody|everyone|others|people|ppl"
    r"|pobl|pawb|rhywun|o|fo|hi|nhw)(?: fi)?"
)
_LOOKS_ON = (
    r"watching|(?:reading|looking at|checking)(?: this| my (?:texts|phone))?"
    r"|(?:yn |n )?(?:darllen|sbio|gwatshad)(?: hwn| ar (?:hwn|ffon fi))?"
)
_NEAR = rf"(?:here|home|around|about|in (?:the )?room|yma|adra|efo fi|yn y stafell|{_LOOKS_ON})"
_SPEAK = r"(?:talk|tlk|text|txt|speak|chat|reply|siarad|[dt]ecstio|sgwrsio|ateb)"
_NOW = r"(?:now|rn|rwan|wan|nawr|atm|ar y funud)"
_ON_THEIR_MIND = (
    r"(?:im |i am )?not alone"
    r"|(?:dwim|dwi ddim|dim|ddim) ar ben (?:fy |yn |y )?h?un(?:an)?"
    rf"|(?:i )?(?:cant|cnt|cannot|cant rly) {_SPEAK}"
    rf"|(?:dwi )?(?:methu|ffili|ddim yn gallu|sai gallu|fedrai ddim|fedra i ddim|fedra im|fedraim|allai ddim"
    rf"|alla i ddim|alla im|allaim) {_SPEAK}"
    rf"|(?:its |it is |im )?not safe to {_SPEAK}"
    rf"|(?:diom|dim|ddim|dydi (?:hi|o) ddim) (?:yn )?(?:saff|diogel|ddiogel) (?:i )?{_SPEAK}"
    rf"|(?:dont|do not) (?:text|txt|message|msg)(?: me)? {_NOW}"
    rf"|paid (?:a |ag )?(?:tecstio|th?ecstio|textio)(?: fi)? {_NOW}"
    rf"|(?:mae? )?{_SOMEBODY}(?:s|re)? (?:is |are )?{_NEAR}"
)
# Each is the whole of a text: inside a longer one the words mean something else ("mam yma efo cacen").
_NOT_ALONE = re.compile(
    r"(?:(?:sori|sorry|ok|hang on|wait|aros|sh+|not now|dim rwan|cos|and|a|ond|but) )*"
    rf"(?:{_ON_THEIR_MIND})(?: (?:(?:cos|and|a|so|ond|but) )?(?:{_ON_THEIR_MIND}))?"
    rf"(?: (?:{_NOW}|lol|x+|sori|sorry))*"
)


def says_not_alone(text: str) -> bool:
    """Whether the whole text says that somebody is near, or that they cannot talk now."""
    words = "".join(letter if letter.isalnum() else " " for letter in plain(text))
    return _NOT_ALONE.fullmatch(" ".join(words.split())) is not None
