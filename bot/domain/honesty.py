"""Hears what young people ask about us, which gets a straight answer whatever the assistant guessed."""

import re
from enum import StrEnum

from bot.domain import answers
from bot.domain.answer_words import phrase
from bot.domain.plain_text import plain
from bot.domain.signals import Safe


class Question(StrEnum):
    """What is asked."""

    WHAT_HAPPENS = "what_happens"
    WHO_SEES = "who_sees_this"
    A_BOT = "are_you_a_bot"


# Both languages stand in every list, for people change between them within a question.
_SAY = phrase(
    """
    (tell|told|tel|say|said|spoke|speak|deud|dweud|gweud|ddeud|ddweud|weud|siarad)
    ( (wrth|wth|wtha|rwbath|wbath))?
    """
)
_I_TELL = phrase(
    rf"""
    ((i|i do|i did|i ever|we|dwi|dw i|dwin|fi|na i|nai|wna i|swn i|swni|sa fi|sw n i) ?(n |yn )?{_SAY}|
    (ddeuda|ddudai|ddeudai|dduda|dudai|deuda|duda|ddweda|dweda|ddwedai|weda|wedai)( i| fi)?)
    """
)
_IF = "(if|when|wen|wn|after|once|os|pan|ar ol i fi)"
_PEOPLE = phrase(
    r"""
    ((my|the|our|fy|yn|mine|y|yr) )?
    (mums?|mams?|mom|mami|mammy|dads?|tad|parents|rents|rhieni|nan|nain|taid|grandad|family|teulu|nheulu|
    school|skool|ysgol|rysgol|teachers?|tutor|athro|athrawes|athrawon|head|police|feds|cops|heddlu|
    social services|social workers?|social|gweithwyr cymdeithasol|carers?|
    foster (carers?|mum|mam|dad|parents)|step ?(dad|mum|mam)|brother|sister|brawd|chwaer|doctor|gp|
    any ?(one|1|body)|some ?(one|1|body)|people|ppl|
    every ?(one|1|body)|neb|r?h?ywun|bobo?l|pobo?l|pawb|boyfriend|girlfriend|bf|gf|nghariad|
    he|she|they|him|her|them|o|fo|hi|nhw)( fi| i)?
    """
)
_WILL_YOU = phrase(
    r"""
    ((will|wil|would|wud|do|are|r|gonna|gunna|can) (you|u|ya|they)|have (you|u)|did (you|u)|
    (nei|newch|wnei|wnewch|fyddi|fyddwch|fasat|fysat)( (di|chi|ti))?( \w)?|
    (wyt ti|wti|ti|chi|dach chi|dachi|ydach chi|ydych chi) ?(n |yn )?(am|mynd i|gonna|gorfod)|
    (oes|fydd|bydd|fydd na) (rhaid|raid) i (ti|chdi|chi))
    """
)
_GOING_TO = r"(gonna|gunna|gona|going to|goin to|have to|hav to|hav 2|has to|need to|am|mynd i|gorfod|n|yn)"
_FINDS_OUT = phrase(
    r"""
    (finds? out|fnd out|findout|know|b told|be told|get told|get to know|hear about|
    (cael |cal |gael |gal |dod i |ddod i )?(gwybod|gwbod|gwbo|wybod|wbod|wbo)|(cael |cal )?clywed|glywed|
    ffei?ndio (allan|mas))
    """
)
# What they said, or nothing more: "will mum find out who won" asks nothing about us.
_WHAT_I_SAID = phrase(
    rf"""
    (?=$| ((about|abt|bout|am) (this|these|it|what|wat|wot|hyn|hwn|be|beth)|
    this|hyn|hwn|plis|plz|pls|tho|wan|now|(what|wat|wot|that|be|beth|bo|bod|mod) (i|fi|dwi|na)|
    i (tell|told|said|say|text|txt|spoke|write|wrote)|{_IF} {_I_TELL})(?!\w))
    """
)
_WHAT_HAPPENS = phrase(
    rf"""
    ((what|wat|wot|wht)s? (hap+ens?|(will|would|wud|gonna|gunna|is going to|is gonna) happen|
    do (you|u|they) do|will (you|u|they) do|would (you|u) do|(you|u) gonna do|r u gonna do|
    are you going to do)|
    (be|beth) (sy|sydd|fydd|fysa|fasa|bydd|neith|wneith|nith|sn|syn) (n |yn )?(digwydd|ddigwydd|happen)|
    (be|beth) d?digwydd(ith|iff|ai|a)?) {_IF} {_I_TELL}|
    (what|wot|wat) if {_I_TELL} (you|u|ya|something|summat|smth|sumthin|chdi|wrthat|wrtha|ti)|
    be os {_I_TELL} (wrthat|wrthach|wrth(a)? (chdi|ti)|rwbath|rywbeth|rhywbeth)|
    {_IF} {_I_TELL} .{{0,40}}(what (happens|will|would|do|are)|who (will|do|does|would|finds)|
    will (you|u|they|my)|do (you|u) have to|are (you|u) gonna)|
    os {_I_TELL} .{{0,40}}(be (sy|fydd|neith|nei|newch)|pwy (fydd|sy|geith|neith))|
    be (nei|newch|wnei|fysat|fasat) (di|chi|ti)?( \w+)? os {_I_TELL}|
    (will|would) (i|we) (get|be|go|have) .{{0,30}}{_IF} {_I_TELL}|
    {_WILL_YOU} ({_GOING_TO} )*
    (inform|ring|call|phone|go to|ffonio|{_SAY}) ?(wrth |wth |wtha |i )?{_PEOPLE}(?! to )|
    {_WILL_YOU} ({_GOING_TO} )*(report (this|it|me|him|her|them)|pass (this|it|that) on|
    keep (a secret|it secret|this secret|(it|this) between us))|
    (?<!os )(?<!if )(?<!pan )
    (will|wil|would|wud|is|are|r|fydd|bydd|geith|gaiff|ceith|caiff|neith|wneith|fysa|fasa) {_PEOPLE} ?
    ({_GOING_TO} )*{_FINDS_OUT}{_WHAT_I_SAID}|
    (ydi|ydy|di|yw|does|do|can|could) {_PEOPLE} ?({_GOING_TO} )*
    ((cael|cal|gael|dod i) (gwybod|gwbod|gwbo)|get told|find out){_WHAT_I_SAID}|
    who (else )?
    ((will|do|would|wud|r|are) (you|u|they) ({_GOING_TO} )*tell|gets told|will be told|
    finds out{_WHAT_I_SAID})|
    pwy (arall )?((sy|sydd|sn|syn) (n |yn )?(cael|cal)|fydd (n |yn )?(cael|cal)|geith|gaiff)\s
    (gwybod|gwbod|wybod|wbod){_WHAT_I_SAID}
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
    """The question about us in a text, if its words ask one; what happens comes before who sees.

    What happens is not heard where an answer stands beside it, "no will mum find out": a no to feeling safe
    must not be lost.
    """
    said = " ".join("".join(letter if letter.isalnum() else " " for letter in plain(text)).split())
    for question, pattern in _PATTERNS:
        if found := re.search(rf"(?<!\w)(?:{pattern})(?!\w)", said):
            tells = question is Question.WHAT_HAPPENS and _answers(said[: found.start()].strip(), text)
            return None if tells else question
    return None


def _answers(before: str, text: str) -> bool:
    """Whether one of our questions is answered before the question to us, or in a sentence after it."""
    if any(answers.is_plain_no(sentence) for sentence in re.split(r"[.,;!?\n]", text)):
        return True
    if not before:
        return False
    unsafe = answers.feels_safe(before, asked=True) in (Safe.NO, Safe.NOT_SURE)
    agreed = answers.yes_or_no(before)
    agrees = agreed is True and before.split()[-1] not in _NO_MORE_THAN_OK
    return unsafe or agreed is False or agrees or any(letter.isdigit() for letter in before)


# "ok will you tell my mum" agrees to nothing, and "yeah but will you tell my mum" not yet.
_NO_MORE_THAN_OK = frozenset({"ok", "okay", "k", "kk", "oce", "iawn", "so", "felly", "but", "ond"})
_PATTERNS = (
    (Question.WHAT_HAPPENS, _WHAT_HAPPENS),
    (Question.WHO_SEES, _WHO_SEES),
    (Question.A_BOT, _A_BOT),
)
