"""Links, addresses of the net, and numbers that could say who or where somebody is.

Scores from 0 to 10 stay, and so do ages: a message about mood or age means nothing without them. So do the
public numbers for emergencies, and idioms like 24/7. Every other number goes: telephones, buses, houses,
dates, times, accounts, plates.
"""

import re
from collections.abc import Iterator

from bot.redaction.spans import Found, Kind

_ENDINGS = "com|co\\.uk|org|net|uk|cymru|wales|gg|tv|me|ly|io|app|be|link|info"
_LINK = re.compile(
    rf"""
    (?:https?://|www\.)\S*[\w/]
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?<![\w./])(?:[\w-]+\.)+(?:{_ENDINGS})(?:/\S*[\w/])?(?![\w@])
    | (?<!\w)@[\w.]*\w
    | (?<![^\W_])[^\W_]+(?:[.]*_+[.]*[^\W_]+)+_*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_APPS = (
    "snap(?:chat)?|sc|insta(?:gram)?|ig|tik ?tok|discord|disc|fb|facebook|telegram|xbox|psn|gamertag"
    "|username|roblox"
)
_HANDLE = re.compile(
    rf"""
    (?<!\w)(?:{_APPS})(?:\s+(?:is|ydi|yw|name))?\s*
    (?:[:=]\s*(?P<told>[\w.-]*\w) | \s(?P<odd>[a-z-]+[\w.-]*[\d_.][\w.-]*\w|[a-z]+\d+))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<!\w)[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}(?!\w)", re.IGNORECASE)
# "LL57" alone tells a town; no other outward code is likely enough to be told from text-speak.
_POST_AREA = re.compile(r"(?<!\w)(?:ll|sy|ch|cf|sa)\s?\d{1,2}(?!\w)", re.IGNORECASE)
_PLATE = re.compile(r"(?<!\w)[a-z]{2}\d{2}\s?[a-z]{3}(?!\w)", re.IGNORECASE)

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref"
    "|tachwedd|rhagfyr|fai|fawrth|fehefin|orffennaf|fedi|dachwedd|ragfyr"
)
_DATE = re.compile(
    rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain)?\s+(?:of\s+|o\s+)?(?:{_MONTHS})(?:\s+\d{{2,4}})?(?!\w)"
    rf"|(?<!\w)(?:{_MONTHS})\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?!\w)",
    re.IGNORECASE,
)
# One number may be typed in groups ("07700 900 123", "12/3/09", "20-30-40", "8:30").
_NUMBER = re.compile(r"(?<![\w])\+?\d(?:[\d]|[ ./:,-]{1,2}(?=\d)|\)\s?(?=\d)|\((?=\d))*", re.ASCII)
_TAIL = re.compile(r"(?:st|nd|rd|th|af|ail|fed|ydd|eg|ain|am|pm|k|km|p|yb|yp|[a-d])(?!\w)|%", re.IGNORECASE)
_SPOKEN = re.compile(
    r"(?<!\w)(?:(?:oh?|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|dim|sero|un|dau|dwy|tri"
    r"|tair|pedwar|pedair|pump|chwech|saith|wyth|naw)(?:[\s,-]+|(?!\w))){5,}",
    re.IGNORECASE,
)

_SCORE = re.compile(r"(?:\d|10)(?:[.,]\d)?(?:\s*/\s*10|\s*-\s*(?:\d|10))?")
_KNOWN = frozenset({"999", "111", "101", "112", "24/7", "50/50", "100", "1000", "50", "360"})
_PLACED = re.compile(
    r"(?<!\w)(?:bus|bws|flat|fflat|house|tai?|ty|number|no|rhif|room|ystafell|route|platform|apartment|unit|block|bloc"
    r"|road|a|b|ward|class|dosbarth|set|team|tim|locker|pin|code|cod|kit|shirt)[\s.:#]*$",
    re.IGNORECASE,
)
_AGED_BEFORE = re.compile(
    r"(?<!\w)(?:i'?m|i am|age[ds]?|oed|s?he'?s|they'?re|is|was|were|be|turn(?:ed|ing|s)?|over|under|since"
    r"|when i|dwi'?n|dw i'?n|ma'?n|mae'?n|o'?n|hi'?n|fo'?n|yn|dros|dan|bron|nearly|almost|only|like|just"
    r"|still|til|until|nes|ers|not|even)\s+$",
    re.IGNORECASE,
)
_AGED_AFTER = re.compile(
    r"\s*-?\s*(?:y/?o|yrs?|years?|year[- ]olds?|oed|mlwydd|blwydd|mlynedd|[mf](?!\w))", re.IGNORECASE
)
_BUS = re.compile(r"(?<!\w)(?:bus|bws|route)\s+(?P<line>[a-z]\d{1,3}[a-z]?)(?!\w)", re.IGNORECASE)
_ADDRESS = re.compile(
    r",?\s+(?:(?:ffordd|stryd|l[oô]n|heol|stad|maes|bryn|cae|tan|tai|teras|rhodfa|clos)\s"
    r"|(?:\w+\s+){1,2}(?:road|rd|street|st|avenue|ave|lane|close|drive|crescent|terrace|gardens|estate)(?!\w))",
    re.IGNORECASE,
)
_OLDEST = 99
_TEN = 10


def numbers(text: str) -> Iterator[Found]:
    """Every link, handle, postcode, plate, date and number that goes."""
    yield from (_all(match, Kind.LINK) for match in _LINK.finditer(text))
    for match in _HANDLE.finditer(text):
        group = "told" if match["told"] else "odd"
        yield Found(match.start(group), match.end(group), Kind.LINK)
    for pattern in (_POSTCODE, _POST_AREA):
        yield from (_all(match, Kind.PLACE) for match in pattern.finditer(text))
    for pattern in (_PLATE, _DATE):
        yield from (_all(match, Kind.NUMBER) for match in pattern.finditer(text))
    yield from (Found(match.start("line"), match.end("line"), Kind.NUMBER) for match in _BUS.finditer(text))
    yield from (_trimmed(text, match) for match in _SPOKEN.finditer(text))
    for match in _NUMBER.finditer(text):
        yield from _plain_number(text, match)


def _all(match: re.Match[str], kind: Kind) -> Found:
    return Found(match.start(), match.end(), kind)


def _trimmed(text: str, match: re.Match[str]) -> Found:
    return Found(match.start(), match.start() + len(match.group().rstrip(" ,-\n\t")), Kind.NUMBER)


def _plain_number(text: str, match: re.Match[str]) -> Iterator[Found]:
    before, after = text[: match.start()], text[match.end() :]
    tail = _TAIL.match(after)
    word = tail is None and after[:1].isalpha() and not _AGED_AFTER.match(after)
    if word and len(match.group()) == 1:
        return  # "2moro", "4eva", "8ish"
    if not _stays(match.group(), before, after):
        yield Found(match.start(), match.end() + (tail.end() if tail else 0), Kind.NUMBER)


def _stays(number: str, before: str, after: str) -> bool:
    if number in _KNOWN or (after.startswith("%") and number.isdigit()):
        return True
    if _PLACED.search(before) or _ADDRESS.match(after):
        return False
    if _SCORE.fullmatch(number):
        return not _TAIL.match(after) or after[:1].isdigit()
    return number.isdigit() and _TEN < int(number) <= _OLDEST and _is_age(before, after)


def _is_age(before: str, after: str) -> bool:
    return bool(_AGED_AFTER.match(after) or (_AGED_BEFORE.search(before) and not _TAIL.match(after)))
