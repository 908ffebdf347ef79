"""Phrases that answer one question in a text that answers several, as they look after `plain_text.plain`."""

from bot.domain.answer_words import NUMBERS, phrase

NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))

_SCORE = rf"\s*(?:[:=-]|(?:is|was|about|like|prob|tua|yn|n)\b)*\s*(?P<score>\d+|{NUMBER})\b(?:/10)?"
_GOAL = r"\b(?:goals?|targets?|nods?)"
# "goal 2: 4", "nod 1 = saith"; somebody with one goal need not name it by a number.
NUMBERED_GOAL = rf"{_GOAL}\s*(?P<goal>[123])\b{_SCORE}"
ONLY_GOAL = _GOAL + _SCORE
MOOD = rf"\b(?:moods?|hwyliau|hwylia){_SCORE}"
NIGHT = rf"\b(?:sleep|slept|cysgu|gysgu|cwsg){_SCORE}"

NOTHING_TO_TELL = phrase(
    r"""
    (nothing|nothin|nuffin|nuthin|nowt|not much|dont have anything|havent got anything|got nothing|
    (no|na|nah|nope) nothing|dim|dim byd|sdim byd|does dim byd|(na|nagoes) dim byd)\s
    (else |more |much |really |rly |new |arall |byd |mwy )*
    (to (say|tell|add|report|share|talk about)|i (ddeud|ddweud|weud|ddeu|adio|riportio))|
    nothing (else|more|new|really|rly|much)|dim byd (arall|mwy|newydd)|thats (it|all)$|dyna (ni|fo|i gyd)$
    """
)

NO_CALL = phrase(
    r"""
    (no|dont|do not|dnt|not|without|dim|ddim|paid|peidiwch|peidia|sdim|does dim|sim|dwim|nagoes|nah|na)\s
    (want |wanna |need |needed |needing |angen |isio |isho |eisiau |moyn |a |an |any |the |to |for |ur |my |
    worker |like |i |yn |n |thanks |ta )*
    (calls?|calling|phone calls?|ring|ringing|phoning|galwad|galwada|alwad|ffonio|ffon|ffonia)
    """
)

WANTS_CALL = phrase(
    r"""
    (call|ring|phone|ffonia|ffoniwch) (me|fi)( (please|pls|plz|plis))?|
    (want|wanna have|need|would like|id like|love|isio|isho|eisiau|moyn|ga i)\s(a |the )?
    (call|phone call|ring|galwad|alwad)|
    (yes|yeah|yh|ye|ia|oes|ydw) (to |i )?(a |the )?(call|phone call|galwad|alwad)( (please|pls|plz|plis))?
    """
)

WENT_WELL = phrase(
    r"""
    went (well|good|ok|great|alright|fine)|good thing|best (bit|thing|part)|proud of|
    (ath|aeth|mynd) (yn )?(dda|iawn|grêt|gret)|peth da|peth gora
    """
)

SAFE_WORD = r"safe|saff|ddiogel|diogel|nsaff"
EXCEPT = phrase(
    r"""
    \W*(but not|except|apart from|not at|not when|only|mostly|sometimes|ond dim|ond ddim|heblaw|
    weithia\w*)\b
    """
)
NOT_CERTAIN = phrase(
    r"""
    (not|im not|aint) (really |rly |too |that |so )*(sure|certain)|dunno|idk|dont know|dnt know|
    (ddim|dim|dwim|im|m) (yn |n )*(siwr|sicr|siwir|gwbod|gwybod)|dwim bo|sain gwbod
    """
)
