"""The words by which ways of writing differ, in English and Welsh."""

import re

from bot.domain.answer_words import phrase
from bot.domain.plain_text import has, plain

# Written short, as on a phone among friends.
SHORTHAND = frozenset(
    """
    u ur r y n k x xx xxx cos coz cuz bc idk idc tbh ngl lol lmao omg rn atm btw wbu hbu wyd gonna wanna gotta
    kinda dunno yh yeh yep ye nah na dw np thx ty pls plz msg txt wen wot wat tho thru bday 2day 2moro l8r b4
    m8 gr8 sum1 bf gf bff wth wtf ffs smh fr af fam bruh bro sis jk ily ilysm tmrw tmr abt ppl prob probs
    dwnm dwmbo wbath wan chdi neshi nesh sgenna sgenai sgin jyst plis iawnn hia sa se oni odd efo isio
    """.split()
)
ABOUT_ME = frozenset({"i", "im", "ive"})
# As they stand without an apostrophe; words that mean something else without one are left out.
TAKE_ONE = frozenset(
    """
    im ive dont doesnt didnt cant couldnt wouldnt shouldnt wont isnt arent wasnt werent havent hasnt hadnt
    aint thats theres whats heres lets youre theyre youve theyve youll theyll itll shes hes whos
    dwin dwim dwid maen tin chdin nin hin syn oddan oeddan ddimn iw ir maer rwyn dydin dydir
    """.split()
)
FORMAL = phrase(
    """
    please|kindly|regards|sincerely|thank you|however|unfortunately|currently|regarding|could you|would you|
    may i|i would|do not|does not|is not|cannot|will not|good (morning|afternoon|evening)|hello|
    os gwelwch|diolch yn fawr|cofion|ydych chi|ydach chi|allwch chi|fedrwch chi|gallech chi|hoffwn|
    prynhawn da|bore da|helo|nid yw|nid oes|rwyf|rydw i|yr ydym|ynglyn a
    """
)
_FAMILY = phrase(
    """
    (big |older |little |younger |step ?|foster )?
    (mum|mam|mom|mother|dad|father|parent|nan|gran|grandma|grandad|nain|taid|aunt|auntie|uncle|sister|brother|bro|sis|carer|boyfriend|girlfriend|bf|gf|fella|partner|husband|
    friend|mate|lad|man)
    """
)
_WELSH_FAMILY = phrase(
    """
    (llys)?(mam|fam|tad|thad|dad)|nain|taid|modryb|yncl|chwaer|brawd|mrawd|cariad|chariad|gariad|ffrind|rhiant|
    gofalwr|gofalwraig|partner|phartner|bartner|gwr
    """
)
_WRITING = "(text|txt|messag|contact|bother|pester|ring|call)(e|in|ing|s)?"
_WELSH_WRITING = phrase(
    """
    (tecstio|tecsdio|decstio|negeseuo|cysylltu|poeni|boeni|gyrru (tecst|neges|tecsts|negeseuon|petha))
    """
)
_GONE = phrase(
    r"""
    (here|available|about|able to \w+|come to the phone|talk|reply|answer|
    have (it|this|that) (phone|number))
    """
)
_HELLO = phrase(
    """
    ((haia|hiya|hi|hello|helo|hey|yeah|ia|na|no|sorry|sori|ok|iawn|and|a|so|please|plis|pls|just) )*
    """
)
# Who writes, whom they ask to leave alone, and what they say of the owner as of somebody who is not writing.
_OTHER_HAND = phrase(
    rf"""
    ^{_HELLO}(its|im|i am|it is|youre (speaking|talking) to|you are (speaking|talking) to)\s
    ((her|his|their|not my) {_FAMILY}|not (her|him))(?! (that|who|thats|whos|phone|house))|
    this is (not )?(her|his|\w{{3,}}s) {_FAMILY}(?! (that|who|phone|house))|
    ^{_HELLO}({_FAMILY} (here|speaking)|not (her|him)\b)|
    ^{_HELLO}(why|how come|what|who).{{0,20}} (are|r|do|have|u|you) ?(u|you)? ?(keep |been |always )*
    ({_WRITING}|want(ing)?|sending)\s?(to |with |from |off )*(my|her|him)|
    ^{_HELLO}(can (you|u) )?(stop|quit|dont|do not) {_WRITING} (my|her|him|this (phone|number))|
    ^{_HELLO}(this is|its|it is|got|have|ive got|i have|answering) (her|his) (phone|mobile|number)|
    (answering|holding|taken|minding) (her|his) (phone|mobile)(?! (off|from|back|nicked|out))|
    (her|his) phone is (with|at|in) (me|mine|our|my)|
    ^{_HELLO}(she|he) (is not|isnt|cant|cannot|wont|will not|doesnt|does not|no longer) (be )?{_GONE}|
    ^{_HELLO}(leave|let) (her|him) (alone|be)|
    ^{_HELLO}(she|he) (doesnt|does not|dont) (want|need) (to (talk|speak)|(your|ur|you|u)( \w+)?\b)|
    (i have|ive|i|we|just) (just )?(found|bought|picked up) (this|the) (phone|number|mobile|sim)|
    ^my (daughter|son|child) |on my (daughter|son)s|(this is|its) my (daughter|son)s|
    (text|txt|messag|contact)\w* my (daughter|son|child|girlfriend|boyfriend|missus|bird|gf|bf)|
    ^{_HELLO}({_WELSH_FAMILY}) (?!fi )(hi |o |fo |ef |\w+ )
    (sy|sydd)( |n )*(yma|ma|na|siarad|ateb|tecstio|sgwennu)|
    ^{_HELLO}(dyma|fi di|fi ydi) (ei |i )({_WELSH_FAMILY})|
    ^{_HELLO}dyma (fam|dad|nain|taid|chwaer|frawd) \w+|
    ^{_HELLO}(ei |i )({_WELSH_FAMILY}) (hi |o |fo )?(dwi|ydw|sy|sydd|yma)|
    ^{_HELLO}(pwy .{{0,12}})?pam (ydych|ydach|wyt|dach|ti|da|bod) .{{0,18}}{_WELSH_WRITING}|
    ^{_HELLO}(paid|peidiwch|stopia|stopiwch) (a |ag )?{_WELSH_WRITING} (\w+ )?
    (hi|fo|o|hon|ati|ato|iddi|iddo|merch|mab|hogan|hogyn|nghariad|cariad|mrawd|chwaer|rhif|ffon)|
    ^{_HELLO}(gad|gadwch|gadewch) (lonydd |hi |fo )(iddi|iddo|llonydd|fod)|
    ^{_HELLO}(ffon|mobeil|rhif) (fy|ei|ein|nghariad) .{{0,12}}(ydi|yw|di) (hwn|hon|ma|yma)|
    ^{_HELLO}(dydi|nid yw|tydi|dyw|di) (hi|o|fo|e|ef) ddim (yma|ar gael|adra|adref|isio|eisiau|yn gallu)|
    at (fy|ein) (merch|mab)\b|(ffon|rhif|mobeil) (fy|ein) (merch|mab)|
    (dwi|newydd|nes i|neshi) (wedi |di )?(ffeindio|cael|brynu|prynu|codi) ?r? (y |yr )?
    (ffon|rhif|sim|mobeil) (ma|yma|hwn|hon)|
    (nid|dim) (fi|hi|fo) (yw|ydi|di) (hi|fo|o)\b
    """
)
# Also somebody who forgot us asks this: it counts only beside other things.
_ASKS_WHO = phrase(
    rf"""
    ^{_HELLO}(may i ask )?who(s|se| is| are)? (this|r u|are you|am i|is it)\b|(and|or) who are you|
    ^{_HELLO}(phwy|pwy) (sy|ydi|yw|di|dach|ydych|ydach|wyt) ?(na|yna|hwn|hyn|chi|ti|ma|yma|sydd)\b|
    wrong (number|person)|rhif anghywir|person anghywir
    """
)
_SIGNS = re.compile(r"[^\w\s]")


def is_another_hand(text: str) -> bool:
    """Whether the words speak of the phone's owner as of somebody else."""
    return has(_OTHER_HAND, _bare(text))


def asks_who(text: str) -> bool:
    """Whether they ask who writes, or say that this is the wrong number."""
    return has(_ASKS_WHO, _bare(text))


def _bare(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", plain(text)).split())
