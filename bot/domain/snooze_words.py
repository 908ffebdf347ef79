"""The words for "ask me another time", as they look after `plain_text.plain` and without punctuation."""

import re
from datetime import time

from bot.domain.answer_words import NUMBERS

AFTER_SCHOOL, EVENING = time(16), time(19)

COUNTS = {word: float(number) for word, number in NUMBERS.items()} | {
    "a": 1.0,
    "an": 1.0,
    "couple": 2.0,
    "couple of": 2.0,
    "few": 3.0,
    "half": 0.5,
    "half an": 0.5,
    "hanner": 0.5,
}
_COUNT = "|".join(sorted(COUNTS, key=len, reverse=True))
AFTER_A_WHILE = re.compile(
    r"\b(?:in|mewn|after|ar ol|give me|rho) (?:about |bout |like |tua |rhyw |a (?=couple|few))?"
    rf"(?:(?P<count>\d{{1,3}}|{_COUNT}) ?)?(?P<unit>minutes?|mins?|munuda?u?|hours?|hrs?|hr|awr|oriau)\b"
)
AT_AN_HOUR = re.compile(
    r"\b(?:(?:at|after|about|around|round|till|til|until|ar ol|tua|am|wedi|ar) )?(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d{2}))? ?(?P<half>am|pm)\b"
    r"|\b(?:at|after|around|round|till|til|until|ar ol|tua|am|wedi) (?P<hour_alone>\d{1,2})"
    r"(?:[:.](?P<minute_alone>\d{2}))?(?: ?(?:oclock|ogloch|o r gloch))?\b"
)

DAYS = (
    (re.compile(r"\b(?:next week|wsnos nesa|wythnos nesa|wsos nesa)\b"), 7),
    (re.compile(r"\b(?:tomorrow|tomoz|tomo|2moro|2morrow|tmrw|tmr|tmoz|tommorow|tomorow|fory|yfory)\b"), 1),
    (re.compile(r"\b(?:today|heddiw|heddi)\b"), 0),
)
WEEKDAYS = tuple(
    re.compile(rf"\b(?:on |ar )?(?:{names})\b")
    for names in (
        r"monday|mon|dydd llun",
        r"tuesday|tues|dydd mawrth",
        r"wednesday|weds|dydd mercher",
        r"thursday|thurs|dydd iau",
        r"friday|fri|dydd gwener",
        r"saturday|dydd sadwrn|(?:at )?(?:the )?weekend|(?:dros (?:y )?)?penwythnos",
        r"sunday|dydd sul",
    )
)
TIMES = tuple(
    (re.compile(rf"\b(?:{names})\b"), at)
    for names, at in (
        (r"after school|(?:ar )?ol (?:y |yr )?(?:ysgol|rysgol|sgol)", AFTER_SCHOOL),
        (r"after (?:tea|dinner|supper|training|work|footy|football)|ar ol (?:te|swper|gwaith)", time(18, 30)),
        (r"tonight|2nite|tonite|2night|(?:this|in the) evening|heno|gyda r nos|gyda nos", EVENING),
        (r"in the morning|yn y bore|bora fory|bore fory", time(10)),
        (r"(?:at |amser )?(?:lunchtime|lunch|cinio)", time(12, 30)),
        (r"this (?:afternoon|aft)|(?:pnawn|prynhawn) ma", time(15)),
    )
)
# Alone these are greetings; with a day they are its parts.
PARTS_OF_A_DAY = tuple(
    (re.compile(rf"\b(?:{names})\b"), at)
    for names, at in (
        (r"night|nite|evening|nos", EVENING),
        (r"morning|bore|bora", time(10)),
        (r"afternoon|pnawn|prynhawn", time(15)),
    )
)
LATER = re.compile(
    r"\b(?:later on|later|l8r|l8er|in (?:a )?(?:bit|while|min|sec)|another time|some other time|wedyn|"
    r"nes ymlaen|nes mlaen|hwyrach mlaen|yn y munud|r[hw]*ywbryd (?:eto|arall)|mewn (?:chydig|bach))\b"
)
NOT_NOW = re.compile(
    r"\b(?:not (?:right )?now|not rn|not atm|nt now|not at the moment|busy|bad time|not a good time|"
    r"d?dim (?:rwan|wan|nawr|ar y funud)|brysur|prysur)\b"
)
READY = re.compile(
    r"\b(?:(?:im |am )?(?:free|ready|back|good to go) (?:now|rn)|can (?:do (?:it|this)|talk|chat) (?:now|rn)|"
    r"now (?:is|s) (?:ok|fine|good|better)|(?:barod|rhydd|nol) (?:rwan|wan|nawr)|"
    r"(?:rwan|wan) (?:n|yn) (?:iawn|well)|(?:ok|iawn) go on(?: then)?)\b"
)
# What may stand around a time; anything else makes the text a story.
AROUND = frozenset(
    """
    sorry sori soz srry pls plz please plis ok okay k yeah yh ye no na nah can cant could may we you u
    ya i ill im us me do it this that these text txt texts message msg ask check in checkin try talk
    speak chat answer reply again back bit a an the at to for then when if is be better class school
    work lesson out on now rn right not bout about maybe just will wait hang hold one sec moment too
    rili really rly kinda so gawn gawni ni ti chdi neud gneud hyn hwn o fo wneud siarad tecstia tecstio
    gofyn gofynna holi hola nol eto yn n mewn dosbarth gwers ysgol gwaith allan ar rwan wan nawr dim
    ddim ella diolch ta iawn fi dwi dwim methu medru fedra fedrai alla allai gei gad gadal aros am yr y
    well gen gynna bysa basa swni mi rhy thanks thx cheers tho lol x xx xxx atm need got have gotta go
    mynd and ac
    """.split()
)
