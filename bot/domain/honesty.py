"""Hears what young people ask about us, which gets a straight answer whatever the assistant guessed."""

from enum import StrEnum

from bot.domain.answer_words import phrase
from bot.domain.plain_text import has, plain


class Question(StrEnum):
    """What is asked."""

    WHAT_HAPPENS = "what_happens"
    WHO_SEES = "who_sees_this"
    A_BOT = "are_you_a_bot"


_I_TELL = (
    r"(i|i do|we|dwi|dwin|fi|na i|nai|swn i|swni) ?(n )?"
    r"(tell|told|say|said|spoke|speak|deud|dweud|gweud|ddeud|ddweud|siarad)"
)
_WHAT_HAPPENS = phrase(
    rf"""
    what (happens|happen|(will|would|wud) happen|do (you|u|they) do|will (you|u|they) do|
    would (you|u) do|(you|u) gonna do|r u gonna do|are you going to do) (if|when|wen|after) {_I_TELL}|
    (what|wot|wat) if {_I_TELL} (you|u|ya|something|summat|smth)|
    be os {_I_TELL} (wrthat|wrthach|wrth(a)? (chdi|ti)|rwbath|rywbeth|rhywbeth)|
    if {_I_TELL} .{{0,40}}(what (happens|will|would|do|are)|who (will|do|does|would|finds)|
    will (you|u|they|my)|
    do (you|u) have to|are (you|u) gonna)|
    (will|would|do|are|r|gonna|can) (you|u|they) (gonna |going to |have to )?
    (tell|ring|call|phone|inform|go to)\s
    (my |the )?(mum|mam|mom|dad|parents|nan|family|school|teacher|teachers|police|feds|social services|
    social|social worker|anyone|anybody|people|someone|him|them|boyfriend|bf)|
    be (sy|fydd|fasa|neith|sn|syn) (n |yn )?(digwydd|ddigwydd) os {_I_TELL}|
    be (nei|newch|wnei|fysat|fasat) (di|chi|ti)?( \w+)? os {_I_TELL}|
    os {_I_TELL} .{{0,40}}(be (sy|fydd|neith|nei|newch)|pwy (fydd|sy|geith|neith))|
    (nei|newch|wnei|fyddi|ti n mynd i) (di|chi|ti)?\s?
    (ddeud|dweud|ddweud|deud|ffonio|gweud|weud) ?(wrth |wth )?
    (mam|dad|yr heddlu|heddlu|yr ysgol|rysgol|nhw|neb|rywun|pobol|nain|fo|nheulu|nghariad)
    """
)
_WHO_SEES = phrase(
    r"""
    who (else )?(sees?|reads?|can see|can read|gets to see|gets to read|is reading|looks at|
    will see|will read)\s
    (this|these|it|what|my|all|the)( \w+){0,4}|
    (is|are) (this|these|it|my texts|my messages) (private|confidential|secret|anonymous)|
    (does|do|can|will) (my )?(mum|mam|dad|parents|school|teacher|police|worker|anyone|anybody|people|they)\s
    (see|read|look at) (this|these|it|what i|my)|
    pwy (arall )?(sy|sydd|sn|syn|fydd|geith) (yn |n )?(gweld|darllan|darllen|gwel|cael gweld|cael darllan|
    weld|ddarllan|ddarllen)|
    (di|ydi|yw) (hwn|hyn|rhain|o) (yn |n )?(breifat|preifat|gyfrinachol|cyfrinachol)
    """
)
_A_BOT = phrase(
    r"""
    (are|r|is) (you|u|this|it) (even |actually |just |rly |really |like )?(an? )?
    (real|bot|robot|computer|ai|human|person|chatbot|automated|machine)( person| human)?|
    (am i|m i) (talking|speaking|texting) (to|with) (an? )?(real |actual )?
    (person|human|bot|robot|computer|ai)|
    (ti|wyt ti|wti|chdi|dach chi|ydach chi) (yn |n |di r |dir )?
    (bot|robot|gyfrifiadur|cyfrifiadur|berson|person|real|go iawn|beiriant|ai)|
    (dwi n |dwi )?siarad efo (bot|robot|cyfrifiadur|person|berson|rywun go iawn)
    """
)


def asked(text: str) -> Question | None:
    """The question about us in a text, if its words ask one; what happens comes before who sees."""
    said = " ".join("".join(letter if letter.isalnum() else " " for letter in plain(text)).split())
    for question, pattern in _PATTERNS:
        if has(pattern, said):
            return question
    return None


_PATTERNS = (
    (Question.WHAT_HAPPENS, _WHAT_HAPPENS),
    (Question.WHO_SEES, _WHO_SEES),
    (Question.A_BOT, _A_BOT),
)
