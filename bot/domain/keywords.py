"""Words that Twilio and we act upon when they are the whole text, in both languages."""

import re
from enum import StrEnum


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
# The network answers some of these with a stock text, which helps nobody who needs help.
HELP = frozenset({"help", "info", "helpu", "cymorth", "sos"})
# What may stand around a keyword without making it a sentence.
_COURTESY = frozenset("please pls plz plis plîs thanks ta diolch now rwan".split())


def keyword(text: str, *, opted_out: bool) -> Keyword | None:
    """The keyword that a text consists of, said once or more.

    `yes` opts in only somebody who had opted out.
    """
    said = re.sub(r"[^\w\s]", " ", text.casefold()).split()
    word = " ".join(dict.fromkeys(word for word in said if word not in _COURTESY))
    if word in NETWORK_STOP or word in OUR_STOP:
        return Keyword.STOP
    if word in OUR_START or (word in NETWORK_START and (opted_out or word != "yes")):
        return Keyword.START
    return Keyword.HELP if word in HELP else None


def network_acts(text: str) -> bool:
    """Whether Twilio itself answers and blocks: then our own answer would only be refused."""
    return text.strip().casefold() in NETWORK_STOP
